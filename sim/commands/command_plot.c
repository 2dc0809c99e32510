/* command_plot - draws a chart through gnuplot, from a scenario or from what --out wrote.
 *
 * A chart is a script plots/KIND.gp that is called as `gnuplot -c KIND.gp DIR OUTFILE`. Names of tasks
 * reach it as data, in the tables of DIR, which are made for it (plot/chart_tables.c); sweeps and validations
 * are drawn from what they wrote. Both paths are made absolute: gnuplot takes some first characters for a
 * command to run. */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "base/shipped.h"
#include "base/staging.h"
#include "command.h"
#include "plot/chart_sources.h"
#include "plot/gnuplot.h"
#include "report/summary_writer.h"
#include "request.h"

#define VALIDATION "/validation.gp" /* the chart of what `validate` wrote; the others are of what `run` wrote */
#define WORKLOAD "/workload.gp"     /* the chart of what there is before any policy */
#define CALL "gnuplot -c" /* a script that says so in its head draws a chart; the others are parts of one */

typedef struct {
    Request *request;
    char *picture; /* -o */
    char *axes[2]; /* what goes to the right and what upwards, where a chart leaves a choice; or NULL */
} PlotCommand;

/* Whether the comment that the script at PATH begins with has WORDS. */
static gboolean head_has(const char *path, const char *words)
{
    g_autofree char *text = NULL;
    const char *end;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return FALSE;
    for (end = text; *end == '#'; end += strcspn(end, "\n"), end += *end == '\n')
        continue;
    return g_strstr_len(text, end - text, words) != NULL;
}

static gboolean is_chart(const char *path)
{
    return head_has(path, CALL);
}

/* Whether it draws means.csv, which only sweeps write. */
static gboolean is_of_sweep(const char *script)
{
    return head_has(script, "means.csv");
}

/* Whether it draws stretches of time: not only what stands in summary.csv. */
static gboolean wants_rows(const char *script)
{
    return head_has(script, "timeline");
}

/* Names of the charts, sorted. */
GPtrArray *command_plot_words(void)
{
    GPtrArray *names = shipped_names("plots", ".gp");

    for (guint i = names->len; i-- > 0;) {
        g_autofree char *file = g_strconcat(g_ptr_array_index(names, i), ".gp", NULL);
        g_autofree char *path = shipped_path("plots", file);

        if (!path || !is_chart(path))
            g_ptr_array_remove_index(names, i);
    }
    return names;
}

/* The script of the chart KIND, or NULL after a complaint. */
static char *find_script(const char *kind)
{
    g_autoptr(GPtrArray) names = command_plot_words();
    g_autofree char *complaint = NULL;

    for (guint i = 0; i < names->len; i++)
        if (g_str_equal(kind, g_ptr_array_index(names, i))) {
            g_autofree char *file = g_strconcat(kind, ".gp", NULL);

            return shipped_path("plots", file);
        }
    complaint = nearest_complaint("chart", kind, (const char *const *)names->pdata, names->len);
    command_complain("%s", complaint);
    return NULL;
}

static gboolean has_known_ending(const char *picture)
{
    return g_str_has_suffix(picture, ".svg") || g_str_has_suffix(picture, ".png") ||
           g_str_has_suffix(picture, ".pdf");
}

/* A temporary folder with what is to be drawn. */
typedef struct {
    Staging *staging;
    FILE *summary; /* its summary.csv */
    GError *error;
} Canvas;

static void canvas_open(Canvas *canvas)
{
    g_autofree char *path = NULL;

    *canvas = (Canvas){ .staging = staging_new(NULL, chart_files, &canvas->error) };
    if (!canvas->staging)
        return;
    path = g_build_filename(staging_folder(canvas->staging), "summary.csv", NULL);
    canvas->summary = g_fopen(path, "w");
    if (!canvas->summary)
        g_set_error(&canvas->error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), "cannot write '%s': %s",
                    path, g_strerror(errno));
}

