/* validate - the cells and points of a validation, and the verdict on each. */
#include "validate.h"

#include <string.h>

#include "base/sorting.h"

/* ---- life ---- */

static void point_free(gpointer data)
{
    Point *point = data;

    g_free(point->metric);
    g_array_unref(point->courses);
    g_array_unref(point->samples);
    g_free(point);
}

static void cell_free(gpointer data)
{
    Cell *cell = data;

    g_ptr_array_unref(cell->points);
    g_free(cell->lock);
    g_free(cell->interpreter);
    g_free(cell->skipped);
    g_free(cell->failure);
    g_free(cell);
}

Validation *validation_new(const Executor *executor, const char *folder, guint64 seed)
{
    Validation *validation = g_new0(Validation, 1);

    validation->executor = executor;
    validation->folder = g_strdup(folder);
    validation->seed = seed;
    validation->tolerance = VALIDATE_TOLERANCE;
    validation->load = host_load_now;
    validation->cells = g_ptr_array_new_with_free_func(cell_free);
    return validation;
}

void validation_free(Validation *validation)
{
    if (validation->runs)
        fclose(validation->runs);
    g_ptr_array_unref(validation->cells);
    g_free(validation->folder);
    g_free(validation);
}

Cell *cell_new(const Scenario *scenario, const Combination *combination)
{
    Cell *cell = g_new0(Cell, 1);

    cell->scenario = scenario;
    cell->combination = *combination;
    cell->points = g_ptr_array_new_with_free_func(point_free);
    return cell;
}

void cell_add_point(Cell *cell, const char *metric, SimTime predicted, SimTime bound)
{
    Point *point = g_new0(Point, 1);

    *point = (Point){ .metric = g_strdup(metric),
                      .predicted = predicted,
                      .linux_ = NOT_APPLICABLE,
                      .predicted_low = predicted,
                      .predicted_high = predicted,
                      .bound = bound,
                      .courses = g_array_new(FALSE, FALSE, sizeof(SimTime)),
                      .samples = g_array_new(FALSE, FALSE, sizeof(SimTime)),
                      .measured = NOT_APPLICABLE };
    g_ptr_array_add(cell->points, point);
}

Point *cell_point(const Cell *cell, const char *metric)
{
    for (guint i = 0; i < cell->points->len; i++) {
        Point *point = g_ptr_array_index(cell->points, i);

        if (strcmp(point->metric, metric) == 0)
            return point;
    }
    return NULL;
}

double cell_predicted_state(const Cell *cell, TaskState state)
{
    return cell->n_courses > 0 ? cell->predicted_state[state] / cell->n_courses : 0;
}

/* ---- the metrics ---- */

/* Nanoseconds a task: the throughput's inverse, so that all points are times. */
static SimTime time_a_task(const Summary *summary)
{
    return summary->tasks > 0 ? summary->makespan / summary->tasks : NOT_APPLICABLE;
}

void validation_each_metric(const Figures *figures,
                            void (*each)(gpointer data, const char *metric, SimTime value, SimTime bound), gpointer data)
{
    const Summary *summary = &figures->summary;

    each(data, "makespan", summary->makespan, summary->bound);
    each(data, "mean turnaround", summary->mean_turnaround, NOT_APPLICABLE);
    each(data, "p95 turnaround", summary->p95_turnaround, NOT_APPLICABLE);
    each(data, "throughput", time_a_task(summary), NOT_APPLICABLE);
    for (guint i = 0; i < figures->n_groups; i++) {
        const GroupFigures *group = &figures->groups[i];
        g_autofree char *mean = g_strdup_printf("mean delay of %s", group->group);
        g_autofree char *p95 = g_strdup_printf("p95 delay of %s", group->group);

        if (group->delays <= 0)
            continue;
        each(data, mean, group->mean_delay, NOT_APPLICABLE);
        each(data, p95, group->p95_delay, NOT_APPLICABLE);
    }
}

SimTime validation_time(const Validation *validation)
{
    SimTime time = 0;

    for (guint i = 0; i < validation->cells->len; i++) {
        const Cell *cell = g_ptr_array_index(validation->cells, i);

        if (!cell->skipped)
            time += cell_point(cell, "makespan")->predicted * (VALIDATE_LEAST + 1);
    }
    return time;
}

/* ---- a single combination ---- */

