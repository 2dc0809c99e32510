/* executor - the table of what can carry a plan out. */
#include "executor.h"

#include "plugin/cage.h"
#include "simulate/simulator.h"

static gboolean simulate(Run *run, GError **error)
{
    const SimulatorOptions options = { .max_events = run->max_events,
                                       .decisions = run->decisions,
                                       .observer = run->observer,
                                       .luck = run->luck };

    if (cage_is_needed(&run->combination))
        return cage_simulate(run, &options, error);
    return simulator_run(run->scenario, run->workload, &run->combination, &run->plan, &options, run->recorder,
                         &run->n_events, error);
}

const Executor executor_sim = { "sim", simulator_n_locks, simulator_n_extra, NULL, simulate };

static const Executor *const executors[] = { &executor_sim, &executor_native, &executor_python };

const Executor *executor_find(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(executors); i++)
        if (g_str_equal(executors[i]->name, name))
            return executors[i];
    return NULL;
}
