/* validate_report - what the terminal shows of a validation: the makespans, and how far off all of it was. */
#include <string.h>

#include "base/sorting.h"
#include "report/measure.h"
#include "validate.h"

#define WORST 3 /* mispredictions whose reasons are told */

static gboolean can_be_judged(const Point *point)
{
    return point->verdict == VERDICT_GOOD || point->verdict == VERDICT_OFF;
}

/* "+1.2 %", or "-". g_free. */
static char *signed_percent(gint64 millionths)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    if (ABS(millionths) >= G_MAXINT64)
        return g_strdup("-");
    return g_strdup_printf("%s %%", g_ascii_formatd(number, sizeof number, "%+.1f", millionths / 10000.0));
}

static char *time_text(SimTime time)
{
    return time == NOT_APPLICABLE ? g_strdup("-") : measure_time(time);
}

/* ---- the table ---- */

enum { SCENARIO, POLICY, PREDICTED, MEASURED, INTERVAL, ERROR, BOUND, LINUX, VERDICT, N_COLUMNS };

static const struct {
    const char *heading;
    gboolean is_left;
} columns[N_COLUMNS] = { { "scenario", TRUE }, { "policy", TRUE },      { "predicted", FALSE },
                         { "measured", FALSE }, { "within", FALSE },    { "error", FALSE },
                         { "bound's", FALSE },  { "linux's", FALSE },   { "verdict", TRUE } };

/* "threads (2 cores)" where the scenario has rows with other numbers of cores. */
static char *policy_text(const Cell *cell)
{
    g_autoptr(GString) text = g_string_new(cell->combination.policy);

    if (cell->scenario->cores->len > 1)
        g_string_append_printf(text, ", %u core%s", cell->combination.cores, cell->combination.cores == 1 ? "" : "s");
    if (g_strv_length(cell->scenario->locks) > 1)
        g_string_append_printf(text, ", %s", cell->combination.lock);
    return g_strdup(text->str);
}

static void fill_measured(char **texts, const Cell *cell, const Point *point)
{
    const gint64 width = statistics_half_width(point->low, point->high, point->measured);

    texts[MEASURED] = time_text(point->measured);
    texts[INTERVAL] = cell->n_kept < VALIDATE_LEAST ? g_strdup("-") : signed_percent(width);
    if (texts[INTERVAL][0] == '+')
        texts[INTERVAL][0] = ' ';
    texts[ERROR] = signed_percent(point->error);
    texts[BOUND] = signed_percent(statistics_error(point->bound, point->measured));
    texts[LINUX] = signed_percent(statistics_error(point->linux_, point->measured));
}

static GStrv row_of(const Cell *cell)
{
    const Point *point = cell_point(cell, "makespan");
    char **texts = g_new0(char *, N_COLUMNS + 1);

    texts[SCENARIO] = g_strdup(cell->scenario->name);
    texts[POLICY] = policy_text(cell);
    texts[PREDICTED] = time_text(point->predicted);
    if (point->measured != NOT_APPLICABLE)
        fill_measured(texts, cell, point);
    for (guint i = MEASURED; i <= LINUX; i++)
        if (!texts[i])
            texts[i] = g_strdup("-");
    texts[VERDICT] = g_strdup(cell->skipped ? "skipped" : verdict_name(point->verdict));
    return texts;
}

static void measure_row(char *const *texts, glong *widths)
{
    for (guint i = 0; i < N_COLUMNS; i++)
        widths[i] = MAX(widths[i], g_utf8_strlen(texts[i], -1));
}

static void append_row(GString *text, char *const *texts, const glong *widths)
{
    for (guint i = 0; i < N_COLUMNS; i++) {
        const int padding = (int)(widths[i] - g_utf8_strlen(texts[i], -1));

        g_string_append_printf(text, "%s%*s%s%*s", i > 0 ? "  " : "", columns[i].is_left ? 0 : padding, "", texts[i],
                               columns[i].is_left && i + 1 < N_COLUMNS ? padding : 0, "");
    }
    g_string_append_c(text, '\n');
}

static void append_skipped(GString *text, const Validation *validation, gboolean drawn)
{
    for (guint i = 0; i < validation->cells->len; i++) {
        const Cell *cell = g_ptr_array_index(validation->cells, i);

        if (cell->drawn == drawn && cell->skipped)
            g_string_append_printf(text, "%s, %s: skipped: %s\n", cell->scenario->name, cell->combination.policy,
                                   cell->skipped);
    }
}

