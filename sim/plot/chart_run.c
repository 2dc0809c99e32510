/* chart_run - a chart of what is simulated, while it is simulated. */
#include "chart_sources.h"

static void take(RowSink *rows, const Stretch *stretch)
{
    ChartRun *run = (ChartRun *)((char *)rows - G_STRUCT_OFFSET(ChartRun, rows));

    panel_take(run->panel, stretch);
}

static void add_tasks(Chart *chart, const Workload *workload)
{
    g_autoptr(GString) name = g_string_new(NULL);

    for (guint32 i = 0; i < workload->n_groups; i++)
        chart_add_group(chart, workload->groups[i].name);
    for (guint32 i = 0; i < workload->n_tasks; i++)
        chart_add_task(chart, workload->tasks[i].group, workload_task_name(workload, i, name));
    chart_seal(chart);
}

static gboolean begin(ResultSink *sink, const Scenario *scenario, const Workload *workload, GError **error)
{
    ChartRun *run = (ChartRun *)sink;
    (void)error;

    g_assert(run->chart == NULL);
    run->chart = chart_new(scenario->title ? scenario->title : scenario->name);
    add_tasks(run->chart, workload);
    return TRUE;
}

static gboolean run_begins(ResultSink *sink, Run *now, GError **error)
{
    ChartRun *run = (ChartRun *)sink;
    (void)error;

    run->panel = run->wants_rows ? chart_add_panel(run->chart, now->combination.cores) : NULL;
    if (run->panel)
        recorder_add_sink(now->recorder, &run->rows);
    return TRUE;
}

static void finish_tasks(Panel *panel, const Recorder *recorder)
{
    for (guint32 i = 0; i < recorder->n_tasks; i++) {
        const TaskRecord *task = &recorder->tasks[i];

        if (task->finish >= 0)
            panel_finish(panel, i, task->finish - task->arrival, task->finish, figures_missed(recorder, i));
    }
}

static gboolean run_ends(ResultSink *sink, const Run *now, const Figures *figures, GError **error)
{
    ChartRun *run = (ChartRun *)sink;
    (void)error;

    if (!run->wants_rows)
        return TRUE;
    if (figures->summary.skipped || figures->summary.makespan == NOT_APPLICABLE)
        chart_drop_panel(run->chart);
    else if (run->panel)
        finish_tasks(run->panel, now->recorder);
    return TRUE;
}

void chart_run_init(ChartRun *run, gboolean wants_rows)
{
    *run = (ChartRun){ .sink = { begin, run_begins, run_ends },
                       .rows = { .row = take },
                       .wants_rows = wants_rows };
}

void chart_run_clear(ChartRun *run)
{
    g_clear_pointer(&run->chart, chart_free);
}

/* ---- the trace itself ---- */

static const gint8 state_of[N_PHASE_KINDS] = {
    [PHASE_COMPUTE] = WORKLOAD_COMPUTE,
    [PHASE_HOLD] = WORKLOAD_HOLD,
    [PHASE_NOGIL] = WORKLOAD_NOGIL,
    [PHASE_WAIT] = WORKLOAD_WAIT,
    [PHASE_YIELD] = -1,
    [PHASE_USE] = -1,
    [PHASE_GIVE_BACK] = -1,
    [PHASE_OFFLOAD] = -1,
    [PHASE_OFFLOAD_END] = -1,
};

static SimTime asked(const Task *task)
{
    SimTime sum = 0;

    for (guint32 i = 0; i < task->n_phases; i++)
        sum += phase_duration(&task->phases[i]);
    return sum;
}

static void lay_out(Panel *panel, const Task *task, guint32 index, SimTime now)
{
    SimTime taken = 0; /* when the outermost unit was */
    guint depth = 0;

    for (guint32 i = 0; i < task->n_phases; i++) {
        const Phase *phase = &task->phases[i];
        const SimTime end = now + phase_duration(phase);

        if (phase->kind == PHASE_USE && depth++ == 0)
            taken = now;
        if (phase->kind == PHASE_GIVE_BACK && --depth == 0)
            panel_line(panel, CHART_USE, index, 0, taken, now);
        if (phase_on_core(phase->kind))
            levels_take(&panel->load, CHART_COMPUTING, now, end);
        if (state_of[phase->kind] >= 0) {
            panel_line(panel, CHART_TASK, index, (guint)state_of[phase->kind], now, end);
            panel_area(panel, index, (guint)state_of[phase->kind], now, end);
            panel->n_stretches++;
        }
        now = end;
    }
}

Chart *chart_of_workload(const Scenario *scenario, const Workload *workload)
{
    Chart *chart = chart_new(scenario->title ? scenario->title : scenario->name);
    g_autofree SimTime *finishes = figures_earliest_finishes(workload);
    Panel *panel;

    add_tasks(chart, workload);
    panel = chart_add_panel(chart, 0);
    for (guint32 i = 0; i < workload->n_tasks; i++)
        lay_out(panel, &workload->tasks[i], i, finishes[i] - asked(&workload->tasks[i]));
    return chart;
}
