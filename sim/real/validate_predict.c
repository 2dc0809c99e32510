/* validate_predict - simulates each cell, with the host's costs, with those of profile linux, and without some of them.
 *
 * Nobody knows where between two ticks a run will begin, or what chance decides on the machine. So each cell is simulated
 * in several courses that are equally likely, and what is predicted is their median, as what is measured is the median of
 * several runs. */
#include "validate.h"

typedef struct {
    ResultSink sink;
    Validation *validation;
    gboolean drawn;
    guint next; /* where rows are further predictions of cells that are there: the next such cell ... */
    Cell *present; /* ... and the one before */
} Prediction;

/* Of a file with many phases chance evens out, and each course takes its time. */
#define N_COURSES VALIDATE_MOST
#define N_COURSES_OF_MANY 5
#define MANY_PHASES 100000

static void tell_predicted(gpointer data, const char *metric, SimTime value, SimTime bound)
{
    if (value != NOT_APPLICABLE)
        cell_add_point(data, metric, value, bound);
}

static double most_tax(const Run *run)
{
    const GArray *tax = run->scenario->costs.parallel_tax;
    double most = 1;

    for (guint i = 0; tax && i < tax->len && i < run->combination.cores; i++)
        most = MAX(most, g_array_index(tax, double, i));
    return most * run->plan.factor;
}

static const char *lock_to_ask(const Run *run)
{
    return run->plan.locked ? run->combination.lock : run->scenario->locks[0];
}

static void ask_executor(const Validation *validation, const Run *run, Cell *cell)
{
    Run real = *run;

    real.real = &validation->real;
    cell->skipped = validation->executor->cannot ? validation->executor->cannot(&real) : NULL;
    if (!cell->skipped && validation->name_interpreter)
        cell->interpreter = validation->name_interpreter(&real);
}

static gboolean add_cell(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    Prediction *prediction = (Prediction *)sink;
    Validation *validation = prediction->validation;
    Cell *cell = cell_new(run->scenario, &run->combination);

    cell->lock = g_strdup(lock_to_ask(run));
    cell->drawn = prediction->drawn;
    cell->n_tasks = run->workload->n_tasks;
    cell->most_tax = most_tax(run);
    cell->at_once = figures->summary.max_parallel;
    cell->combination.executor = validation->executor->name;
    g_ptr_array_add(validation->cells, cell);
    if (figures->summary.stopped) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s: %s", run->scenario->name,
                    run->combination.policy, figures->summary.stopped);
        return FALSE;
    }
    validation_each_metric(figures, tell_predicted, cell);
    ask_executor(validation, run, cell);
    return TRUE;
}

static gboolean simulate(const Scenario *scenario, guint luck, Prediction *prediction, GError **error)
{
    const ExperimentOptions options = { .executor = &executor_sim, .scale = scenario->scale, .luck = luck };
    const Validation *validation = prediction->validation;
    g_autoptr(GPtrArray) sinks = g_ptr_array_new();

    if (validation->predicting)
        validation->predicting(scenario, luck);

    g_ptr_array_add(sinks, &prediction->sink);
    return experiment_run(scenario, &options, sinks, error);
}

/* ---- courses ---- */

static void tell_course(gpointer data, const char *metric, SimTime value, SimTime bound)
{
    Point *point = cell_point(data, metric);
    (void)bound;

    if (point && value != NOT_APPLICABLE)
        g_array_append_val(point->courses, value);
}

static gboolean add_linux_course(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    Prediction *prediction = (Prediction *)sink;
    (void)run, (void)error;

    prediction->present = g_ptr_array_index(prediction->validation->cells, prediction->next++);
    if (!figures->summary.stopped) /* it may in some of them */
        validation_each_metric(figures, tell_course, prediction->present);
    return TRUE;
}

static gboolean add_course(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    const Summary *summary = &figures->summary;

    add_linux_course(sink, run, figures, error);
    if (summary->stopped)
        return TRUE;
    Cell *cell = ((Prediction *)sink)->present;
    cell->at_once = MAX(cell->at_once, summary->max_parallel);
    cell->n_courses++;
    for (guint state = 0; state < N_STATES; state++)
        cell->predicted_state[state] += (double)summary->in_state[state];
    return TRUE;
}

/* EACH point of the cells from FIRST on. */
static void each_point(const Validation *validation, guint first, void (*each)(Point *point))
{
    for (guint i = first; i < validation->cells->len; i++) {
        const Cell *cell = g_ptr_array_index(validation->cells, i);

        for (guint p = 0; p < cell->points->len; p++)
            each(g_ptr_array_index(cell->points, p));
    }
}

