/* engine - a 4-ary heap of timers, and the loop that works instants off in rounds.
 *
 * The heap is ordered by time, then `order`: 20 bits of round, 4 bits of step, 40 bits of rank, so that one comparison
 * of two integers puts simultaneous events in the order of the semantics. */
#include "engine.h"

#define RANK_BITS 40
#define STEP_BITS 4

/* So many of these stand behind the last event: there are always four children to compare, and a root to look at. */
#define BEHIND 4
static const Event never = { .time = SIMTIME_NEVER, .order = G_MAXUINT64 };

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

/* Compared as one number, without a branch: which event is first is what no branch predictor can know. */
typedef unsigned __int128 Key;

static inline Key key_of(const Event *event)
{
    return (Key)(guint64)event->time << 64 | event->order;
}

static inline gboolean before(const Event *a, const Event *b)
{
    return key_of(a) < key_of(b);
}

static inline guint64 first_of_four(const Event *heap, guint64 child)
{
    guint64 a = child + before(&heap[child + 1], &heap[child]);
    guint64 b = child + 2 + before(&heap[child + 3], &heap[child + 2]);
    return a ^ ((a ^ b) & -(guint64)before(&heap[b], &heap[a]));
}

/* Makes room for an event of KEY, at the root or as far below it as it has to be: where. */
static guint64 sink(Engine *engine, Key key)
{
    Event *heap = engine->heap;
    guint64 n = engine->n, at = 0;
    for (guint64 child = 1; child < n; child = at * 4 + 1) {
        guint64 least = first_of_four(heap, child);
        if (key_of(&heap[least]) >= key)
            break;
        heap[at] = heap[least];
        at = least;
    }
    return at;
}

/* The event at the root was taken, and no other has come in its place. */
static void close_hole(Engine *engine)
{
    const Event last = engine->heap[--engine->n];
    engine->hole = FALSE;
    engine->heap[engine->n] = never;
    if (engine->n > 0)
        engine->heap[sink(engine, key_of(&last))] = last;
}

static void grow(Engine *engine)
{
    engine->size *= 2;
    engine->heap = g_renew(Event, engine->heap, engine->size + BEHIND);
}

static void push(Engine *engine, Event event)
{
    if (engine->hole) {
        engine->hole = FALSE;
        engine->heap[sink(engine, key_of(&event))] = event;
        return;
    }
    if (engine->n == engine->size)
        grow(engine);
    Event *heap = engine->heap;
    guint64 at = engine->n++;
    heap[at + BEHIND] = never;
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
    enum { FIRST_SIZE = 64 };
    *engine = (Engine){ .choose = choose, .machine = machine, .n_rounds = 1, .size = FIRST_SIZE };
    engine->heap = g_new(Event, FIRST_SIZE + BEHIND);
    for (guint i = 0; i < BEHIND; i++)
        engine->heap[i] = never;
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
static inline void drop_stale(Engine *engine)
{
    while (engine->hole || (engine->n > 0 && is_stale(&engine->heap[0])))
        close_hole(engine);
}

/* FALSE: nothing is due at this instant any more. While the root is a hole, what comes next is one of the four below it:
 * the hole is left to what the choice sets. */
static inline gboolean instant_may_go_on(const Engine *engine)
{
    const Event *heap = engine->heap;
    const SimTime now = engine->now;
    if (!engine->hole)
        return heap[0].time == now;
    return heap[1].time == now || heap[2].time == now || heap[3].time == now || heap[4].time == now;
}

/* Is more due in the present round? Then it is at the root. */
static inline gboolean round_goes_on(Engine *engine)
{
    if (!instant_may_go_on(engine))
        return FALSE;
    drop_stale(engine);
    return engine->heap[0].time == engine->now && order_round(engine->heap[0].order) == engine->round;
}

gboolean engine_step_goes_on(Engine *engine)
{
    return round_goes_on(engine) && order_step(engine->heap[0].order) == engine->step;
}

EngineEnd engine_run(Engine *engine, guint64 max_events)
{
    while (!engine->failed) {
        if (engine->step != STEP_CHOICE && !round_goes_on(engine)) {
            choose(engine);
            continue;
        }
        drop_stale(engine);
        const Event event = engine->heap[0];
        if (engine->n == 0 || (engine->last_instant && event.time > engine->now))
            return ENGINE_DONE;
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
    return ENGINE_FAILED;
}
