/* what_if - the things that an explanation takes away or adds, one at a time, and what to change for each. */
#pragma once

#include "report/ranking.h"

typedef enum {
    WHAT_NO_LOCK,
    WHAT_SHORT_INTERVAL,
    WHAT_MANY_CORES,
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
} WhatKind;

/* Either SETS or CHANGE is what is different. A policy's figures are NOT_APPLICABLE where nothing of it is
 * touched, and where it does not finish. */
typedef struct {
    WhatKind kind;
    char *name;                         /* what programs read: "no-lock", "unit-more-db" */
    char *phrase;                       /* "without the lock" */
    GPtrArray *sets;                    /* of char *: --set's argument */
    void (*change)(Workload *workload); /* or NULL */
    gboolean *applies;                  /* a policy's, in the scenario's order */
    gint64 *goals, *makespans;          /* a policy's, when it has been simulated */
} WhatIf;

/* All that there are to ask of SCENARIO, which has one machine; ROWS (of RankedRow *, NULL where a policy was
 * skipped) are its policies as they are, WORKLOAD what they carry out. An array of WhatIf *. */
GPtrArray *what_ifs_new(const Scenario *scenario, const Workload *workload, const RankedRow *const *rows,
                        guint n_policies);

/* Whether POLICY keeps tasks waiting for one of a number of workers; how many those are. */
gboolean what_if_has_pool(const RankedRow *row);
guint what_if_workers(const RankedRow *row);

/* "policy.processes.workers=5". g_free. */
char *what_if_workers_set(const char *policy, guint workers);
