/* observed - what an explanation wants to know of a run beyond its figures: who queued for the lock and who
 * held it, and sums of the timeline that laws are held against. */
#pragma once

#include "commands/experiment.h"

/* Over all rows of a timeline. */
typedef struct {
    __int128 in_system; /* tasks between arrival and finish */
    __int128 computing, waiting;
    __int128 on_core, with_lock; /* of any kind, by anybody */
} Sums;

/* Of one group's tasks. */
typedef struct {
    char *name;
    guint32 n_tasks;
    guint64 n_lock_waits;
    __int128 lock_waits;         /* asleep for the lock */
    SimTime longest_wait;        /* for the lock */
    __int128 lock_held;          /* on a core with it */
    SimTime longest_on_core;     /* without giving way */
    __int128 computing, waiting; /* asked for */
} ObservedGroup;

typedef struct {
    ObservedGroup *groups;
    guint n_groups;
    GArray *laws; /* of Law */
} Observed;

void observed_free(Observed *observed); /* or NULL */

/* Observes each run of an experiment. */
typedef struct {
    ResultSink sink; /* to be handed to one experiment */
    GPtrArray *runs; /* of Observed *, a row of the experiment each; NULL for one that was skipped */
    struct Watching *watching;
} Observer;

Observer *observer_new(void);
void observer_free(Observer *observer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Observer, observer_free)

/* The group that held the lock longest, but for GROUP; -1: none did. */
gint observed_holder(const Observed *observed, gint group);
