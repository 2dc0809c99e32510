/* experiment - runs every combination that a scenario asks for, and hands each row's results on. */
#include "experiment.h"

#include "base/host.h"
#include "base/place.h"
#include "plugin/guard.h"
#include "policy.h"
#include "registry.h"
#include "simulate/simulator.h"

#define LITTLE_MEMORY (16 << 20) /* to ask the host takes longer than to simulate so little */

typedef struct {
    const Scenario *scenario;
    const Workload *workload;
    const ExperimentOptions *options;
    GPtrArray *sinks;
    GHashTable *sequential; /* "scheduler lock cores" -> makespan (gint64 *), what speed-up is told against */
} Experiment;

static const Policy *find_policy(const char *name)
{
    const Policy *policy = (const Policy *)registry_find(MODEL_POLICY, name);

    g_assert(policy != NULL);
    return policy;
}

/* *FAULT (g_free), where there is one, is a plug-in's. */
static Plan plan_of(const Scenario *scenario, const char *policy, guint cores, guint n_tasks, char **fault)
{
    const PolicyInput input = { .options = scenario_policy_options(scenario, policy),
                                .costs = &scenario->costs,
                                .cores = cores,
                                .n_tasks = n_tasks };
    Plan plan;

    *fault = guard_plan(find_policy(policy), &input, &plan);
    return plan;
}

/* A plan without a lock makes the same row whatever the lock: only the first of the list counts. */
static guint n_locks_of(const Scenario *scenario, const char *policy)
{
    g_autofree char *fault = NULL;

    return plan_of(scenario, policy, 1, 1, &fault).locked ? g_strv_length(scenario->locks) : 1;
}

Run experiment_one(const Scenario *scenario, const Workload *workload, const ExperimentOptions *options,
                   const Combination *combination)
{
    const Executor *executor = options->executor;
    Run run = { .scenario = scenario,
                .workload = workload,
                .combination = *combination,
                .max_events = options->max_events,
                .luck = options->luck,
                .real = options->real };

    run.plan = plan_of(run.scenario, combination->policy, combination->cores, run.workload->n_tasks,
                       &run.fault);
    if (!run.plan.locked)
        run.combination.lock = "none";
    run.recorder = recorder_new(run.workload, executor->n_locks(&run.plan, run.combination.lock),
                                executor->n_extra(&run.plan));
    return run;
}

void experiment_one_clear(Run *run)
{
    recorder_free(run->recorder);
    g_free(run->fault);
}

static Run run_new(const Experiment *experiment, const Combination *combination)
{
    return experiment_one(experiment->scenario, experiment->workload, experiment->options, combination);
}

static void keep_sequential(Experiment *experiment, char *key, gint64 makespan)
{
    g_hash_table_insert(experiment->sequential, key, g_memdup2(&makespan, sizeof makespan));
}

static char *sequential_key(const Combination *combination)
{
    return g_strdup_printf("%s %s %u", combination->scheduler, combination->lock, combination->cores);
}

/* The makespan of `sequential` on COMBINATION's machine: known already, or simulated without telling anybody. For real it
 * is not run for this alone: it may take long. */
static gint64 sequential_makespan(Experiment *experiment, const Combination *combination)
{
    g_autofree char *key = sequential_key(combination);
    const gint64 *known = g_hash_table_lookup(experiment->sequential, key);
    gint64 makespan = NOT_APPLICABLE;
    Combination baseline = *combination;
    Run run;

    if (known)
        return *known;
    if (experiment->options->executor != &executor_sim)
        return NOT_APPLICABLE;
    baseline.policy = "sequential";
    run = run_new(experiment, &baseline);
    if (experiment->options->executor->run(&run, NULL)) {
        g_autoptr(Figures) figures =
            figures_new(&run.combination, &run.plan, run.scenario, run.recorder, NOT_APPLICABLE);

        makespan = figures->summary.makespan;
    }
    experiment_one_clear(&run);
    keep_sequential(experiment, g_steal_pointer(&key), makespan);
    return makespan;
}

