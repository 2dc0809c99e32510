/* levels - how much of each of some things there was, in up to 1,024 bins of time of equal length. */
#include "levels.h"

void levels_init(Levels *levels, guint n_things)
{
    levels->n_things = n_things;
    levels->step = 1;
    levels->amounts = g_new0(double, (gsize)n_things *N_LEVELS);
}

void levels_clear(Levels *levels)
{
    g_clear_pointer(&levels->amounts, g_free);
}

static void double_step(Levels *levels)
{
    for (guint thing = 0; thing < levels->n_things; thing++) {
        double *amounts = levels->amounts + (gsize)thing * N_LEVELS;

        for (guint i = 0; i < N_LEVELS; i++)
            amounts[i] = i < N_LEVELS / 2 ? amounts[2 * i] + amounts[2 * i + 1] : 0;
    }
    levels->step *= 2;
}

void levels_take(Levels *levels, guint thing, SimTime begin, SimTime end)
{
    double *amounts;

    g_assert(thing < levels->n_things);
    while (end > levels->step * N_LEVELS)
        double_step(levels);
    amounts = levels->amounts + (gsize)thing * N_LEVELS;
    while (begin < end) {
        const SimTime bin = begin / levels->step, until = MIN(end, (bin + 1) * levels->step);

        amounts[bin] += (double)(until - begin);
        begin = until;
    }
}

double levels_mean(const Levels *levels, guint thing, SimTime begin, SimTime end)
{
    const double *amounts = levels->amounts + (gsize)thing * N_LEVELS;
    double sum = 0;

    for (SimTime bin = begin / levels->step; bin < MIN(end / levels->step, N_LEVELS); bin++)
        sum += amounts[bin];
    return sum / (double)(end - begin);
}
