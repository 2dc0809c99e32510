/* thread - what the operating system schedules; and the interpreter that it belongs to.
 *
 * A thread stands in at most one queue at a time: ready threads in a RunQueue, waiters in a lock's queue, others in a
 * resource's; `next` and `previous` serve them all. Models read threads and change nothing but their own data. */
#pragma once

#include "engine.h"
#include "workload.h"

typedef struct Thread Thread;
typedef struct Interpreter Interpreter;
typedef struct RunQueue RunQueue;
typedef struct Machine Machine;

/* What a thread does when it is on a core and has nothing left to pay: it asks the machine for work or sleep. */
typedef struct {
    void (*go_on)(Thread *thread);
} Program;

typedef enum { THREAD_ASLEEP, THREAD_READY, THREAD_WAKING, THREAD_ON_CORE } ThreadPlace;

struct Thread {
    Timer timer; /* end of its wait, time-out of its sleep, or end of its wake latency: one at a time */

    /* identity; the attributes are those of the task it carries */
    const Program *program;
    Interpreter *interpreter;
    const Group *group; /* nice, priority, tickets, affinity, deadline, period; never NULL */
    gint32 number;      /* within its interpreter, or a WhereThread */
    guint32 task;       /* the task it carries, or NO_TASK */
    guint32 track;      /* whose row in the timeline its state is: the task's, its own, or NO_TRACK */

    /* the queue it stands in */
    Thread *next, *previous;
    SimTime ready_since; /* when it last became ready */
    gint64 place;        /* order in its run queue: lower is nearer the head */
    RunQueue *run_queue; /* of the core that it is ready for or runs on; NULL: asleep */
    guint64 joined_round; /* the round in which it joined its run queue, not only lost its core, of all rounds so far */
    guint32 heap_index;  /* in a keyed run queue */
    gint32 weight;       /* Linux's, for its nice value: nice 0 is 1024 */
    gboolean slice_over; /* it is ready because its slice ended */
    gboolean awake;      /* made ready without having slept: no wake latency */
    gboolean seen;       /* was ready before */
    gboolean waits;      /* its present or last sleep is a wait, or an event loop's */

    /* its core */
    gint16 core;      /* present one, or -1 */
    gint16 last_core; /* or -1 */
    guint8 where;     /* ThreadPlace */

    /* its work */
    guint8 work;       /* PhaseKind at which it is, or WORK_NONE */
    guint8 worked;     /* the kind that it ended last */
    guint8 step;       /* its program's own */
    gboolean offload;  /* it works for an event loop's executor */
    guint32 crew_number; /* among the workers that share its queue */
    guint8 lock_state; /* lock.c's */
    guint32 switches_seen; /* by a sleeper of the lock cpython3 */
    SimTime work_left;  /* core time that the rest of the phase takes, with the factor of its last stretch */
    SimTime asked_left; /* of the phase's asked time, what is not accounted yet */
    SimTime cost_left;  /* core time to pay before it goes on */
    SimTime ran;        /* own time on core (work, no costs) up to its last stretch: see thread_ran() */
    SimTime computed;   /* of that, with phases compute only */
    SimTime slice_began;
    guint64 slice_rank; /* order in which slices began at one instant */
    SimTime slice_since;  /* begin of the first slice of an unbroken row of equal ones */
    SimTime slice_before; /* begin of the slice that ended then; SIMTIME_NEVER: the thread had just come */
    SimTime slice_each;   /* their length */
    SimTime slice_left; /* of the present slice, 0 or less: over, but not seen yet; or NO_SLICE: it gets a fresh one */
    double factor;      /* on its present phase */

    gint64 model[]; /* the scheduler's own data, zeroed: Scheduler.thread_size bytes */
};

#define NO_TASK G_MAXUINT32
#define NO_TRACK G_MAXUINT32
#define WORK_NONE N_PHASE_KINDS
#define NO_SLICE G_MININT64

/* Own time on core so far, the present stretch included; costs do not count. */
SimTime thread_ran(const Thread *thread);

/* What is left, from now, of the on-core phases up to the next wait, yield or finish, as asked: an oracle. */
SimTime thread_burst(const Thread *thread);

/* When its task is to be finished; SIMTIME_NEVER: no deadline. */
SimTime thread_deadline(const Thread *thread);

/* A name for messages: "crawler.3 (thread 0.3)", valid until the next call. */
const char *thread_label(const Thread *thread);
