/* tables - runs a shipped scenario and keeps what tests look at: the rows of its table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tables.h"

static void row_free(gpointer data)
{
    Row *row = data;
    g_free(row->groups);
    g_free(row);
}

static gboolean keep_row(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    (void)error;
    Row *row = g_new0(Row, 1);
    row->summary = figures->summary;
    row->n_groups = figures->n_groups;
    row->groups = g_memdup2(figures->groups, figures->n_groups * sizeof *figures->groups);
    for (guint i = 0; i < row->n_groups; i++)
        row->groups[i].group = g_intern_string(row->groups[i].group);
    row->quickest = SIMTIME_MAX;
    for (guint32 i = 0; i < run->recorder->n_tasks; i++) {
        const TaskRecord *task = &run->recorder->tasks[i];
        row->quickest = MIN(row->quickest, task->finish - task->start);
    }
    assert_null(figures->summary.skipped);
    assert_null(figures->summary.stopped);
    g_ptr_array_add(((Table *)sink)->rows, row);
    return TRUE;
}

Scenario *table_scenario(const char *name, const char *sets)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_strdup_printf("scenarios/%s.ini", name);
    g_auto(GStrv) each = g_strsplit(sets, " ", -1);
    const Overrides overrides = { .sets = each };
    Scenario *scenario = scenario_load(path, &overrides, &error);
    if (!scenario)
        fail_msg("%s", error->message);
    return scenario;
}

void table_experiment(const Scenario *scenario, ResultSink *sink)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) sinks = g_ptr_array_new();
    const ExperimentOptions options = { .executor = &executor_sim };
    g_ptr_array_add(sinks, sink);
    if (!experiment_run(scenario, &options, sinks, &error))
        fail_msg("%s", error->message);
}

Table *table_run(const char *name, const char *sets)
{
    Table *table = g_new0(Table, 1);
    table->sink.run_ends = keep_row;
    table->rows = g_ptr_array_new_with_free_func(row_free);
    table->scenario = table_scenario(name, sets);
    table_experiment(table->scenario, &table->sink);
    return table;
}

void table_free(Table *table)
{
    g_ptr_array_unref(table->rows);
    scenario_free(table->scenario);
    g_free(table);
}

const Row *table_row(const Table *table, const char *policy, guint n)
{
    for (guint i = 0; i < table->rows->len; i++) {
        const Row *row = table->rows->pdata[i];
        if (g_str_equal(row->summary.combination.policy, policy) && n-- == 0)
            return row;
    }
    fail_msg("no row of %s", policy);
    return NULL;
}

gint64 table_makespan(const Table *table, const char *policy)
{
    return table_row(table, policy, 0)->summary.makespan;
}

const GroupFigures *table_group(const Table *table, const char *policy, const char *name)
{
    const Row *row = table_row(table, policy, 0);
    for (guint i = 0; i < row->n_groups; i++)
        if (g_str_equal(row->groups[i].group, name))
            return &row->groups[i];
    fail_msg("no group %s", name);
    return NULL;
}
