/* moments - which state each of some lines was in, at up to 4,096 instants at equal distances. */
#include "moments.h"

#include <string.h>

void moments_init(Moments *moments, guint n_lines)
{
    moments->n_lines = n_lines;
    moments->step = 1;
    moments->states = g_malloc((gsize)n_lines * N_MOMENTS + 1);
    memset(moments->states, MOMENT_NONE, (gsize)n_lines * N_MOMENTS);
}

void moments_clear(Moments *moments)
{
    g_clear_pointer(&moments->states, g_free);
}

static void double_step(Moments *moments)
{
    for (guint line = 0; line < moments->n_lines; line++) {
        guint8 *states = moments->states + (gsize)line * N_MOMENTS;

        for (guint i = 0; i < N_MOMENTS / 2; i++)
            states[i] = states[2 * i];
        memset(states + N_MOMENTS / 2, MOMENT_NONE, N_MOMENTS / 2);
    }
    moments->step *= 2;
}

/* The first instant that is not before WHEN. */
static SimTime first_from(const Moments *moments, SimTime when)
{
    return (when + moments->step - 1) / moments->step;
}

void moments_take(Moments *moments, guint line, guint8 state, SimTime begin, SimTime end)
{
    SimTime first;

    g_assert(line < moments->n_lines);
    while (end / moments->step >= N_MOMENTS)
        double_step(moments);
    first = first_from(moments, begin);
    memset(moments->states + (gsize)line * N_MOMENTS + first, state,
           (gsize)(first_from(moments, end) - first));
}

guint8 moments_at(const Moments *moments, guint line, SimTime when)
{
    const SimTime index = when / moments->step;

    return index < N_MOMENTS ? moments->states[(gsize)line * N_MOMENTS + (gsize)index] : MOMENT_NONE;
}
