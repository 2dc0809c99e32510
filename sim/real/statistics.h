/* statistics - what can be said of repeated measurements without knowing how they are distributed. */
#pragma once

#include "simtime.h"

#define MILLIONTHS 1000000

typedef struct {
    SimTime median, low, high; /* low, high: quartiles */
    guint n;
} Spread;

/* Of N >= 1 samples, which are sorted in place; negative ones count as 0. */
Spread statistics_spread(SimTime *samples, guint n);

/* Interquartile range over median, in millionths; 0 where the median is. */
gint64 statistics_dispersion(const Spread *spread);

/* The ranks (from 0) of the samples between which the median lies with at least 95 % probability, whatever the
 * distribution: the binomial distribution of how many samples are below it tells. FALSE: N < 6 samples cannot say so; the
 * ranks are those of the smallest and the largest then. */
gboolean statistics_median_ranks(guint n, guint *low, guint *high);

/* 100 % is a million: (PREDICTED - MEASURED) / MEASURED; G_MAXINT64 where MEASURED is 0 and PREDICTED is not. */
gint64 statistics_error(SimTime predicted, SimTime measured);

/* Half of the way from LOW to HIGH, over MEDIAN, in millionths; G_MAXINT64 where MEDIAN is 0 and they differ. */
gint64 statistics_half_width(SimTime low, SimTime high, SimTime median);
