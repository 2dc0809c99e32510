/* spread - how times are distributed: how many there are of each, to one part in 64. */
#pragma once

#include "simtime.h"

#define SPREAD_BUCKETS (64 * 64)

typedef struct {
    guint64 n;
    guint64 counts[SPREAD_BUCKETS];
} Spread;

void spread_take(Spread *spread, SimTime time); /* >= 0 */

/* The least time that BUCKET counts; those of bucket 0 are 0. */
SimTime spread_least(guint bucket);
