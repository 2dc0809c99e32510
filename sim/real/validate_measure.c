/* validate_measure - repeats each cell, in random order over all of them, until its interval is narrow.
 *
 * A repeat is set aside by what the host's counters say of it, before its time is looked at, and at most every fifth. */
#include "base/csv.h"
#include "base/interrupt.h"
#include "base/random.h"
#include "validate.h"

#define VALIDATE_ERROR validate_error_quark()
static G_DEFINE_QUARK(gilsim-validate-error, validate_error)

#define MOST_FAILURES 3
#define SPARE 5 /* one of so many repeats may be set aside ... */
#define FIRST_SPARE 2 /* ... and this many at the beginning, when that would be none */

/* One repeat. */
typedef struct {
    ResultSink sink;
    Validation *validation;
    Cell *cell;
    gboolean is_warm_up;
    HostLoad before;
    gboolean has_begun;
} Repeat;

/* ---- runs.csv ---- */

static void append_time(GString *text, SimTime time)
{
    if (time == NOT_APPLICABLE)
        csv_empty(text);
    else
        csv_integer(text, time);
}

static void write_run(Repeat *repeat, const Summary *summary, const HostLoad *after, gboolean kept, const char *reason)
{
    const Cell *cell = repeat->cell;
    g_autoptr(GString) text = g_string_new(NULL);

    csv_text(text, cell->scenario->name);
    csv_text(text, cell->combination.executor);
    csv_text(text, cell->combination.policy);
    csv_text(text, cell->combination.lock);
    csv_text(text, cell->combination.scheduler);
    csv_integer(text, cell->combination.cores);
    csv_integer(text, repeat->is_warm_up ? 0 : cell->n_runs);
    csv_text(text, kept ? "yes" : "no");
    csv_text(text, reason);
    append_time(text, summary->makespan);
    append_time(text, summary->mean_turnaround);
    append_time(text, summary->p95_turnaround);
    csv_integer(text, summary->in_state[STATE_COMPUTE]);
    csv_integer(text, host_load_stolen(&repeat->before, after));
    csv_integer(text, host_load_others(&repeat->before, after));
    csv_end_row(text);
    fputs(text->str, repeat->validation->runs);
    fflush(repeat->validation->runs);
}

/* ---- one repeat ---- */

static gboolean run_begins(ResultSink *sink, Run *run, GError **error)
{
    Repeat *repeat = (Repeat *)sink;
    (void)run, (void)error;

    repeat->before = repeat->validation->load();
    repeat->has_begun = TRUE;
    return TRUE;
}

static void add_sample(gpointer data, const char *metric, SimTime value, SimTime bound)
{
    Point *point = cell_point(data, metric);
    (void)bound;

    if (point && value != NOT_APPLICABLE)
        g_array_append_val(point->samples, value);
}

static void keep(Cell *cell, const Figures *figures)
{
    validation_each_metric(figures, add_sample, cell);
    for (guint state = 0; state < N_STATES; state++)
        cell->measured_state[state] += (double)figures->summary.in_state[state];
    cell->n_kept++;
}

/* Whether the repeat counts; *REASON why not, or what is to be said of it. */
static gboolean may_keep(Validation *validation, Cell *cell, const char *disturbance, const char **reason)
{
    *reason = disturbance ? disturbance : "";
    if (!disturbance)
        return TRUE;
    if (validation->n_set_aside < MAX(FIRST_SPARE, validation->n_runs / SPARE)) {
        validation->n_set_aside++;
        return FALSE;
    }
    validation->n_disturbed++;
    cell->n_disturbed++;
    return TRUE;
}

static gboolean run_ends(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    Repeat *repeat = (Repeat *)sink;
    Validation *validation = repeat->validation;
    const HostLoad after = validation->load();
    const char *reason = "warm-up";
    gboolean kept = FALSE;
    (void)error;

    if (!repeat->has_begun)
        return TRUE; /* the executor cannot carry it out after all */
    if (figures->summary.stopped) {
        repeat->cell->n_failed++;
        g_free(repeat->cell->failure);
        repeat->cell->failure = g_strdup(figures->summary.stopped);
        write_run(repeat, &figures->summary, &after, FALSE, figures->summary.stopped);
        return TRUE;
    }
    if (!repeat->is_warm_up) {
        const char *disturbance = host_load_disturbed(&repeat->before, &after, run->combination.cores);

        validation->n_runs++;
        repeat->cell->n_runs++;
        kept = may_keep(validation, repeat->cell, disturbance, &reason);
    }
    if (kept)
        keep(repeat->cell, figures);
    write_run(repeat, &figures->summary, &after, kept, reason);
    return TRUE;
}

