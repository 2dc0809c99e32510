/* figures - every figure of a finished run, as the semantics define them (section 8). */
#pragma once

#include "plan.h"
#include "recorder.h"
#include "scenario/scenario.h"

#define NOT_APPLICABLE G_MININT64 /* an empty field */

/* One row of a table: which models ran on how many cores. Names are the registry's. */
typedef struct {
    const char *executor; /* "sim", "native", "python" */
    const char *policy, *lock, *scheduler;
    guint cores;
    guint repeat;
    guint64 seed;
} Combination;

/* Times in nanoseconds, means rounded to the nearest; ratios in millionths; NOT_APPLICABLE where empty. */
typedef struct {
    Combination combination;
    gint64 workers, tasks;
    gint64 unfinished;                    /* tasks without a finish, after a deadlock; not in summary.csv */
    gint64 makespan, throughput, speedup; /* throughput: millionths of a task a second */
    gint64 mean_turnaround, p50_turnaround, p95_turnaround, p99_turnaround;
    gint64 mean_response, mean_waiting;
    gint64 mean_in_progress, max_in_progress, mean_parallel, max_parallel;
    gint64 core_utilization, lock_utilization;
    __int128 in_state[N_STATES]; /* of all tasks */
    gint64 context_switches, preemptions, lock_switches, migrations;
    gint64 deadline_misses; /* NOT_APPLICABLE without deadlines */
    /* not in summary.csv */
    gint64 bound; /* lower bound of the plan's makespan */
    gint64 goal;  /* the figure of the scenario's goal; throughput in millionths */
    gboolean overloaded;
    char *skipped; /* why an executor could not carry the plan out; there are no figures then */
    char *stopped; /* why the run ended early; the figures are those so far */
} Summary;

typedef struct {
    const char *group;
    gint64 tasks;
    gint64 mean_turnaround, p50_turnaround, p95_turnaround, p99_turnaround;
    gint64 delays, mean_delay, p50_delay, p95_delay, p99_delay, max_delay;
    __int128 in_state[N_STATES];
} GroupFigures;

typedef struct {
    Summary summary;
    GroupFigures *groups; /* a row a group of the workload */
    guint n_groups;
    Plan plan;
} Figures;

/* Figures of a finished run. SEQUENTIAL is the makespan that speed-up is told against, or NOT_APPLICABLE;
 * the policy `sequential` is its own measure. */
Figures *figures_new(const Combination *combination, const Plan *plan, const Scenario *scenario,
                     const Recorder *recorder, gint64 sequential);
/* The row of a policy that was not run, with the reason. */
Figures *figures_new_skipped(const Combination *combination, const Plan *plan, const char *reason);
void figures_free(Figures *figures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Figures, figures_free)

/* Least makespan that PLAN can have for WORKLOAD, whatever the schedulers and locks do (section 8). */
SimTime figures_lower_bound(const Workload *workload, const Plan *plan, guint cores);
/* When each task of WORKLOAD would finish if none stood in another's way. g_free. */
SimTime *figures_earliest_finishes(const Workload *workload);

/* TRUE where TASK has a deadline, counted from its release, and did not finish by it. */
gboolean figures_missed(const Recorder *recorder, guint32 task);

/* Nearest-rank percentile of N sorted values; NOT_APPLICABLE for N = 0. */
gint64 figures_percentile(const SimTime *sorted, gsize n, guint percent);
