/* output - the folder that --out names: summary.csv, groups.csv, tasks.csv, timeline.csv, meta.json.
 *
 * Rows are written as they come: a timeline may be larger than memory. */
#include "output.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/csv.h"
#include "base/digits.h"
#include "base/json.h"
#include "base/staging.h"
#include "columns.h"
#include "commands/command.h"

enum { SUMMARY, GROUPS, TASKS, TIMELINE, META, N_FILES };

static const char *const file_names[] = { "summary.csv",  "groups.csv", "tasks.csv",
                                          "timeline.csv", "meta.json",  NULL };

struct Output {
    ResultSink sink;
    RowSink rows; /* of the timeline */
    Staging *staging;
    FILE *files[N_FILES];

    guint n_scenarios;
    const Workload *workload;
    char *scenario; /* its name, without what gnuplot does not read in CSV */
    GString *combination; /* the columns that all rows of a run begin with */
    GString *row, *task_name;
};

static void write_text(Output *output, guint file, const GString *text)
{
    fwrite(text->str, 1, text->len, output->files[file]);
}

static void write_row(Output *output, guint file)
{
    csv_end_row(output->row);
    write_text(output, file, output->row);
    g_string_truncate(output->row, 0);
}

static void write_stretch(RowSink *sink, const Stretch *stretch)
{
    Output *output = (Output *)((char *)sink - G_STRUCT_OFFSET(Output, rows));
    const Where *where = &stretch->where;
    GString *row = output->row;

    g_string_append_len(row, output->combination->str, output->combination->len);
    if (stretch->track < output->workload->n_tasks)
        csv_text(row, workload_task_name(output->workload, stretch->track, output->task_name));
    else
        csv_empty(row);
    if (where->thread >= 0) {
        digits_integer(row, where->interpreter);
        g_string_append_c(row, '.');
        csv_integer(row, where->thread);
    } else {
        csv_text(row, where->thread == WHERE_MAIN         ? "main"
                      : where->thread == WHERE_DISPATCHER ? "dispatcher"
                                                          : "");
    }
    if (where->core >= 0)
        csv_integer(row, where->core);
    else
        csv_empty(row);
    csv_text(row, task_state_name(stretch->state));
    csv_integer(row, stretch->begin);
    csv_integer(row, stretch->end);
    csv_integer(row, where->lock ? 1 : 0);
    csv_integer(row, where->core >= 0 ? stretch->end - stretch->begin : 0);
    write_row(output, TIMELINE);
}

static void write_headers(Output *output)
{
    GString *row = output->row;

    csv_text(row, "scenario");
    columns_csv_names(row, summary_columns);
    write_row(output, SUMMARY);
    csv_text(row, "scenario");
    columns_csv_names(row, combination_columns);
    columns_csv_names(row, group_columns);
    write_row(output, GROUPS);
    csv_text(row, "scenario");
    columns_csv_names(row, combination_columns);
    columns_csv_names(row, task_columns);
    write_row(output, TASKS);
    csv_text(row, "scenario");
    columns_csv_names(row, combination_columns);
    g_string_append(row, "task,thread,core,state,begin_ns,end_ns,lock,on_core_ns,");
    write_row(output, TIMELINE);
}

static void write_meta_head(Output *output, GStrv sets)
{
    GString *meta = g_string_new("{\n  \"gilsim\": ");

    json_text(meta, GILSIM_VERSION, -1);
    g_string_append(meta, ",\n  \"semantics\": ");
    digits_integer(meta, GILSIM_SEMANTICS);
    g_string_append(meta, ",\n  \"options\": [");
    for (guint i = 0; sets && sets[i]; i++) {
        g_string_append(meta, i > 0 ? ", " : "");
        json_text(meta, sets[i], -1);
    }
    g_string_append(meta, "],\n  \"scenarios\": [");
    write_text(output, META, meta);
    g_string_free(meta, TRUE);
}

static void add_member(GString *meta, const char *name, const char *text, gssize length)
{
    g_string_append_printf(meta, ",\n      \"%s\": ", name);
    json_text(meta, text, length);
}

static gboolean begin(ResultSink *sink, const Scenario *scenario, const Workload *workload, GError **error)
{
    Output *output = (Output *)sink;
    GString *meta = g_string_new(output->n_scenarios++ > 0 ? ",\n    {" : "\n    {");
    (void)error;

    output->workload = workload;
    g_free(output->scenario);
    output->scenario = g_strdelimit(g_strdup(scenario->name), "\"\\\r\n", '_');
    g_string_append(meta, "\n      \"seed\": ");
    digits_integer(meta, scenario->seed);
    add_member(meta, "name", scenario->name, -1);
    add_member(meta, "title", scenario->title, -1);
    add_member(meta, "goal", scenario->goal.text, -1);
    add_member(meta, "profile", scenario->profile, -1);
    add_member(meta, "costs", scenario->costs_native ? "native" : "python", -1);
    add_member(meta, "text", scenario->text, (gssize)scenario->length);
    g_string_append(meta, "\n    }");
    write_text(output, META, meta);
    g_string_free(meta, TRUE);
    return TRUE;
}