static guint n_courses(const Scenario *scenario)
{
    WorkloadSize size;

    return scenario_size(scenario, &size, NULL) && size.n_phases > MANY_PHASES ? N_COURSES_OF_MANY : N_COURSES;
}

/* Simulates the cells from FIRST on, which are SCENARIO's, in all courses, and has each one ADDed, and then TAKEs what there
 * is of each point. */
static gboolean simulate_courses(Validation *validation, const Scenario *scenario, guint first,
                                 gboolean (*add)(ResultSink *, const Run *, const Figures *, GError **),
                                 void (*take)(Point *point), GError **error)
{
    const guint n = n_courses(scenario);

    for (guint luck = 1; luck <= n; luck++) {
        Prediction prediction = { .sink = { .run_ends = add }, .validation = validation, .next = first };

        if (!simulate(scenario, luck, &prediction, error))
            return FALSE;
    }
    each_point(validation, first, take);
    return TRUE;
}

static void take_predicted(Point *point)
{
    SimTime *courses = (SimTime *)point->courses->data;

    if (point->courses->len == 0)
        return; /* all of them stopped */
    point->predicted = statistics_spread(courses, point->courses->len).median; /* which sorts them */
    point->predicted_low = courses[0];
    point->predicted_high = courses[point->courses->len - 1];
    g_array_set_size(point->courses, 0);
}

static void take_linux(Point *point)
{
    if (point->courses->len > 0)
        point->linux_ = statistics_spread((SimTime *)point->courses->data, point->courses->len).median;
}

/* The same cells from the first of SCENARIO's on, with the costs of profile linux. */
static gboolean predict_with_linux(Validation *validation, const Scenario *scenario, guint first, GError **error)
{
    Scenario copy = *scenario;
    gboolean done;

    if (!costs_load("linux", scenario->costs_native ? "native" : "python", &copy.costs, error))
        return FALSE;
    done = simulate_courses(validation, &copy, first, add_linux_course, take_linux, error);
    costs_clear(&copy.costs);
    return done;
}

/* ---- what each kind of cost is answerable for ---- */

static const struct {
    CostsOf first, last; /* these and those between them */
    gsize offset;        /* in a Cell */
} kinds[] = {
    { COSTS_OF_TIMERS, COSTS_OF_TIMERS, G_STRUCT_OFFSET(Cell, timers) },
    { COSTS_OF_WAKING, COSTS_OF_WAKING, G_STRUCT_OFFSET(Cell, wake_ups) },
    { COSTS_OF_SWITCHING, COSTS_OF_SWITCHING, G_STRUCT_OFFSET(Cell, switches) },
    { COSTS_OF_STARTING, COSTS_OF_SENDING, G_STRUCT_OFFSET(Cell, starts) },
};

/* Differences within the first course, which is why this comes before the others. */
typedef struct {
    Prediction prediction;
    gsize offset;
} Attribution;

static gboolean add_part(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    Attribution *attribution = (Attribution *)sink;
    Prediction *prediction = &attribution->prediction;
    Cell *cell = g_ptr_array_index(prediction->validation->cells, prediction->next++);
    (void)run, (void)error;

    G_STRUCT_MEMBER(SimTime, cell, attribution->offset) =
        cell_point(cell, "makespan")->predicted - figures->summary.makespan;
    return TRUE;
}

static gboolean attribute(Validation *validation, const Scenario *scenario, guint first, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        Attribution attribution = { { .sink = { .run_ends = add_part }, .validation = validation, .next = first },
                                    kinds[i].offset };
        Scenario copy = *scenario;

        for (CostsOf kind = kinds[i].first; kind <= kinds[i].last; kind++)
            costs_drop(&copy.costs, kind);
        if (!simulate(&copy, 0, &attribution.prediction, error))
            return FALSE;
    }
    return TRUE;
}

gboolean validation_predict(Validation *validation, Scenario *scenario, gboolean drawn, GError **error)
{
    Prediction prediction = { .sink = { .run_ends = add_cell }, .validation = validation, .drawn = drawn };
    const guint first = validation->cells->len;

    g_assert(!validation->is_predicted);
    return simulate(scenario, 0, &prediction, error) && attribute(validation, scenario, first, error) &&
           simulate_courses(validation, scenario, first, add_course, take_predicted, error) &&
           predict_with_linux(validation, scenario, first, error);
}
