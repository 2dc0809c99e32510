/* simulation - one plan being carried out: its tasks and threads, and who carries what.
 *
 *     simulator.c   builds it from a plan, runs it, says why it got stuck
 *     task.c        a task's phases, resources, arrival and finish
 *     crew.c        hands tasks to threads: workers, loops, the thread of each task
 *     worker.c      what a thread does that takes one task at a time
 *     loop.c        what an event loop does
 *     starter.c     what the main thread does, which starts the others
 *     dispatcher.c  what the parent's thread does that sends and receives payloads */
#pragma once

#include "interpreter.h"
#include "plan.h"

typedef enum { ROLE_WORKER, ROLE_LOOP, ROLE_STARTER, ROLE_DISPATCHER } Role; /* Thread.role */

typedef struct {
    guint32 phase;     /* the next to begin */
    guint32 next;      /* in a list of tasks */
    guint32 carrier;   /* see task_carrier() */
    guint8 depth;      /* of offload { } blocks within the one that an executor carries out */
    guint8 started;    /* TRUE: its first phase has begun */
    guint8 held_back;  /* TRUE: a job that was released while its predecessor was not finished */
    SimTime could_go_on; /* since when its next phase could begin; -1: nothing to tell */
} TaskRun;

/* First in, first out, through TaskRun.next: a task stands in one list at most. */
typedef struct {
    guint32 head, tail; /* NO_TASK: empty */
} TaskList;
#define TASK_LIST_EMPTY { NO_TASK, NO_TASK }

/* A resource, or one interpreter's own copy of it. */
struct Units {
    guint32 free;
    TaskList waiting;
};

/* What keeps a task from going on at once. */
typedef enum {
    TASK_WORKS,      /* it computes, lock held */
    TASK_BLOCKS,     /* a wait, yield or nogil is next: drop the lock, then task_begin_phase */
    TASK_QUEUES,     /* for a unit: it stands in the queue */
    TASK_OFFLOADS,   /* it goes to the executor */
    TASK_COMES_BACK, /* it comes back from there */
    TASK_ENDS,
} TaskStep;

/* Workers that share a queue: a plan's, or an executor's. */
typedef struct {
    TaskList queue;
    Bitset idle;      /* numbers of workers with nothing to do */
    Thread **workers; /* by number */
    guint32 n;
} Crew;

/* An event loop. */
struct Loop {
    Thread *thread;
    gboolean exists;   /* it was started */
    gboolean idle;     /* it sleeps, having nothing to do */
    SimTime idle_since;
    guint64 idle_rank; /* of its timer, which was set then */
    Timer wake;        /* end of a sleep that is rounded up to the profile's loop_timer */
    TaskList yielded;  /* ready already */
    TaskList due;      /* has become so since the last look */
    TaskList pass;     /* to be resumed before the next look */
};

typedef struct {
    guint32 task;
    gboolean receive;
} Errand;

struct Simulation {
    Machine machine; /* first: the engine's `machine` is the simulation */
    const Scenario *scenario;
    const Workload *workload;
    const Plan *plan;
    Recorder *recorder;
    struct Observer *observer; /* or NULL */

    TaskRun *runs;
    guint32 n_finished;
    guint32 *unfinished; /* a group's tasks */
    guint32 *order;      /* tasks by arrival, then file order; NULL: that is file order */
    guint32 next_arrival;
    Timer arrivals;
    GArray *released; /* guint32: tasks whose last predecessor has finished at this instant */
    Timer release;
    guint32 *waits_for; /* of a task: predecessors that have not finished; its time of arrival counts as one. NULL: none has any */

    Interpreter *interpreters; /* the plan's, then those of an executor's processes */
    guint32 n_interpreters;
    Interpreter parent; /* of main thread and dispatcher where payloads are sent: no lock, no tasks */
    Units *units;       /* of the resources; an interpreter has its own of those of scope process */

    guint8 *threads; /* all of them, thread_size bytes each */
    gsize n_threads, thread_size;
    Group nobody; /* attributes of threads that carry no task */
    Crew crew;    /* THREADS_WORKERS */
    Crew executor;
    Loop *loops;        /* THREADS_LOOP: one an interpreter */
    Timer *task_timers; /* of tasks that wait in loops */
    guint32 *dealt;     /* THREADS_LOOP: a task's interpreter */
    guint32 n_arrived;  /* dealt so far */
    guint32 n_in_hand;  /* of loops, where they have a limit */
    TaskList over_limit;

    Thread *starter, *dispatcher;
    Thread *awaited;    /* by the starter: it has started it; or NULL */
    guint32 n_started; /* threads (per task), or start units */
    GQueue *errands;   /* of Errand *, the dispatcher's */
};

/* The one that MACHINE is of. */
static inline const Simulation *simulation_with(const Machine *machine)
{
    return (const Simulation *)machine;
}