static void canvas_close_summary(Canvas *canvas)
{
    const gboolean wrong = canvas->summary && ferror(canvas->summary) != 0;

    if (canvas->summary && (fclose(canvas->summary) != 0 || wrong) && !canvas->error)
        g_set_error(&canvas->error, G_FILE_ERROR, G_FILE_ERROR_IO, "cannot write to '%s'",
                    staging_folder(canvas->staging));
    canvas->summary = NULL;
}

/* Draws CHART, which may be NULL after an error. */
static gboolean canvas_draw(Canvas *canvas, const PlotCommand *plot, const char *script, const Chart *chart)
{
    canvas_close_summary(canvas);
    return !canvas->error && chart && chart_write(chart, staging_folder(canvas->staging), &canvas->error) &&
           gnuplot_draw(script, staging_folder(canvas->staging), plot->picture, (const char *const *)plot->axes,
                        &canvas->error);
}

/* Complains of what went wrong; returns the exit status. */
static int canvas_free(Canvas *canvas)
{
    int status = STATUS_DONE;

    canvas_close_summary(canvas);
    if (canvas->error) {
        status = canvas->error->domain == CHART_ERROR ? STATUS_USAGE : STATUS_FAILED;
        command_complain("%s", canvas->error->message);
    }
    g_clear_error(&canvas->error);
    if (canvas->staging)
        staging_free(canvas->staging);
    return status;
}

/* Simulates SCENARIO for its chart, and for what is to be told of its runs into RANKING. */
static int plot_runs(PlotCommand *plot, const char *script, const Scenario *scenario)
{
    const ExperimentOptions options = { .executor = &executor_sim };
    g_autoptr(GPtrArray) sinks = g_ptr_array_new();
    g_autoptr(Ranking) ranking = ranking_new();
    SummaryWriter writer;
    ChartRun run;
    Canvas canvas;
    int status;

    canvas_open(&canvas);
    chart_run_init(&run, wants_rows(script));
    if (canvas.summary) {
        summary_writer_init(&writer, canvas.summary, FALSE);
        g_ptr_array_add(sinks, &writer.sink);
        g_ptr_array_add(sinks, &run.sink);
        g_ptr_array_add(sinks, &ranking->sink);
        if (experiment_run(scenario, &options, sinks, &canvas.error))
            canvas_draw(&canvas, plot, script, run.chart);
    }
    chart_run_clear(&run);
    status = canvas_free(&canvas);
    return command_complain_stopped(ranking) && status == STATUS_DONE ? STATUS_FAILED : status;
}

static int plot_workload(PlotCommand *plot, const char *script, const Scenario *scenario)
{
    Canvas canvas;
    g_autoptr(Workload) workload = NULL;
    g_autoptr(Chart) chart = NULL;

    canvas_open(&canvas);
    if (!canvas.error)
        workload = scenario_workload(scenario, scenario->seed, 1, &canvas.error);
    if (workload)
        chart = chart_of_workload(scenario, workload);
    canvas_draw(&canvas, plot, script, chart);
    return canvas_free(&canvas);
}

static int plot_scenario(PlotCommand *plot, const char *script, const char *file)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Scenario) scenario = request_load(plot->request, file, &error);

    if (!scenario) {
        command_complain("%s", error->message);
        return STATUS_USAGE;
    }
    return g_str_has_suffix(script, WORKLOAD) ? plot_workload(plot, script, scenario)
                                              : plot_runs(plot, script, scenario);
}

/* A sweep or a validation: what it wrote is drawn as it is. */
static int plot_written(PlotCommand *plot, const char *script, const char *folder)
{
    g_autoptr(GError) error = NULL;

    if (gnuplot_draw(script, folder, plot->picture, (const char *const *)plot->axes, &error))
        return STATUS_DONE;
    command_complain("%s", error->message);
    return STATUS_FAILED;
}

/* Copies SUMMARY, then draws what is beside it. */
static int plot_results(PlotCommand *plot, const char *script, const char *folder, const char *summary)
{
    g_autofree char *text = NULL;
    g_autoptr(Chart) chart = NULL;
    gsize length;
    Canvas canvas;

    canvas_open(&canvas);
    if (!canvas.error && g_file_get_contents(summary, &text, &length, &canvas.error)) {
        fwrite(text, 1, length, canvas.summary);
        chart = chart_of_results(folder, wants_rows(script), &canvas.error);
    }
    canvas_draw(&canvas, plot, script, chart);
    return canvas_free(&canvas);
}

