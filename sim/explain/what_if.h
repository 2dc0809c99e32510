/* what_if - the things that an explanation takes away or adds, one at a time, and what to change for each. */
#pragma once

#include "report/ranking.h"

#define WHAT_MOST_WORKERS 1000

typedef enum {
    WHAT_NO_LOCK,
    WHAT_SHORT_INTERVAL,
    WHAT_MANY_CORES, /* the number of workers stays, here and with one core more */
    WHAT_CORE_MORE,
    WHAT_WORKER_MORE,
    WHAT_MANY_WORKERS,
    WHAT_UNIT_MORE,
    WHAT_NO_START,
    WHAT_NO_SWITCHING,
    WHAT_NO_PAYLOAD,
    WHAT_HALF_WAITS,
    WHAT_HALF_COMPUTING,
    WHAT_GIVE_WAY,
    WHAT_HALF_ALONE,
    WHAT_CORE_AND_WORKER, /* one more of each */
    WHAT_MANY_BOTH,
    WHAT_AS_MANY_AS_CORES, /* threads, instead of one for each task */
    WHAT_ONE_QUEUE,        /* instead of dealing in turn */
    WHAT_PROCESS_EXECUTOR,
    WHAT_NOT_PINNED,
    WHAT_NO_PRIORITIES,
    WHAT_HALF_LONGEST,
    WHAT_OTHER_ORDER, /* in which those arrive that arrive together */
    N_WHAT_KINDS
} WhatKind;

/* SETS, then CHANGE, are what is different. A policy's figures are NOT_APPLICABLE where nothing of it is
 * touched, and where it does not finish. */
typedef struct {
    WhatKind kind;
    char *name;                         /* what programs read: "no-lock", "unit-more-db" */
    char *phrase;                       /* "without the lock" */
    char *object;                       /* WHAT_UNIT_MORE: the resource's name; else NULL */
    guint units;                        /* WHAT_UNIT_MORE: how many it has */
    GPtrArray *sets;                    /* of char *: --set's argument */
    void (*change)(Workload *workload); /* or NULL */
    const char *stand_in; /* the policy that is simulated in the place of those concerned; NULL: themselves */
    gboolean *applies;    /* a policy's, in the scenario's order */
    gint64 *goals, *makespans; /* a policy's, when it has been simulated */

    gint64 *harms;      /* how much worse the makespan or a mean turnaround gets: see outcome_harm */
    gint64 *mean_goals; /* over the explanation's n_seeds */
    gboolean *is_clear; /* the goal differs by more than seeds do; FALSE: it may be chance */
} WhatIf;

/* All that there are to ask of SCENARIO, which has one machine; ROWS (of RankedRow *, NULL where a policy was
 * skipped) are its policies as they are, WORKLOAD what they carry out. An array of WhatIf *. */
GPtrArray *what_ifs_new(const Scenario *scenario, const Workload *workload, const RankedRow *const *rows,
                        guint n_policies);

void what_if_free(gpointer what_if);

/* Its answer tells what decides a scenario's outcome; the others only what would help. */
gboolean what_if_tells_cause(const WhatIf *what_if);

/* Whether POLICY keeps tasks waiting for one of a number of workers; how many those are. */
gboolean what_if_has_pool(const RankedRow *row);
guint what_if_workers(const RankedRow *row);

/* "policy.processes.workers=5". g_free. */
char *what_if_workers_set(const char *policy, guint workers);
