/* simulated - runs a scenario given as text and tells its timeline in a few characters, for tests. */
#include "simulated.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "policy.h"
#include "registry.h"
#include "simulate/simulator.h"

typedef struct {
    RowSink sink;
    GArray *stretches;
} Rows;

typedef struct {
    Scenario *scenario;
    Workload *workload;
    Recorder *recorder;
    Figures *figures;
    Rows rows;
} Simulated;

static void keep(RowSink *sink, const Stretch *stretch)
{
    g_array_append_val(((Rows *)sink)->stretches, *stretch);
}

static Simulated simulate(const char *text, const char *policy)
{
    g_autoptr(GError) error = NULL;
    Simulated run = { .rows = { { keep }, g_array_new(FALSE, FALSE, sizeof(Stretch)) } };
    run.scenario = scenario_parse("test.ini", text, strlen(text), NULL, &error);
    if (run.scenario != NULL)
        run.workload = scenario_workload(run.scenario, run.scenario->seed, 1, &error);
    if (run.workload == NULL)
        fail_msg("%s", error->message);
    Combination combination = { "sim",
                                policy,
                                run.scenario->locks[0],
                                run.scenario->schedulers[0],
                                (guint)g_array_index(run.scenario->cores, gint64, 0),
                                0,
                                run.scenario->seed };
    const Policy *model = (const Policy *)registry_find(MODEL_POLICY, policy);
    PolicyInput input = { scenario_policy_options(run.scenario, policy), &run.scenario->costs, combination.cores,
                          run.workload->n_tasks };
    Plan plan = { .n_interpreters = 1, .n_workers = 1, .factor = 1, .locked = TRUE };
    model->plan(&input, &plan);
    run.recorder = recorder_new(run.workload, simulator_n_locks(&plan, combination.lock), simulator_n_extra(&plan));
    recorder_add_sink(run.recorder, &run.rows.sink);
    SimulatorOptions options = { 0 };
    if (!simulator_run(run.scenario, run.workload, &combination, &plan, &options, run.recorder, NULL, &error))
        fail_msg("%s", error->message);
    run.figures = figures_new(&combination, &plan, run.scenario, run.recorder, NOT_APPLICABLE);
    return run;
}

static void clear(Simulated *run)
{
    if (run->figures != NULL)
        figures_free(run->figures);
    recorder_free(run->recorder);
    workload_free(run->workload);
    scenario_free(run->scenario);
    g_array_unref(run->rows.stretches);
}

static void append_ms(GString *text, SimTime time)
{
    if (time % SIMTIME_MS == 0)
        g_string_append_printf(text, "%" G_GINT64_FORMAT, time / SIMTIME_MS);
    else
        g_string_append_printf(text, "%" G_GINT64_FORMAT ".%06" G_GINT64_FORMAT, time / SIMTIME_MS, time % SIMTIME_MS);
}

static gint by_begin(gconstpointer a, gconstpointer b)
{
    const Stretch *first = a, *second = b;
    if (first->begin != second->begin)
        return first->begin < second->begin ? -1 : 1;
    return first->where.core - second->where.core;
}

char *simulated_cores(const char *scenario, const char *policy)
{
    Simulated run = simulate(scenario, policy);
    g_autoptr(GString) name = g_string_new(NULL);
    GString *text = g_string_new(NULL);
    g_array_sort(run.rows.stretches, by_begin);
    for (guint i = 0; i < run.rows.stretches->len; i++) {
        const Stretch *stretch = &g_array_index(run.rows.stretches, Stretch, i);
        if (stretch->state != STATE_COMPUTE)
            continue;
        g_string_append_printf(text, "%d:%s ", stretch->where.core,
                               workload_task_name(run.workload, stretch->track, name));
        append_ms(text, stretch->begin);
        g_string_append_c(text, '-');
        append_ms(text, stretch->end);
        g_string_append_c(text, '\n');
    }
    clear(&run);
    return g_string_free(text, FALSE);
}

char *simulated_tasks(const char *scenario, const char *policy)
{
    Simulated run = simulate(scenario, policy);
    g_autoptr(GString) name = g_string_new(NULL);
    GString *text = g_string_new(NULL);
    for (guint32 i = 0; i < run.workload->n_tasks; i++) {
        g_string_append_printf(text, "%s ", workload_task_name(run.workload, i, name));
        append_ms(text, run.recorder->tasks[i].start);
        g_string_append_c(text, '>');
        append_ms(text, run.recorder->tasks[i].finish);
        g_string_append_c(text, '\n');
    }
    clear(&run);
    return g_string_free(text, FALSE);
}

char *simulated_states(const char *scenario, const char *policy, const char *task)
{
    Simulated run = simulate(scenario, policy);
    g_autoptr(GString) name = g_string_new(NULL);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < run.rows.stretches->len; i++) {
        const Stretch *stretch = &g_array_index(run.rows.stretches, Stretch, i);
        if (stretch->track >= run.workload->n_tasks ||
            !g_str_equal(workload_task_name(run.workload, stretch->track, name), task))
            continue;
        g_string_append_printf(text, "%s%s ", text->len > 0 ? " " : "", task_state_name(stretch->state));
        append_ms(text, stretch->begin);
        g_string_append_c(text, '-');
        append_ms(text, stretch->end);
    }
    clear(&run);
    return g_string_free(text, FALSE);
}

Figures *simulated_figures(const char *scenario, const char *policy)
{
    Simulated run = simulate(scenario, policy);
    Figures *figures = g_steal_pointer(&run.figures);
    clear(&run);
    return figures;
}
