/* command_runner - carries scenarios out and shows what came of it: what the commands that do so share. */
#include "command_runner.h"

#include <math.h>
#include <stdio.h>

#include "base/interrupt.h"
#include "base/terminal.h"
#include "command.h"
#include "real/host_profile.h"
#include "report/table.h"
#include "report/why.h"

/* ---- what is shown ---- */

static void print_charts(Runner *runner)
{
    g_autoptr(GString) text = g_string_new(NULL);

    gantt_write(text, runner->gantt, terminal_width(stdout), terminal_has_unicode(),
                terminal_has_colour(stdout));
    printf("%s%s", text->str, text->len > 0 ? "\n" : "");
}

/* "For real (native), scaled 1/1000" where it is not a plain simulation. */
static void print_heading(const Runner *runner, const Scenario *scenario)
{
    const double inverse = 1 / scenario->scale;
    const gboolean is_fraction = ABS(inverse - round(inverse)) < 1e-9 * inverse;
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    if (runner->options.executor == &executor_sim)
        return;
    printf("For real (%s)", runner->options.executor->name);
    if (runner->scaled && scenario->scale != 1)
        printf(", scaled %s%s", is_fraction ? "1/" : "",
               g_ascii_formatd(number, sizeof number, "%.15g", is_fraction ? round(inverse) : scenario->scale));
    printf("\n\n");
}

static void print_table(Runner *runner, Ranking *ranking)
{
    g_autoptr(GString) text = g_string_new(NULL);

    ranking_sort(ranking);
    if (runner->n_shown++ > 0)
        putchar('\n');
    print_heading(runner, ranking->scenario);
    print_charts(runner);
    table_write(text, ranking, terminal_has_colour(stdout));
    if (!runner->request->quiet)
        why_write(text, ranking, TABLE_WIDTH);
    fputs(text->str, stdout);
}

/* ---- running ---- */

static GPtrArray *sinks_of(Runner *runner, Ranking *ranking)
{
    GPtrArray *sinks = g_ptr_array_new();

    if (runner->guard)
        g_ptr_array_add(sinks, runner->guard);
    g_ptr_array_add(sinks, &ranking->sink);
    if (runner->shows_progress)
        g_ptr_array_add(sinks, &runner->progress.sink);
    if (runner->decisions.file)
        g_ptr_array_add(sinks, &runner->decisions.sink);
    if (runner->trace)
        g_ptr_array_add(sinks, chrome_trace_sink(runner->trace));
    if (runner->output)
        g_ptr_array_add(sinks, output_sink(runner->output));
    g_ptr_array_add(sinks, runner->format == FORMAT_TABLE ? gantt_sink(runner->gantt) : &runner->writer.sink);
    return sinks;
}

static gboolean run_scenario(Runner *runner, const Scenario *scenario, GError **error)
{
    ExperimentOptions options = runner->options;
    g_autoptr(Ranking) ranking = ranking_new();
    g_autoptr(GPtrArray) sinks = sinks_of(runner, ranking);
    gboolean done;

    options.scale = runner->scaled ? scenario->scale : 1;
    done = experiment_run(scenario, &options, sinks, error);
    if (runner->shows_progress)
        progress_clear(&runner->progress);
    if (!done && !interrupt_pending())
        return FALSE;
    if (runner->format == FORMAT_TABLE)
        print_table(runner, ranking);
    fflush(stdout);
    if (command_complain_stopped(ranking))
        runner->status = STATUS_FAILED;
    return done;
}

static gboolean begin(Runner *runner, GError **error)
{
    if (runner->folder) {
        runner->output = output_new(runner->folder, request_sets(runner->request), error);
        if (!runner->output)
            return FALSE;
    }
    if (runner->decisions_path && !decisions_open(&runner->decisions, runner->decisions_path, error))
        return FALSE;
    if (runner->trace_path && !(runner->trace = chrome_trace_open(runner->trace_path, error)))
        return FALSE;
    if (runner->format != FORMAT_TABLE)
        summary_writer_init(&runner->writer, stdout, runner->format == FORMAT_JSON);
    runner->gantt = gantt_new(runner->timeline ? G_MAXUINT : runner->request->quiet ? 0 : GANTT_AUTOMATIC,
                              runner->request->jobs != NULL);
    runner->shows_progress = !runner->request->quiet && terminal_is_clever(stderr);
    progress_init(&runner->progress, stderr);
    return TRUE;
}

