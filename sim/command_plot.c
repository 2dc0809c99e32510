/* command_plot - draws a chart through gnuplot, from a scenario or from what --out wrote.
 *
 * A chart is a script plots/KIND.gp that is called as `gnuplot -c KIND.gp DIR OUTFILE`. Names of tasks
 * reach it as data, in the CSV files of DIR. Both paths are made absolute: gnuplot takes some first
 * characters for a command to run. */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "interrupt.h"
#include "nearest.h"
#include "output.h"
#include "request.h"
#include "shipped.h"

#define VALIDATION "/validation.gp" /* the chart of what `validate` wrote; the others are of what `run` wrote */
#define CALL "gnuplot -c" /* a script that says so in its head draws a chart; the others are parts of one */

typedef struct {
    Request *request;
    char *picture; /* -o */
} PlotCommand;

static gboolean is_chart(const char *path)
{
    g_autofree char *text = NULL;
    const char *end;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return FALSE;
    for (end = text; *end == '#'; end += strcspn(end, "\n"), end += *end == '\n')
        continue;
    return g_strstr_len(text, end - text, CALL) != NULL;
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

/* Runs SCRIPT on FOLDER, without a shell. */
static gboolean run_gnuplot(const char *script, const char *folder, const char *picture, GError **error)
{
    const char *argv[] = { "gnuplot", "-d", "-c", script, folder, picture, NULL };
    g_autofree char *messages = NULL;
    GError *failed = NULL;
    gint status = 0;

    if (!g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &messages, &status,
                      &failed)) {
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
static gboolean draw(const char *script, const char *folder, const char *picture, GError **error)
{
    g_autofree char *whole_folder = g_canonicalize_filename(folder, NULL);
    g_autofree char *whole_picture = g_canonicalize_filename(picture, NULL);
    g_autofree char *partial = make_partial(whole_picture, error);
    gboolean done;

    if (!partial)
        return FALSE;
    interrupt_remove_file(partial);
    done = run_gnuplot(script, whole_folder, partial, error);
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
               draw(script, output_folder(output), plot->picture, &error);
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
    const char *name = validates ? "validation.csv" : "summary.csv";
    g_autofree char *summary = g_build_filename(folder, name, NULL);
    g_autoptr(GError) error = NULL;

    if (request_sets(plot->request)[0]) {
        command_complain("'%s' holds results; options that change a scenario go with a scenario", folder);
        return STATUS_USAGE;
    }
    if (!g_file_test(summary, G_FILE_TEST_IS_REGULAR)) {
        command_complain("'%s' has no %s; expected a folder that 'gilsim %s --out' wrote", folder, name,
                         validates ? "validate" : "run");
        return STATUS_USAGE;
    }
    if (draw(script, folder, plot->picture, &error))
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
    return g_file_test(argv[2], G_FILE_TEST_IS_DIR) ? plot_folder(plot, script, argv[2])
                                                    : plot_scenario(plot, script, argv[2]);
}

int command_plot(int argc, char **argv)
{
    PlotCommand plot = { .request = request_new() };
    const GOptionEntry entries[] = {
        { "output", 'o', 0, G_OPTION_ARG_FILENAME, &plot.picture,
          "The picture: a name that ends in .svg, .png or .pdf", "PICTURE" },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    int status;

    if (command_parse(&argc, &argv, entries, request_options(plot.request),
                      "gilsim plot compare kitchen -o kitchen.svg", &status))
        status = plot_arguments(&plot, argc, argv);
    request_free(plot.request);
    g_free(plot.picture);
    return status;
}
