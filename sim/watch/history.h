/* history - the steps of a run, to be looked at forwards and backwards.
 *
 * Those around the one that was asked for last are kept; for another, the run is simulated again from its
 * start: the same scenario, the same steps. */
#pragma once

#include "commands/experiment.h"
#include "snapshot.h"

typedef struct History History;

/* All three must last as long as the history. */
History *history_new(const Scenario *scenario, const Workload *workload, const Combination *combination);
void history_free(History *history);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(History, history_free)

/* Step NUMBER, from 1, or NULL: the run has ended before it. Valid until another is asked for. */
const Snapshot *history_step(History *history, guint64 number);

/* The same, but only if it is kept: else NULL. What history_step gave stays valid. */
const Snapshot *history_kept(const History *history, guint64 number);

/* Steps of the whole run: it is simulated to its end where that was not done yet. */
guint64 history_n_steps(History *history);

/* The first step at TIME or later, or the last one; 0: there is none. */
guint64 history_step_at(History *history, SimTime time);

/* Whether the end is known, and why the run ended early, or NULL. */
gboolean history_end_is_known(const History *history);
const char *history_stopped(const History *history);
