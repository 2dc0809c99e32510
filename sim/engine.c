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

/* Without a branch: which event is first is what no branch predictor can know. */
static inline gboolean before(const Event *a, const Event *b)
{
    typedef unsigned __int128 Key;
    return ((Key)(guint64)a->time << 64 | a->order) < ((Key)(guint64)b->time << 64 | b->order);
}

static inline guint64 first_of_four(const Event *heap, guint64 child)
{
    guint64 a = child + before(&heap[child + 1], &heap[child]);
    guint64 b = child + 2 + before(&heap[child + 3], &heap[child + 2]);
    return a ^ ((a ^ b) & -(guint64)before(&heap[b], &heap[a]));
}

/* EVENT goes to the root, or as far below it as it has to. */
static void sift_down(Engine *engine, Event event)
{
    Event *heap = engine->heap;
    guint64 n = engine->n, at = 0, child = 1;
    while (child < n) {
        guint64 least = child;
        if (child + 4 <= n)
            least = first_of_four(heap, child);
        else
            for (guint64 other = child + 1; other < n; other++)
                least = before(&heap[other], &heap[least]) ? other : least;
        if (!before(&heap[least], &event))
            break;
        heap[at] = heap[least];
        at = least;
        child = at * 4 + 1;
    }
    heap[at] = event;
}

/* The event at the root was taken, and no other has come in its place. */
static void close_hole(Engine *engine)
{
    engine->hole = FALSE;
    engine->n--;
    if (engine->n > 0)
        sift_down(engine, engine->heap[engine->n]);
}

static void push(Engine *engine, Event event)
{
    if (engine->hole) {
        engine->hole = FALSE;
        sift_down(engine, event);
        return;
    }
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

static inline gboolean is_stale(const Event *event)
{
    return event->timer->order != event->order || event->timer->time != event->time;
}

/* The heap's root is the next event, if there is one. */
static void drop_stale(Engine *engine)
{
    if (engine->hole)
        close_hole(engine);
    while (engine->n > 0 && is_stale(&engine->heap[0]))
        close_hole(engine);
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
        engine->hole = TRUE;
        engine->n_events++;
        event.timer->order = 0;
        event.timer->fire(event.timer, engine);
    }
}
