/* key_values - readers of what only one key has: cores, payload, affinity, scale. */
#include "key_values.h"

#include <math.h>
#include <string.h>

#include "base/host.h"
#include "base/number.h"
#include "workload.h"

#define MOST_CORES (64 * AFFINITY_WORDS)
#define LARGEST_PAYLOAD 1099511627776.0 /* 1024 GiB */

static gboolean complain(char **why, const char *complaint)
{
    *why = g_strdup(complaint);
    return FALSE;
}

static gboolean read_core_count(const char *text, gint64 *cores, char **why)
{
    if (g_str_equal(text, "host"))
        *cores = host_cores();
    else if (!number_integer(text, cores) || *cores < 1 || *cores > MOST_CORES)
        return complain(why, "expected 1 to 4096, or host");
    return TRUE;
}

gboolean cores_read(const char *text, gpointer value, char **why)
{
    g_auto(GStrv) words = g_strsplit(text, ",", -1);
    g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    for (guint i = 0; words[i]; i++) {
        gint64 cores;
        if (!read_core_count(g_strstrip(words[i]), &cores, why))
            return FALSE;
        if (!g_hash_table_add(seen, GINT_TO_POINTER((gint)cores))) {
            *why = g_strdup_printf("'%" G_GINT64_FORMAT "' stands there twice, expected each number once",
                                   cores);
            return FALSE;
        }
        g_array_append_val(list, cores);
    }
    cores_clear(value);
    *(GArray **)value = g_steal_pointer(&list);
    return TRUE;
}

void cores_clear(gpointer value)
{
    g_clear_pointer((GArray **)value, g_array_unref);
}

gboolean payload_read(const char *text, gpointer value, char **why)
{
    static const struct {
        const char *name;
        double size;
    } units[] = { { "B", 1 }, { "KiB", 1024 }, { "MiB", 1048576 }, { "GiB", 1073741824 } };
    gsize digits = strspn(text, "0123456789.");
    g_autofree char *number_text = g_strndup(text, digits);
    double number;

    if (!number_decimal(number_text, &number))
        return complain(why, "expected a size such as 64KiB");
    if (number == 0 && !text[digits]) {
        *(gint64 *)value = 0;
        return TRUE;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(units); i++) {
        if (!g_str_equal(text + digits, units[i].name))
            continue;
        if (number * units[i].size > LARGEST_PAYLOAD)
            return complain(why, "expected a size of at most 1024GiB");
        *(gint64 *)value = (gint64)floor(number * units[i].size + 0.5);
        return TRUE;
    }
    return complain(why, text[digits] ? "unknown unit, expected B, KiB, MiB or GiB"
                                      : "a unit is missing, expected B, KiB, MiB or GiB");
}

/* "3" or "0-3" */
static gboolean read_core_range(const char *text, gint64 *first, gint64 *last)
{
    const char *dash = strchr(text, '-');
    g_autofree char *begin = dash ? g_strndup(text, (gsize)(dash - text)) : g_strdup(text);

    return number_integer(begin, first) && number_integer(dash ? dash + 1 : text, last) && *first >= 0 &&
           *first <= *last && *last < MOST_CORES;
}

gboolean affinity_read(const char *text, gpointer value, char **why)
{
    g_auto(GStrv) words = g_strsplit(text, ",", -1);
    g_autofree guint64 *mask = g_new0(guint64, AFFINITY_WORDS);

    for (guint i = 0; words[i]; i++) {
        gint64 first, last;
        if (!read_core_range(g_strstrip(words[i]), &first, &last))
            return complain(why, "expected numbers of cores, from 0 to 4095, such as 0,1 or 0-3");
        for (; first <= last; first++)
            mask[first / 64] |= G_GUINT64_CONSTANT(1) << (first % 64);
    }
    affinity_clear(value);
    *(guint64 **)value = g_steal_pointer(&mask);
    return TRUE;
}

void affinity_clear(gpointer value)
{
    g_clear_pointer((guint64 **)value, g_free);
}

gboolean scale_read(const char *text, gpointer value, char **why)
{
    g_auto(GStrv) parts = g_strsplit(text, "/", 2);
    double number = 0, divisor = 1;

    if (!number_decimal(g_strstrip(parts[0]), &number) ||
        (parts[1] && !number_decimal(g_strstrip(parts[1]), &divisor)) || number <= 0 || number > divisor)
        return complain(why, "expected a fraction above 0, up to 1, such as 0.001 or 1/1000");
    *(double *)value = number / divisor;
    return TRUE;
}
