/* command_report - a scenario's question, answer and reasons as one HTML file. */
#include <stdio.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/terminal.h"
#include "command.h"
#include "measured.h"
#include "page/charts.h"
#include "page/page.h"
#include "request.h"

#define MOST_EXPLAINED 2000000 /* events of all runs: with more they are not simulated some 35 times more */
#define MOST_REPLICATIONS 1000
#define UNASKED G_MININT
#define CLEAR_LINE "\r\033[K"

typedef struct {
    Request *request;
    char *page;       /* or NULL */
    char *validation; /* a folder; or NULL */
    char *command;
    gint replications;
    gboolean all;
} Wanted;

/* What is made of one scenario, in the order in which it is made. */
typedef struct {
    ResultSink sizes; /* sees how large runs are */
    guint64 n_events; /* of all runs */
    Charts *charts;
    Ranking *ranking;
    Timeline *timeline;
    GroupRows *groups;
    Explanation *explanation;
    Advice *advice;
    char *measured; /* the folder of what was measured; NULL: there is none */
} Report;

static gboolean see_size(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    (void)figures, (void)error;
    ((Report *)sink)->n_events += run->n_events;
    return TRUE;
}

static gboolean simulate(Report *report, const Scenario *scenario, GError **error)
{
    const ExperimentOptions options = { .executor = &executor_sim };
    g_autoptr(GPtrArray) sinks = g_ptr_array_new();

    report->sizes.run_ends = see_size;
    report->ranking = ranking_new();
    report->timeline = timeline_new(experiment_n_rows(scenario));
    report->groups = group_rows_new();
    report->charts = charts_open(error);
    if (!report->charts)
        return FALSE;
    g_ptr_array_add(sinks, &report->sizes);
    g_ptr_array_add(sinks, &report->ranking->sink);
    g_ptr_array_add(sinks, timeline_sink(report->timeline));
    g_ptr_array_add(sinks, group_rows_sink(report->groups));
    charts_add_sinks(report->charts, sinks);
    if (!experiment_run(scenario, &options, sinks, error))
        return FALSE;
    ranking_sort(report->ranking);
    return TRUE;
}

static void show_progress(const char *what, guint i, guint n)
{
    fprintf(stderr, CLEAR_LINE "report: %s (%u of %u)", what, i, n);
    fflush(stderr);
}

static gboolean explain(Report *report, const Wanted *wanted, const Scenario *scenario, GError **error)
{
    const gboolean shows_progress = !wanted->request->quiet && terminal_is_clever(stderr);
    const Overrides overrides = { .sets = request_sets(wanted->request) };
    const ExplanationOptions options = { .n_replications = wanted->replications,
                                         .all = wanted->all,
                                         .progress = shows_progress ? show_progress : NULL };
    g_autofree char *table =
        report->measured ? g_build_filename(report->measured, "validation.csv", NULL) : NULL;
    g_autoptr(Margin) margin = table ? margin_read(table) : NULL;

    if (report->n_events > MOST_EXPLAINED && !wanted->all)
        return TRUE;
    report->explanation = explanation_new(scenario->path, &overrides, &options, error);
    fputs(shows_progress ? CLEAR_LINE : "", stderr);
    if (report->explanation)
        report->advice = advice_new_measured(report->explanation, margin);
    return report->explanation != NULL;
}

/* Never half a page: written aside, then renamed. */
static gboolean write_page(const Report *report, const Wanted *wanted, const Scenario *scenario,
                           const char *file, const char *path, GError **error)
{
    g_autoptr(GString) html = g_string_new(NULL);
    g_autoptr(GString) charts = g_string_new(NULL);
    Page page = { .scenario = scenario,
                  .file = file,
                  .command = wanted->command,
                  .sets = request_sets(wanted->request),
                  .ranking = report->ranking,
                  .groups = report->groups,
                  .timeline = report->timeline,
                  .explanation = report->explanation,
                  .advice = report->advice,
                  .validation = report->measured ? report->measured : "validation" };

    charts_draw(charts, report->charts, scenario);
    page.charts = charts->str;
    return page_write(html, &page, error) &&
           g_file_set_contents_full(path, html->str, (gssize)html->len, G_FILE_SET_CONTENTS_CONSISTENT, 0666,
                                    error);
}

