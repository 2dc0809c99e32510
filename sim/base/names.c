/* names - names in the order in which they were given, to be found again, and to be hinted at. */
#include "names.h"

#include "nearest.h"

Names *names_new(void)
{
    Names *names = g_new(Names, 1);

    names->list = g_ptr_array_new();
    names->index = g_hash_table_new(g_str_hash, g_str_equal);
    return names;
}

void names_free(Names *names)
{
    g_ptr_array_unref(names->list);
    g_hash_table_unref(names->index);
    g_free(names);
}

gboolean names_add(Names *names, const char *name)
{
    if (g_hash_table_contains(names->index, name))
        return FALSE;
    g_hash_table_insert(names->index, (gpointer)name, GUINT_TO_POINTER(names->list->len));
    g_ptr_array_add(names->list, (gpointer)name);
    return TRUE;
}

gint names_find(const Names *names, const char *name)
{
    gpointer number;
    return g_hash_table_lookup_extended(names->index, name, NULL, &number) ? (gint)GPOINTER_TO_UINT(number)
                                                                           : -1;
}

gint64 names_instance(const char *name, gsize length, gsize *base)
{
    gsize point = length;
    gint64 number = 0;

    while (point > 0 && g_ascii_isdigit(name[point - 1]))
        point--;
    if (point < 2 || name[point - 1] != '.' || length - point < 1 || length - point > 9 ||
        (name[point] == '0' && length - point > 1))
        return -1;
    for (gsize i = point; i < length; i++)
        number = number * 10 + (name[i] - '0');
    *base = point - 1;
    return number;
}

char *names_complaint(const Names *names, const char *what, const char *name)
{
    return nearest_complaint(what, name, (const char *const *)names->list->pdata, names->list->len);
}
