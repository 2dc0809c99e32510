/* levels - how much of each of some things there was, in up to 1,024 bins of time of equal length.
 *
 * As with moments, the bins become twice as long whenever the run outgrows them. */
#pragma once

#include "simtime.h"

#define N_LEVELS 1024

typedef struct {
    guint n_things;
    SimTime step;    /* length of a bin */
    double *amounts; /* nanoseconds times what there was; N_LEVELS a thing */
} Levels;

void levels_init(Levels *levels, guint n_things);
void levels_clear(Levels *levels);

/* One more of THING from BEGIN to END. */
void levels_take(Levels *levels, guint thing, SimTime begin, SimTime end);

/* How much of THING there was, on average, from BEGIN to END; both are multiples of the step. */
double levels_mean(const Levels *levels, guint thing, SimTime begin, SimTime end);
