/* ranking - the rows of one scenario in order of its goal, and the totals of its workload. */
#include "ranking.h"

#include <string.h>

#include "measure.h"

static gboolean begin(ResultSink *sink, const Scenario *scenario, const Workload *workload, GError **error)
{
    Ranking *ranking = (Ranking *)sink;
    (void)error;

    ranking->scenario = scenario;
    if (workload->n_resources == 1)
        ranking->resource = g_strdup(workload->resources[0].name);
    ranking->totals = (Totals){ .n_tasks = workload->n_tasks };
    for (guint32 i = 0; i < workload->n_tasks; i++)
        for (guint32 j = 0; j < workload->tasks[i].n_phases; j++) {
            const Phase *phase = &workload->tasks[i].phases[j];

            if (phase_on_core(phase->kind))
                ranking->totals.computing += phase_duration(phase);
            else
                ranking->totals.waiting += phase_duration(phase);
        }
    return TRUE;
}

static gboolean run_ends(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    Ranking *ranking = (Ranking *)sink;
    RankedRow *row = g_new0(RankedRow, 1);
    const gint group = ranking->scenario->goal.group;
    (void)run, (void)error;

    row->summary = figures->summary;
    row->summary.skipped = g_strdup(figures->summary.skipped);
    row->summary.stopped = g_strdup(figures->summary.stopped);
    row->plan = figures->plan;
    memcpy(row->in_state,
           group >= 0 && figures->groups ? figures->groups[group].in_state : figures->summary.in_state,
           sizeof row->in_state);
    row->order = ranking->rows->len + ranking->skipped->len;
    g_ptr_array_add(row->summary.skipped ? ranking->skipped : ranking->rows, row);
    return TRUE;
}

static void row_free(gpointer data)
{
    RankedRow *row = data;

    g_free(row->summary.skipped);
    g_free(row->summary.stopped);
    g_free(row->goal);
    g_free(row->makespan);
    g_free(row);
}

Ranking *ranking_new(void)
{
    Ranking *ranking = g_new0(Ranking, 1);

    ranking->sink.begin = begin;
    ranking->sink.run_ends = run_ends;
    ranking->rows = g_ptr_array_new_with_free_func(row_free);
    ranking->skipped = g_ptr_array_new_with_free_func(row_free);
    return ranking;
}

void ranking_free(Ranking *ranking)
{
    g_ptr_array_unref(ranking->rows);
    g_ptr_array_unref(ranking->skipped);
    g_free(ranking->resource);
    g_free(ranking);
}

static gint compare_rows(gconstpointer a, gconstpointer b, gpointer goal)
{
    const RankedRow *first = *(const RankedRow *const *)a, *second = *(const RankedRow *const *)b;
    const gint64 x = first->summary.goal, y = second->summary.goal;

    if (x == y)
        return first->order < second->order ? -1 : 1;
    if (x == NOT_APPLICABLE || y == NOT_APPLICABLE)
        return x == NOT_APPLICABLE ? 1 : -1;
    return (x < y) == (((const Goal *)goal)->figure != GOAL_THROUGHPUT) ? -1 : 1;
}

/* The figures at OFFSET in a Summary to the texts at TEXT_OFFSET in a RankedRow. */
static void write_column(Ranking *ranking, gsize offset, gsize text_offset, gboolean is_rate)
{
    const guint n = ranking->rows->len;
    g_autofree gint64 *figures = g_new(gint64, n + 1);
    g_autofree char **texts = g_new(char *, n + 1);

    for (guint i = 0; i < n; i++) {
        const RankedRow *row = g_ptr_array_index(ranking->rows, i);

        figures[i] = G_STRUCT_MEMBER(gint64, &row->summary, offset);
    }
    measure_times(figures, n, texts);
    for (guint i = 0; i < n; i++) {
        char **text = G_STRUCT_MEMBER_P(g_ptr_array_index(ranking->rows, i), text_offset);

        g_free(*text);
        *text = texts[i];
        if (is_rate) {
            g_free(*text);
            *text = measure_rate(figures[i]);
        }
    }
}

void ranking_sort(Ranking *ranking)
{
    RankedRow *before = NULL;

    g_ptr_array_sort_with_data(ranking->rows, compare_rows, (gpointer)&ranking->scenario->goal);
    write_column(ranking, G_STRUCT_OFFSET(Summary, goal), G_STRUCT_OFFSET(RankedRow, goal),
                 ranking->scenario->goal.figure == GOAL_THROUGHPUT);
    write_column(ranking, G_STRUCT_OFFSET(Summary, makespan), G_STRUCT_OFFSET(RankedRow, makespan), FALSE);
    for (guint i = 0; i < ranking->rows->len; i++) {
        RankedRow *row = g_ptr_array_index(ranking->rows, i);

        row->tied = FALSE;
        if (row->summary.goal == NOT_APPLICABLE) {
            row->rank = 0;
        } else if (before && row->summary.goal == before->summary.goal) {
            row->rank = before->rank;
            row->tied = before->tied = TRUE;
        } else {
            row->rank = i + 1;
        }
        before = row;
    }
}
