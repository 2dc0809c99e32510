/* validate_files - what a validation leaves: prediction.csv, validation.csv, budget.csv (runs.csv is validate_measure's). */
#include <errno.h>

#include "base/csv.h"
#include "validate.h"

static void append_time(GString *text, SimTime time)
{
    if (time == NOT_APPLICABLE)
        csv_empty(text);
    else
        csv_integer(text, time);
}

/* MILLIONTHS as a percentage with three decimals. */
static void append_percent(GString *text, gint64 millionths)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    if (ABS(millionths) < G_MAXINT64)
        g_string_append(text, g_ascii_formatd(number, sizeof number, "%.3f", millionths / 10000.0));
    csv_empty(text);
}

static void append_cell(GString *text, const Cell *cell)
{
    csv_text(text, cell->scenario->name);
    csv_text(text, cell->combination.executor);
    csv_text(text, cell->combination.policy);
}

static void end_columns(GString *text, const Cell *cell)
{
    csv_text(text, cell->combination.lock);
    csv_text(text, cell->combination.scheduler);
    csv_integer(text, cell->combination.cores);
    csv_text(text, cell->drawn ? "yes" : "no");
}

/* The columns of a point that came later. */
static void end_point(GString *text, const Cell *cell, const Point *point)
{
    end_columns(text, cell);
    csv_integer(text, point->predicted_low);
    csv_integer(text, point->predicted_high);
    csv_end_row(text);
}

static void append_prediction(GString *text, const Cell *cell, const Point *point)
{
    append_cell(text, cell);
    csv_text(text, point->metric);
    csv_integer(text, point->predicted);
    append_time(text, point->bound);
    append_time(text, point->linux_);
    end_point(text, cell, point);
}

static void append_measured(GString *text, const Point *point)
{
    const gboolean has_bound = point->bound != NOT_APPLICABLE;

    csv_integer(text, point->measured);
    csv_integer(text, point->low);
    csv_integer(text, point->high);
    append_percent(text, point->error);
    append_time(text, point->bound);
    append_percent(text, has_bound ? statistics_error(point->bound, point->measured) : G_MAXINT64);
}

static void append_unmeasured(GString *text, const Point *point)
{
    for (guint i = 0; i < 4; i++)
        csv_empty(text);
    append_time(text, point->bound);
    csv_empty(text);
}

static void append_judged(GString *text, const Cell *cell, const Point *point)
{
    const gboolean is_measured = point->measured != NOT_APPLICABLE;

    append_cell(text, cell);
    csv_text(text, point->metric);
    csv_integer(text, point->predicted);
    if (is_measured)
        append_measured(text, point);
    else
        append_unmeasured(text, point);
    csv_integer(text, point->samples->len);
    csv_text(text, cell->skipped ? cell->skipped : verdict_name(point->verdict));
    append_time(text, point->linux_);
    append_percent(text, is_measured && point->linux_ != NOT_APPLICABLE
                             ? statistics_error(point->linux_, point->measured)
                             : G_MAXINT64);
    csv_text(text, cell->interpreter ? cell->interpreter : "");
    end_point(text, cell, point);
}

/* Per task: what a state took more than predicted. */
static void append_state(GString *text, const Cell *cell, TaskState state)
{
    csv_integer(text, (gint64)((cell->measured_state[state] / cell->n_kept - cell_predicted_state(cell, state)) / cell->n_tasks));
}

static void append_budget(GString *text, const Cell *cell)
{
    const Point *makespan = cell_point(cell, "makespan");

    if (cell->n_kept == 0)
        return;
    append_cell(text, cell);
    csv_integer(text, makespan->predicted - makespan->measured);
    csv_integer(text, cell->timers);
    csv_integer(text, cell->wake_ups);
    csv_integer(text, cell->switches);
    csv_integer(text, cell->starts);
    for (guint state = 0; state < N_STATES; state++)
        append_state(text, cell, (TaskState)state);
    end_columns(text, cell);
    csv_end_row(text);
}

static void append_points(GString *text, const Cell *cell, void (*append)(GString *, const Cell *, const Point *))
{
    for (guint i = 0; i < cell->points->len; i++)
        append(text, cell, g_ptr_array_index(cell->points, i));
}

static gboolean write_file(const Validation *validation, const char *name, const GString *text, GError **error)
{
    g_autofree char *path = g_build_filename(validation->folder, name, NULL);

    return g_file_set_contents_full(path, text->str, (gssize)text->len,
                                    G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666, error);
}

gboolean validation_write_prediction(Validation *validation, GError **error)
{
    g_autoptr(GString) text =
        g_string_new("scenario,executor,policy,metric,predicted_ns,bound_ns,linux_ns,lock,scheduler,cores,drawn,"
                     "predicted_low_ns,predicted_high_ns\n");

    if (g_mkdir_with_parents(validation->folder, 0777) != 0) {
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), "cannot make the folder '%s': %s",
                    validation->folder, g_strerror(errno));
        return FALSE;
    }
    for (guint i = 0; i < validation->cells->len; i++)
        append_points(text, g_ptr_array_index(validation->cells, i), append_prediction);
    validation->is_predicted = write_file(validation, "prediction.csv", text, error);
    return validation->is_predicted;
}

gboolean validation_write(const Validation *validation, GError **error)
{
    g_autoptr(GString) points = g_string_new(
        "scenario,executor,policy,metric,predicted_ns,measured_ns,ci_low_ns,ci_high_ns,error_pct,bound_ns,bound_error_pct,"
        "repeats,verdict,linux_ns,linux_error_pct,interpreter,lock,scheduler,cores,drawn,predicted_low_ns,predicted_high_ns\n");
    g_autoptr(GString) budget = g_string_new("scenario,executor,policy,error_ns,timers_ns,wake_ups_ns,switches_ns,starts_ns,");

    for (guint state = 0; state < N_STATES; state++)
        g_string_append_printf(budget, "more_%s_ns,", task_state_name((TaskState)state));
    g_string_append(budget, "lock,scheduler,cores,drawn\n");
    for (guint i = 0; i < validation->cells->len; i++) {
        append_points(points, g_ptr_array_index(validation->cells, i), append_judged);
        append_budget(budget, g_ptr_array_index(validation->cells, i));
    }
    return write_file(validation, "validation.csv", points, error) && write_file(validation, "budget.csv", budget, error);
}