static gboolean end(Runner *runner, GError **error)
{
    if (runner->format != FORMAT_TABLE)
        summary_writer_end(&runner->writer);
    if (runner->decisions.file && !decisions_close(&runner->decisions, error))
        return FALSE;
    if (runner->trace && !chrome_trace_close(g_steal_pointer(&runner->trace), error))
        return FALSE;
    return !runner->output || output_commit(runner->output, error);
}

static gboolean run_all(Runner *runner, const GPtrArray *scenarios, GError **error)
{
    if (!begin(runner, error))
        return FALSE;
    for (guint i = 0; i < scenarios->len; i++)
        if (!run_scenario(runner, g_ptr_array_index(scenarios, i), error)) {
            if (!interrupt_pending())
                return FALSE;
            g_clear_error(error);
            break;
        }
    return end(runner, error);
}

int runner_run(Runner *runner, const GPtrArray *scenarios)
{
    g_autoptr(GError) error = NULL;

    if (!run_all(runner, scenarios, &error)) {
        runner->status = error->domain == SCENARIO_ERROR ? STATUS_USAGE : STATUS_FAILED;
        command_complain("%s", error->message);
    }
    return interrupt_pending() ? 128 + interrupt_pending() : runner->status;
}

/* ---- options ---- */

static gboolean check_options(Runner *runner, GError **error)
{
    if (!command_format(runner->format_name, &runner->format, error))
        return FALSE;
    if (!runner->timeline || runner->format == FORMAT_TABLE)
        return TRUE;
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--timeline goes with --format=table only");
    return FALSE;
}

/* Says of a profile of this host that it is not, any more. */
static void check_profile(const Runner *runner, const Scenario *scenario)
{
    g_autofree char *path = host_profile_path();
    g_autofree char *stale = NULL;

    if (runner->request->quiet || g_strcmp0(scenario->profile, "host") != 0)
        return;
    stale = host_profile_stale(path, NULL);
    if (stale)
        command_complain("the profile %s is stale: %s; `gilsim calibrate` measures it anew", path, stale);
}

GPtrArray *runner_load(Runner *runner, char **files, GError **error)
{
    g_autoptr(GPtrArray) scenarios = g_ptr_array_new_with_free_func((GDestroyNotify)scenario_free);

    if (!check_options(runner, error))
        return NULL;
    if (runner->request->jobs) {
        Scenario *scenario = request_load_jobs(runner->request, error);

        if (!scenario)
            return NULL;
        check_profile(runner, scenario);
        g_ptr_array_add(scenarios, scenario);
    }
    for (; *files; files++) {
        Scenario *scenario = request_load(runner->request, *files, error);

        if (!scenario)
            return NULL;
        check_profile(runner, scenario);
        g_ptr_array_add(scenarios, scenario);
    }
    return g_steal_pointer(&scenarios);
}

OptionSet *runner_option_group(Runner *runner)
{
    const GOptionEntry entries[] = {
        { "format", 0, 0, G_OPTION_ARG_STRING, &runner->format_name, "What to write",
          "table|csv|json" },
        { "out", 0, 0, G_OPTION_ARG_FILENAME, &runner->folder,
          "Also write summary, groups, tasks and timeline as CSV, and meta.json, to this folder", "DIR" },
        { "timeline", 0, 0, G_OPTION_ARG_NONE, &runner->timeline,
          "Draw who did what when, however many tasks there are", NULL },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    OptionSet *options = request_options(runner->request);

    option_set_add_more(options, entries);
    return options;
}

void runner_init(Runner *runner)
{
    *runner = (Runner){ .request = request_new(), .options = { .executor = &executor_sim } };
}

void runner_clear(Runner *runner)
{
    g_clear_pointer(&runner->output, output_free);
    g_clear_pointer(&runner->gantt, gantt_free);
    request_free(runner->request);
    g_free(runner->format_name);
    g_free(runner->folder);
    decisions_clear(&runner->decisions);
    g_free(runner->decisions_path);
    if (runner->trace)
        chrome_trace_close(runner->trace, NULL);
    g_free(runner->trace_path);
}
