/* machine - cores, the threads on them, and the choice at the end of a round (semantics, sections 2 and 3).
 *
 * Above it stand programs (worker.c, loop.c, starter.c, dispatcher.c), which say what a thread does on a core; below it
 * the engine. It knows nothing of tasks, locks or plans. */
#pragma once

#include <stdio.h>

#include "base/bitset.h"
#include "base/random.h"
#include "report/recorder.h"
#include "scenario/scenario.h"
#include "load_tree.h"
#include "reach.h"
#include "scheduler.h"

/* What a thread does that is on a core and has nothing left to pay: it asks the machine for work or sleep. */
typedef void (*Program)(Thread *thread);

typedef enum {
    STRETCH_NONE,
    STRETCH_SWITCH, /* what getting the core costs: lost where the core is lost */
    STRETCH_COST,   /* what the thread pays, lock held or not: it stays in cost_left */
    STRETCH_WORK,
} StretchKind;

typedef struct {
    Thread *thread; /* on it, or in its wake latency; NULL: free */
    Thread *last;   /* the one before, or the present one */
    SimTime freed_at; /* since when it is free */
    SimTime since;    /* begin of the present stretch */
    StretchKind stretch;
    gboolean computes; /* what was asked for, not the excess of a factor */
    Timer end;   /* of the stretch */
    Timer split; /* when the asked part of a stretch with a factor is over */
    Timer slice;
    Timer look;        /* free, with costs->pull_chance < 1: when it looks for threads in other queues ... */
    SimTime looked_at; /* ... when it did last, or -1 ... */
    guint n_in_vain;   /* ... and how often it found only some that ran just now */
    gboolean unsliced, listed; /* nobody is ready: its slices end unnoticed; it stands in queue->unsliced */
    Machine *machine;
} Core;

/* Of a thread that runs, or was displaced. Few have one at a time, which is why it is not in Thread. */
struct Slice {
    SimTime began;
    guint64 rank;   /* order in which slices began at one instant */
    SimTime since;  /* begin of the first slice of an unbroken row of equal ones */
    SimTime before; /* begin of the slice that ended then; SIMTIME_NEVER: the thread had just come */
    SimTime each;   /* their length */
    SimTime left;   /* of the present one; <= 0: over, not seen yet; SIMTIME_NEVER: it has no end */
    Slice *next;    /* among the spare ones */
};

/* The scheduler's of a queue whose core is free. */
typedef struct {
    gint64 place; /* in the order in which threads became ready */
    Thread *thread;
    RunQueue *queue;
} Pick;

struct Machine {
    Engine engine;
    const Scheduler *scheduler;
    gpointer options; /* the scheduler's */
    const Scenario *scenario;
    const Costs *costs;
    const Workload *workload; /* for names in messages */
    char labels[4][96];       /* of thread_label, in turn */
    guint n_labels;
    Recorder *recorder;
    FILE *decisions; /* or NULL */
    struct Tap *tap; /* decisions of an isolated plug-in, or NULL */
    char *fault;     /* what a plug-in did wrong, or NULL: the run ends */
    double factor;   /* of the plan, on compute and hold */
    Stream scheduler_stream, lock_stream, timer_stream, pull_stream; /* what is drawn while simulating */

