/* engine - simulated time and what is due when.
 *
 * An instant is worked off in rounds, and a round in steps, always in the order of EventStep. What is set for the
 * present instant belongs to the present round if its step is still to come, otherwise to the next round. */
#pragma once

#include <glib.h>

#include "simtime.h"

/* The steps of a round (semantics, section 2). */
typedef enum {
    STEP_START, /* before anything happened */
    STEP_ARRIVAL,
    STEP_TIMER,    /* ends of waits, timers and wake latencies, in the order in which they were set */
    STEP_WORK_END, /* ends of stretches on a core, in the order in which they began */
    STEP_NOTICE,   /* drop requests, turns and ticks are noticed */
    STEP_BOOST,
    STEP_SLICE_END,
    STEP_BALANCE,
    STEP_CHOICE, /* not an event: what the engine calls at the end of each round */
} EventStep;

typedef struct Timer Timer;
typedef struct Engine Engine;

/* Embedded in what waits for it; zeroed but for `fire` it is not set. Set again, it forgets the earlier time. */
struct Timer {
    void (*fire)(Timer *timer, Engine *engine);
    SimTime time;
    guint64 order; /* round, step, rank: see engine.c; 0: not set */
};

/* In the heap. An entry whose timer was set anew or cancelled no longer agrees with it, and is dropped when its turn comes. */
typedef struct {
    SimTime time;
    guint64 order;
    Timer *timer;
} Event;

struct Engine {
    SimTime now;
    SimTime worked_at; /* the last instant at which anything but balancing and boosts was due */
    guint32 round;
    EventStep step;
    guint64 sequence; /* timers set so far */
    guint64 n_events; /* timers fired so far */
    guint64 n_rounds; /* rounds so far, the present one included */

    Event *heap; /* 4-ary */
    guint64 n, size;
    gboolean hole; /* its root has fired: the next timer that is set takes its place, mostly that of the same thread */

    void (*choose)(gpointer machine); /* the step at the end of a round */
    gpointer machine;
    gboolean last_instant; /* set by whoever knows: work this instant off and stop */
    gboolean failed;       /* the same: stop now */
};

typedef enum { ENGINE_DONE, ENGINE_TOO_MANY_EVENTS, ENGINE_NO_PROGRESS, ENGINE_FAILED } EngineEnd;

void engine_init(Engine *engine, void (*choose)(gpointer machine), gpointer machine);
void engine_clear(Engine *engine);

/* Fires at TIME (>= now), behind what was set for the same step before it. */
void engine_set(Engine *engine, Timer *timer, SimTime time, EventStep step);
/* The same, but ordered within the step by RANK (below 2^40). */
void engine_set_ranked(Engine *engine, Timer *timer, SimTime time, EventStep step, guint64 rank);

/* The rank that engine_set would give now: for a timer that is set later on. */
guint64 engine_next_rank(Engine *engine);

/* Is more due in the present step? */
gboolean engine_step_goes_on(Engine *engine);

static inline void engine_cancel(Timer *timer)
{
    timer->order = 0;
}

static inline gboolean engine_is_set(const Timer *timer)
{
    return timer->order != 0;
}

/* Works until nothing is due any more, the last instant is over, MAX_EVENTS (0: no limit) have fired, an instant
 * takes more than ENGINE_MAX_ROUNDS rounds, or something has failed. */
EngineEnd engine_run(Engine *engine, guint64 max_events);
#define ENGINE_MAX_ROUNDS 1000000
