/* statistics - the mean of repeated figures, and how far it may be off. */
#pragma once

#include <glib.h>

typedef struct {
    guint n;
    double mean;
    double half_width; /* of the 95 % confidence interval around it (Student's t); 0 where n < 2 */
} Estimate;

Estimate statistics_estimate(const double *values, guint n);

/* Of FIRST[i] - SECOND[i]: what was drawn alike for both cancels out. */
Estimate statistics_difference(const double *first, const double *second, guint n);
