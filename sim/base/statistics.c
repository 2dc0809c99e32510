/* statistics - what can be said of repeated figures. */
#include "statistics.h"

#include <math.h>

#include "sorting.h"

#define CONFIDENCE 0.95

/* ---- by ranks ---- */

static SimTime middle(const SimTime *sorted, guint n)
{
    return n % 2 ? sorted[n / 2] : sorted[n / 2 - 1] + (sorted[n / 2] - sorted[n / 2 - 1]) / 2;
}

Spread statistics_spread(SimTime *samples, guint n)
{
    g_assert(n >= 1);
    double sum = 0;

    for (guint i = 0; i < n; i++)
        sum += samples[i] = MAX(samples[i], 0);
    sort_times(samples, n);
    return (Spread){ .median = middle(samples, n),
                     .low = samples[n / 4],
                     .high = samples[(n - 1) - n / 4],
                     .mean = (SimTime)(sum / n + 0.5),
                     .n = n };
}

gint64 statistics_dispersion(const Spread *spread)
{
    return spread->median ? (gint64)((double)(spread->high - spread->low) / spread->median * MILLIONTHS) : 0;
}

gboolean statistics_median_ranks(guint n, guint *low, guint *high)
{
    double chance = pow(0.5, n), below = chance; /* that at most RANK samples are below the median */
    guint rank = 0;

    g_assert(n >= 1);
    *low = 0;
    *high = n - 1;
    if (2 * below > 1 - CONFIDENCE)
        return FALSE;
    for (; rank < n / 2; rank++) {
        chance = chance * (n - rank) / (rank + 1);
        if (2 * (below + chance) > 1 - CONFIDENCE)
            break;
        below += chance;
    }
    *low = rank;
    *high = n - 1 - rank;
    return TRUE;
}

static gint64 ratio(double difference, SimTime whole)
{
    if (whole == 0)
        return difference == 0 ? 0 : G_MAXINT64;
    return llround(CLAMP(difference / whole * MILLIONTHS, -9e15, 9e15));
}

gint64 statistics_error(SimTime predicted, SimTime measured)
{
    return ratio((double)predicted - measured, measured);
}

gint64 statistics_half_width(SimTime low, SimTime high, SimTime median)
{
    return ratio(((double)high - low) / 2, median);
}

/* ---- by the mean ---- */

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
