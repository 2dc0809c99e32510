/* validate - predicts, then measures, and says how far the prediction was off.
 *
 *     validate.c            the cells (a combination of a scenario) and their points (a figure of one), and the verdicts
 *     validate_predict.c    simulates each cell, with the host's costs and with those of profile linux
 *     validate_measure.c    repeats each cell in random order until its interval is narrow
 *     validate_files.c      prediction.csv, runs.csv, validation.csv, budget.csv
 *     validate_report.c     what the terminal shows
 *     validate_random.c     scenarios that nobody chose
 *
 * The life of a validation:
 *
 *     validation_predict(...)      once a scenario
 *     validation_write_prediction  closes the book: nothing is measured before
 *     validation_measure           writes runs.csv as it goes
 *     validation_judge, validation_write, validation_report */
#pragma once

#include "base/statistics.h"
#include "commands/experiment.h"
#include "host_load.h"

#define VALIDATE_LEAST 6  /* repeats: fewer cannot give an interval of 95 % */
#define VALIDATE_MOST 15
#define VALIDATE_WIDE 30000       /* half of an interval, in millionths of the median: too noisy to judge beyond */
#define VALIDATE_OUTSIDE 100000   /* computing that takes so much longer beside others than alone is not modelled */
#define VALIDATE_DIFFERENT 50000  /* makespans that differ by more are ranked */
#define VALIDATE_TOLERANCE 100000 /* of an error that still counts as good */

typedef enum { VERDICT_UNKNOWN, VERDICT_GOOD, VERDICT_OFF, VERDICT_NOISY, VERDICT_OUTSIDE } Verdict;

const char *verdict_name(Verdict verdict);

/* One figure of a cell. */
typedef struct {
    char *metric;              /* "makespan", "p95 delay of web" */
    SimTime predicted, linux_; /* with the host's costs, with those of profile linux: medians of the courses */
    SimTime predicted_low, predicted_high; /* the least and the most that a course took */
    SimTime bound;             /* NOT_APPLICABLE but for makespan */
    GArray *courses;           /* of SimTime: what was predicted, one after the other */
    GArray *samples;           /* of SimTime: the repeats that count */

    SimTime measured, low, high; /* NOT_APPLICABLE without samples */
    gint64 error;                /* millionths */
    Verdict verdict;
} Point;

/* One combination of a scenario. */
typedef struct {
    const Scenario *scenario;
    Combination combination;
    char *lock;           /* to be asked for: the combination's own is none where the policy has no lock */
    gboolean drawn;       /* by --random */
    char *interpreter;    /* that carried it out, or NULL */
    char *skipped;        /* why the executor cannot carry it out, or NULL */
    char *failure;        /* what ended its last unfinished run, or NULL */
    GPtrArray *points;    /* of Point *, makespan first */
    guint n_tasks;
    guint n_courses; /* simulated with the host's costs */
    guint n_runs, n_kept, n_failed;
    guint n_disturbed; /* kept though others had the cores */
    /* sums of all tasks, and of all courses predicted, all repeats kept */
    double predicted_state[N_STATES], measured_state[N_STATES];
    guint at_once;        /* tasks that compute at one instant, as predicted, at most */
    double most_tax;      /* on computing, as predicted */
    double slowdown;      /* of computing, as measured: beside others, over alone; 0: not known */
    gboolean is_outside;
    /* what of the predicted makespan each kind of cost is answerable for */
    SimTime timers, wake_ups, switches, starts;
} Cell;

typedef struct {
    const Executor *executor;
    RealOptions real;
    char *folder;
    gint64 tolerance; /* millionths */
    guint64 seed;     /* of the order of the repeats */
    void (*predicting)(const Scenario *scenario, guint course); /* told before each simulation, or NULL */
    /* Told before each run; NULL: nobody wants to know. */
    void (*progress)(const Cell *cell, guint n_runs, guint n_cells);
    char *(*name_interpreter)(const Run *run); /* or NULL */
    HostLoad (*load)(void);                    /* host_load_now */
    void (*before_run)(RealOptions *real);     /* or NULL */

    GPtrArray *cells; /* of Cell * */
    gboolean is_predicted;
    FILE *runs;
    guint n_runs, n_set_aside, n_disturbed; /* n_disturbed: kept, as too many were set aside already */
} Validation;

Validation *validation_new(const Executor *executor, const char *folder, guint64 seed);
void validation_free(Validation *validation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Validation, validation_free)

/* Appends SCENARIO's cells with what is predicted of them from COSTS; it must last as long. */
gboolean validation_predict(Validation *validation, Scenario *scenario, gboolean drawn, GError **error);
gboolean validation_write_prediction(Validation *validation, GError **error);

/* FALSE with ERROR set where it cannot go on; after Ctrl-C (interrupt_pending) what was measured stands. */
gboolean validation_measure(Validation *validation, GError **error);

/* Fills in what the samples say. */
void validation_judge(Validation *validation);
gboolean validation_write(const Validation *validation, GError **error);
void validation_report(GString *text, const Validation *validation);
/* A point of a makespan is off, or there is none that can be judged. */
gboolean validation_misses(const Validation *validation);

/* How long all of it takes, as predicted: the least number of repeats. */
SimTime validation_time(const Validation *validation);

/* ---- between the files ---- */
Cell *cell_new(const Scenario *scenario, const Combination *combination);
void cell_add_point(Cell *cell, const char *metric, SimTime predicted, SimTime bound);
Point *cell_point(const Cell *cell, const char *metric); /* or NULL */
double cell_predicted_state(const Cell *cell, TaskState state); /* of a run: nanoseconds of all tasks together */
/* Tells EACH (metric, value, bound) of FIGURES that is applicable. */
void validation_each_metric(const Figures *figures,
                            void (*each)(gpointer data, const char *metric, SimTime value, SimTime bound), gpointer data);
/* SCENARIO, of which only CELL's combination is run; borrows all else from it. */
typedef struct {
    Scenario scenario;
    char *policies[2], *schedulers[2], *locks[2];
} SingleScenario;
void cell_scenario(const Cell *cell, SingleScenario *single);
void single_scenario_clear(SingleScenario *single);
gint64 point_half_width(const Point *point); /* G_MAXINT64 where the samples are too few */

/* The text of the N-th scenario that SEED draws. g_free. */
char *validation_draw(guint64 seed, guint n);
