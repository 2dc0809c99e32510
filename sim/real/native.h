/* native - one plan being carried out by threads and processes of this host: who carries what.
 *
 *     native.c              the executor: lays a plan out, has it supervised, replays what was noted
 *     native_layout.c       the plan in shared memory: interpreters, carriers, units
 *     native_main.c         the program's main thread: starts the others, processes too, and waits for them
 *     native_arrivals.c     when tasks arrive, and what follows from a finish
 *     native_crew.c         hands tasks to threads that share a queue
 *     native_carrier.c      what every thread does: lock, attributes, notes
 *     native_work.c         a stretch of work on a core
 *     native_task.c         a task's phases one by one, and units of resources
 *     native_worker.c       a thread that takes one task at a time
 *     native_loop.c         an event loop (epoll)
 *     native_dispatcher.c   the parent's thread that sends payloads and receives results
 *     native_pipe.c         how a payload gets to another process and back
 *
 * Everything that two processes touch is in shared memory, at the same address in all of them; what only
 * the program's own process touches (arrivals, dispatcher) is copied by fork and never looked at again. */
#pragma once

#include "burn.h"
#include "clock.h"
#include "commands/executor.h"
#include "eventlog.h"
#include "native_pipe.h"
#include "real_lock.h"

#define NO_TASK G_MAXUINT32
#define REALTIME_PRIORITY 10 /* of the run's threads, where it is realtime */

typedef struct Native Native;
typedef struct NativeLoop NativeLoop;
typedef struct NativeDispatcher NativeDispatcher;
typedef struct NativeArrivals NativeArrivals;

/* First in, first out, through NativeTask.next: a task stands in one list at most. */
typedef struct {
    guint32 head, tail; /* NO_TASK: empty */
} NativeList;

/* A task as it runs. */
typedef struct {
    guint32 phase;   /* the next to begin */
    guint32 next;    /* in a list */
    gint32 loop;     /* that it belongs to, or -1 */
    guint8 away;     /* a worker of the loop's executor carries it */
    guint8 depth;    /* of offload { } blocks within the one that an executor carries out */
    guint8 due_kind; /* how that it is due is noted: JOURNAL_COULD, or STATE where no delay counts from it */
    SimTime due;     /* since when it can go on */
    sem_t wake;      /* of the thread that carries it */
} NativeTask;

/* A resource, or one interpreter's own copy of it. */
typedef struct {
    pthread_mutex_t mutex;
    guint32 free;
    NativeList waiting;
} NativeUnits;

/* One worker's place in a crew. */
typedef struct {
    sem_t wake;
    guint32 task;  /* that it was given, or NO_TASK: it may end */
    SimTime since; /* when that was */
} NativeSlot;

/* Workers that share a queue; they may be of several processes. */
typedef struct {
    pthread_mutex_t mutex;
    guint32 *queue; /* a ring of tasks */
    guint32 size, first, n;
    guint32 n_workers;
    guint64 *idle; /* a bit each */
    NativeSlot *slots;
    gboolean closed; /* nothing more comes */
} NativeCrew;

typedef struct {
    RealLock lock;
    NativeUnits *units; /* of the resources whose scope is the process */
    gint32 shown;       /* its number in the timeline, -1 for a parent without tasks */
    _Alignas(128) gint64 line[16]; /* that its threads count in, where that is what their tasks consist of */
} NativeInterpreter;