void cell_scenario(const Cell *cell, SingleScenario *single)
{
    const gint64 cores = cell->combination.cores;

    *single = (SingleScenario){ .scenario = *cell->scenario,
                                .policies = { (char *)cell->combination.policy },
                                .schedulers = { (char *)cell->combination.scheduler },
                                .locks = { cell->lock } };
    single->scenario.policies = single->policies;
    single->scenario.schedulers = single->schedulers;
    single->scenario.locks = single->locks;
    single->scenario.cores = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_array_append_val(single->scenario.cores, cores);
}

void single_scenario_clear(SingleScenario *single)
{
    g_array_unref(single->scenario.cores);
}

/* ---- judging ---- */

const char *verdict_name(Verdict verdict)
{
    static const char *const names[] = { "not measured", "good", "off", "too noisy", "outside the model" };

    return names[verdict];
}

/* The median of POINT's samples and its interval; FALSE: they are too few for one of 95 %. */
static gboolean measure(const Point *point, SimTime *median, SimTime *low, SimTime *high)
{
    const guint n = point->samples->len;
    g_autofree SimTime *sorted = g_memdup2(point->samples->data, n * sizeof(SimTime));
    guint first, last;
    const gboolean enough = statistics_median_ranks(n, &first, &last);

    *median = statistics_spread(sorted, n).median; /* which sorts them */
    *low = sorted[first];
    *high = sorted[last];
    return enough;
}

gint64 point_half_width(const Point *point)
{
    SimTime median, low, high;

    if (point->samples->len == 0 || !measure(point, &median, &low, &high))
        return G_MAXINT64;
    return statistics_half_width(low, high, median);
}

static Verdict verdict_of(const Validation *validation, const Cell *cell, const Point *point)
{
    if (cell->is_outside)
        return VERDICT_OUTSIDE;
    if (point_half_width(point) > VALIDATE_WIDE)
        return VERDICT_NOISY;
    return ABS(point->error) <= validation->tolerance ? VERDICT_GOOD : VERDICT_OFF;
}

/* Core time of CELL's computing, over what was predicted of it; 0: not known. */
static double compute_ratio(const Cell *cell)
{
    const double predicted = cell_predicted_state(cell, STATE_COMPUTE);

    return predicted > 0 && cell->n_kept > 0 ? cell->measured_state[STATE_COMPUTE] / cell->n_kept / predicted : 0;
}

/* The same where CELL's tasks compute one after the other: the mean of the scenario's other cells. 0: there is
 * none. */
static double ratio_alone(const Validation *validation, const Cell *cell)
{
    double sum = 0;
    guint n = 0;

    for (guint i = 0; i < validation->cells->len; i++) {
        const Cell *other = g_ptr_array_index(validation->cells, i);

        if (other->scenario == cell->scenario && other->at_once == 1 && compute_ratio(other) > 0) {
            sum += compute_ratio(other);
            n++;
        }
    }
    return n > 0 ? sum / n : 0;
}

/* What is slower beside others than alone is held up by what no core and no lock explains. What is slower alone was
 * calibrated badly, and that is an error like others. Where nothing was measured alone, computing was calibrated alone;
 * but whoever else had the cores may then be the reason. */
static void find_slowdown(const Validation *validation, Cell *cell)
{
    const double alone = ratio_alone(validation, cell);

    cell->slowdown = cell->at_once > 1 ? compute_ratio(cell) / cell->most_tax / (alone > 0 ? alone : 1) : 0;
    cell->is_outside = (alone > 0 || cell->n_disturbed == 0) && cell->slowdown > 1 + (double)VALIDATE_OUTSIDE / MILLIONTHS;
}

static void judge_cell(const Validation *validation, Cell *cell)
{
    find_slowdown(validation, cell);
    for (guint i = 0; i < cell->points->len; i++) {
        Point *point = g_ptr_array_index(cell->points, i);

        if (point->samples->len == 0)
            continue;
        measure(point, &point->measured, &point->low, &point->high);
        point->error = statistics_error(point->predicted, point->measured);
        point->verdict = verdict_of(validation, cell, point);
    }
}

void validation_judge(Validation *validation)
{
    for (guint i = 0; i < validation->cells->len; i++)
        judge_cell(validation, g_ptr_array_index(validation->cells, i));
}

gboolean validation_misses(const Validation *validation)
{
    guint n_judged = 0, n_off = 0;

    for (guint i = 0; i < validation->cells->len; i++) {
        const Point *point = cell_point(g_ptr_array_index(validation->cells, i), "makespan");

        n_judged += point->verdict == VERDICT_GOOD || point->verdict == VERDICT_OFF;
        n_off += point->verdict == VERDICT_OFF;
    }
    return n_off > 0 || n_judged == 0;
}