static gboolean run_once(Validation *validation, Cell *cell, gboolean is_warm_up, GError **error)
{
    Repeat repeat = { .sink = { NULL, run_begins, run_ends },
                      .validation = validation,
                      .cell = cell,
                      .is_warm_up = is_warm_up };
    const ExperimentOptions options = { .executor = validation->executor,
                                        .scale = cell->scenario->scale,
                                        .real = &validation->real };
    g_autoptr(GPtrArray) sinks = g_ptr_array_new();
    SingleScenario single;
    gboolean done;

    if (validation->before_run)
        validation->before_run(&validation->real);
    if (validation->progress)
        validation->progress(cell, validation->n_runs, validation->cells->len);
    g_ptr_array_add(sinks, &repeat.sink);
    cell_scenario(cell, &single);
    done = experiment_run(&single.scenario, &options, sinks, error);
    single_scenario_clear(&single);
    return done;
}

/* ---- all repeats ---- */

static gboolean wants_more(const Cell *cell)
{
    if (cell->skipped || cell->n_failed >= MOST_FAILURES || cell->n_kept >= VALIDATE_MOST)
        return FALSE;
    return cell->n_kept < VALIDATE_LEAST || point_half_width(cell_point(cell, "makespan")) > VALIDATE_WIDE;
}

/* Those cells of which FILTER, in an order that STREAM draws. */
static GPtrArray *shuffled(const Validation *validation, gboolean (*filter)(const Cell *), Stream *stream)
{
    GPtrArray *cells = g_ptr_array_new();

    for (guint i = 0; i < validation->cells->len; i++)
        if (filter(g_ptr_array_index(validation->cells, i)))
            g_ptr_array_add(cells, g_ptr_array_index(validation->cells, i));
    for (guint i = cells->len; i > 1; i--) {
        const guint other = (guint)stream_below(stream, i);
        gpointer moved = cells->pdata[i - 1];

        cells->pdata[i - 1] = cells->pdata[other];
        cells->pdata[other] = moved;
    }
    return cells;
}

/* FALSE: it cannot go on, or is not to. */
static gboolean run_round(Validation *validation, const GPtrArray *cells, gboolean is_warm_up, GError **error)
{
    for (guint i = 0; i < cells->len; i++)
        if (interrupt_pending() || !run_once(validation, g_ptr_array_index(cells, i), is_warm_up, error))
            return FALSE;
    return !interrupt_pending();
}

static gboolean open_runs(Validation *validation, GError **error)
{
    g_autofree char *path = g_build_filename(validation->folder, "runs.csv", NULL);

    validation->runs = fopen(path, "we");
    if (!validation->runs) {
        g_set_error(error, VALIDATE_ERROR, 0, "'%s' cannot be written", path);
        return FALSE;
    }
    fputs("scenario,executor,policy,lock,scheduler,cores,repeat,kept,reason,makespan_ns,mean_turnaround_ns,"
          "p95_turnaround_ns,compute_ns,stolen_ns,others_ns\n",
          validation->runs);
    return TRUE;
}

gboolean validation_measure(Validation *validation, GError **error)
{
    Stream stream = stream_new(validation->seed, "validate", "order");
    GPtrArray *cells = shuffled(validation, wants_more, &stream);
    gboolean going_on;

    g_assert(validation->is_predicted);
    going_on = open_runs(validation, error) && run_round(validation, cells, TRUE, error);
    while (going_on && cells->len > 0) {
        g_ptr_array_unref(cells);
        cells = shuffled(validation, wants_more, &stream);
        going_on = run_round(validation, cells, FALSE, error);
    }
    g_ptr_array_unref(cells);
    return going_on || interrupt_pending();
}