/* One thread. */
typedef struct {
    Native *native;
    NativeInterpreter *interpreter;
    NativeLoop *loop; /* or NULL */
    NativeCrew *crew; /* or NULL */
    guint32 slot;     /* its place there */
    gint32 number;    /* within its interpreter, or a WhereThread */
    gboolean offload; /* it works for an event loop's executor */
    gboolean across;  /* its tasks come from another process, or as if from one */
    void (*run)(gpointer carrier);

    pthread_t thread;
    gint32 process; /* that the thread was made in; 0: it was not, or it is a main thread */

    guint32 task;       /* in hand, or NO_TASK */
    guint32 track;      /* whose states its own are: the task, a row of its own, or NO_TASK */
    const Group *group; /* whose attributes it has, or NULL */
    gboolean holds;     /* its interpreter's lock */
    gint32 core;        /* of the machine, when it was last looked at */
    gint64 until_tick;  /* cpython2: iterations */
    guint8 *buffer;     /* for payloads, or NULL */
    EventLog log;
    LockUser user;
    Burner burner;

    /* the present stretch of work */
    SimTime begun, cpu_begun; /* by the clock, and the thread's core time then, if it is looked at */
    SimTime noted;            /* up to which gaps are noted */
    SimTime off, locked;      /* elapsed time off the core, and without the lock, that is not noted */
    SimTime ticked;           /* cpython2: elapsed time that its ticks took */
    gint64 preempted;         /* how often, up to the last gap */

    /* figures */
    SimTime cpu_before; /* core time of the thread before the run */
    SimTime on_core;
    gint64 switches, preemptions, migrations;
} Carrier;

typedef struct {
    SimTime origin; /* clock_now() when the run began */
    gint failed;    /* somebody has written the message */
    char message[240];
} NativeControl;

struct Native {
    const Run *run;
    const Scenario *scenario;
    const Workload *workload;
    const Plan *plan;
    guint cpus[4096];       /* this host's, for the machine's cores */
    gint core_of_cpu[4096]; /* or -1 */
    double speed[N_BODIES]; /* of the work loop, in iterations a nanosecond; 0: no task has this body */
    gboolean realtime;
    gsize max_payload;

    SharedMemory memory;
    NativeControl *control;
    EventBook *book;
    NativeTask *tasks;
    NativeInterpreter *interpreters; /* the plan's, those of an executor's processes, and the parent */
    guint n_interpreters;            /* without the parent */
    NativeInterpreter *parent;
    NativeUnits *units; /* of the resources whose scope is the host */
    NativeCrew *crew, *executor;
    NativeLoop *loops;
    NativePipe *pipes; /* one for all workers, or one for each loop */
    NativePipe *results;
    Carrier *carriers; /* the plan's, then the executor's */
    guint n_carriers;  /* without those of the executor */
    Carrier *main, *dispatching, *arriving;

    /* the program's own process */
    NativeDispatcher *dispatcher;
    NativeArrivals *arrivals;
    sem_t ready;      /* counts helpers (dispatcher, arrivals) that stand at the gate */
    sem_t gate;       /* opens when the run begins */
    sem_t closing;    /* when all tasks have finished */
    gint32 *pids;     /* an interpreter's process, or 0 */
    pthread_t warden; /* waits for them */
    gboolean has_warden;
};

static inline SimTime native_now(const Native *native)
{
    return clock_now() - native->control->origin;
}

static inline const Group *native_group(const Native *native, guint32 task)
{
    return &native->workload->groups[native->workload->tasks[task].group];
}

/* ---- native_layout.c ---- */
/* FALSE: no memory. */
gboolean native_lay_out(Native *native, const Run *run);
void native_clear(Native *native);
gboolean native_has_dispatcher(const Plan *plan);
guint64 native_n_threads(const Plan *plan, guint n_tasks); /* that carry tasks */
guint native_n_processes(const Plan *plan);                /* that are forked */
void native_init_mutex(pthread_mutex_t *mutex);            /* one that processes share */
void native_list_add(Native *native, NativeList *list, guint32 task);
guint32 native_list_take(Native *native, NativeList *list); /* NO_TASK: empty */

/* ---- native_main.c ---- */
/* The program: its exit status. */
int native_main(gpointer native);
/* Starts the I-th worker of the executor. */
void native_start_offload(Native *native, guint i);
void native_spawn(Carrier *carrier);
/* A helper waits for the begin of the run. From there on, as processes are being forked, it neither asks
 * for memory nor ends: a lock that it holds at that moment would never be free in the new process. */
void native_wait_at_gate(Native *native);
/* Where the executor's processes have been started: sees to it that the run ends if one does not end well. */
void native_watch_processes(Native *native);
/* What cannot go on ends the program; the first message is kept. */
void native_fail(Native *native, const char *format, ...) G_GNUC_PRINTF(2, 3) G_GNUC_NORETURN;

