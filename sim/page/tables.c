/* tables - the tables of figures of a page: the ranking, and every figure of summary.csv. */
#include "tables.h"

#include <string.h>

#include "cells.h"
#include "explain/advice.h"
#include "explained.h"
#include "html.h"
#include "report/measure.h"

/* Times of one column are told in one unit. */
static const CellColumn ranking_columns[] = {
    { "makespan_ns", "makespan", measure_time },
    { "speedup", "speed-up", measure_factor },
    { "mean_turnaround_ns", "mean turnaround", measure_time },
    { "p95_turnaround_ns", "p95 turnaround", measure_time },
    { "mean_response_ns", "mean response", measure_time },
    { "mean_in_progress", "in progress, mean", measure_mean },
    { "mean_parallel", "at once, mean", measure_mean },
    { "max_parallel", "at once, most", measure_count },
    { "core_utilization", "cores busy", measure_percent },
    { "lock_utilization", "lock held", measure_percent },
    { "deadline_misses", "deadlines missed", measure_count },
    { NULL, NULL, NULL },
};

/* What tells the rows of one policy apart. */
static const char *const choices[] = { "scheduler", "lock", "cores" };

/* ---- the ranking ---- */

static const RankedRow *row_at(const Ranking *ranking, guint i)
{
    return g_ptr_array_index(ranking->rows, i);
}

/* Whether all rows have the same in COLUMN. Policies without a lock are no difference. */
static gboolean is_common(const Ranking *ranking, const char *name)
{
    const Column *column = cell_column(combination_columns, name);
    g_autofree char *common = NULL;

    for (guint i = 0; i < ranking->rows->len; i++) {
        const RankedRow *row = row_at(ranking, i);
        g_autofree char *value = cell_value(column, &row->summary.combination);

        if (g_str_equal(name, "lock") && !row->plan.locked)
            continue;
        if (common && !g_str_equal(common, value))
            return FALSE;
        if (!common)
            common = g_steal_pointer(&value);
    }
    return TRUE;
}

/* "threads", or "threads, fifo, 2 cores" with what else differs in RANKING. g_free. */
static char *label_of(const Ranking *ranking, const Combination *combination)
{
    GString *label = g_string_new(combination->policy);

    for (guint i = 0; i < G_N_ELEMENTS(choices); i++) {
        const char *name = choices[i];
        g_autofree char *value = cell_value(cell_column(combination_columns, name), combination);

        if (!is_common(ranking, name))
            g_string_append_printf(label, ", %s%s", value,
                                   !g_str_equal(name, "cores") ? ""
                                   : combination->cores == 1   ? " core"
                                                               : " cores");
    }
    return g_string_free(label, FALSE);
}

/* What is simulated of some policies is the best that can be hoped for. */
static const char *bound_sign(const RankedRow *row)
{
    return advice_is_upper_bound(row->summary.combination.policy) ? ADVICE_BOUND " " : "";
}

static void append_goal(GString *html, const RankedRow *row)
{
    g_autofree char *value = row->summary.goal == NOT_APPLICABLE
                                 ? g_strdup("")
                                 : g_strdup_printf("%" G_GINT64_FORMAT, row->summary.goal);

    cells_append_figure(html, "goal", value, *value != '\0' ? bound_sign(row) : "", row->goal);
}

static void append_remark(GString *html, const RankedRow *row)
{
    if (row->summary.stopped)
        html_element(html, "small", "stopped");
    else if (row->summary.overloaded)
        html_element(html, "small", "overloaded");
}

/* The texts of a column, N rows, g_strfreev; NULL where it applies to none. */
static char **column_texts(const Ranking *ranking, const CellColumn *shown, guint n)
{
    const Column *column = cell_column(summary_columns, shown->column);
    gboolean applies = FALSE;
    g_autofree gint64 *figures = g_new(gint64, n + 1);
    char **texts;

    for (guint i = 0; i < n; i++) {
        figures[i] = cell_figure(column, &row_at(ranking, i)->summary);
        applies = applies || figures[i] != NOT_APPLICABLE;
    }
    if (!applies)
        return NULL;
    texts = g_new0(char *, n + 1);
    if (shown->text == measure_time)
        measure_times(figures, n, texts);
    for (guint i = 0; i < n && shown->text != measure_time; i++)
        texts[i] = shown->text(figures[i]);
    return texts;
}

static void append_choices(GString *html, const Ranking *ranking, const Combination *combination)
{
    for (guint i = 0; i < G_N_ELEMENTS(choices); i++) {
        g_autofree char *value = cell_value(cell_column(combination_columns, choices[i]), combination);

        if (is_common(ranking, choices[i]))
            continue;
        g_string_append(html, "<td class=\"words\">");
        html_text(html, value);
        g_string_append(html, "</td>");
    }
}