    Core *cores;
    guint32 n_cores;
    guint32 n_working; /* cores at work that was asked for */
    double busy_lately;      /* cores that had a thread, on average of late; only where costs->cache_cores > 0 */
    SimTime busy_lately_at;  /* when that was so */
    Bitset free; /* cores without a thread */
    Bitset pullers; /* those of them that look for threads in other queues; only where costs->pull_chance < 1 */
    RunQueue *queues;
    guint32 n_queues;
    Bitset idle; /* per-core queues: free cores for which nobody is ready */
    LoadTree ready_weight; /* the same: of the queues */
    Bitset due;     /* queues that may have a new pick for their free core */
    GArray *picks;  /* of Pick: what such queues answered, a heap (choice.c) */
    Bitset touched; /* queues at whose running threads preemption is to be looked at */
    guint32 n_ready;
    Reach reach;      /* per-core queues: of all their ready threads; else numbers only */
    Timer balance, boost;
    SimTime balance_period;
    SimTime first_tick, first_balance; /* <= 0: whence their multiples count */
    SimTime slice_for_cores; /* runqueue_slice_for_cores */
    Thread *woken, *last_woken; /* threads whose wake latency ended in this round: thread->next; NULL: none */
    guint64 n_slices;
    GPtrArray *slices; /* of Slice *: all that were ever made */
    Slice *spare;      /* those of them that no thread has */
    GPtrArray *slices_over; /* cores whose slices end in this step */
    gint64 head_place, tail_place; /* of run queues: places at heads are negative */
    gboolean displacing; /* choosing for a core that is taken */

    const Program *programs; /* by Thread.role */
    void (*lost_core)(Thread *thread); /* told when a thread that could run lost its core */
};

/* SCENARIO gives slice, queues, balance and costs. */
void machine_init(Machine *machine, const Scenario *scenario, const Scheduler *scheduler, guint n_cores,
                  Recorder *recorder);
/* Nothing happens any more: sums up what is on the cores. */
void machine_end(Machine *machine);
void machine_clear(Machine *machine);

/* A thread of this machine, asleep. Its memory is zeroed and of machine_thread_size() bytes. */
gsize machine_thread_size(const Scheduler *scheduler);
void machine_thread_init(Thread *thread, guint8 role, Interpreter *interpreter, gint32 number,
                         const Group *group);

/* THREAD, asleep, can run. */
void machine_ready(Machine *machine, Thread *thread);
/* The same, but it was awake on its core all the while: no wake latency. */
void machine_ready_awake(Machine *machine, Thread *thread);
/* THREAD leaves its core, its task in STATE from now on; STATE_LOOP: an event loop with no task in hand. */
void machine_sleep(Machine *machine, Thread *thread, TaskState state);
/* THREAD pays COST of core time; then its program goes on. FALSE: there is nothing to pay. */
gboolean machine_pay(Machine *machine, Thread *thread, SimTime cost);
/* THREAD begins a phase KIND of core time ASKED, or goes on with one that was interrupted. */
void machine_begin_work(Machine *machine, Thread *thread, PhaseKind kind, SimTime asked);
void machine_continue_work(Machine *machine, Thread *thread);
/* Ends the present stretch of THREAD here and now: what is left of it stays in work_left or cost_left. */
void machine_interrupt(Machine *machine, Thread *thread);
/* THREAD, whose wait of LENGTH begins now, sleeps; it is ready again at its end, or somewhat later (timer slack). */
void machine_wait(Machine *machine, Thread *thread, SimTime length);
/* THREAD has new attributes: TRUE where it may not stay on its core; it gives it up and is ready. */
gboolean machine_moves(Machine *machine, Thread *thread);
/* The attributes of THREAD are those of GROUP from now on. */
void machine_set_group(Machine *machine, Thread *thread, const Group *group);
/* THREAD, ready, gets the free core INDEX. */
void machine_place(Machine *machine, Thread *thread, guint32 index);
/* CORE's thread, able to run, loses it. */
void machine_displace(Machine *machine, Core *core, JoinReason reason);
/* Writes THREAD's state as it stands into the timeline. */
void machine_record(Machine *machine, const Thread *thread, TaskState state);

/* The first multiple of PERIOD, counted from ORIGIN <= 0, that is not before TIME. */
static inline SimTime machine_multiple(SimTime time, SimTime period, SimTime origin)
{
    return (time - origin + period - 1) / period * period + origin;
}

/* For --decisions: a line with the time. */
void machine_decided(Machine *machine, const char *format, ...) G_GNUC_PRINTF(2, 3);
#define MACHINE_DECIDED(machine, ...) \
    G_STMT_START { if (G_UNLIKELY((machine)->decisions != NULL)) machine_decided(machine, __VA_ARGS__); } G_STMT_END

