/* sorting - puts many times in order: percentiles of millions of samples.
 *
 * A radix sort, since a comparison sort of a run's delays takes longer than simulating it. */
#include "sorting.h"

#include <stdlib.h>
#include <string.h>

#define DIGIT_BITS 11
#define N_DIGITS (1u << DIGIT_BITS)
#define FEW 256 /* below it clearing the counters would cost more than comparing */

static int compare_times(const void *a, const void *b)
{
    const SimTime first = *(const SimTime *)a, second = *(const SimTime *)b;

    return (first > second) - (first < second);
}

static guint digit(SimTime time, guint shift)
{
    return (guint)((guint64)time >> shift) & (N_DIGITS - 1);
}

/* One pass: FROM to TO in order of the digit at SHIFT, otherwise as they stood. */
static void sort_by_digit(const SimTime *from, SimTime *to, gsize n, guint shift)
{
    gsize place[N_DIGITS + 1] = { 0 };

    for (gsize i = 0; i < n; i++)
        place[digit(from[i], shift) + 1]++;
    for (guint i = 0; i < N_DIGITS; i++)
        place[i + 1] += place[i];
    for (gsize i = 0; i < n; i++)
        to[place[digit(from[i], shift)]++] = from[i];
}

void sort_times(SimTime *times, gsize n)
{
    g_autofree SimTime *other = NULL;
    SimTime *from = times, *to, largest = 0;

    if (n < FEW) {
        if (n > 1)
            qsort(times, n, sizeof *times, compare_times);
        return;
    }
    to = other = g_new(SimTime, n);
    for (gsize i = 0; i < n; i++)
        largest = MAX(largest, times[i]);
    for (guint shift = 0; shift < 63 && largest >> shift > 0; shift += DIGIT_BITS) {
        SimTime *sorted = to;

        sort_by_digit(from, to, n, shift);
        to = from;
        from = sorted;
    }
    if (from != times)
        memcpy(times, from, n * sizeof *times);
}