static void begin_row(GString *html, const Ranking *ranking, const RankedRow *row)
{
    const Combination *combination = &row->summary.combination;

    g_string_append_printf(html, "<tr%s data-policy=\"", row->rank == 1 ? " class=\"best\"" : "");
    html_text(html, combination->policy);
    g_string_append(html, "\" data-lock=\"");
    html_text(html, combination->lock);
    g_string_append(html, "\" data-scheduler=\"");
    html_text(html, combination->scheduler);
    g_string_append_printf(html, "\" data-cores=\"%u\"><td>", combination->cores);
    if (row->rank > 0)
        g_string_append_printf(html, "%u%s", row->rank, row->tied ? "=" : "");
    g_string_append(html, "</td><th scope=\"row\">");
    html_text(html, combination->policy);
    append_remark(html, row);
    g_string_append(html, "</th>");
    append_choices(html, ranking, combination);
}

static void append_rows(GString *html, const Ranking *ranking, guint n, char ***texts)
{
    const gboolean is_goal = ranking->scenario->goal.figure == GOAL_MAKESPAN;

    for (guint i = 0; i < n; i++) {
        const RankedRow *row = row_at(ranking, i);

        begin_row(html, ranking, row);
        if (!is_goal)
            append_goal(html, row);
        for (guint c = 0; ranking_columns[c].column; c++) {
            const char *name = ranking_columns[c].column;
            g_autofree char *value = cell_value(cell_column(summary_columns, name), &row->summary);

            if (texts[c])
                cells_append_figure(html, name, value, is_goal && c == 0 ? bound_sign(row) : "", texts[c][i]);
        }
        g_string_append(html, "</tr>\n");
    }
}

static void append_skipped(GString *html, const Ranking *ranking)
{
    for (guint i = 0; i < ranking->skipped->len; i++) {
        const RankedRow *row = g_ptr_array_index(ranking->skipped, i);
        g_autofree char *words =
            g_strdup_printf("%s was skipped: %s", row->summary.combination.policy, row->summary.skipped);

        html_element(html, "p", words);
    }
}

/* What the sign means, where a row has it. */
static void append_bound(GString *html, const Ranking *ranking)
{
    gboolean any = FALSE;

    for (guint i = 0; i < ranking->rows->len; i++)
        any |= *bound_sign(g_ptr_array_index(ranking->rows, i)) != '\0';
    if (any)
        explained_write_bound(html);
}

void tables_write_ranking(GString *html, const Ranking *ranking)
{
    const guint n = MIN(ranking->rows->len, TABLES_MOST_ROWS);
    char **texts[G_N_ELEMENTS(ranking_columns)] = { NULL };

    cells_begin_table(html, "Policies, best first");
    g_string_append(html, "<th scope=\"col\">rank</th><th scope=\"col\" class=\"words\">policy</th>");
    for (guint i = 0; i < G_N_ELEMENTS(choices); i++)
        if (!is_common(ranking, choices[i]))
            g_string_append_printf(html, "<th scope=\"col\" class=\"words\">%s</th>", choices[i]);
    if (ranking->scenario->goal.figure != GOAL_MAKESPAN) {
        g_string_append(html, "<th scope=\"col\">goal: ");
        html_text(html, ranking->scenario->goal.text);
        g_string_append(html, "</th>");
    }
    for (guint c = 0; ranking_columns[c].column; c++)
        if ((texts[c] = column_texts(ranking, &ranking_columns[c], n)))
            cells_append_heading(html, &ranking_columns[c]);
    g_string_append(html, "</tr></thead>\n<tbody id=\"ranking\">\n");
    append_rows(html, ranking, n, texts);
    cells_end_table(html);
    cells_append_left_out(html, ranking->rows->len - n, "rows are");
    append_skipped(html, ranking);
    append_bound(html, ranking);
    for (guint c = 0; ranking_columns[c].column; c++)
        g_strfreev(texts[c]);
}

/* ---- every figure ---- */

static void append_exact(GString *html, const Ranking *ranking, const Column *column, guint n)
{
    g_string_append_printf(html, "<tr><th scope=\"row\"><code>%s</code></th>", column->name);
    for (guint i = 0; i < n; i++) {
        g_autofree char *value = cell_value(column, &row_at(ranking, i)->summary);

        html_element(html, "td", value);
    }
    g_string_append(html, "</tr>\n");
}

void tables_write_exact(GString *html, const Ranking *ranking)
{
    const guint n = MIN(ranking->rows->len, TABLES_MOST_EXACT);

    g_string_append(html, "<details><summary>Every figure, exact (summary.csv)</summary>\n");
    cells_begin_table(html, "Every figure, exact");
    g_string_append(html, "<th scope=\"col\">column</th>");
    for (guint i = 0; i < n; i++) {
        g_autofree char *label = label_of(ranking, &row_at(ranking, i)->summary.combination);

        g_string_append(html, "<th scope=\"col\">");
        html_text(html, label);
        g_string_append(html, "</th>");
    }
    g_string_append(html, "</tr></thead>\n<tbody id=\"exact\">\n");
    for (const Column *column = summary_columns; column->name; column++)
        append_exact(html, ranking, column, n);
    cells_end_table(html);
    cells_append_left_out(html, ranking->rows->len - n, "rows are");
    g_string_append(html, "</details>\n");
}