static gboolean tell_end(Experiment *experiment, const Run *run, const Figures *figures, GError **error)
{
    for (guint i = 0; i < experiment->sinks->len; i++) {
        ResultSink *sink = g_ptr_array_index(experiment->sinks, i);

        if (sink->run_ends && !sink->run_ends(sink, run, figures, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean tell_begin(Experiment *experiment, Run *run, GError **error)
{
    for (guint i = 0; i < experiment->sinks->len; i++) {
        ResultSink *sink = g_ptr_array_index(experiment->sinks, i);

        if (sink->run_begins && !sink->run_begins(sink, run, error))
            return FALSE;
    }
    return TRUE;
}

/* Carries RUN out and makes its figures. */
static Figures *carry_out(Experiment *experiment, Run *run, gint64 sequential)
{
    g_autoptr(GError) stopped = NULL;
    Figures *figures;

    if (run->fault)
        recorder_end(run->recorder, 0);
    else
        experiment->options->executor->run(run, &stopped);
    figures = figures_new(&run->combination, &run->plan, run->scenario, run->recorder, sequential);
    if (run->fault || stopped)
        figures->summary.stopped = g_strdup(run->fault ? run->fault : stopped->message);
    return figures;
}

static gboolean run_row(Experiment *experiment, const Combination *combination, gint64 sequential,
                        GError **error)
{
    const Executor *executor = experiment->options->executor;
    Run run = run_new(experiment, combination);
    g_autofree char *cannot = executor->cannot ? executor->cannot(&run) : NULL;
    Figures *figures;
    gboolean done;

    if (cannot)
        figures = figures_new_skipped(&run.combination, &run.plan, cannot);
    else if (tell_begin(experiment, &run, error))
        figures = carry_out(experiment, &run, sequential);
    else
        figures = NULL;
    done = figures && tell_end(experiment, &run, figures, error);
    if (done && g_str_equal(combination->policy, "sequential"))
        keep_sequential(experiment, sequential_key(combination), figures->summary.makespan);
    if (figures)
        figures_free(figures);
    experiment_one_clear(&run);
    return done;
}

Combination experiment_first(const Scenario *scenario, const ExperimentOptions *options)
{
    return (Combination){ .executor = options->executor->name,
                          .policy = scenario->policies[0],
                          .lock = scenario->locks[0],
                          .scheduler = scenario->schedulers[0],
                          .cores = (guint)g_array_index(scenario->cores, gint64, 0),
                          .repeat = options->repeat,
                          .seed = scenario->seed + options->repeat };
}

/* All of one policy under one scheduler. */
static gboolean run_locks_and_cores(Experiment *experiment, Combination combination, GError **error)
{
    const Scenario *scenario = experiment->scenario;
    const gboolean is_sequential = g_str_equal(combination.policy, "sequential");

    for (guint l = 0; l < n_locks_of(scenario, combination.policy); l++)
        for (guint c = 0; c < scenario->cores->len; c++) {
            gint64 sequential = NOT_APPLICABLE;

            combination.cores = (guint)g_array_index(scenario->cores, gint64, c);
            combination.lock = scenario->locks[l];
            if (!is_sequential)
                sequential = sequential_makespan(experiment, &combination);
            if (!run_row(experiment, &combination, sequential, error))
                return FALSE;
        }
    return TRUE;
}

static gboolean run_all(Experiment *experiment, GError **error)
{
    const Scenario *scenario = experiment->scenario;
    Combination combination = experiment_first(scenario, experiment->options);

    for (guint i = 0; i < experiment->sinks->len; i++) {
        ResultSink *sink = g_ptr_array_index(experiment->sinks, i);

        if (sink->begin && !sink->begin(sink, scenario, experiment->workload, error))
            return FALSE;
    }
    for (guint p = 0; scenario->policies[p]; p++)
        for (guint s = 0; scenario->schedulers[s]; s++) {
            combination.policy = scenario->policies[p];
            combination.scheduler = scenario->schedulers[s];
            if (!run_locks_and_cores(experiment, combination, error))
                return FALSE;
        }
    return TRUE;
}

guint64 experiment_bytes(const Scenario *scenario, guint64 n_tasks, guint64 n_phases)
{
    guint64 most = 0;

    for (guint p = 0; scenario->policies[p]; p++)
        for (guint c = 0; c < scenario->cores->len; c++) {
            g_autofree char *fault = NULL;
            const Plan plan =
                plan_of(scenario, scenario->policies[p], (guint)g_array_index(scenario->cores, gint64, c),
                        (guint)n_tasks, &fault);

            for (guint s = 0; scenario->schedulers[s] && !fault; s++)
                most = MAX(most, simulator_bytes(&plan, scenario->schedulers[s], n_tasks));
        }
    return most + recorder_bytes(n_tasks, n_phases);
}

/* A run is not begun that the system would end for want of memory. */
static gboolean check_memory(const Experiment *experiment, GError **error)
{
    const guint32 n_tasks = experiment->workload->n_tasks;
    const guint64 n_bytes = experiment_bytes(experiment->scenario, n_tasks, experiment->workload->n_phases);
    guint64 most;

    if (n_bytes <= LITTLE_MEMORY || experiment->options->executor != &executor_sim)
        return TRUE;
    most = host_memory();
    return n_bytes <= most ||
           place_error(&(Place){ experiment->scenario->path, 0, NULL }, error,
                       "a run of %u tasks needs %" G_GUINT64_FORMAT " MiB of memory for its threads and records, "
                       "beside its phases, and %" G_GUINT64_FORMAT " MiB are free; expected fewer tasks",
                       n_tasks, n_bytes >> 20, most >> 20);
}

gboolean experiment_run(const Scenario *scenario, const ExperimentOptions *options, GPtrArray *sinks,
                        GError **error)
{
    Workload *workload = scenario_workload(scenario, scenario->seed + options->repeat,
                                           options->scale > 0 ? options->scale : 1, error);
    Experiment experiment = { scenario, workload, options, sinks, NULL };
    gboolean done;

    if (!workload)
        return FALSE;
    if (options->change)
        options->change(workload);
    experiment.sequential = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    done = check_memory(&experiment, error) && run_all(&experiment, error);
    g_hash_table_unref(experiment.sequential);
    workload_free(workload);
    return done;
}

guint experiment_n_rows(const Scenario *scenario)
{
    guint n_rows = 0;

    for (guint p = 0; scenario->policies[p]; p++)
        n_rows += g_strv_length(scenario->schedulers) * n_locks_of(scenario, scenario->policies[p]) *
                  scenario->cores->len;
    return n_rows;
}
