/* scheduler - how to write a scheduler: which ready thread runs next?
 *
 * Fill in a table `Scheduler` in a file of its own, named after it; every hook is optional, and a table
 * without hooks is first in, first out. This is round robin:
 *
 *     #include "scheduler.h"
 *
 *     static SimTime mine_slice(RunQueue *queue, Thread *thread)
 *     {
 *         (void)thread;
 *         return runqueue_slice(queue);
 *     }
 *
 *     static const Scheduler mine = {
 *         .model = { .name = "mine", .summary = "takes turns" },
 *         .slice = mine_slice,
 *     };
 *
 *     SCHEDULER_REGISTER(mine)
 *
 * `gilsim plugin new scheduler NAME` writes a file to start from. The life of a thread, as the hooks see it:
 *
 *     joined(queue, thread, JOIN_NEW or JOIN_WOKEN)    it becomes ready
 *     while it is in the queue's charge:
 *         pick_next(queue, PICK_TO_RUN) == thread      cores are short, and one is free: it runs
 *         slice(queue, thread)                         ... for at most so long
 *         slice_ended(queue, thread, n, each)          its slice is over; if another thread is ready:
 *             joined(queue, thread, JOIN_SLICE_ENDED)      it is ready again, at the tail
 *         preempts(queue, ready, thread) == TRUE       a more urgent thread takes its core:
 *             joined(queue, thread, JOIN_DISPLACED)        it is ready again, at the head
 *     left(queue, thread)                              it sleeps, ends, or moves to another queue
 *
 * gilsim keeps the ready threads of a queue in the order in which they became ready, takes a thread off the
 * list when it runs, and does the rest: cores, slices' clocks, affinity, accounting. Where cores are free for
 * all that are ready, nobody is asked. Hooks read what they are handed and write to `model` only. */
#pragma once

#include "model.h"
#include "thread.h"

/* The ready threads of one core (queues = per-core), or of all (global). */
struct RunQueue {
    /* ---- to be read ---- */
    Thread *head, *tail; /* ready threads, in queue order: thread->next, thread->previous; NULL: nobody */
    guint32 n_ready;
    guint32 n_running;                   /* threads on the queue's cores */
    guint32 first_core, n_cores;         /* the cores that it feeds */
    gint64 ready_weight, running_weight; /* sums of thread->weight */
    const gpointer options;              /* the struct that Model.options fill in */

    /* ---- the model's own ---- */
    gint64 *model; /* Scheduler.queue_size bytes, zeroed */

    /* ---- gilsim's: models leave it alone ---- */
    Machine *machine;
    Thread *picked;   /* the last answer of pick_next, while nothing joined or left; else NULL */
    struct FairQueue *fair; /* the ready threads, where the model has `eligible_from` */
    GPtrArray *keyed; /* heap of the ready threads, where the model has `before` */
    guint32 n_pinned; /* ready threads that may not run everywhere */
    GArray *unsliced; /* cores whose slices end unnoticed until somebody is ready: guint32 */
    GArray *n_reaching; /* how many of n_pinned, by their affinity's number in machine->reach: guint32 */
};

typedef enum {
    JOIN_NEW,         /* for the first time */
    JOIN_WOKEN,       /* after a sleep */
    JOIN_SLICE_ENDED, /* its slice was over */
    JOIN_DISPLACED,   /* a more urgent thread took its core */
    JOIN_MOVED,       /* from another core's queue, ready; left() of that one came before */
    JOIN_RENAMED,     /* on a core, it has taken another task: its attributes are new */
} JoinReason;

/* For a free core; for the core of a running thread. */
typedef enum { PICK_TO_RUN, PICK_TO_DISPLACE } PickFor;

