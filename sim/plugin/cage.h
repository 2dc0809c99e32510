/* cage - a plug-in in a child process of its own, from which nothing is taken but decisions. */
#pragma once

#include "commands/executor.h"
#include "plugin/guard.h"
#include "simulate/simulator.h"

/* The model in the file PATH, as a child that has opened it describes it; without hooks of its own. NULL with
 * *WHY (g_free), a sentence without the path. */
Model *cage_describe(const char *path, ModelKind *kind, char **why);

/* The plan that the isolated policy of GUARD makes. FALSE with *WHY (g_free): "crashed in". */
gboolean cage_plan(const Guard *guard, const PolicyInput *input, Plan *plan, char **why);

/* Is the scheduler or the lock of COMBINATION isolated? */
gboolean cage_is_needed(const Combination *combination);

/* As simulator_run, with the isolated models of the run in a child. */
gboolean cage_simulate(Run *run, const SimulatorOptions *options, GError **error);
