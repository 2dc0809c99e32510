/* statistics - what can be said of repeated figures.
 *
 * Of measurements nobody knows the distribution, so that they are told by ranks: median, quartiles, an
 * interval for the median. Of replications of a simulation it is the mean that is asked for, with Student's
 * t. */
#pragma once

#include "simtime.h"

#define MILLIONTHS 1000000

/* ---- by ranks ---- */

typedef struct {
    SimTime median, low, high; /* low, high: quartiles */
    SimTime mean;
    guint n;
} Spread;

/* Of N >= 1 samples, which are sorted in place; negative ones count as 0. */
Spread statistics_spread(SimTime *samples, guint n);

/* Interquartile range over median, in millionths; 0 where the median is. */
gint64 statistics_dispersion(const Spread *spread);

/* The ranks (from 0) of the samples between which the median lies with at least 95 % probability, whatever
 * the distribution: the binomial distribution of how many samples are below it tells. FALSE: N < 6 samples
 * cannot say so; the ranks are those of the smallest and the largest then. */
gboolean statistics_median_ranks(guint n, guint *low, guint *high);

/* 100 % is a million: (PREDICTED - MEASURED) / MEASURED; G_MAXINT64 where MEASURED is 0 and PREDICTED is
 * not. */
gint64 statistics_error(SimTime predicted, SimTime measured);

/* Half of the way from LOW to HIGH, over MEDIAN, in millionths; G_MAXINT64 where MEDIAN is 0 and they
 * differ. */
gint64 statistics_half_width(SimTime low, SimTime high, SimTime median);

/* ---- by the mean ---- */

typedef struct {
    guint n;
    double mean;
    double half_width; /* of the 95 % confidence interval around it (Student's t); 0 where n < 2 */
} Estimate;

Estimate statistics_estimate(const double *values, guint n);

/* Of FIRST[i] - SECOND[i]: what was drawn alike for both cancels out. */
Estimate statistics_difference(const double *first, const double *second, guint n);