static void report_clear(Report *report)
{
    g_clear_pointer(&report->measured, g_free);
    g_clear_pointer(&report->advice, advice_free);
    g_clear_pointer(&report->explanation, explanation_free);
    g_clear_pointer(&report->groups, group_rows_free);
    g_clear_pointer(&report->timeline, timeline_free);
    g_clear_pointer(&report->ranking, ranking_free);
    g_clear_pointer(&report->charts, charts_free);
}

/* Found out before there is any work that would be lost. */
static gboolean can_be_written(const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    const char *reason = NULL;

    if (!g_file_test(folder, G_FILE_TEST_IS_DIR))
        reason = "there is no such folder";
    else if (g_file_test(path, G_FILE_TEST_IS_DIR))
        reason = "it is a folder itself";
    else if (access(folder, W_OK) != 0)
        reason = "its folder cannot be written to";
    if (reason)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "cannot write the page '%s': %s", path, reason);
    return !reason;
}

static int report_file(const Wanted *wanted, const char *file)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Scenario) scenario = request_load(wanted->request, file, &error);
    g_autofree char *path =
        scenario && !wanted->page ? g_strconcat(scenario->name, ".html", NULL) : g_strdup(wanted->page);
    Report report = { 0 };
    int status = STATUS_DONE;

    if (!scenario || !measured_folder(wanted->validation, &report.measured, &error)) {
        command_complain("%s", error->message);
        return STATUS_USAGE;
    }
    if (can_be_written(path, &error) && simulate(&report, scenario, &error) && explain(&report, wanted, scenario, &error) &&
        write_page(&report, wanted, scenario, file, path, &error)) {
        status = command_complain_stopped(report.ranking) ? STATUS_FAILED : STATUS_DONE;
        if (!wanted->page && !wanted->request->quiet)
            command_complain("the page is %s", path);
    } else {
        command_complain("%s", error->message);
        status = error->domain == SCENARIO_ERROR ? STATUS_USAGE : STATUS_FAILED;
    }
    report_clear(&report);
    return interrupt_pending() ? 128 + interrupt_pending() : status;
}

static gboolean is_page(const char *path)
{
    return g_str_has_suffix(path, ".html") || g_str_has_suffix(path, ".htm");
}

static int check_and_report(const Wanted *wanted, int argc, char **argv)
{
    if (wanted->request->jobs)
        command_complain("--jobs: expected a scenario's file, which a page can show");
    else if (wanted->page && !is_page(wanted->page))
        command_complain("-o %s: expected a name that ends in .html", wanted->page);
    else if ((wanted->replications < 0 && wanted->replications != UNASKED) ||
             wanted->replications > MOST_REPLICATIONS)
        command_complain("--replications=%d: expected 0 to %d", wanted->replications, MOST_REPLICATIONS);
    else if (argc != 2)
        command_complain("expected one scenario; 'gilsim help report' tells more");
    else
        return report_file(wanted, argv[1]);
    return STATUS_USAGE;
}

static char *as_typed(int argc, char **argv)
{
    GString *command = g_string_new("gilsim");

    for (int i = 0; i < argc; i++) {
        g_autofree char *word = page_shell_word(argv[i]);

        g_string_append_printf(command, " %s", word);
    }
    return g_string_free(command, FALSE);
}

int command_report(int argc, char **argv)
{
    Wanted wanted = { .request = request_new(), .command = as_typed(argc, argv), .replications = UNASKED };
    const GOptionEntry entries[] = {
        { "output", 'o', 0, G_OPTION_ARG_FILENAME, &wanted.page, "The page (the scenario's name and .html)",
          "FILE" },
        { "validation", 0, 0, G_OPTION_ARG_FILENAME, &wanted.validation, MEASURED_HELP, "DIR" },
        { "replications", 0, 0, G_OPTION_ARG_INT, &wanted.replications,
          "How many seeds to take the mean of (10; fewer of a very large scenario)", "N" },
        { "all", 0, 0, G_OPTION_ARG_NONE, &wanted.all,
          "Advice and what-ifs of a very large scenario, too, which may take minutes", NULL },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    int status;

    if (command_parse(&argc, &argv, entries, request_options(wanted.request),
                      "gilsim report mixed -o report.html", &status))
        status = check_and_report(&wanted, argc, argv);
    request_free(wanted.request);
    g_free(wanted.page);
    g_free(wanted.validation);
    g_free(wanted.command);
    return status;
}
