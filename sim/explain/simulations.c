/* simulations - simulating one scenario again and again, each time with something else about it. */
#include "explain/simulations.h"

void simulations_tell(const Simulations *simulations, const char *what, guint i, guint n)
{
    if (simulations->progress)
        simulations->progress(what, i, n);
}

Scenario *simulations_load(const Simulations *simulations, const GPtrArray *sets)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    Overrides changed = simulations->overrides;

    for (guint i = 0; changed.sets && changed.sets[i]; i++)
        g_ptr_array_add(all, changed.sets[i]);
    for (guint i = 0; sets && i < sets->len; i++)
        g_ptr_array_add(all, g_ptr_array_index(sets, i));
    g_ptr_array_add(all, NULL);
    changed.sets = (GStrv)all->pdata;
    return scenario_load(simulations->path, &changed, simulations->error);
}

gboolean simulations_hand(const Simulations *simulations, const Scenario *scenario,
                          void (*change)(Workload *workload), ResultSink *const *sinks, guint n_sinks)
{
    const ExperimentOptions options = { .executor = &executor_sim, .change = change };
    g_autoptr(GPtrArray) all = g_ptr_array_new();

    for (guint i = 0; i < n_sinks; i++)
        g_ptr_array_add(all, sinks[i]);
    return experiment_run(scenario, &options, all, simulations->error);
}

Outcomes *simulations_run(const Simulations *simulations, const GPtrArray *sets,
                          void (*change)(Workload *workload))
{
    g_autoptr(Scenario) scenario = simulations_load(simulations, sets);
    g_autoptr(Outcomes) outcomes = outcomes_new();

    if (!scenario || !simulations_hand(simulations, scenario, change, (ResultSink *[]){ &outcomes->sink }, 1))
        return NULL;
    return g_steal_pointer(&outcomes);
}

static void add_seed(GPtrArray *sets, const guint64 *seed)
{
    if (seed)
        g_ptr_array_add(sets, g_strdup_printf("scenario.seed=%" G_GUINT64_FORMAT, *seed));
}

Outcomes *simulations_ask(const Simulations *simulations, const WhatIf *what_if, const guint64 *seed)
{
    g_autoptr(GPtrArray) sets = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; what_if && i < what_if->sets->len; i++)
        g_ptr_array_add(sets, g_strdup(g_ptr_array_index(what_if->sets, i)));
    add_seed(sets, seed);
    return simulations_run(simulations, sets, what_if ? what_if->change : NULL);
}

Outcomes *simulations_one(const Simulations *simulations, const char *policy, const char *set,
                          void (*change)(Workload *workload), const guint64 *seed)
{
    g_autoptr(GPtrArray) sets = g_ptr_array_new_with_free_func(g_free);

    g_ptr_array_add(sets, g_strdup_printf("scenario.policies=%s", policy));
    if (set)
        g_ptr_array_add(sets, g_strdup(set));
    add_seed(sets, seed);
    return simulations_run(simulations, sets, change);
}
