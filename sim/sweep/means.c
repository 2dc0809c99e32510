/* means - means.csv: a row a point and combination, each figure's mean over the repeats and how far it may be
 * off. */
#include "means.h"

#include "base/csv.h"

guint means_end_of_point(const Results *results, guint first)
{
    const guint point = ((ResultCell *)g_ptr_array_index(results->cells, first))->point;
    guint end = first;

    while (end < results->cells->len &&
           ((ResultCell *)g_ptr_array_index(results->cells, end))->point == point)
        end++;
    return end;
}

const ResultCell *means_best(const Results *results, guint first, guint end, const ResultCell *except,
                             gboolean higher_is_better)
{
    const guint goal = results_column(results, "goal");
    const ResultCell *best = NULL;
    double best_mean = 0;

    for (guint i = first; i < end; i++) {
        const ResultCell *cell = g_ptr_array_index(results->cells, i);
        const Estimate estimate = results_estimate(results, cell, goal);

        if (cell == except || estimate.n == 0)
            continue;
        if (!best || (higher_is_better ? estimate.mean > best_mean : estimate.mean < best_mean)) {
            best = cell;
            best_mean = estimate.mean;
        }
    }
    return best;
}

/* Whether a column is a figure, and not what its row is about. */
static gboolean is_figure(const Results *results, guint column)
{
    return column >= results->first_figure;
}

static gboolean is_label(const Results *results, guint column)
{
    const char *name = results->columns[column];

    return !is_figure(results, column) &&
           (column < results->grid->varies->len ||
            !(g_str_equal(name, "seed") || g_str_equal(name, "repeat") || g_str_equal(name, "workers")));
}

static void write_names(GString *text, const Results *results)
{
    for (guint i = 0; i < results->n_columns; i++)
        if (is_label(results, i))
            csv_text(text, results->columns[i]);
    csv_text(text, "repeats");
    for (guint i = 0; i < results->n_columns; i++)
        if (is_figure(results, i))
            csv_text(text, results->columns[i]);
    g_string_append(text, "best,behind,behind_ci,");
    for (guint i = 0; i < results->n_columns; i++)
        if (is_figure(results, i))
            g_string_append_printf(text, "%s_ci,", results->columns[i]);
    csv_end_row(text);
}

/* With six decimals, which whole numbers go without. */
static void write_number(GString *text, double number)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];

    if (number > -9e15 && number < 9e15 && number == (double)(gint64)number)
        csv_integer(text, (gint64)number);
    else
        g_string_append_printf(text, "%s,", g_ascii_formatd(digits, sizeof digits, "%.6f", number));
}

static void write_figures(GString *text, const Results *results, const ResultCell *cell, gboolean half_widths)
{
    for (guint i = 0; i < results->n_columns; i++) {
        Estimate estimate;

        if (!is_figure(results, i))
            continue;
        estimate = results_estimate(results, cell, i);
        if (estimate.n > (half_widths ? 1 : 0))
            write_number(text, half_widths ? estimate.half_width : estimate.mean);
        else
            csv_empty(text);
    }
}

static void write_cell(GString *text, const Results *results, const ResultCell *cell, const ResultCell *best)
{
    const Estimate behind =
        best ? results_difference(results, cell, best, results_column(results, "goal")) : (Estimate){ 0 };

    for (guint i = 0; i < results->n_columns; i++)
        if (is_label(results, i))
            csv_text(text, cell->fields[i]);
    csv_integer(text, cell->n);
    write_figures(text, results, cell, FALSE);
    csv_integer(text, cell == best);
    if (behind.n > 0)
        write_number(text, behind.mean);
    else
        csv_empty(text);
    if (behind.n > 1)
        write_number(text, behind.half_width);
    else
        csv_empty(text);
    write_figures(text, results, cell, TRUE);
    csv_end_row(text);
}

void means_write(GString *text, const Results *results, gboolean higher_is_better)
{
    guint end;

    write_names(text, results);
    for (guint first = 0; first < results->cells->len; first = end) {
        const ResultCell *best;

        end = means_end_of_point(results, first);
        best = means_best(results, first, end, NULL, higher_is_better);
        for (guint i = first; i < end; i++)
            write_cell(text, results, g_ptr_array_index(results->cells, i), best);
    }
}