static void append_outside(GString *text, const Validation *validation, gboolean drawn)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    for (guint i = 0; i < validation->cells->len; i++) {
        const Cell *cell = g_ptr_array_index(validation->cells, i);

        if (cell->drawn == drawn && cell->is_outside)
            g_string_append_printf(text,
                                   "%s, %s: outside the model: the same computing took %s times as long beside others as "
                                   "alone\n",
                                   cell->scenario->name, cell->combination.policy,
                                   g_ascii_formatd(number, sizeof number, "%.2f", cell->slowdown));
    }
}

static void append_table(GString *text, const Validation *validation, gboolean drawn)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    glong widths[N_COLUMNS] = { 0 };
    char **headings = g_new0(char *, N_COLUMNS + 1);

    for (guint i = 0; i < N_COLUMNS; i++)
        headings[i] = g_strdup(columns[i].heading);
    g_ptr_array_add(rows, headings);
    for (guint i = 0; i < validation->cells->len; i++) {
        const Cell *cell = g_ptr_array_index(validation->cells, i);

        if (cell->drawn == drawn)
            g_ptr_array_add(rows, row_of(cell));
    }
    for (guint i = 0; i < rows->len; i++)
        measure_row(g_ptr_array_index(rows, i), widths);
    for (guint i = 0; i < rows->len; i++)
        append_row(text, g_ptr_array_index(rows, i), widths);
    append_skipped(text, validation, drawn);
    append_outside(text, validation, drawn);
}

/* ---- the errors ---- */

static SimTime error_of(const Point *point)
{
    return ABS(point->error);
}

static SimTime linux_error_of(const Point *point)
{
    return ABS(statistics_error(point->linux_, point->measured));
}

static SimTime bound_error_of(const Point *point)
{
    return ABS(statistics_error(point->bound, point->measured));
}

/* "median 1.2 %, P90 3.4 %, worst 5.6 %" of the errors of POINTS. */
static void append_errors(GString *text, const GPtrArray *points, SimTime (*error)(const Point *))
{
    g_autofree SimTime *errors = g_new(SimTime, points->len);
    static const struct {
        const char *name;
        guint percent;
    } parts[] = { { "median", 50 }, { "P90", 90 }, { "worst", 100 } };

    for (guint i = 0; i < points->len; i++)
        errors[i] = error(g_ptr_array_index(points, i));
    sort_times(errors, points->len);
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *percent = signed_percent(figures_percentile(errors, points->len, parts[i].percent));

        g_string_append_printf(text, "%s%s %s", i > 0 ? ", " : "", parts[i].name, percent + 1);
    }
}

/* Those points that can be judged; makespans only, or all. *N_MEASURED: of how many. */
static GPtrArray *judged(const Validation *validation, gboolean drawn, gboolean makespans, guint *n_measured)
{
    GPtrArray *points = g_ptr_array_new();

    *n_measured = 0;
    for (guint i = 0; i < validation->cells->len; i++) {
        const Cell *cell = g_ptr_array_index(validation->cells, i);

        for (guint p = 0; p < (makespans ? 1 : cell->points->len) && cell->drawn == drawn; p++) {
            Point *point = g_ptr_array_index(cell->points, p);

            *n_measured += point->measured != NOT_APPLICABLE;
            if (can_be_judged(point) && point->error != G_MAXINT64)
                g_ptr_array_add(points, point);
        }
    }
    return points;
}

static void append_summary(GString *text, const Validation *validation, gboolean drawn, gboolean makespans)
{
    guint n_measured;
    g_autoptr(GPtrArray) points = judged(validation, drawn, makespans, &n_measured);

    g_string_append_printf(text, "%s: %u of %u points can be judged", makespans ? "makespans" : "all figures", points->len,
                           n_measured);
    if (points->len > 0) {
        g_string_append(text, "; absolute error: ");
        append_errors(text, points, error_of);
    }
    g_string_append_c(text, '\n');
    if (points->len == 0 || !makespans)
        return;
    g_string_append(text, "  with profile linux: ");
    append_errors(text, points, linux_error_of);
    g_string_append(text, "\n  the envelope bound:  ");
    append_errors(text, points, bound_error_of);
    g_string_append_c(text, '\n');
}

/* ---- the ranking ---- */

static gboolean are_rivals(const Cell *a, const Cell *b)
{
    return a->scenario == b->scenario && a->combination.cores == b->combination.cores && strcmp(a->lock, b->lock) == 0 &&
           strcmp(a->combination.scheduler, b->combination.scheduler) == 0;
}

/* Whether A and B differ by enough to be told apart; *RIGHT: the prediction has them in the same order. */
static gboolean compare(const Cell *a, const Cell *b, gboolean *right)
{
    const Point *first = cell_point(a, "makespan"), *second = cell_point(b, "makespan");
    const SimTime difference = first->measured - second->measured;

    if (!can_be_judged(first) || !can_be_judged(second) ||
        (double)ABS(difference) <= (double)MIN(first->measured, second->measured) * VALIDATE_DIFFERENT / MILLIONTHS)
        return FALSE;
    *right = (difference > 0) == (first->predicted > second->predicted) && first->predicted != second->predicted;
    return TRUE;
}

