/* statistics - what can be said of repeated measurements without knowing how they are distributed. */
#include "statistics.h"

#include <math.h>

#include "base/sorting.h"

#define CONFIDENCE 0.95

static SimTime middle(const SimTime *sorted, guint n)
{
    return n % 2 ? sorted[n / 2] : sorted[n / 2 - 1] + (sorted[n / 2] - sorted[n / 2 - 1]) / 2;
}

Spread statistics_spread(SimTime *samples, guint n)
{
    g_assert(n >= 1);
    for (guint i = 0; i < n; i++)
        samples[i] = MAX(samples[i], 0);
    sort_times(samples, n);
    return (Spread){ .median = middle(samples, n), .low = samples[n / 4], .high = samples[(n - 1) - n / 4], .n = n };
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
