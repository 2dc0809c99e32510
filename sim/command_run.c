/* command_run - simulates scenarios under each policy: a table, the ranking, and the reason why. */
#include <stdio.h>

#include "command.h"
#include "decisions.h"
#include "gantt.h"
#include "output.h"
#include "progress.h"
#include "request.h"
#include "summary_writer.h"
#include "table.h"
#include "terminal.h"
#include "why.h"

typedef enum { FORMAT_TABLE, FORMAT_CSV, FORMAT_JSON } Format;

typedef struct {
    /* as given */
    Request *request;
    char *format_name, *folder, *decisions_path;
    gboolean timeline;
    gint64 max_events;

    Format format;
    SummaryWriter writer; /* not of FORMAT_TABLE */
    Decisions decisions;  /* with decisions_path */
    Output *output;       /* or NULL */
    Gantt *gantt;
    Progress progress;
    gboolean shows_progress;
    guint n_shown;
    int status;
} RunCommand;

static void print_charts(RunCommand *run)
{
    g_autoptr(GString) text = g_string_new(NULL);

    gantt_write(text, run->gantt, terminal_width(stdout), terminal_has_unicode(),
                terminal_has_colour(stdout));
    printf("%s%s", text->str, text->len > 0 ? "\n" : "");
}

static void print_table(RunCommand *run, Ranking *ranking)
{
    g_autoptr(GString) text = g_string_new(NULL);

    ranking_sort(ranking);
    if (run->n_shown++ > 0)
        putchar('\n');
    print_charts(run);
    table_write(text, ranking, terminal_has_colour(stdout));
    if (!run->request->quiet)
        why_write(text, ranking, TABLE_WIDTH);
    fputs(text->str, stdout);
}

static GPtrArray *sinks_of(RunCommand *run, Ranking *ranking)
{
    GPtrArray *sinks = g_ptr_array_new();

    g_ptr_array_add(sinks, &ranking->sink);
    if (run->shows_progress)
        g_ptr_array_add(sinks, &run->progress.sink);
    if (run->decisions.file)
        g_ptr_array_add(sinks, &run->decisions.sink);
    if (run->output)
        g_ptr_array_add(sinks, output_sink(run->output));
    g_ptr_array_add(sinks, run->format == FORMAT_TABLE ? gantt_sink(run->gantt) : &run->writer.sink);
    return sinks;
}

static gboolean run_scenario(RunCommand *run, const Scenario *scenario, GError **error)
{
    const ExperimentOptions options = { .executor = &executor_sim, .max_events = (guint64)run->max_events };
    g_autoptr(Ranking) ranking = ranking_new();
    g_autoptr(GPtrArray) sinks = sinks_of(run, ranking);
    const gboolean done = experiment_run(scenario, &options, sinks, error);

    if (run->shows_progress)
        progress_clear(&run->progress);
    if (!done)
        return FALSE;
    if (run->format == FORMAT_TABLE)
        print_table(run, ranking);
    fflush(stdout);
    if (command_complain_stopped(ranking))
        run->status = STATUS_FAILED;
    return TRUE;
}

static gboolean begin(RunCommand *run, GError **error)
{
    if (run->folder) {
        run->output = output_new(run->folder, request_sets(run->request), error);
        if (!run->output)
            return FALSE;
    }
    if (run->decisions_path && !decisions_open(&run->decisions, run->decisions_path, error))
        return FALSE;
    if (run->format != FORMAT_TABLE)
        summary_writer_init(&run->writer, stdout, run->format == FORMAT_JSON);
    run->gantt = gantt_new(run->timeline ? G_MAXUINT : run->request->quiet ? 0 : GANTT_AUTOMATIC);
    run->shows_progress = !run->request->quiet && terminal_is(stderr);
    progress_init(&run->progress, stderr);
    return TRUE;
}

static gboolean end(RunCommand *run, GError **error)
{
    if (run->format != FORMAT_TABLE)
        summary_writer_end(&run->writer);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_IO, "cannot write to standard output");
        return FALSE;
    }
    if (run->decisions.file && !decisions_close(&run->decisions, error))
        return FALSE;
    return !run->output || output_commit(run->output, error);
}

/* All files are read and checked before anything is simulated. */
static GPtrArray *load(RunCommand *run, char **files, GError **error)
{
    g_autoptr(GPtrArray) scenarios = g_ptr_array_new_with_free_func((GDestroyNotify)scenario_free);

    for (; *files; files++) {
        Scenario *scenario = request_load(run->request, *files, error);

        if (!scenario)
            return NULL;
        g_ptr_array_add(scenarios, scenario);
    }
    return g_steal_pointer(&scenarios);
}

static gboolean run_all(RunCommand *run, const GPtrArray *scenarios, GError **error)
{
    if (!begin(run, error))
        return FALSE;
    for (guint i = 0; i < scenarios->len; i++)
        if (!run_scenario(run, g_ptr_array_index(scenarios, i), error))
            return FALSE;
    return end(run, error);
}

static gboolean check_options(RunCommand *run, GError **error)
{
    static const char *const names[] = { "table", "csv", "json" };

    while (run->format_name && run->format < G_N_ELEMENTS(names) &&
           !g_str_equal(names[run->format], run->format_name))
        run->format++;
    if (run->format == G_N_ELEMENTS(names))
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--format=%s: expected table, csv or json", run->format_name);
    else if (run->timeline && run->format != FORMAT_TABLE)
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--timeline goes with --format=table only");
    else if (run->max_events < 0)
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--max-events: expected 0 (no limit) or more");
    else
        return TRUE;
    return FALSE;
}

static void clear(RunCommand *run)
{
    g_clear_pointer(&run->output, output_free);
    g_clear_pointer(&run->gantt, gantt_free);
    request_free(run->request);
    g_free(run->format_name);
    g_free(run->folder);
    g_free(run->decisions_path);
}

static int run_files(RunCommand *run, char **files)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) scenarios = NULL;

    if (check_options(run, &error))
        scenarios = load(run, files, &error);
    run->status = scenarios ? STATUS_DONE : STATUS_USAGE;
    if (scenarios && !run_all(run, scenarios, &error))
        run->status = error->domain == SCENARIO_ERROR ? STATUS_USAGE : STATUS_FAILED;
    if (error)
        command_complain("%s", error->message);
    return run->status;
}

static int list_scenarios(void)
{
    char list[] = "list", scenarios[] = "scenarios", *argv[] = { list, scenarios, NULL };

    return command_list(2, argv);
}

int command_run(int argc, char **argv)
{
    RunCommand run = { .request = request_new() };
    const GOptionEntry entries[] = {
        { "format", 0, 0, G_OPTION_ARG_STRING, &run.format_name, "What to write: table, csv or json",
          "FORMAT" },
        { "out", 0, 0, G_OPTION_ARG_FILENAME, &run.folder,
          "Also write summary, groups, tasks and timeline as CSV, and meta.json, to this folder", "DIR" },
        { "timeline", 0, 0, G_OPTION_ARG_NONE, &run.timeline,
          "Draw who did what when, however many tasks there are", NULL },
        { "decisions", 0, 0, G_OPTION_ARG_FILENAME, &run.decisions_path,
          "Write each scheduling and lock decision with its reason", "FILE" },
        { "max-events", 0, 0, G_OPTION_ARG_INT64, &run.max_events, "Give a run up after so many events",
          "N" },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    int status;

    if (command_parse(&argc, &argv, entries, request_options(run.request),
                      "gilsim run kitchen --policy async,threads --cores 1,2", &status))
        status = argc > 1 ? run_files(&run, argv + 1) : list_scenarios();
    clear(&run);
    return status;
}
