/* cause - what holds up the tasks of a row, by the measured shares of their time. */
#pragma once

#include "ranking.h"

typedef enum {
    CAUSE_NOTHING,   /* they hardly lose time */
    CAUSE_LOCK,      /* waiting for the lock */
    CAUSE_CORES,     /* waiting for a core */
    CAUSE_RESOURCE,  /* waiting for a unit of a resource */
    CAUSE_WAITING,   /* those in front wait: one after the other */
    CAUSE_COMPUTING, /* those in front compute: one after the other */
    CAUSE_LOOP,      /* their event loop has another task in hand */
    CAUSE_START,     /* their processes, interpreters or threads are still being started */
    CAUSE_OVERHEAD,  /* costs */
    N_CAUSES
} Cause;

Cause cause_of(const RankedRow *row);

/* Says of N ROWS, which all have CAUSE, how strong it is: "the lock, held 97 to 99 % of the time with ...".
 * RESOURCE is the workload's only one, or NULL. */
void cause_describe(GString *text, Cause cause, const RankedRow *const *rows, guint n, const char *resource);
