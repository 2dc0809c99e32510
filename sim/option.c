/* option - a key of a scenario or of a model as data: reading, checking, defaults and help come from it. */
#include "option.h"

#include <string.h>

#include "base/nearest.h"
#include "base/number.h"

#define LONGEST_DURATION (SIMTIME_MAX - 1) /* so that an instant and one of these add up within 64 bits */

/* The greatest value that OPTION allows, where its type has none of its own. */
static gint64 upper_bound(const Option *option, gint64 most)
{
    return option->max ? option->max : most;
}

/* TEXT without the white space around it. g_free. */
static char *stripped(const char *text)
{
    return g_strstrip(g_strdup(text));
}

/* Says what OPTION may hold. Always FALSE. */
static gboolean expected(const Option *option, char **why)
{
    g_autofree char *values = option_values(option);
    *why = g_strdup_printf("expected %s", values);
    return FALSE;
}

static gboolean read_text(const Option *option G_GNUC_UNUSED, const char *text, gpointer value,
                          char **why G_GNUC_UNUSED)
{
    g_free(*(char **)value);
    *(char **)value = g_strdup(text);
    return TRUE;
}

static gboolean read_duration(const Option *option, const char *text, gpointer value, char **why)
{
    const char *complaint;
    SimTime time;

    if (!simtime_parse(text, &time, &complaint)) {
        *why = g_strdup(complaint);
        return FALSE;
    }
    if (time < option->min || time > MIN(upper_bound(option, SIMTIME_MAX), LONGEST_DURATION))
        return expected(option, why);
    *(SimTime *)value = time;
    return TRUE;
}

static gboolean read_integer(const Option *option, const char *text, gpointer value, char **why)
{
    gint64 number;

    if (!number_integer(text, &number) || number < option->min || number > upper_bound(option, G_MAXINT64))
        return expected(option, why);
    *(gint64 *)value = number;
    return TRUE;
}

static gboolean read_seed(const Option *option, const char *text, gpointer value, char **why)
{
    guint64 number;

    if (!number_unsigned(text, &number))
        return expected(option, why);
    *(guint64 *)value = number;
    return TRUE;
}

static gboolean read_yes_no(const Option *option, const char *text, gpointer value, char **why)
{
    if (!g_str_equal(text, "yes") && !g_str_equal(text, "no"))
        return expected(option, why);
    *(gboolean *)value = g_str_equal(text, "yes");
    return TRUE;
}

static gboolean read_choice(const Option *option, const char *text, gpointer value, char **why)
{
    g_auto(GStrv) words = g_strsplit(option->choices, "|", -1);

    for (gint i = 0; words[i]; i++) {
        if (*text && g_str_equal(words[i], text)) {
            *(gint *)value = i;
            return TRUE;
        }
    }
    return expected(option, why);
}

static gboolean read_factor(const Option *option, const char *text, gpointer value, char **why)
{
    double number;

    if (!number_decimal(text, &number) || number < (double)option->min ||
        number > (double)upper_bound(option, G_MAXINT32))
        return expected(option, why);
    *(double *)value = number;
    return TRUE;
}

/* A name may stand once in a list. */
static gboolean read_names(const Option *option G_GNUC_UNUSED, const char *text, gpointer value, char **why)
{
    g_auto(GStrv) names = g_strsplit(text, ",", -1);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; names[i]; i++) {
        g_strstrip(names[i]);
        if (!*names[i]) {
            *why = g_strdup("a name is missing, expected names with commas between them");
            return FALSE;
        }
        if (!g_hash_table_add(seen, names[i])) {
            g_autofree char *name = nearest_quote(names[i]);
            *why = g_strdup_printf("'%s' stands there twice, expected each name once", name);
            return FALSE;
        }
    }
    g_strfreev(*(GStrv *)value);
    *(GStrv *)value = g_steal_pointer(&names);
    return TRUE;
}

typedef gboolean (*Reader)(const Option *option, const char *text, gpointer value, char **why);

static gboolean read_list(const Option *option, Reader read_element, guint size, const char *text,
                          gpointer value, char **why)
{
    g_auto(GStrv) elements = g_strsplit(text, ",", -1);
    g_autoptr(GArray) list = g_array_new(FALSE, TRUE, size);

    for (guint i = 0; elements[i]; i++) {
        g_array_set_size(list, i + 1);
        if (!read_element(option, g_strstrip(elements[i]), list->data + (gsize)i * size, why))
            return FALSE;
    }
    g_clear_pointer((GArray **)value, g_array_unref);
    *(GArray **)value = g_steal_pointer(&list);
    return TRUE;
}

static gboolean read_durations(const Option *option, const char *text, gpointer value, char **why)
{
    return read_list(option, read_duration, sizeof(SimTime), text, value, why);
}

static gboolean read_integers(const Option *option, const char *text, gpointer value, char **why)
{
    return read_list(option, read_integer, sizeof(gint64), text, value, why);
}

