/* outcome - the few figures of a run that what-ifs are compared by. */
#pragma once

#include "commands/experiment.h"

/* NOT_APPLICABLE where it did not finish. */
typedef struct {
    Combination combination; /* its names are interned */
    gint64 goal, makespan;
    gint64 mean_goal;    /* over several seeds, once these have been simulated, too */
    gint64 *turnarounds; /* a group's mean */
    guint n_groups;
} Outcome;

/* Keeps the outcome of each run of an experiment that was not skipped. */
typedef struct {
    ResultSink sink; /* to be handed to one experiment */
    GPtrArray *runs; /* of Outcome *, in the experiment's order */
    guint64 n_events;
} Outcomes;

Outcomes *outcomes_new(void);
void outcomes_free(Outcomes *outcomes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outcomes, outcomes_free)

/* The first one of POLICY; NULL: none. */
const Outcome *outcomes_of(const Outcomes *outcomes, const char *policy);

/* By how much OTHER is worse than OUTCOME where it is most so, in makespan or in a group's mean turnaround:
 * millionths, 0 where it is in none. */
gint64 outcome_harm(const Outcome *outcome, const Outcome *other);