static int plot_folder(PlotCommand *plot, const char *script, const char *folder)
{
    const gboolean validates = g_str_has_suffix(script, VALIDATION);
    const gboolean sweeps = is_of_sweep(script);
    const char *name = validates ? "validation.csv" : sweeps ? "means.csv" : "summary.csv";
    g_autofree char *summary = g_build_filename(folder, name, NULL);

    if (g_str_has_suffix(script, WORKLOAD)) {
        command_complain("plot workload: '%s' holds results; expected a scenario, of which the trace is drawn",
                         folder);
        return STATUS_USAGE;
    }
    if (request_sets(plot->request)[0]) {
        command_complain("'%s' holds results; options that change a scenario go with a scenario", folder);
        return STATUS_USAGE;
    }
    if (!g_file_test(summary, G_FILE_TEST_IS_REGULAR)) {
        command_complain("'%s' has no %s; expected a folder that 'gilsim %s --out' wrote", folder, name,
                         validates ? "validate" : sweeps ? "sweep" : "run");
        return STATUS_USAGE;
    }
    return validates || sweeps ? plot_written(plot, script, folder)
                               : plot_results(plot, script, folder, summary);
}

static int complain_kinds(void)
{
    g_autoptr(GPtrArray) names = command_plot_words();
    g_autoptr(GString) list = g_string_new(NULL);

    for (guint i = 0; i < names->len; i++)
        g_string_append_printf(list, "%s%s", i > 0 ? ", " : "", (char *)g_ptr_array_index(names, i));
    command_complain("expected KIND FILE|DIR -o PICTURE; kinds: %s", list->str);
    return STATUS_USAGE;
}

static int plot_arguments(PlotCommand *plot, int argc, char **argv)
{
    g_autofree char *script = NULL;

    if (argc != 3 || !plot->picture)
        return complain_kinds();
    script = find_script(argv[1]);
    if (!script)
        return STATUS_USAGE;
    if (g_str_has_suffix(script, VALIDATION) && !g_file_test(argv[2], G_FILE_TEST_IS_DIR)) {
        command_complain("plot validation: expected a folder that 'gilsim validate --out' wrote");
        return STATUS_USAGE;
    }
    if (!has_known_ending(plot->picture)) {
        command_complain("-o %s: expected a name that ends in .svg, .png or .pdf", plot->picture);
        return STATUS_USAGE;
    }
    if (is_of_sweep(script) && !g_file_test(argv[2], G_FILE_TEST_IS_DIR)) {
        command_complain("%s is a chart of a sweep, expected a folder that 'gilsim sweep' wrote", argv[1]);
        return STATUS_USAGE;
    }
    return g_file_test(argv[2], G_FILE_TEST_IS_DIR) ? plot_folder(plot, script, argv[2])
                                                    : plot_scenario(plot, script, argv[2]);
}

int command_plot(int argc, char **argv)
{
    PlotCommand plot = { .request = request_new() };
    const GOptionEntry entries[] = {
        { "output", 'o', 0, G_OPTION_ARG_FILENAME, &plot.picture,
          "The picture: a name that ends in .svg, .png or .pdf", "PICTURE" },
        { "key", 'x', 0, G_OPTION_ARG_STRING, &plot.axes[0], "For sweep: the varied key along the axis", "KEY" },
        { "figure", 'y', 0, G_OPTION_ARG_STRING, &plot.axes[1],
          "For sweep: the column of means.csv that is shown (default: the goal)", "COLUMN" },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    int status;

    if (command_parse(&argc, &argv, entries, request_options(plot.request),
                      "gilsim plot compare kitchen -o kitchen.svg", &status))
        status = plot_arguments(&plot, argc, argv);
    request_free(plot.request);
    g_free(plot.picture);
    g_free(plot.axes[0]);
    g_free(plot.axes[1]);
    return status;
}