static inline Simulation *simulation_of(const Thread *thread)
{
    return thread->interpreter->simulation;
}

static inline Thread *simulation_thread(const Simulation *simulation, gsize index)
{
    return (Thread *)(simulation->threads + index * simulation->thread_size);
}

/* Who carries TASK, or NULL. In half the room of a pointer: where the thread stands among `threads`, in words, from 1. */
static inline Thread *task_carrier(const Simulation *simulation, guint32 task)
{
    const gsize word = simulation->runs[task].carrier;
    return word == 0 ? NULL : (Thread *)(simulation->threads + (word - 1) * sizeof(gint64));
}

static inline void task_set_carrier(Simulation *simulation, guint32 task, const Thread *thread)
{
    const gsize bytes = (gsize)((const guint8 *)thread - simulation->threads);
    simulation->runs[task].carrier = (guint32)(bytes / sizeof(gint64)) + 1;
}

/* ---- task.c ---- */
/* Goes on with THREAD's task, on a core with the lock, until it cannot. */
TaskStep task_go_on(Thread *thread);
/* The next phase, which must be a wait, yield or nogil, begins. */
const Phase *task_begin_phase(Simulation *simulation, guint32 task);
/* The task is done; those that come after it arrive. */
void task_finish(Simulation *simulation, guint32 task);
/* A state of a task that no thread has in hand. */
void task_record(Simulation *simulation, guint32 task, TaskState state, const Thread *thread);
void task_set_arrivals(Simulation *simulation);
void task_list_add(Simulation *simulation, TaskList *list, guint32 task);
guint32 task_list_take(Simulation *simulation, TaskList *list); /* NO_TASK: empty */

/* ---- crew.c ---- */
/* TASK has arrived: where tasks are dealt out, it is some interpreter's. */
void crew_deal(Simulation *simulation, guint32 task);
/* TASK has arrived (and its predecessor job is done): somebody is to carry it. */
void crew_offer(Simulation *simulation, guint32 task);
/* TASK is where its interpreter is: a worker or loop is to take it. */
void crew_deliver(Simulation *simulation, guint32 task);
/* TASK, of a loop, is at its executor. */
void crew_offload(Simulation *simulation, guint32 task);
/* A task of a loop has ended: there is room for one that is over the limit. */
void crew_room(Simulation *simulation);
/* THREAD has nothing to do: its next task, or NO_TASK, and it counts as idle. */
guint32 crew_next(Simulation *simulation, Thread *thread);
/* The I-th start unit exists now. */
void crew_started(Simulation *simulation, guint32 i);
void crew_offload_started(Simulation *simulation, guint32 i);
guint32 crew_n_starts(const Simulation *simulation);
/* THREAD takes TASK: it has its attributes from now on. */
void crew_take(Simulation *simulation, Thread *thread, guint32 task);

/* ---- worker.c ---- */
/* THREAD takes TASK and begins with it as soon as it has core and lock. */
void worker_begins(Thread *thread, guint32 task);

/* ---- loop.c ---- */
/* TASK can go on, from now on. TIMED: after a wait. */
void loop_due(Loop *loop, guint32 task, gboolean timed);
void loop_init(Loop *loop, Thread *thread);
void loop_start(Loop *loop);          /* it exists from now on */
/* It starts its executor's workers before anything else: as main thread, with a row of its own, TRACK. */
void loop_start_executor(Loop *loop, guint32 track);

/* ---- dispatcher.c ---- */
/* Does sending payloads cost anything? Otherwise there is no such step. */
gboolean dispatcher_sends(const Simulation *simulation);
/* Core time of one end of sending TASK's payload. */
SimTime dispatcher_cost(const Simulation *simulation, guint32 task);
void dispatcher_send(Simulation *simulation, guint32 task);
void dispatcher_receive(Simulation *simulation, guint32 task);

/* ---- lock.c: steps that all locks share ---- */
void lock_init(Lock *lock, Interpreter *interpreter, const LockModel *model, SimTime interval);
/* THREAD, on a core, wants its lock. FALSE: not yet; it sleeps, or pays for it, and then its program goes on. */
gboolean lock_acquire(Thread *thread);
/* THREAD drops its lock, if it has it. TRUE: it sleeps until another has taken it (forced switch). */
gboolean lock_drop(Thread *thread, DropReason reason);
/* At a place where a holder looks: gives way if it should. TRUE: it sleeps. */
gboolean lock_give_way(Thread *thread);
/* The holder begins to compute, or goes on. */
void lock_computes(Thread *thread);
void lock_lost_core(Thread *thread);

/* ---- what threads do on a core ---- */
void worker_go_on(Thread *thread);
void loop_go_on(Thread *thread);
void starter_go_on(Thread *thread);
void dispatcher_go_on(Thread *thread);