/* How late a timed sleep is: drawn evenly from 0 to twice the profile's timer slack. */
SimTime machine_slack(Machine *machine);

void machine_arm_balance(Machine *machine);
void machine_arm_boost(Machine *machine);
void machine_begin(Machine *machine, Thread *thread); /* on its core, its wake latency over */

/* choice.c: the choice of a round, as the engine calls it. */
void machine_choose(gpointer machine);
/* The running thread that THREAD, ready, is to displace: the least urgent one that its affinity lets it, or NULL. */
Thread *machine_victim(Machine *machine, RunQueue *queue, Thread *thread);

/* On the asked time of THREAD's present phase, in its last stretch. */
double machine_factor(const Machine *machine, const Thread *thread);
/* Brings the sums of CORE's thread up to the present instant; its stretch goes on. */
void machine_settle(Machine *machine, Core *core);

/* stretch.c: what a thread does on its core, as machine.c uses it. */
void stretch_pay(Machine *machine, Thread *thread, StretchKind kind, SimTime cost); /* begins one of cost */
void stretch_go_on(Machine *machine, Thread *thread); /* its program does, nothing being left to pay */
void stretch_end(Machine *machine, Core *core);       /* here and now */
void stretch_ended(Timer *timer, Engine *engine);
void stretch_asked_part_ended(Timer *timer, Engine *engine);

/* slice.c: slices of the threads on cores, which machine.c has settled. */
void slice_open(Machine *machine, Core *core);  /* its thread gets the core: a slice, or the rest of one */
void slice_run(Machine *machine, Core *core);   /* its thread begins a stretch of work: the clock runs */
void slice_pause(Machine *machine, Core *core); /* ... and begins one of cost, or loses the core: it stands still */
void slice_close(Machine *machine, Core *core); /* its thread leaves the core */
void slice_forget(Machine *machine, Thread *thread); /* what THREAD has left of its slice */
void slice_matter(RunQueue *queue);                     /* a thread has become ready in it */
void slice_fired(Timer *timer, Engine *engine);

static inline gboolean slice_has_end(const Slice *slice)
{
    return slice != NULL && slice->left != SIMTIME_NEVER;
}

/* runqueue.c: queues, as machine.c uses them. */
void runqueue_init(RunQueue *queue, Machine *machine, guint32 first_core, guint32 n_cores);
void runqueue_clear(RunQueue *queue);
void runqueue_add(RunQueue *queue, Thread *thread, JoinReason reason);
void runqueue_take(RunQueue *queue, Thread *thread); /* off the ready list: it runs, or moves */
Thread *runqueue_next(RunQueue *queue);              /* the scheduler's pick, checked */
gint runqueue_urgency(const RunQueue *queue, const Thread *a, const Thread *b); /* < 0: a before b */

/* placing.c: which queue a thread goes to. */
void placing_changed(Machine *machine, const RunQueue *queue); /* QUEUE's core was freed, or who is ready for it changed */
void placing_busy_changes(Machine *machine); /* a core is about to be freed or taken */
RunQueue *runqueue_for(Machine *machine, Thread *thread); /* where a thread that becomes ready goes */

/* pulling.c: and from there to another. */
void pulling_freed(Machine *machine, Core *core); /* it has no thread ... */
void pulling_taken(Machine *machine, Core *core); /* ... or has got one */
gboolean runqueue_pull(Machine *machine); /* a free core takes a ready thread of another's queue: TRUE if one did */
void runqueue_balance(Machine *machine);

/* Something has happened to QUEUE's threads: preemption is to be looked at, if anybody is ready. */
static inline void machine_touch(Machine *machine, const RunQueue *queue)
{
    if (queue->n_ready > 0 && machine->scheduler->preempts != NULL)
        bitset_add(&machine->touched, (guint32)(queue - machine->queues));
}

static inline gboolean group_allows(const Group *group, guint32 core)
{
    return group->affinity == NULL || mask_allows(group->affinity, core);
}
