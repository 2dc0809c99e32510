/* results - the figures of a finished sweep: for each point and combination of models, those of all
 * repeats. */
#include "results.h"

#include <math.h>
#include <string.h>

#include "base/csv.h"
#include "sweep/point.h"

/* The columns that tell combinations apart. */
static const char *const combination[] = { "executor", "policy", "lock", "scheduler", "cores" };

/* Whether the record AT of what is sorted is one of this sweep's, and the first of its kind: a ledger that somebody put
 * together by hand may have more. */
static gboolean belongs(const Grid *grid, guint n_repeats, const GPtrArray *records, guint at)
{
    const LedgerRecord *record = g_ptr_array_index(records, at);
    const LedgerRecord *before = at > 0 ? g_ptr_array_index(records, at - 1) : NULL;

    return record->point < grid->n_points && record->repeat < n_repeats &&
           !(before && before->point == record->point && before->repeat == record->repeat);
}

static gint compare_records(gconstpointer a, gconstpointer b)
{
    const LedgerRecord *first = *(const LedgerRecord *const *)a, *second = *(const LedgerRecord *const *)b;

    if (first->point != second->point)
        return first->point < second->point ? -1 : 1;
    return first->repeat < second->repeat ? -1 : first->repeat > second->repeat;
}

/* Those of LEDGER by point and repeat. */
static GPtrArray *records_of(const Grid *grid, guint n_repeats, const Ledger *ledger)
{
    g_autoptr(GPtrArray) all = g_ptr_array_copy(ledger->records, NULL, NULL);
    GPtrArray *records = g_ptr_array_new();

    g_ptr_array_set_free_func(all, NULL);
    g_ptr_array_sort(all, compare_records);
    for (guint i = 0; i < all->len; i++)
        if (belongs(grid, n_repeats, all, i))
            g_ptr_array_add(records, g_ptr_array_index(all, i));
    return records;
}

guint results_column(const Results *results, const char *name)
{
    for (guint i = results->n_columns; i-- > 0;) /* the varied keys come first, and may have any name */
        if (g_str_equal(results->columns[i], name))
            return i;
    g_assert_not_reached();
}

static gboolean same_combination(const Results *results, GStrv a, GStrv b)
{
    for (guint i = 0; i < G_N_ELEMENTS(combination); i++) {
        const guint column = results_column(results, combination[i]);

        if (!g_str_equal(a[column], b[column]))
            return FALSE;
    }
    return TRUE;
}

/* The cell of the row FIELDS at POINT, among those from FIRST on, or a new one. */
static ResultCell *cell_for(Results *results, guint point, guint first, GStrv fields)
{
    ResultCell *cell;

    for (guint i = first; i < results->cells->len; i++) {
        cell = g_ptr_array_index(results->cells, i);
        if (same_combination(results, cell->fields, fields))
            return cell;
    }
    cell = g_new0(ResultCell, 1);
    cell->point = point;
    cell->index = results->cells->len;
    cell->fields = g_strdupv(fields);
    cell->values = g_new(double, (gsize)results->n_columns * results->n_repeats);
    g_ptr_array_add(results->cells, cell);
    return cell;
}

static void add_record(Results *results, const LedgerRecord *record, guint first)
{
    for (const char *text = record->rows; *text;) {
        g_auto(GStrv) fields = csv_fields(&text);
        ResultCell *cell;

        if (g_strv_length(fields) != results->n_columns)
            continue;
        cell = cell_for(results, record->point, first, fields);
        for (guint i = 0; i < results->n_columns; i++) {
            char *end;
            const double value = g_ascii_strtod(fields[i], &end);

            cell->values[(gsize)i * results->n_repeats + cell->n] = *fields[i] && !*end ? value : NAN;
        }
        cell->n++;
    }
}

static void cell_free(gpointer data)
{
    ResultCell *cell = data;

    g_strfreev(cell->fields);
    g_free(cell->values);
    g_free(cell);
}

Results *results_new(const Grid *grid, guint n_repeats, const Ledger *ledger)
{
    Results *results = g_new0(Results, 1);
    g_autoptr(GString) names = g_string_new(NULL);
    const char *text;
    guint first = 0;

    point_write_names(grid, names);
    text = names->str;
    results->grid = grid;
    results->columns = csv_fields(&text);
    results->n_columns = g_strv_length(results->columns);
    results->first_figure = results_column(results, "tasks");
    results->n_repeats = n_repeats;
    results->rows = records_of(grid, n_repeats, ledger);
    results->cells = g_ptr_array_new_with_free_func(cell_free);
    for (guint i = 0; i < results->rows->len; i++) {
        const LedgerRecord *record = g_ptr_array_index(results->rows, i);

        if (i > 0 && record->point != ((LedgerRecord *)g_ptr_array_index(results->rows, i - 1))->point)
            first = results->cells->len;
        add_record(results, record, first);
    }
    return results;
}

void results_free(Results *results)
{
    g_strfreev(results->columns);
    g_ptr_array_unref(results->rows);
    g_ptr_array_unref(results->cells);
    g_free(results);
}

static gboolean is_whole(const Estimate *estimate)
{
    return isfinite(estimate->mean) && isfinite(estimate->half_width);
}

Estimate results_estimate(const Results *results, const ResultCell *cell, guint column)
{
    const Estimate estimate = statistics_estimate(cell->values + (gsize)column * results->n_repeats, cell->n);

    return is_whole(&estimate) ? estimate : (Estimate){ 0 };
}

Estimate results_difference(const Results *results, const ResultCell *cell, const ResultCell *other,
                            guint column)
{
    const gsize at = (gsize)column * results->n_repeats;
    const Estimate estimate = cell->n == other->n
                                  ? statistics_difference(cell->values + at, other->values + at, cell->n)
                                  : (Estimate){ 0 };

    return is_whole(&estimate) ? estimate : (Estimate){ 0 };
}

/* Whether another cell of CELL's point has the same policy and something else in COLUMN. */
static gboolean tells_apart(const Results *results, const ResultCell *cell, guint column)
{
    const guint policy = results_column(results, "policy");
    guint i = cell->index;

    while (i > 0 && ((ResultCell *)g_ptr_array_index(results->cells, i - 1))->point == cell->point)
        i--;
    for (; i < results->cells->len; i++) {
        const ResultCell *other = g_ptr_array_index(results->cells, i);

        if (other->point != cell->point)
            return FALSE;
        if (!g_str_equal(other->fields[column], cell->fields[column]) &&
            g_str_equal(other->fields[policy], cell->fields[policy]))
            return TRUE;
    }
    return FALSE;
}

char *results_label(const Results *results, const ResultCell *cell)
{
    GString *label = g_string_new(cell->fields[results_column(results, "policy")]);

    for (guint c = 2; c < G_N_ELEMENTS(combination); c++) {
        const guint column = results_column(results, combination[c]);

        if (tells_apart(results, cell, column))
            g_string_append_printf(label, " %s%s", cell->fields[column], c == 4 ? " cores" : "");
    }
    return g_string_free(label, FALSE);
}

guint results_n_without_goal(const Results *results)
{
    const guint goal = results_column(results, "goal");
    guint n = 0;

    for (guint i = 0; i < results->cells->len; i++)
        n += results_estimate(results, g_ptr_array_index(results->cells, i), goal).n == 0;
    return n;
}