static void append_ranking(GString *text, const Validation *validation, gboolean drawn)
{
    guint n = 0, n_right = 0;

    for (guint i = 0; i < validation->cells->len; i++)
        for (guint j = 0; j < i; j++) {
            const Cell *a = g_ptr_array_index(validation->cells, i), *b = g_ptr_array_index(validation->cells, j);
            gboolean right;

            if (a->drawn == drawn && are_rivals(a, b) && compare(a, b, &right)) {
                n++;
                n_right += right;
            }
        }
    if (n > 0)
        g_string_append_printf(text, "ranking: right for %u of %u pairs of policies that differ by more than 5 %%\n", n_right,
                               n);
}

/* ---- the worst, and why ---- */

static gint by_error(gconstpointer a, gconstpointer b)
{
    const Point *first = cell_point(*(const Cell *const *)a, "makespan"), *second = cell_point(*(const Cell *const *)b, "makespan");

    return (error_of(first) < error_of(second)) - (error_of(first) > error_of(second));
}

static void append_more(GString *text, const char *what, double time)
{
    g_autofree char *duration = measure_time((gint64)ABS(time));

    if (ABS(time) >= SIMTIME_US)
        g_string_append_printf(text, "; %s %s%s", what, time < 0 ? "-" : "+", duration);
}

/* What a task spent more than predicted, by its state. */
static void append_budget(GString *text, const Cell *cell)
{
    static const char *const names[N_STATES] = {
        [STATE_COMPUTE] = "computing (calibration)", [STATE_READY] = "waiting for a core (interference)",
        [STATE_LOCK] = "for the lock",               [STATE_OVERHEAD] = "switches, wake-ups, timers",
        [STATE_WAIT] = "waits",                      [STATE_RESOURCE] = "for a resource",
        [STATE_LOOP] = "for the loop",               [STATE_QUEUED] = "queued",
    };
    g_autofree char *error = signed_percent(cell_point(cell, "makespan")->error);

    g_string_append_printf(text, "  %s, %s: %s; a task's", cell->scenario->name, cell->combination.policy, error);
    const gsize length = text->len;
    for (guint state = 0; state < N_STATES; state++)
        append_more(text, names[state],
                    (cell->measured_state[state] / cell->n_kept - cell_predicted_state(cell, state)) / cell->n_tasks);
    if (text->len == length)
        g_string_append(text, " times are as predicted");
    else
        g_string_erase(text, (gssize)length, 1);
    g_string_append_c(text, '\n');
}

static void append_worst(GString *text, const Validation *validation)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new();

    for (guint i = 0; i < validation->cells->len; i++) {
        Cell *cell = g_ptr_array_index(validation->cells, i);

        if (cell->n_kept > 0 && can_be_judged(cell_point(cell, "makespan")))
            g_ptr_array_add(cells, cell);
    }
    g_ptr_array_sort(cells, by_error);
    if (cells->len > 0)
        g_string_append(text, "\nmost off, and what was more or less than predicted (budget.csv has all):\n");
    for (guint i = 0; i < MIN(cells->len, WORST); i++)
        append_budget(text, g_ptr_array_index(cells, i));
}

/* ---- all of it ---- */

static void append_part(GString *text, const Validation *validation, gboolean drawn)
{
    gboolean any = FALSE;

    for (guint i = 0; i < validation->cells->len && !any; i++)
        any = ((const Cell *)g_ptr_array_index(validation->cells, i))->drawn == drawn;
    if (!any)
        return;
    if (drawn)
        g_string_append_printf(text, "%sScenarios drawn at random\n\n", text->len > 0 ? "\n" : "");
    append_table(text, validation, drawn);
    g_string_append_c(text, '\n');
    append_summary(text, validation, drawn, TRUE);
    append_summary(text, validation, drawn, FALSE);
    append_ranking(text, validation, drawn);
}

void validation_report(GString *text, const Validation *validation)
{
    append_part(text, validation, FALSE);
    append_part(text, validation, TRUE);
    append_worst(text, validation);
    g_string_append_printf(text, "\n%u repeats", validation->n_runs);
    if (validation->n_set_aside > 0)
        g_string_append_printf(text, ", %u of them set aside, as others had the cores then", validation->n_set_aside);
    if (validation->n_disturbed > 0)
        g_string_append_printf(text, ", %u kept though others had the cores", validation->n_disturbed);
    g_string_append_c(text, '\n');
}
