/* simulations - simulating one scenario again and again, each time with something else about it. */
#pragma once

#include "explain/outcome.h"
#include "explain/what_if.h"

/* Told before each simulation: WHAT is simulated, I of N of that kind. */
typedef void (*SimulationProgress)(const char *what, guint i, guint n);

typedef struct {
    const char *path; /* of the scenario */
    Overrides overrides;
    SimulationProgress progress; /* or NULL */
    GError **error;              /* set where one of these fails */
} Simulations;

void simulations_tell(const Simulations *simulations, const char *what, guint i, guint n);

/* The scenario with SETS (of char *, or NULL) beyond the overrides. NULL with the error set. */
Scenario *simulations_load(const Simulations *simulations, const GPtrArray *sets);

/* Hands all runs of SCENARIO, of a workload that CHANGE (or NULL) has changed, to SINKS. */
gboolean simulations_hand(const Simulations *simulations, const Scenario *scenario,
                          void (*change)(Workload *workload), ResultSink *const *sinks, guint n_sinks);

/* What comes of the scenario with SETS and CHANGE, each or NULL. NULL with the error set. */
Outcomes *simulations_run(const Simulations *simulations, const GPtrArray *sets,
                          void (*change)(Workload *workload));

/* The same with SEED, where that is not the scenario's own, as a question's answer. */
Outcomes *simulations_ask(const Simulations *simulations, const WhatIf *what_if, const guint64 *seed);

/* The same of POLICY alone, with SET and SEED, each or NULL. */
Outcomes *simulations_one(const Simulations *simulations, const char *policy, const char *set,
                          void (*change)(Workload *workload), const guint64 *seed);
