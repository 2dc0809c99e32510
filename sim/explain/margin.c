/* margin - how far predictions were off on this host: what the last `gilsim validate` left. */
#include "explain/margin.h"

#include <math.h>

#include "base/csv.h"
#include "base/sorting.h"

#define MOST_BYTES (16 << 20)

enum { SCENARIO, POLICY, METRIC, ERROR, VERDICT, N_FIELDS };

static const char *const names[N_FIELDS] = { "scenario", "policy", "metric", "error_pct", "verdict" };

/* The column NAME, or where the header ends. */
static guint column_of(const char *const *header, const char *name)
{
    guint column = 0;

    while (header[column] && !g_str_equal(header[column], name))
        column++;
    return column;
}

static gboolean find_columns(const char *const *header, guint columns[N_FIELDS])
{
    for (guint i = 0; i < N_FIELDS; i++) {
        columns[i] = column_of(header, names[i]);
        if (!header[columns[i]])
            return FALSE;
    }
    return TRUE;
}

static gboolean is_judged(const char *const *row, const guint columns[N_FIELDS])
{
    const char *verdict = row[columns[VERDICT]];

    return g_str_equal(row[columns[METRIC]], "makespan") &&
           (g_str_equal(verdict, "good") || g_str_equal(verdict, "off"));
}

static void add_row(Margin *margin, const char *const *row, const guint columns[N_FIELDS], gboolean is_drawn)
{
    const double percent = fabs(g_ascii_strtod(row[columns[ERROR]], NULL));
    const gint64 error = (gint64)(MIN(percent, 1e9) * 10000);

    g_ptr_array_add(margin->policies, g_strdup(row[columns[POLICY]]));
    g_ptr_array_add(margin->scenarios, g_strdup(is_drawn ? "" : row[columns[SCENARIO]]));
    g_array_append_val(margin->errors, error);
}

Margin *margin_read(const char *path)
{
    g_autoptr(Margin) margin = g_new0(Margin, 1);
    g_autofree char *text = NULL;
    g_auto(GStrv) header = NULL;
    const char *at;
    guint columns[N_FIELDS], drawn;
    gsize length;

    margin->policies = g_ptr_array_new_with_free_func(g_free);
    margin->scenarios = g_ptr_array_new_with_free_func(g_free);
    margin->errors = g_array_new(FALSE, FALSE, sizeof(gint64));
    if (!g_file_get_contents(path, &text, &length, NULL) || length > MOST_BYTES ||
        !g_utf8_validate(text, -1, NULL))
        return NULL;
    at = text;
    header = csv_fields(&at);
    if (!find_columns((const char *const *)header, columns))
        return NULL;
    drawn = column_of((const char *const *)header, "drawn");
    while (*at != '\0') {
        g_auto(GStrv) row = csv_fields(&at);

        if (g_strv_length(row) >= g_strv_length(header) && is_judged((const char *const *)row, columns))
            add_row(margin, (const char *const *)row, columns,
                    header[drawn] && g_str_equal(row[drawn], "yes"));
    }
    return g_steal_pointer(&margin);
}

void margin_free(Margin *margin)
{
    g_ptr_array_unref(margin->policies);
    g_ptr_array_unref(margin->scenarios);
    g_array_unref(margin->errors);
    g_free(margin);
}

guint margin_of(const Margin *margin, const char *policy, const char *scenario, gint64 *median, gint64 *worst)
{
    g_autofree SimTime *errors = g_new(SimTime, margin->errors->len + 1);
    guint n = 0;

    for (guint i = 0; i < margin->errors->len; i++)
        if ((!policy || g_str_equal(g_ptr_array_index(margin->policies, i), policy)) &&
            (!scenario || g_str_equal(g_ptr_array_index(margin->scenarios, i), scenario)))
            errors[n++] = g_array_index(margin->errors, gint64, i);
    sort_times(errors, n);
    *median = n > 0 ? errors[(n - 1) / 2] : 0;
    *worst = n > 0 ? errors[n - 1] : 0;
    return n;
}
