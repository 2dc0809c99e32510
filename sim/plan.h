/* plan - how a program organises its tasks: interpreters, threads, queue. Data, with no code in it.
 *
 * A policy fills a plan in; the simulator, the native executor and the CPython executor carry it out. */
#pragma once

#include "simtime.h"

typedef enum {
    THREADS_PER_TASK, /* a thread for each task, made at the start; a template, not a list */
    THREADS_WORKERS,  /* n_workers threads in each interpreter; each takes one task at a time */
    THREADS_LOOP,     /* one event loop in each interpreter, which holds many tasks */
} PlanThreads;

typedef enum {
    QUEUE_SHARED, /* any worker takes the next task */
    QUEUE_DEALT,  /* the k-th task to arrive goes to interpreter k mod n */
} PlanQueue;

typedef enum { OFFLOAD_IN_PLACE, OFFLOAD_THREADS, OFFLOAD_PROCESSES } PlanOffload;

typedef struct {
    guint n_interpreters; /* each has one lock */
    PlanThreads threads;
    guint n_workers; /* THREADS_WORKERS: in each interpreter */
    PlanQueue queue;
    PlanOffload offload; /* what offload { } of a loop's tasks goes to */
    guint n_offload;     /* how many threads or processes that is */
    guint limit;         /* tasks that loops have in hand at once; 0: no limit */

    SimTime start;          /* core time that the main thread spends on each start */
    gboolean start_threads; /* a start makes one thread; FALSE: a whole interpreter with its threads */
    SimTime offload_start;  /* the same for each offload worker */
    gboolean in_main;       /* the first thread is the program's main thread: it costs no start */
    gboolean ipc;           /* payloads go to the interpreters and come back */
    gboolean one_process;   /* the interpreters are in the program's process, not in processes of their own */
    double factor;          /* on compute and hold, >= 1 */
    gboolean locked;        /* FALSE: no lock, whatever the scenario says */
} Plan;

/* Threads that can carry tasks, for N_TASKS tasks: the column `workers`. */
guint64 plan_n_workers(const Plan *plan, guint n_tasks);
