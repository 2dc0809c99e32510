/* workload - the trace: every task with its arrival and phases, drawn once per scenario and seed.
 *
 * Every policy, and every executor, replays the same workload. Tasks stand in file order, then instance
 * order, then job order: the "file order" of the semantics is the index into `tasks`. */
#pragma once

#include "simtime.h"

typedef enum {
    PHASE_COMPUTE,     /* on a core, lock held */
    PHASE_HOLD,        /* the same, deaf to drop requests until its end */
    PHASE_NOGIL,       /* on a core, lock released */
    PHASE_WAIT,        /* off core, lock released */
    PHASE_YIELD,       /* gives up lock and core for whoever else is ready */
    PHASE_USE,         /* takes a unit of `resource`, or queues for one */
    PHASE_GIVE_BACK,   /* end of use { } */
    PHASE_OFFLOAD,     /* goes to the policy's executor, if it has one */
    PHASE_OFFLOAD_END,
    N_PHASE_KINDS
} PhaseKind;

/* What a task's time on a core consists of, where it is run for real natively; the simulator knows no
 * difference. */
typedef enum {
    BODY_WORK,       /* nothing that other cores could hold up */
    BODY_CACHE_LINE, /* counting in a place that all threads of an interpreter share */
    BODY_MEMORY,     /* taking memory from the system, writing to it, giving it back */
    N_BODIES
} Body;

/* In one word: workloads have many millions of them. */
typedef struct {
    gint64 value : 60; /* phase_duration() or phase_resource() */
    guint64 kind : 4;  /* PhaseKind */
} Phase;

#define PHASE_LONGEST ((G_GINT64_CONSTANT(1) << 59) - 1) /* 18 years */

typedef struct {
    SimTime arrival;     /* release of a job; with `after`: not before this */
    const Phase *phases; /* braces match; instances that draw nothing share theirs */
    guint32 n_phases;    /* >= 1 */
    guint32 group;
    guint32 instance; /* from 0 */
    guint32 job;      /* of a periodic instance, from 0; its predecessor is the task before it */
} Task;

/* A group arrives after another: instance by instance, or each instance when all of it has finished. */
typedef struct {
    guint32 group; /* the one waited for */
    gboolean by_instance;
} After;

typedef struct {
    char *name;
    guint32 first, n_tasks; /* its tasks are tasks[first .. first + n_tasks) */
    guint32 n_instances;
    gboolean periodic;
    GArray *after; /* of After */
    gint64 payload; /* bytes sent to a process and back */
    gint nice;      /* -20..19 */
    gint64 priority; /* lower is more urgent */
    gint64 tickets;  /* >= 1 */
    SimTime period;   /* 0: not periodic */
    SimTime deadline; /* from release; 0: none */
    guint64 *affinity; /* bit c: may run on core c (4096 bits); NULL: all */
    gint body;         /* Body */
} Group;

typedef struct {
    char *name;
    guint32 capacity;
    gboolean per_process; /* scope = process: one in each interpreter */
} Resource;

typedef struct {
    Group *groups;
    guint32 n_groups;
    Task *tasks;
    guint32 n_tasks;
    Resource *resources;
    guint32 n_resources;
    guint64 n_phases; /* of all tasks, shared ones counted each time */
    GPtrArray *blocks; /* of GBytes *: owns the phases */
} Workload;

#define AFFINITY_WORDS 64 /* 4096 cores */

void workload_free(Workload *workload);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Workload, workload_free)

/* Writes "crawler.3", "video#7", "video.2#7" or "cruncher" to TEXT (which is grown as needed) and returns it. */
const char *workload_task_name(const Workload *workload, guint32 task, GString *text);

static inline Phase phase_new(PhaseKind kind, gint64 value)
{
    return (Phase){ .value = MIN(value, PHASE_LONGEST), .kind = kind };
}

/* Compute, hold, nogil, wait: as asked, 0 .. PHASE_LONGEST; else 0. */
static inline SimTime phase_duration(const Phase *phase)
{
    return phase->kind <= PHASE_WAIT ? phase->value : 0;
}

/* PHASE_USE, PHASE_GIVE_BACK: index into the workload's resources. */
static inline guint32 phase_resource(const Phase *phase)
{
    return (guint32)phase->value;
}

/* Asked work of a phase kind that is spent on a core. */
static inline gboolean phase_on_core(PhaseKind kind)
{
    return kind == PHASE_COMPUTE || kind == PHASE_HOLD || kind == PHASE_NOGIL;
}