static gboolean run_begins(ResultSink *sink, Run *run, GError **error)
{
    Output *output = (Output *)sink;
    (void)error;

    g_string_truncate(output->combination, 0);
    csv_text(output->combination, output->scenario);
    columns_csv(output->combination, combination_columns, &run->combination);
    recorder_add_sink(run->recorder, &output->rows);
    return TRUE;
}

/* Text of what TASK went through; the names belong to OUTPUT. */
static TaskFigures task_figures(Output *output, const Recorder *recorder, guint32 task)
{
    const TaskRecord *record = &recorder->tasks[task];
    const Group *group = &output->workload->groups[output->workload->tasks[task].group];
    TaskFigures figures = { .group = group->name,
                            .task = workload_task_name(output->workload, task, output->task_name),
                            .arrival = NOT_APPLICABLE,
                            .start = NOT_APPLICABLE,
                            .finish = NOT_APPLICABLE,
                            .response = NOT_APPLICABLE,
                            .turnaround = NOT_APPLICABLE,
                            .waiting = NOT_APPLICABLE,
                            .deadline = NOT_APPLICABLE,
                            .missed = NOT_APPLICABLE };

    for (guint state = 0; state < N_STATES; state++)
        figures.in_state[state] = recorder_in_state(recorder, task, (TaskState)state);
    if (record->arrival >= 0)
        figures.arrival = record->arrival;
    if (record->start >= 0) {
        figures.start = record->start;
        figures.response = record->start - record->arrival;
    }
    if (record->finish >= 0) {
        figures.finish = record->finish;
        figures.turnaround = record->finish - record->arrival;
        figures.waiting = recorder_waiting(recorder, task);
    }
    if (group->deadline > 0) {
        figures.deadline = group->deadline;
        figures.missed = figures_missed(recorder, task);
    }
    return figures;
}

static gboolean check_files(Output *output, GError **error)
{
    for (guint i = 0; i < N_FILES; i++) {
        errno = 0;
        if (output->files[i] && (fflush(output->files[i]) != 0 || ferror(output->files[i]))) {
            g_set_error(error, STAGING_ERROR, STAGING_ERROR_FAILED, "cannot write %s: %s", file_names[i],
                        g_strerror(errno != 0 ? errno : EIO));
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean run_ends(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    Output *output = (Output *)sink;

    if (figures->summary.skipped)
        return TRUE;
    csv_text(output->row, output->scenario);
    columns_csv(output->row, summary_columns, &figures->summary);
    write_row(output, SUMMARY);
    for (guint i = 0; i < figures->n_groups; i++) {
        g_string_append_len(output->row, output->combination->str, output->combination->len);
        columns_csv(output->row, group_columns, &figures->groups[i]);
        write_row(output, GROUPS);
    }
    for (guint32 i = 0; i < output->workload->n_tasks; i++) {
        const TaskFigures task = task_figures(output, run->recorder, i);

        g_string_append_len(output->row, output->combination->str, output->combination->len);
        columns_csv(output->row, task_columns, &task);
        write_row(output, TASKS);
    }
    return check_files(output, error);
}

static gboolean open_files(Output *output, GError **error)
{
    for (guint i = 0; i < N_FILES; i++) {
        g_autofree char *path = g_build_filename(staging_folder(output->staging), file_names[i], NULL);

        output->files[i] = g_fopen(path, "w");
        if (!output->files[i]) {
            g_set_error(error, STAGING_ERROR, STAGING_ERROR_FAILED, "cannot write '%s': %s", path,
                        g_strerror(errno));
            return FALSE;
        }
    }
    return TRUE;
}

Output *output_new(const char *folder, GStrv sets, GError **error)
{
    Staging *staging = staging_new(folder, file_names, error);
    Output *output;

    if (!staging)
        return NULL;
    output = g_new0(Output, 1);
    output->sink = (ResultSink){ begin, run_begins, run_ends };
    output->rows.row = write_stretch;
    output->staging = staging;
    output->combination = g_string_new(NULL);
    output->row = g_string_new(NULL);
    output->task_name = g_string_new(NULL);
    if (!open_files(output, error)) {
        output_free(output);
        return NULL;
    }
    write_headers(output);
    write_meta_head(output, sets);
    return output;
}

ResultSink *output_sink(Output *output)
{
    return &output->sink;
}

const char *output_folder(const Output *output)
{
    return staging_folder(output->staging);
}

gboolean output_flush(Output *output, GError **error)
{
    fputs("\n  ]\n}\n", output->files[META]);
    return check_files(output, error);
}

gboolean output_commit(Output *output, GError **error)
{
    return output_flush(output, error) && staging_commit(output->staging, error);
}

void output_free(Output *output)
{
    for (guint i = 0; i < N_FILES; i++)
        if (output->files[i])
            fclose(output->files[i]);
    staging_free(output->staging);
    g_free(output->scenario);
    g_string_free(output->combination, TRUE);
    g_string_free(output->row, TRUE);
    g_string_free(output->task_name, TRUE);
    g_free(output);
}
