/* group_rows - the table of what came of each group of tasks under each policy. */
#include "group_rows.h"

#include "cells.h"
#include "html.h"
#include "report/measure.h"

static const CellColumn shown_columns[] = {
    { "tasks", "tasks", measure_count },
    { "mean_turnaround_ns", "mean turnaround", measure_time },
    { "p95_turnaround_ns", "p95 turnaround", measure_time },
    { "p99_turnaround_ns", "p99 turnaround", measure_time },
    { "mean_delay_ns", "mean delay", measure_time },
    { "p95_delay_ns", "p95 delay", measure_time },
    { "p99_delay_ns", "p99 delay", measure_time },
    { "max_delay_ns", "longest delay", measure_time },
    { NULL, NULL, NULL },
};

struct GroupRows {
    ResultSink sink;
    GString *html;
    guint n_groups, n_rows, n_left_out;
};

static gboolean begin_groups(ResultSink *sink, const Scenario *scenario, const Workload *workload,
                             GError **error)
{
    (void)scenario, (void)error;
    ((GroupRows *)sink)->n_groups = workload->n_groups;
    return TRUE;
}

static void append_group(GString *html, const Combination *combination, const GroupFigures *group)
{
    g_string_append(html, "<tr data-policy=\"");
    html_text(html, combination->policy);
    g_string_append(html, "\"><th scope=\"row\">");
    html_text(html, group->group);
    g_string_append(html, "</th><td class=\"words\">");
    html_text(html, combination->policy);
    g_string_append_printf(html, "</td><td class=\"words\">");
    html_text(html, combination->scheduler);
    g_string_append(html, ", ");
    html_text(html, combination->lock);
    g_string_append_printf(html, ", %u</td>", combination->cores);
    cells_append(html, shown_columns, group_columns, group);
    g_string_append(html, "</tr>\n");
}

static gboolean keep_groups(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    GroupRows *rows = (GroupRows *)sink;
    (void)run, (void)error;

    for (guint i = 0; i < figures->n_groups; i++)
        if (rows->n_rows < GROUP_ROWS_MOST) {
            rows->n_rows++;
            append_group(rows->html, &figures->summary.combination, &figures->groups[i]);
        } else {
            rows->n_left_out++;
        }
    return TRUE;
}

GroupRows *group_rows_new(void)
{
    GroupRows *rows = g_new0(GroupRows, 1);

    rows->sink = (ResultSink){ .begin = begin_groups, .run_ends = keep_groups };
    rows->html = g_string_new(NULL);
    return rows;
}

void group_rows_free(GroupRows *rows)
{
    g_string_free(rows->html, TRUE);
    g_free(rows);
}

ResultSink *group_rows_sink(GroupRows *rows)
{
    return &rows->sink;
}

void group_rows_write(GString *html, const GroupRows *rows)
{
    if (rows->n_groups < 2)
        return;
    g_string_append(html, "<details><summary>Each group of tasks</summary>\n");
    cells_begin_table(html, "Groups of tasks");
    g_string_append(html, "<th scope=\"col\">group</th><th scope=\"col\" class=\"words\">policy</th>"
                          "<th scope=\"col\" class=\"words\">scheduler, lock, cores</th>");
    for (guint c = 0; shown_columns[c].column; c++)
        cells_append_heading(html, &shown_columns[c]);
    g_string_append(html, "</tr></thead>\n<tbody id=\"groups\">\n");
    g_string_append_len(html, rows->html->str, (gssize)rows->html->len);
    cells_end_table(html);
    cells_append_left_out(html, rows->n_left_out, "groups are");
    g_string_append(html, "</details>\n");
}
