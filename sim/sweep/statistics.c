/* statistics - the mean of repeated figures, and how far it may be off. */
#include "statistics.h"

#include <math.h>

/* 97.5 % quantile of Student's t by degrees of freedom: from the table, above it by the expansion around
 * the normal quantile, which is right to four digits there. */
static double student(guint freedom)
{
    static const double table[] = { 12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060,
                                    2.2622,  2.2281, 2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199,
                                    2.1098,  2.1009, 2.0930, 2.0860, 2.0796, 2.0739, 2.0687, 2.0639,
                                    2.0595,  2.0555, 2.0518, 2.0484, 2.0452, 2.0423 };
    const double z = 1.959964, n = freedom;

    if (freedom <= G_N_ELEMENTS(table))
        return table[freedom - 1];
    return z + (pow(z, 3) + z) / (4 * n) + (5 * pow(z, 5) + 16 * pow(z, 3) + 3 * z) / (96 * n * n);
}

Estimate statistics_estimate(const double *values, guint n)
{
    Estimate estimate = { .n = n };
    double squares = 0;

    for (guint i = 0; i < n; i++)
        estimate.mean += values[i] / n;
    for (guint i = 0; i < n; i++)
        squares += (values[i] - estimate.mean) * (values[i] - estimate.mean);
    if (n > 1)
        estimate.half_width = student(n - 1) * sqrt(squares / (n - 1) / n);
    return estimate;
}

Estimate statistics_difference(const double *first, const double *second, guint n)
{
    g_autofree double *differences = g_new(double, n + 1);

    for (guint i = 0; i < n; i++)
        differences[i] = first[i] - second[i];
    return statistics_estimate(differences, n);
}
