/* vary - one --vary KEY=VALUES: a key, and each value that it is to take.
 *
 * Ranges are counted in whole billionths, or in nanoseconds: 0.1:0.9:0.1 has nine values, and 0.3 is "0.3". */
#include "vary.h"

#include <string.h>

#include "simtime.h"

#define ONE G_GINT64_CONSTANT(1000000000)
#define MOST_DECIMALS 9
#define LARGEST (G_MAXINT64 / 2 / ONE)

G_DEFINE_QUARK(gilsim - vary - error, vary_error)

typedef struct {
    const char *text; /* the whole --vary */
    const char *unit; /* what stands behind each number; NULL: they are durations */
} Range;

static gboolean fail(const char *text, GError **error, const char *why)
{
    g_set_error(error, VARY_ERROR, 0, "--vary %s: %s", text, why);
    return FALSE;
}

/* The number that TEXT begins with, in billionths; *REST is what stands behind it. */
static gboolean read_number(const char *text, gint64 *value, const char **rest)
{
    gint64 place = ONE;

    *value = 0;
    if (!g_ascii_isdigit(*text))
        return FALSE;
    for (; g_ascii_isdigit(*text); text++) {
        *value = *value * 10 + (*text - '0') * ONE;
        if (*value > LARGEST * ONE)
            return FALSE;
    }
    if (*text == '.') {
        for (text++; g_ascii_isdigit(*text); text++) {
            place /= 10;
            *value += (*text - '0') * place;
            if (place == 0)
                return FALSE;
        }
    }
    *rest = text;
    return TRUE;
}

/* VALUE without zeros at its end, and UNIT. */
static char *number_text(gint64 value, const char *unit)
{
    g_autofree char *decimals = g_strdup_printf("%0*" G_GINT64_FORMAT, MOST_DECIMALS, value % ONE);
    gsize length = strlen(decimals);

    while (length > 0 && decimals[length - 1] == '0')
        decimals[--length] = '\0';
    return g_strdup_printf("%" G_GINT64_FORMAT "%s%s%s", value / ONE, length > 0 ? "." : "", decimals, unit);
}

/* One end or the step of RANGE. */
static gboolean read_amount(const Range *range, const char *text, gint64 *value)
{
    const char *rest;

    if (!range->unit)
        return simtime_parse(text, value, &rest);
    return read_number(text, value, &rest) && (g_str_equal(rest, range->unit) || (*value == 0 && !*rest));
}

static char *amount_text(const Range *range, gint64 value)
{
    char text[SIMTIME_TEXT];

    return range->unit ? number_text(value, range->unit) : g_strdup(simtime_exact(value, text));
}

/* Adds FROM and what follows it by STEP or, where that is 0, by a factor in billionths. */
static gboolean add_values(const Range *range, gint64 from, gint64 to, gint64 step, gint64 factor,
                           GPtrArray *values, GError **error)
{
    for (__int128 value = from; value <= to;) {
        g_ptr_array_add(values, amount_text(range, (gint64)value));
        if (values->len > VARY_MOST_VALUES)
            return fail(range->text, error, "more than 100000 values, expected fewer");
        value = step > 0 ? value + step : value * factor / ONE;
        if (step == 0 && value == from)
            return fail(range->text, error, "the factor changes nothing there, expected a larger FROM");
    }
    return TRUE;
}

static gboolean add_range(const char *text, char **parts, GPtrArray *values, GError **error)
{
    const char *unit, *rest;
    gint64 from, to, step = ONE, factor = 0;
    Range range = { .text = text };

    if (!read_number(parts[1], &to, &unit))
        return fail(text, error, "expected FROM:TO, FROM:TO:STEP or FROM:TO:*FACTOR");
    range.unit = simtime_parse(parts[1], &to, &rest) && *unit ? NULL : unit;
    if (!read_amount(&range, parts[0], &from) || !read_amount(&range, parts[1], &to))
        return fail(text, error, "expected both ends of a range in the same unit");
    if (from > to)
        return fail(text, error, "the range ends before it begins, expected FROM:TO");
    if (!parts[2] && (!range.unit || *range.unit))
        return fail(text, error, "a range of amounts with a unit needs a step, expected FROM:TO:STEP");
    if (parts[2] && *parts[2] == '*') {
        step = 0;
        if (!read_number(parts[2] + 1, &factor, &rest) || *rest || factor <= ONE)
            return fail(text, error, "expected a factor above 1, as in 1:64:*2");
    } else if (parts[2] && (!read_amount(&range, parts[2], &step) || step == 0)) {
        return fail(text, error, "expected a step above 0, in the unit of the range");
    }
    return add_values(&range, from, to, step, factor, values, error);
}

/* One of the texts between commas: a range, or a value as it stands. */
static gboolean add_item(const char *text, const char *item, GPtrArray *values, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(item, ":", -1);
    const guint n_parts = g_strv_length(parts);

    if (*item == '\0')
        return fail(text, error, "a value is missing, expected KEY=A,B,C or KEY=FROM:TO");
    if ((n_parts == 2 || n_parts == 3) && g_ascii_isdigit(*item))
        return add_range(text, parts, values, error);
    g_ptr_array_add(values, g_strdup(item));
    return TRUE;
}

/* The comma that ends the item at TEXT, or the end of it. */
static const char *item_end(const char *text)
{
    gint depth = 0;

    for (; *text && (*text != ',' || depth > 0); text++)
        depth += (*text == '(') - (*text == ')' && depth > 0);
    return text;
}

/* The column of a key alone would have the name of one that summary.csv has already. */
static char *whole_key(const char *key)
{
    static const char *const keys[][2] = { { "cores", "machine.cores" },
                                           { "goal", "scenario.goal" },
                                           { "scheduler", "machine.scheduler" },
                                           { "seed", "scenario.seed" } };

    for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
        if (g_str_equal(key, keys[i][0]))
            return g_strdup(keys[i][1]);
    return g_strdup(key);
}

Vary *vary_parse(const char *text, GError **error)
{
    const char *equals = strchr(text, '='), *item, *end;
    g_autofree char *key = equals ? g_strstrip(g_strndup(text, (gsize)(equals - text))) : NULL;
    Vary *vary;
    gboolean good = TRUE;

    if (!key || !*key) {
        fail(text, error, "expected KEY=VALUES, as in machine.cores=1:64");
        return NULL;
    }
    vary = g_new(Vary, 1);
    *vary = (Vary){ whole_key(key), g_ptr_array_new_with_free_func(g_free) };
    for (item = equals + 1; good; item = end + 1) {
        g_autofree char *one = g_strstrip(g_strndup(item, (gsize)((end = item_end(item)) - item)));

        good = add_item(text, one, vary->values, error);
        if (!*end)
            break;
    }
    if (!good)
        g_clear_pointer(&vary, vary_free);
    return vary;
}

void vary_free(Vary *vary)
{
    g_free(vary->key);
    g_ptr_array_unref(vary->values);
    g_free(vary);
}
