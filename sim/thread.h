/* thread - what the operating system schedules, as models see it.
 *
 * Models read threads and write to nothing of them but `model` (schedulers) and `switches_seen` (locks). A
 * thread stands in at most one list at a time, of the ready ones of a RunQueue or of the sleepers of a Lock;
 * `next` and `previous` serve all. */
#pragma once

#include "engine.h"
#include "workload.h"

typedef struct Thread Thread;
typedef struct Interpreter Interpreter;
typedef struct RunQueue RunQueue;
typedef struct Machine Machine;
typedef struct Slice Slice;

typedef enum { THREAD_ASLEEP, THREAD_READY, THREAD_WAKING, THREAD_ON_CORE } ThreadPlace;

struct Thread {
    /* ---- to be read ---- */
    const Group *group;       /* of its task: tickets, nice, ... (workload.h); never NULL */
    Thread *next, *previous;  /* in its list; NULL at the ends */
    SimTime ready_since;      /* when it last became ready */
    RunQueue *run_queue;      /* of the core that it is ready for or runs on; NULL: asleep */
    Interpreter *interpreter; /* whose lock it needs */
    guint32 task;             /* the one that it carries, by its place in file order, or NO_TASK */
    gint32 weight;            /* Linux's, for its nice value: nice 0 is 1024 */
    gint16 core;              /* present one, or -1 */
    gint16 last_core;         /* or -1 */
    guint8 where;             /* ThreadPlace */
    guint8 work;              /* PhaseKind at which it is, or WORK_NONE */
    guint8 slice_over;        /* TRUE: it is ready because its slice ended */
    guint8 waits;             /* TRUE: its present or last sleep is a wait, or an event loop's */
    guint32 switches_seen;    /* a lock's to use, of a sleeper */

    /* ---- gilsim's: models leave it alone. A million of them are to fit into memory ---- */
    gint32 number; /* within its interpreter, or a WhereThread */
    guint32 track; /* whose row in the timeline its state is: the task's, its own, or NO_TRACK */
    guint32 heap_index; /* in a keyed queue */
    Timer timer; /* end of its wait, time-out of its sleep, or end of its wake latency: one at a time */

    /* in its run queue */
    gint64 place;         /* its order there: lower is nearer the head */
    guint64 joined_round; /* the round in which it joined, not only lost its core, of all rounds so far */
    guint8 awake : 1;     /* made ready without having slept: no wake latency */
    guint8 seen : 1;      /* was ready before */
    guint8 offload : 1;   /* it works for an event loop's executor */
    guint8 role : 4;      /* which of the machine's programs it follows */

    /* its work */
    guint8 worked;       /* the kind that it ended last */
    guint8 step;         /* its program's own */
    guint8 lock_state;   /* lock.c's */
    guint16 busy_cores;  /* at work when its last stretch began, its own included: they make its factor */
    gint16 recent_core;  /* placing.c's: the one that was its last when it woke before and found that busy, or -1 */
    SimTime left_core;   /* when it last had one; before the first time long ago */
    SimTime work_left;   /* core time that the rest of the phase takes, with the factor of its last stretch */
    SimTime asked_left;  /* of the phase's asked time, what is not accounted yet */
    SimTime cost_left;   /* core time to pay before it goes on */
    SimTime ran;         /* own time on core (work, no costs) up to its last stretch: see thread_ran() */
    SimTime computed;    /* of that, with phases compute only */

    Slice *slice; /* slice.c's: the one that it has begun; NULL: it gets a fresh one with its core, if any */

    /* ---- the scheduler's own ---- */
    gint64 model[]; /* Scheduler.thread_size bytes, zeroed */
};

#define NO_TASK G_MAXUINT32
#define NO_TRACK G_MAXUINT32
#define WORK_NONE N_PHASE_KINDS

/* Own time on core so far, the present stretch included; costs do not count. */
SimTime thread_ran(const Thread *thread);

/* What is left, from now, of the on-core phases up to the next wait, yield or finish, as the scenario says:
 * no real system could know it. */
SimTime thread_burst(const Thread *thread);

/* When its task is to be finished; SIMTIME_NEVER: no deadline. */
SimTime thread_deadline(const Thread *thread);

/* A name for messages: "crawler.3 (thread 0.3)", valid until the next call. */
const char *thread_label(const Thread *thread);
