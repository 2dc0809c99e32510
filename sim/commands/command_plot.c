/* command_plot - draws a chart through gnuplot, from a scenario or from what --out wrote.
 *
 * A chart is a script plots/KIND.gp that is called as `gnuplot -c KIND.gp DIR OUTFILE`. Names of tasks
 * reach it as data, in the CSV files of DIR. Both paths are made absolute: gnuplot takes some first
 * characters for a command to run. */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "base/child.h"
#include "base/interrupt.h"
#include "base/nearest.h"
#include "base/shipped.h"
#include "command.h"
#include "report/output.h"
#include "request.h"

#define VALIDATION "/validation.gp" /* the chart of what `validate` wrote; the others are of what `run` wrote */
#define TIMELINE "/timeline.gp"     /* the chart of stretches of time, of which there may be very many */
#define MOST_STRETCHES 300000
#define MOST_LOOK_UPS 400000000 /* stretches times tasks: gnuplot looks a task up for each, a minute of work */
#define CALL "gnuplot -c" /* a script that says so in its head draws a chart; the others are parts of one */

typedef struct {
    Request *request;
    char *picture; /* -o */
    char *key, *figure; /* what goes to the right and what upwards, where a chart leaves a choice; or NULL */
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

/* Names of the charts, sorted. */
static GPtrArray *charts(void)
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
    g_autoptr(GPtrArray) names = charts();
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

/* An empty file next to PICTURE with the same ending, or NULL with ERROR set. */
static char *make_partial(const char *picture, GError **error)
{
    char *path = g_strdup_printf("%.*s.partial-XXXXXX%s", (int)(strlen(picture) - 4), picture,
                                 picture + strlen(picture) - 4);
    const int file = g_mkstemp_full(path, 0, 0666);

    if (file < 0) {
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), "cannot write '%s': %s",
                    picture, g_strerror(errno));
        g_clear_pointer(&path, g_free);
    } else {
        g_close(file, NULL);
    }
    return path;
}

/* Rows of the file NAME in FOLDER, without its header; 0 where it cannot be read. */
static guint64 count_rows(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    FILE *file = g_fopen(path, "r");
    char buffer[65536];
    guint64 n = 0;

    for (gsize length; file && (length = fread(buffer, 1, sizeof buffer, file)) > 0;)
        for (const char *at = buffer; (at = memchr(at, '\n', (gsize)(buffer + length - at))); at++)
            n++;
    if (file)
        fclose(file);
    return n > 0 ? n - 1 : 0;
}

/* Whether what is in FOLDER can be drawn in a time that somebody will wait. */
static gboolean check_size(const char *script, const char *folder, GError **error)
{
    guint64 n_stretches, n_tasks;

    if (!g_str_has_suffix(script, TIMELINE))
        return TRUE;
    n_stretches = count_rows(folder, "timeline.csv");
    n_tasks = count_rows(folder, "tasks.csv") / MAX(count_rows(folder, "summary.csv"), 1);
    if (n_stretches <= MOST_STRETCHES && n_stretches * n_tasks <= MOST_LOOK_UPS)
        return TRUE;
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                "%" G_GUINT64_FORMAT " rows in timeline.csv of %" G_GUINT64_FORMAT
                " tasks are too many for a readable chart; expected fewer tasks or policies, as with --policy "
                "async or --set task.NAME.count=100",
                n_stretches, n_tasks);
    return FALSE;
}

/* Runs SCRIPT on FOLDER, without a shell. */
static gboolean run_gnuplot(const PlotCommand *plot, const char *script, const char *folder, const char *picture,
                            GError **error)
{
    const char *argv[] = { "gnuplot", "-d",      "-c", script, folder, picture, plot->key ? plot->key : "",
                           plot->figure ? plot->figure : "",   NULL };
    g_autofree char *messages = NULL;
    GError *failed = NULL;
    gint status = 0;

    if (!child_run(argv, &messages, &status, &failed)) {
        if (g_error_matches(failed, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT))
            g_set_error(
                error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT,
                "gnuplot was not found; expected it installed, as by 'make deps' or as gnuplot-nox");
        else
            g_propagate_error(error, g_steal_pointer(&failed));
        g_clear_error(&failed);
        return FALSE;
    }
    if (g_spawn_check_wait_status(status, NULL))
        return TRUE;
    g_set_error(error, G_SPAWN_ERROR, G_SPAWN_ERROR_FAILED, "gnuplot could not draw it: %s",
                g_strstrip(messages));
    return FALSE;
}

