/* engine - a 4-ary heap of timers, and the loop that works instants off in rounds.
 *
 * The heap is ordered by time, then `order`: 20 bits of round, 4 bits of step, 40 bits of rank, so that one comparison
 * of two integers puts simultaneous events in the order of the semantics. */
#include "engine.h"

#define RANK_BITS 40
#define STEP_BITS 4

static guint64 order_of(guint32 round, EventStep step, guint64 rank)
{
    return (guint64)round << (RANK_BITS + STEP_BITS) | (guint64)step << RANK_BITS | rank;
}

static guint32 order_round(guint64 order)
{
    return (guint32)(order >> (RANK_BITS + STEP_BITS));
}

static EventStep order_step(guint64 order)
{
    return (EventStep)(order >> RANK_BITS & ((1 << STEP_BITS) - 1));
}

static inline gboolean before(const Event *a, const Event *b)
{
    return a->time != b->time ? a->time < b->time : a->order < b->order;
}

static void push(Engine *engine, Event event)
{
    if (engine->n == engine->size) {
        engine->size = engine->size == 0 ? 64 : engine->size * 2;
        engine->heap = g_renew(Event, engine->heap, engine->size);
    }
    Event *heap = engine->heap;
    guint64 at = engine->n++;
    while (at > 0) {
        guint64 parent = (at - 1) / 4;
        if (!before(&event, &heap[parent]))
            break;
        heap[at] = heap[parent];
        at = parent;
    }
    heap[at] = event;
}

static void pop(Engine *engine)
{
    Event *heap = engine->heap;
    guint64 n = --engine->n;
    Event last = heap[n];
    guint64 at = 0;
    for (;;) {
        guint64 child = at * 4 + 1;
        if (child >= n)
            break;
        guint64 least = child;
        guint64 end = MIN(child + 4, n);
        for (guint64 other = child + 1; other < end; other++)
            if (before(&heap[other], &heap[least]))
                least = other;
        if (!before(&heap[least], &last))
            break;
        heap[at] = heap[least];
        at = least;
    }
    heap[at] = last;
}

void engine_init(Engine *engine, void (*choose)(gpointer machine), gpointer machine)
{
    *engine = (Engine){ .choose = choose, .machine = machine, .n_rounds = 1 };
}

void engine_clear(Engine *engine)
{
    g_clear_pointer(&engine->heap, g_free);
    engine->n = engine->size = 0;
}

void engine_set_ranked(Engine *engine, Timer *timer, SimTime time, EventStep step, guint64 rank)
{
    g_assert(time >= engine->now && rank < (G_GUINT64_CONSTANT(1) << RANK_BITS));
    guint32 round = 0;
    if (time == engine->now)
        round = engine->round + (step <= engine->step);
    timer->time = time;
    timer->order = order_of(round, step, rank);
    push(engine, (Event){ time, timer->order, timer });
}

guint64 engine_next_rank(Engine *engine)
{
    return ++engine->sequence;
}

void engine_set(Engine *engine, Timer *timer, SimTime time, EventStep step)
{
    engine_set_ranked(engine, timer, time, step, engine_next_rank(engine));
}

static void choose(Engine *engine)
{
    engine->step = STEP_CHOICE;
    engine->choose(engine->machine);
    engine->n_rounds++;
}

static void drop_stale(Engine *engine)
{
    while (engine->n > 0 && (engine->heap[0].timer->order != engine->heap[0].order ||
                             engine->heap[0].timer->time != engine->heap[0].time))
        pop(engine);
}

gboolean engine_step_goes_on(Engine *engine)
{
    drop_stale(engine);
    return engine->n > 0 && engine->heap[0].time == engine->now &&
           order_round(engine->heap[0].order) == engine->round && order_step(engine->heap[0].order) == engine->step;
}

EngineEnd engine_run(Engine *engine, guint64 max_events)
{
    for (;;) {
        if (engine->failed)
            return ENGINE_FAILED;
        drop_stale(engine);
        if (engine->n == 0 || engine->heap[0].time != engine->now ||
            order_round(engine->heap[0].order) != engine->round) {
            if (engine->step != STEP_CHOICE) {
                choose(engine);
                continue;
            }
            if (engine->n == 0 || (engine->last_instant && engine->heap[0].time > engine->now))
                return ENGINE_DONE;
        }
        Event event = engine->heap[0];
        engine->now = event.time;
        engine->round = order_round(event.order);
        engine->step = order_step(event.order);
        if (engine->round >= ENGINE_MAX_ROUNDS)
            return ENGINE_NO_PROGRESS;
        if (max_events != 0 && engine->n_events >= max_events)
            return ENGINE_TOO_MANY_EVENTS;
        if (engine->step != STEP_BALANCE && engine->step != STEP_BOOST)
            engine->worked_at = event.time;
        pop(engine);
        engine->n_events++;
        event.timer->order = 0;
        event.timer->fire(event.timer, engine);
    }
}
