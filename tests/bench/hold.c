/* hold - a bare event queue at work: what any simulator of discrete events pays at least. */
#include "hold.h"

#include <math.h>
#include <stdlib.h>

#define CHILDREN 4

typedef struct {
    gint64 time;
    guint64 order;
} Event;

/* Exponential with a mean of a millisecond; xorshift is cheap enough not to be what is measured. */
static gint64 draw(guint64 *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (gint64)(-1e6 * log(((double)(*state >> 11) + 1) / 9007199254740993.0));
}

static gboolean before(const Event *a, const Event *b)
{
    return a->time < b->time || (a->time == b->time && a->order < b->order);
}

/* Puts EVENT in the root's place, from where it sinks. */
static void replace_first(Event *heap, guint size, Event event)
{
    guint at = 0;

    for (guint child; (child = at * CHILDREN + 1) < size;) {
        guint least = child;

        for (guint i = child + 1; i < MIN(child + CHILDREN, size); i++)
            if (before(&heap[i], &heap[least]))
                least = i;
        if (!before(&heap[least], &event))
            break;
        heap[at] = heap[least];
        at = least;
    }
    heap[at] = event;
}

static gint compare(gconstpointer a, gconstpointer b)
{
    return before(a, b) ? -1 : 1;
}

double hold_run(guint size, guint n_events)
{
    g_autofree Event *heap = g_new(Event, size);
    guint64 state = 88172645463325252u, order = 0;
    gint64 begin;

    for (guint i = 0; i < size; i++)
        heap[i] = (Event){ draw(&state), order++ };
    qsort(heap, size, sizeof(Event), compare); /* what is sorted is a heap */
    begin = g_get_monotonic_time();
    for (guint i = 0; i < n_events; i++)
        replace_first(heap, size, (Event){ heap[0].time + draw(&state), order++ });
    return n_events / ((double)(g_get_monotonic_time() - begin) / G_USEC_PER_SEC);
}
