/* scheduler - how to write a scheduler: which ready thread runs next?
 *
 * Fill in a table `Scheduler`, one file, every hook optional. The life of a thread, as the hooks see it:
 *
 *     joined(queue, thread, JOIN_NEW or JOIN_WOKEN)       it becomes ready
 *     while it is in the queue's charge:
 *         pick_next(queue) == thread                      a core is short of nothing better: it runs
 *         slice(queue, thread)                            ... for at most so long
 *         slice_ended(queue, thread)                      its slice is over and another thread is ready:
 *             joined(queue, thread, JOIN_SLICE_ENDED)         it is ready again, at the tail
 *         preempts(queue, ready, thread) == TRUE          a more urgent thread takes its core:
 *             joined(queue, thread, JOIN_DISPLACED)           it is ready again, at the head
 *     left(queue, thread)                                 it sleeps, ends, or moves to another queue
 *
 * gilsim keeps the ready threads of a queue in the order in which they became ready, and does the rest: cores, slices' clocks,
 * affinity, accounting. Where cores are free for all that are ready, nobody is asked. */
#pragma once

#include "model.h"
#include "thread.h"

/* The ready threads of one core (queues = per-core), or of all (global). */
struct RunQueue {
    Thread *head, *tail; /* ready threads, in queue order; thread->next */
    guint32 n_ready;
    guint32 n_running; /* threads on the queue's cores */
    gint64 ready_weight, running_weight;
    guint32 first_core, n_cores; /* the cores that it feeds */
    Machine *machine;
    const gpointer options; /* the model's options struct, filled in */

    gint64 *model; /* the model's own data, zeroed: queue_size bytes */

    /* the machine's */
    Thread *picked;    /* the last answer of pick_next, while nothing joined or left; else NULL */
    GPtrArray *keyed;  /* heap of the ready threads, where the model has `before` */
    guint32 n_pinned;  /* ready threads that may not run everywhere */
    GArray *unsliced;  /* cores whose slices end unnoticed until somebody is ready: guint32 */
};

typedef enum {
    JOIN_NEW,         /* for the first time */
    JOIN_WOKEN,       /* after a sleep */
    JOIN_SLICE_ENDED, /* its slice was over */
    JOIN_DISPLACED,   /* a more urgent thread took its core */
    JOIN_MOVED,       /* from another core's queue, ready; left() of that one came before */
    JOIN_RENAMED,     /* on a core, it has taken another task: its attributes are new */
} JoinReason;

typedef enum { PICK_TO_RUN, PICK_TO_DISPLACE } PickFor;

typedef struct {
    Model model;
    gboolean per_core;   /* queues of its own for each core, unless the scenario says otherwise */
    gboolean first_in;   /* `before` sorts classes: within one, strictly first in, first out */
    gboolean same_slices; /* `slice` gives a thread that is alone the same each time */
    gsize queue_size;    /* bytes of queue->model */
    gsize thread_size;   /* bytes of thread->model */

    /* Is A more urgent than B? Both are ready, and what it looks at does not change while they are. Without it: first in, first out. */
    gboolean (*before)(const RunQueue *queue, const Thread *a, const Thread *b);
    /* Which ready thread is next: FOR a free core, or to displace a running one? One of the queue's for which runqueue_may_run() holds, or
     * NULL where there is none; it stays where it is. Without it: the first by `before`, ties by who became ready first. */
    Thread *(*pick_next)(RunQueue *queue, PickFor purpose);
    /* For how long may THREAD run before others get a turn? Without it, or <= 0: until it gives its core up. */
    SimTime (*slice)(RunQueue *queue, Thread *thread);
    /* Does READY (the next to be picked) take RUNNING's core at once? Without it: never. */
    gboolean (*preempts)(RunQueue *queue, Thread *ready, Thread *running);
    /* Of two running threads, would A be displaced before B? Without it: if it is less urgent by `before`. */
    gboolean (*gives_way_before)(RunQueue *queue, Thread *a, Thread *b);
    /* THREAD has become the queue's, or is ready again. */
    void (*joined)(RunQueue *queue, Thread *thread, JoinReason reason);
    /* THREAD is no longer the queue's: it sleeps, ends or moves. */
    void (*left)(RunQueue *queue, Thread *thread);
    /* N slices of THREAD, which is on a core, are over, each of EACH of its own time; N > 1 only with `same_slices`. */
    void (*slice_ended)(RunQueue *queue, Thread *thread, gint64 n, SimTime each);
    /* When, from now on, is `boost` wanted (before slices end)? SIMTIME_NEVER: not as things are. */
    SimTime (*boost_at)(RunQueue *queue);
    void (*boost)(RunQueue *queue);
} Scheduler;

#define SCHEDULER_REGISTER(name) MODEL_REGISTER(MODEL_SCHEDULER, name)

/* What a hook may ask. */
SimTime runqueue_now(const RunQueue *queue);
gboolean runqueue_may_run(const RunQueue *queue, const Thread *thread); /* a free core of the queue is allowed to it */
gboolean runqueue_may_displace(RunQueue *queue, Thread *thread); /* it preempts a thread on a core allowed to it */
Thread *runqueue_first(RunQueue *queue);       /* what pick_next does where a model has none */
gboolean runqueue_joined_now(const RunQueue *queue, const Thread *thread); /* it became ready in this round */
gboolean runqueue_ready_before(const Thread *a, const Thread *b); /* a became ready first; at one moment: file order */
GPtrArray *runqueue_sorted(RunQueue *queue); /* the ready threads, first to be picked first; g_ptr_array_unref */
void runqueue_resort(RunQueue *queue); /* what `before` looks at has changed for ready threads */
SimTime runqueue_slice(const RunQueue *queue); /* [machine] slice, or the default: 3ms */
SimTime runqueue_slice_for_cores(const RunQueue *queue); /* the same, but Linux's base slice by cores with a costly profile */
guint32 runqueue_cores(const RunQueue *queue); /* of the whole machine */
Thread *runqueue_running(const RunQueue *queue, guint32 nth); /* on the queue's n-th core, or NULL */
guint64 runqueue_random(RunQueue *queue, guint64 below);      /* 0 .. below - 1, from the scenario's seed */

/* What `joined` may do (and `boost`, before it resorts the queue): put a ready thread elsewhere. */
void runqueue_to_tail(RunQueue *queue, Thread *thread);
void runqueue_to_head(RunQueue *queue, Thread *thread);
void runqueue_before_round(RunQueue *queue, Thread *thread); /* before all that became ready in this round */

#ifdef GILSIM_PLUGIN
#include "plugin/checked.h" /* the same functions for plug-ins, checked */
#endif
