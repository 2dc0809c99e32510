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
    guint64 n_lock_waits; /* times that a task came to the lock and had to wait, until it went on */
    __int128 lock_waits;  /* as long, whatever it did to get it: it may have to ask again and again */
    SimTime longest_wait;
    __int128 lock_held;          /* on a core with it */
    SimTime longest_on_core;     /* asked for, without giving way, of whoever has the task in hand */
    __int128 computing, waiting; /* asked for; computing on a core */
    __int128 locked;             /* of computing, under the lock */
    GroupFigures figures;        /* its name is not to be used */
} ObservedGroup;

/* Where more arrives than can be done, or nearly: demand over what there is, while tasks arrive. */
typedef struct {
    const char *of;  /* "the lock", "the cores", a resource ...; NULL: tasks do not arrive as a stream */
    double load;     /* 1: all of it */
    __int128 demand; /* of all tasks */
    SimTime span;    /* first to last arrival */
} OfferedLoad;

typedef struct {
    ObservedGroup *groups;
    guint n_groups;
    GArray *laws;        /* of Law */
    OfferedLoad offered; /* the highest */
    SimTime path; /* the longest chain of tasks that wait for each other, without any waiting in line */
    double dealt; /* QUEUE_DEALT: the busiest loop's part of all work; else 0 */
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
