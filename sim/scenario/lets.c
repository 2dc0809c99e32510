/* lets - $name and ${name}: what they stand for, which [let] says.
 *
 * A few lines can stand for a great deal of text: each value, and all of what comes in, are bounded. */
#include "lets.h"

#include <string.h>

#include "base/lexer.h"
#include "base/names.h"

#define LONGEST_VALUE (1 << 20)
#define LARGEST_SUM (G_GINT64_CONSTANT(64) << 20)
#define DEEPEST 64 /* names that stand for names */

typedef struct {
    const Entry *entry;
    char *value; /* resolved, or NULL */
    gboolean resolving;
} Let;

struct Lets {
    GArray *lets; /* of Let */
    Names *names; /* in the same order */
    guint depth;
    gint64 sum; /* bytes that have come in */
};

static gboolean fail(char **why, const char *complaint)
{
    *why = g_strdup(complaint);
    return FALSE;
}

static gboolean is_name(const char *name, gsize length)
{
    if (length == 0 || g_ascii_isdigit(*name))
        return FALSE;
    for (gsize i = 0; i < length; i++) {
        if (!g_ascii_isalnum(name[i]) && name[i] != '_')
            return FALSE;
    }
    return TRUE;
}

static gboolean resolve(Lets *lets, Let *let, char **why);

/* Appends what NAME stands for. */
static gboolean append_let(Lets *lets, const char *name, GString *buffer, char **why)
{
    gint number = names_find(lets->names, name);
    Let *let;

    if (number < 0) {
        *why = names_complaint(lets->names, "$name", name);
        return FALSE;
    }
    let = &g_array_index(lets->lets, Let, number);
    if (let->resolving) {
        *why = g_strdup_printf("$%s stands for itself, expected a value without a cycle", name);
        return FALSE;
    }
    if (!let->value && !resolve(lets, let, why))
        return FALSE;
    lets->sum += (gint64)strlen(let->value);
    if (buffer->len + strlen(let->value) > LONGEST_VALUE)
        return fail(why, "with what each $name stands for it has more than 1 MiB, expected less");
    if (lets->sum > LARGEST_SUM)
        return fail(why, "what all $names stand for comes to more than 64 MiB, expected less");
    g_string_append(buffer, let->value);
    return TRUE;
}

/* *TEXT is at a '$'; it moves behind what belongs to it. */
static gboolean expand_dollar(Lets *lets, const char **text, GString *buffer, char **why)
{
    const char *begin = *text + 1;
    gboolean braces = *begin == '{';
    const char *end = begin + braces;

    while (g_ascii_isalnum(*end) || *end == '_')
        end++;
    if (!braces && !is_name(begin, (gsize)(end - begin))) {
        g_string_append_c(buffer, '$');
        *text = *begin == '$' ? begin + 1 : begin;
        return TRUE;
    }
    if (braces && (*end != '}' || !is_name(begin + 1, (gsize)(end - begin - 1))))
        return fail(why, "'${' without a name and '}' behind it, expected ${name}");
    g_autofree char *name = g_strndup(begin + braces, (gsize)(end - begin - braces));
    *text = end + braces;
    return append_let(lets, name, buffer, why);
}

const char *lets_expand(Lets *lets, const char *value, GString *buffer, char **why)
{
    if (!strchr(value, '$'))
        return value;
    g_string_truncate(buffer, 0);
    while (*value) {
        gsize plain = strcspn(value, "$");
        g_string_append_len(buffer, value, (gssize)plain);
        value += plain;
        if (*value && !expand_dollar(lets, &value, buffer, why))
            return NULL;
    }
    return buffer->str;
}

static gboolean resolve(Lets *lets, Let *let, char **why)
{
    g_autoptr(GString) buffer = g_string_new(NULL);
    const char *value;

    if (lets->depth == DEEPEST)
        return fail(why, "names that stand for names, more than 64 deep; expected fewer");
    let->resolving = TRUE;
    lets->depth++;
    value = lets_expand(lets, let->entry->value, buffer, why);
    lets->depth--;
    let->resolving = FALSE;
    if (value)
        let->value = g_strdelimit(g_strdup(value), "\n", LEXER_LINE_INSIDE);
    return value != NULL;
}

static gboolean add_let(Lets *lets, const Document *document, const Entry *entry, GError **error)
{
    Place place = entry_place(document, entry);
    Let let = { .entry = entry };

    if (!is_name(entry->key, strlen(entry->key)))
        return place_error(&place, error,
                           "the name of a value has letters, digits and '_', and begins with no digit");
    if (!names_add(lets->names, entry->key))
        return place_error(&place, error, "$%s is given twice, first in line %u; expected it once",
                           entry->key,
                           g_array_index(lets->lets, Let, names_find(lets->names, entry->key)).entry->line);
    if (entry_has_comment(entry, TRUE))
        return place_error(&place, error,
                           "%s: a comment cannot stand behind a value, expected it on a line of its own",
                           entry->key);
    if (!*entry->value)
        return place_error(&place, error, "%s: a value is missing", entry->key);
    g_array_append_val(lets->lets, let);
    return TRUE;
}

static gboolean add_all(Lets *lets, const Document *document, GError **error)
{
    const Section *section = document_find(document, "let", NULL);

    for (const Entry *entry = section ? section_first(document, section) : NULL; entry;
         entry = entry_next(document, entry)) {
        if (!add_let(lets, document, entry, error))
            return FALSE;
    }
    for (guint i = 0; i < lets->lets->len; i++) {
        Let *let = &g_array_index(lets->lets, Let, i);
        g_autofree char *why = NULL;
        if (!let->value && !resolve(lets, let, &why)) {
            Place place = entry_place(document, let->entry);
            return place_error(&place, error, "%s: %s", let->entry->key, why);
        }
    }
    return TRUE;
}

static void clear_let(gpointer let)
{
    g_free(((Let *)let)->value);
}

Lets *lets_new(const Document *document, GError **error)
{
    g_autoptr(Lets) lets = g_new0(Lets, 1);

    lets->lets = g_array_new(FALSE, FALSE, sizeof(Let));
    g_array_set_clear_func(lets->lets, clear_let);
    lets->names = names_new();
    return add_all(lets, document, error) ? g_steal_pointer(&lets) : NULL;
}

void lets_free(Lets *lets)
{
    g_array_unref(lets->lets);
    names_free(lets->names);
    g_free(lets);
}
