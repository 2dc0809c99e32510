/* scenario - a scenario file as data, read and checked; nothing of it is simulated here.
 *
 * Bad input is a GError of SCENARIO_ERROR whose message is the whole line for the user:
 * "FILE:LINE: what is wrong, and what was expected". */
#pragma once

#include "costs.h"
#include "policy_options.h"
#include "workload.h"

#define SCENARIO_ERROR scenario_error_quark()
GQuark scenario_error_quark(void);

typedef enum { GOAL_MAKESPAN, GOAL_THROUGHPUT, GOAL_TURNAROUND, GOAL_DELAY } GoalFigure;

/* What "best" means. */
typedef struct {
    GoalFigure figure;
    gint percentile; /* turnaround and delay: 50, 95, 99, or 0 for the mean */
    gint group;      /* index into the groups; -1: all tasks */
    gboolean given;  /* FALSE: the default for this workload */
    char *text;      /* as given, or the default's words: "makespan", "p95 turnaround of web" */
} Goal;

typedef enum { QUEUES_DEFAULT, QUEUES_GLOBAL, QUEUES_PER_CORE } Queues;

typedef struct {
    char *path;  /* as given */
    char *name;  /* file name without folder and .ini */
    char *text;  /* the file as read, and its length */
    gsize length;
    GPtrArray *files; /* of char *: others that it names (profile, trace, plug-ins), from the working folder */

    char *title;
    guint64 seed;
    GStrv policies; /* names of models, `all` and the default resolved; in the order given */
    Goal goal;
    SimTime target;  /* 0: none */
    SimTime horizon; /* 0: one hyperperiod */
    gboolean draws_ostep;

    GArray *cores;     /* of gint64, 1..4096; `host` resolved */
    GStrv schedulers, locks;
    SimTime slice;   /* 0: the scheduler's default for the profile */
    SimTime balance; /* 0: default */
    Queues queues;
    char *profile;      /* "ideal", "linux", ... as given */
    gboolean costs_native; /* [machine] costs = native */
    Costs costs;        /* the profile's, with what [machine] sets on top */
    SimTime interval;   /* of the lock */
    double scale;       /* [real] scale, 1: none */

    GHashTable *policy_options;    /* policy name -> PolicyOptions * */
    GHashTable *scheduler_options; /* scheduler name -> its options struct (defaults filled in), only where it has options */
    struct TaskSpecs *specs; /* what the reader keeps to draw the workload from: opaque */
} Scenario;

/* Changes applied to what the file says, before anything is checked. */
typedef struct {
    GStrv sets; /* "machine.cores=1,2", or NULL; the last one of a key wins */
} Overrides;

/* Reads and checks the file at PATH. NULL with ERROR set. */
Scenario *scenario_load(const char *path, const Overrides *overrides, GError **error);
/* The same from memory; NAME stands for the path in messages and base folder "." for relative paths. */
Scenario *scenario_parse(const char *name, const char *text, gsize length, const Overrides *overrides, GError **error);
void scenario_free(Scenario *scenario);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scenario, scenario_free)

/* The one name of what a --set of KEY would set: "lock.interval" for "interval", "machine.slice" for
 * "machine.quantum". NULL with ERROR set. g_free. */
char *scenario_key(const Scenario *scenario, const char *key, GError **error);

/* Draws the trace with SEED (scenario->seed + repeat), multiplied by SCALE (1: as it stands). */
Workload *scenario_workload(const Scenario *scenario, guint64 seed, double scale, GError **error);

/* How much there is to simulate. */
typedef struct {
    guint64 n_tasks, n_phases;
    guint64 n_bytes; /* of the tasks and phases, those of a trace twice: as read and as drawn */
} WorkloadSize;

/* Of the workload that would be drawn; nothing is but its arrivals. FALSE with ERROR set where
 * scenario_workload would refuse it as too large. */
gboolean scenario_size(const Scenario *scenario, WorkloadSize *size, GError **error);

/* The options of a policy (never NULL; all zero where none were given). */
const PolicyOptions *scenario_policy_options(const Scenario *scenario, const char *policy);