static gboolean read_factors(const Option *option, const char *text, gpointer value, char **why)
{
    return read_list(option, read_factor, sizeof(double), text, value, why);
}

static gboolean read_special(const Option *option, const char *text, gpointer value, char **why)
{
    return option->read(text, value, why);
}

static const Reader readers[] = {
    [OPTION_TEXT] = read_text,         [OPTION_DURATION] = read_duration, [OPTION_INTEGER] = read_integer,
    [OPTION_SEED] = read_seed,         [OPTION_YES_NO] = read_yes_no,     [OPTION_CHOICE] = read_choice,
    [OPTION_FACTOR] = read_factor,     [OPTION_NAMES] = read_names,       [OPTION_DURATIONS] = read_durations,
    [OPTION_INTEGERS] = read_integers, [OPTION_FACTORS] = read_factors,   [OPTION_SPECIAL] = read_special,
};

const Option *option_find(const Option *table, const char *name)
{
    for (; table && table->name; table++) {
        if (strcmp(table->name, name) == 0 || (table->alias && strcmp(table->alias, name) == 0))
            return table;
    }
    return NULL;
}

gboolean option_read(const Option *option, const char *text, gpointer structure, char **why)
{
    g_autofree char *word = stripped(text);

    if (!*word) {
        g_autofree char *values = option_values(option);
        *why = g_strdup_printf("a value is missing, expected %s", values);
        return FALSE;
    }
    return readers[option->type](option, option->type == OPTION_TEXT ? text : word,
                                 G_STRUCT_MEMBER_P(structure, option->offset), why);
}

void option_defaults(const Option *table, gpointer structure)
{
    for (; table && table->name; table++) {
        g_autofree char *why = NULL;
        if (table->fallback && !option_read(table, table->fallback, structure, &why))
            g_error("the default %s = %s of a table of options is wrong: %s", table->name, table->fallback,
                    why);
    }
}

static void clear_value(const Option *option, gpointer value)
{
    switch (option->type) {
    case OPTION_TEXT:
        g_clear_pointer((char **)value, g_free);
        break;
    case OPTION_NAMES:
        g_clear_pointer((GStrv *)value, g_strfreev);
        break;
    case OPTION_DURATIONS:
    case OPTION_INTEGERS:
    case OPTION_FACTORS:
        g_clear_pointer((GArray **)value, g_array_unref);
        break;
    case OPTION_SPECIAL:
        if (option->clear)
            option->clear(value);
        break;
    default:
        break;
    }
}

void option_clear(const Option *table, gpointer structure)
{
    for (; table && table->name; table++)
        clear_value(table, G_STRUCT_MEMBER_P(structure, table->offset));
}

static char *duration_values(const Option *option, const char *noun)
{
    char least[SIMTIME_TEXT], most[SIMTIME_TEXT];

    simtime_exact(option->min, least);
    simtime_exact(option->max, most);
    if (option->max && option->max < LONGEST_DURATION)
        return g_strdup_printf("%s from %s to %s", noun, least, most);
    if (option->min == 1)
        return g_strdup_printf("%s above 0", noun);
    return option->min ? g_strdup_printf("%s from %s", noun, least) : g_strdup(noun);
}

static char *number_values(const Option *option, const char *noun)
{
    if (option->max)
        return g_strdup_printf("%s%" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, noun, option->min, option->max);
    return g_strdup_printf("%s%" G_GINT64_FORMAT " or more", noun, option->min);
}

/* "last or first" of "last|first"; an empty word, which nobody can write, is left out. */
static char *choice_values(const Option *option)
{
    g_auto(GStrv) words = g_strsplit(option->choices + (*option->choices == '|'), "|", -1);
    guint n = g_strv_length(words);
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < n; i++)
        g_string_append_printf(text, "%s%s", i == 0 ? "" : i + 1 == n ? " or " : ", ", words[i]);
    return g_string_free(text, FALSE);
}

char *option_values(const Option *option)
{
    if (option->values)
        return g_strdup(option->values);
    switch (option->type) {
    case OPTION_TEXT:
    case OPTION_SPECIAL:
        return g_strdup("text");
    case OPTION_DURATION:
        return duration_values(option, "a duration");
    case OPTION_DURATIONS:
        return duration_values(option, "a list of durations");
    case OPTION_INTEGER:
        return number_values(option, "");
    case OPTION_INTEGERS:
        return number_values(option, "a list of numbers, ");
    case OPTION_FACTOR:
        return number_values(option, "a number, ");
    case OPTION_FACTORS:
        return number_values(option, "a list of numbers, ");
    case OPTION_SEED:
        return g_strdup("0 to 18446744073709551615");
    case OPTION_YES_NO:
        return g_strdup("yes or no");
    case OPTION_CHOICE:
        return choice_values(option);
    case OPTION_NAMES:
        return g_strdup("names, with commas between them");
    }
    g_assert_not_reached();
}