/* Never half a picture: drawn aside, then renamed. */
static gboolean draw(const PlotCommand *plot, const char *script, const char *folder, GError **error)
{
    const char *picture = plot->picture;
    g_autofree char *whole_folder = g_canonicalize_filename(folder, NULL);
    g_autofree char *whole_picture = g_canonicalize_filename(picture, NULL);
    g_autofree char *partial =
        check_size(script, whole_folder, error) ? make_partial(whole_picture, error) : NULL;
    gboolean done;

    if (!partial)
        return FALSE;
    interrupt_remove_file(partial);
    done = run_gnuplot(plot, script, whole_folder, partial, error);
    if (done && g_rename(partial, whole_picture) != 0) {
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), "cannot write '%s': %s",
                    picture, g_strerror(errno));
        done = FALSE;
    }
    if (!done)
        g_unlink(partial);
    interrupt_remove_file(NULL);
    return done;
}

/* Simulates SCENARIO into OUTPUT and, for what is to be told of its runs, RANKING. */
static gboolean simulate(const Scenario *scenario, Output *output, Ranking *ranking, GError **error)
{
    const ExperimentOptions options = { .executor = &executor_sim };
    g_autoptr(GPtrArray) sinks = g_ptr_array_new();

    g_ptr_array_add(sinks, output_sink(output));
    g_ptr_array_add(sinks, &ranking->sink);
    return experiment_run(scenario, &options, sinks, error) && output_flush(output, error);
}

static int plot_scenario(PlotCommand *plot, const char *script, const char *file)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Scenario) scenario = request_load(plot->request, file, &error);
    g_autoptr(Ranking) ranking = ranking_new();
    Output *output = NULL;
    gboolean done = FALSE;

    if (scenario)
        output = output_new(NULL, NULL, &error);
    if (output) {
        done = simulate(scenario, output, ranking, &error) &&
               draw(plot, script, output_folder(output), &error);
        output_free(output);
    }
    if (error)
        command_complain("%s", error->message);
    if (!scenario)
        return STATUS_USAGE;
    return done && !command_complain_stopped(ranking) ? STATUS_DONE : STATUS_FAILED;
}

static int plot_folder(PlotCommand *plot, const char *script, const char *folder)
{
    const gboolean validates = g_str_has_suffix(script, VALIDATION);
    const gboolean sweeps = is_of_sweep(script);
    const char *name = validates ? "validation.csv" : sweeps ? "means.csv" : "summary.csv";
    g_autofree char *summary = g_build_filename(folder, name, NULL);
    g_autoptr(GError) error = NULL;

    if (request_sets(plot->request)[0]) {
        command_complain("'%s' holds results; options that change a scenario go with a scenario", folder);
        return STATUS_USAGE;
    }
    if (!g_file_test(summary, G_FILE_TEST_IS_REGULAR)) {
        command_complain("'%s' has no %s; expected a folder that 'gilsim %s --out' wrote", folder, name,
                         validates ? "validate" : sweeps ? "sweep" : "run");
        return STATUS_USAGE;
    }
    if (draw(plot, script, folder, &error))
        return STATUS_DONE;
    command_complain("%s", error->message);
    return STATUS_FAILED;
}

static int complain_kinds(void)
{
    g_autoptr(GPtrArray) names = charts();
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
        { "key", 'x', 0, G_OPTION_ARG_STRING, &plot.key, "For sweep: the varied key along the axis", "KEY" },
        { "figure", 'y', 0, G_OPTION_ARG_STRING, &plot.figure,
          "For sweep: the column of means.csv that is shown (default: the goal)", "COLUMN" },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    int status;

    if (command_parse(&argc, &argv, entries, request_options(plot.request),
                      "gilsim plot compare kitchen -o kitchen.svg", &status))
        status = plot_arguments(&plot, argc, argv);
    request_free(plot.request);
    g_free(plot.picture);
    g_free(plot.key);
    g_free(plot.figure);
    return status;
}
