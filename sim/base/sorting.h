/* sorting - puts many times in order: percentiles of millions of samples. */
#pragma once

#include "simtime.h"

/* Sorts N times >= 0 in place, smallest first. */
void sort_times(SimTime *times, gsize n);
