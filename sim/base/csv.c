/* csv - fields and rows as in RFC 4180, with plain line feeds; numbers are the same in every locale. */
#include "csv.h"

#include <string.h>

#include "digits.h"

void csv_text(GString *text, const char *value)
{
    if (strpbrk(value, ",\"\r\n") == NULL) {
        g_string_append(text, value);
    } else {
        g_string_append_c(text, '"');
        for (; *value != '\0'; value++) {
            if (*value == '"')
                g_string_append_c(text, '"');
            g_string_append_c(text, *value);
        }
        g_string_append_c(text, '"');
    }
    g_string_append_c(text, ',');
}

void csv_integer(GString *text, __int128 value)
{
    digits_integer(text, value);
    g_string_append_c(text, ',');
}

void csv_ratio(GString *text, gint64 millionths)
{
    digits_ratio(text, millionths);
    g_string_append_c(text, ',');
}

void csv_empty(GString *text)
{
    g_string_append_c(text, ',');
}

void csv_end_row(GString *text)
{
    g_assert(text->len > 0);
    text->str[text->len - 1] = '\n';
}

GStrv csv_fields(const char **text)
{
    GPtrArray *fields = g_ptr_array_new();
    g_autoptr(GString) field = g_string_new(NULL);
    gboolean quoted = FALSE;
    const char *p = *text;

    for (; *p && (quoted || *p != '\n'); p++) {
        if (*p == '"' && quoted && p[1] == '"')
            g_string_append_c(field, *p++);
        else if (*p == '"')
            quoted = !quoted;
        else if (*p == ',' && !quoted) {
            g_ptr_array_add(fields, g_strdup(field->str));
            g_string_truncate(field, 0);
        } else
            g_string_append_c(field, *p);
    }
    g_ptr_array_add(fields, g_strdup(field->str));
    g_ptr_array_add(fields, NULL);
    *text = *p ? p + 1 : p;
    return (GStrv)g_ptr_array_free(fields, FALSE);
}