typedef struct {
    Model model;          /* name, summary, options: model.h, option.h */
    gboolean per_core;    /* queues of its own for each core, unless the scenario says otherwise */
    gboolean first_in;    /* `before` sorts classes: within one, strictly first in, first out */
    gboolean same_slices; /* `slice` gives a thread that is alone the same each time, and need not be asked */
    gsize queue_size;     /* bytes of queue->model */
    gsize thread_size;    /* bytes of thread->model */

    /* Is A more urgent than B? What it looks at does not change while they are ready (or see
     * runqueue_resort). Without it: first in, first out. */
    gboolean (*before)(const RunQueue *queue, const Thread *a, const Thread *b);
    /* Of a fair queue, in place of `before`: the virtual time from which on THREAD may be picked, and the one at which it
     * is due. Both stand still while it is ready: see runqueue_first_eligible. */
    gint64 (*eligible_from)(const RunQueue *queue, const Thread *thread);
    gint64 (*virtual_deadline)(const RunQueue *queue, const Thread *thread);
    /* Which ready thread is next? One of the list for which runqueue_may_run() holds (PICK_TO_DISPLACE:
     * runqueue_may_displace()), or NULL where there is none; it stays in the list. Without it: the first by
     * `before`, ties by who became ready first. */
    Thread *(*pick_next)(RunQueue *queue, PickFor purpose);
    /* For how long may THREAD run before others get a turn? Without it, or 0: until it gives its core up. */
    SimTime (*slice)(RunQueue *queue, Thread *thread);
    /* Does READY (the next to be picked) take RUNNING's core at once? Without it: never. */
    gboolean (*preempts)(RunQueue *queue, Thread *ready, Thread *running);
    /* Of two running threads, would A be displaced before B? Without it: if it is less urgent by `before`. */
    gboolean (*gives_way_before)(RunQueue *queue, Thread *a, Thread *b);
    /* THREAD has become the queue's, or is ready again; it is in the list already. */
    void (*joined)(RunQueue *queue, Thread *thread, JoinReason reason);
    /* THREAD is no longer the queue's: it sleeps, ends or moves. */
    void (*left)(RunQueue *queue, Thread *thread);
    /* N slices of THREAD, which is on a core, are over. N > 1 only with `same_slices`: each was of EACH of
     * its own time, and nobody else was ready; else EACH is 0. */
    void (*slice_ended)(RunQueue *queue, Thread *thread, gint64 n, SimTime each);
    /* When, later than now, is `boost` wanted (before slices end)? SIMTIME_NEVER: not as things are. */
    SimTime (*boost_at)(RunQueue *queue);
    /* That time has come: change the data of as many threads as you like, then runqueue_resort. */
    void (*boost)(RunQueue *queue);
    const char *picks; /* what the one that it picks has over the others, "shortest burst": told as the reason; or NULL */
} Scheduler;

#define SCHEDULER_REGISTER(name) MODEL_REGISTER(MODEL_SCHEDULER, name)

/* What a hook may ask; and of thread.h: thread_ran (its time on a core so far), thread_burst (what it will compute until its
 * next wait: for sjf), thread_deadline. */
SimTime runqueue_now(const RunQueue *queue);   /* nanoseconds since the start */
SimTime runqueue_slice(const RunQueue *queue); /* --slice or [machine] slice; without: 3ms */
SimTime runqueue_slice_for_cores(const RunQueue *queue); /* with a costly profile, Linux's default by cores */
guint32 runqueue_cores(const RunQueue *queue);           /* of the whole machine */
Thread *runqueue_running(const RunQueue *queue, guint32 nth); /* on the queue's n-th core, from 0, or NULL */
/* A free core of the queue is allowed to it; it preempts a thread on a core that is allowed to it. */
gboolean runqueue_may_run(const RunQueue *queue, const Thread *thread);
gboolean runqueue_may_displace(RunQueue *queue, Thread *thread);
Thread *runqueue_first(RunQueue *queue); /* what pick_next does where a model has none */
Thread *runqueue_first_eligible(RunQueue *queue, gint64 virtual_time); /* of those, the one that is due first, or NULL;
                                                                         affinity is not looked at */
gboolean runqueue_joined_now(const RunQueue *queue, const Thread *thread); /* it became ready in this round */
/* Of the ready threads that became so in this round the last one, or the last one before THREAD, in queue order; or NULL. */
Thread *runqueue_joiner(const RunQueue *queue, const Thread *thread);
gboolean runqueue_ready_before(const Thread *a, const Thread *b); /* at one moment: in file order */
GPtrArray *runqueue_sorted(RunQueue *queue); /* the ready ones, first to be picked first; g_ptr_array_unref */
guint64 runqueue_random(RunQueue *queue, guint64 below); /* 0 .. below - 1, from the scenario's seed */

/* What `joined` and `boost` may do, but not with `eligible_from`: put a ready thread elsewhere in the list. */
void runqueue_to_tail(RunQueue *queue, Thread *thread);
void runqueue_to_head(RunQueue *queue, Thread *thread);
void runqueue_before_round(RunQueue *queue, Thread *thread); /* before all that became ready in this round */
void runqueue_resort(RunQueue *queue); /* `boost` only: what `before` looks at has changed */

#ifdef GILSIM_PLUGIN
#include "plugin/checked.h" /* the same functions for plug-ins, checked */
#endif