/* ---- native_arrivals.c: the program's own process only ---- */
void native_arrivals_init(Native *native);
void native_arrive_at_start(Native *native, Carrier *carrier); /* before the run begins */
gboolean native_more_arrive(const Native *native);
void native_arrivals_run(gpointer carrier); /* the body of a thread */
/* TASK has finished at NOW; CARRIER notes it and what follows from it. */
void native_finished(Carrier *carrier, guint32 task, SimTime now);
/* A task of a loop has ended: there is room for one that is over the limit. */
void native_room(Carrier *carrier);

/* ---- native_crew.c ---- */
NativeCrew *native_crew_new(Native *native, guint32 n_workers);
void native_crew_add(NativeCrew *crew, guint32 task, SimTime now);
/* The next task for the worker SLOT; NO_TASK: none, and it counts as idle. */
guint32 native_crew_next(NativeCrew *crew, guint32 slot);
/* For one that is idle: sleeps until it is given a task. NO_TASK: nothing more comes. */
guint32 native_crew_wait(NativeCrew *crew, guint32 slot);
void native_crew_close(NativeCrew *crew);

/* ---- native_carrier.c ---- */
void carrier_begin(Carrier *carrier); /* on its own thread, first and last */
void carrier_end(Carrier *carrier);
/* Its track is in STATE from TIME on. */
void carrier_note(Carrier *carrier, JournalKind kind, guint state, SimTime time);
void carrier_note_for(Carrier *carrier, guint32 track, JournalKind kind, guint state, SimTime time,
                      gboolean carried);
void carrier_take_lock(Carrier *carrier);
void carrier_drop_lock(Carrier *carrier, RealDropReason reason);
/* The holder was asked for the lock: lets others have it, and takes it again. */
void carrier_give_way(Carrier *carrier);
/* TASK is in hand from now on, and the thread has its attributes. */
void carrier_adopts(Carrier *carrier, guint32 task);

/* Looks at which of the machine's cores the thread is on; a change counts as a migration. */
void carrier_sees_core(Carrier *carrier);

/* ---- native_work.c ---- */
/* Works for DURATION of core time. */
void carrier_works(Carrier *carrier, PhaseKind kind, SimTime duration);
/* For its burner: the thread was off its core between two instants, more or less. */
void carrier_saw_gap(gpointer carrier, SimTime from, SimTime to);

/* ---- native_task.c ---- */
typedef enum {
    NATIVE_BLOCKS,     /* a wait, yield or nogil is next */
    NATIVE_QUEUES,     /* for a unit: it stands in the queue */
    NATIVE_OFFLOADS,   /* it goes to the executor */
    NATIVE_COMES_BACK, /* it comes back from there */
    NATIVE_ENDS,
} NativeStep;
/* Goes on with the task in hand, lock held, until it cannot. */
NativeStep native_go_on(Carrier *carrier);
/* The task's next phase begins at NOW. */
const Phase *native_begin_phase(Carrier *carrier, SimTime now);
const Phase *native_next_phase(const Carrier *carrier);

/* ---- native_worker.c ---- */
void native_worker_run(gpointer carrier);
void native_single_run(gpointer carrier); /* the thread of a single task */

/* ---- native_loop.c ---- */
gboolean native_loops_open(Native *native); /* in the program's own process, before anything runs */
NativeLoop *native_loops_new(Native *native, guint n);
NativeLoop *native_loop_at(Native *native, guint i);
void native_loop_run(gpointer carrier);
/* TASK can go on since its `due`, from any thread or process. */
void native_loop_due(NativeLoop *loop, guint32 task);
/* A task is on its way through the loop's pipe. */
void native_loop_sent(NativeLoop *loop);
void native_loop_close(NativeLoop *loop);

/* ---- native_dispatcher.c ---- */
void native_dispatcher_init(Native *native);
void native_dispatcher_run(gpointer carrier);
void native_dispatcher_send(Native *native, guint32 task);
void native_dispatcher_close(Native *native);
/* A worker's or loop's two ends: returns the task that came / hands TASK's result over. */
guint32 native_receive(Carrier *carrier, NativePipe *pipe);
void native_send_back(Carrier *carrier, guint32 task);
