/* executor - what carries a plan out: simulated time, this host's cores, or CPython; a file each. */
#pragma once

#include <stdio.h>

#include "report/figures.h"

/* What is told to executors that run on this host. */
typedef struct {
    double speed; /* iterations of the native work loop in a nanosecond; 0: measured as a run begins */
    gboolean realtime; /* fifo and rr are the host's SCHED_FIFO and SCHED_RR; else all run under its own */
    const struct PythonSet *pythons; /* what --python names, see real/python_set.h; NULL: none */
} RealOptions;

/* One run of one combination. */
typedef struct {
    const Scenario *scenario;
    const Workload *workload;
    Combination combination;
    Plan plan;
    Recorder *recorder;
    FILE *decisions;         /* each scheduling and lock decision with its reason, or NULL */
    struct Observer *observer; /* looks on at a simulated run, or NULL */
    guint luck;              /* which of the courses that the machine may take; 0: ticks and balancing count from time 0 */
    guint64 max_events;      /* see SimulatorOptions */
    guint64 n_events;        /* filled in */
    const RealOptions *real; /* NULL: as if all were 0 */
    char *fault;             /* why there is no plan, or NULL: the policy is a plug-in's that went wrong */
} Run;

typedef struct {
    const char *name; /* the column `executor` */
    guint (*n_locks)(const Plan *plan, const char *lock);
    guint (*n_extra)(const Plan *plan); /* threads with a row of their own, see recorder.h */
    /* Why it cannot carry the run's plan out, as a sentence (g_free), or NULL. Without it: it can all. */
    char *(*cannot)(const Run *run);
    /* Carries the plan out into the run's recorder. FALSE: it could not go on; the recorder has what was
     * done so far. */
    gboolean (*run)(Run *run, GError **error);
} Executor;

extern const Executor executor_sim, executor_native, executor_python;

/* The executor called NAME, or NULL. */
const Executor *executor_find(const char *name);
