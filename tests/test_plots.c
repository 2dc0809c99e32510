/* test_plots - do the gnuplot scripts draw what `run --out` wrote, in every format, without a complaint, and
 * without ever taking a name for a command? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>
#include <glib/gstdio.h>

#include "plot/gnuplot.h"
#include "folder.h"

#define HOSTILE                                                                                              \
    "[scenario]\ntitle = `touch TRAP`\n"                                                                     \
    "[task `touch TRAP`]\nphases = compute 1ms\n"                                                            \
    "[task system('touch TRAP')]\nphases = wait 2ms; compute 1ms\n"                                          \
    "[task $(touch TRAP)]\nphases = compute 1ms\n"                                                           \
    "[task {/Bold x}_y^z@ %s]\nphases = compute 1ms\n"                                                       \
    "[task crème brûlée]\nphases = wait 1ms\n"

static char *folder; /* of this program, removed at its end */

static char *in_folder(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

/* Runs ARGV, which ends with NULL, and returns what it wrote to standard error. g_free. */
static char *complaints_of(const char *const *argv)
{
    g_autoptr(GError) error = NULL;
    char *complaints = NULL;
    int status = -1;
    g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL,
                 NULL, &complaints, &status, &error);
    if (error || !g_spawn_check_wait_status(status, &error))
        fail_msg("%s: %s\n%s", argv[0], error->message, complaints);
    return complaints;
}

static const char *gilsim(void)
{
    const char *given = g_getenv("GILSIM");
    return given ? given : "build/gilsim";
}

/* Simulates SCENARIO (a path) into a folder of its own, whose path is returned. g_free. */
static char *simulated(const char *scenario, const char *name)
{
    char *results = in_folder(name);
    const char *const argv[] = { gilsim(), "run", scenario, "--quiet", "--out", results, NULL };
    g_autofree char *complaints = complaints_of(argv);
    assert_string_equal(complaints, "");
    return results;
}

/* The picture that CHART makes of SOURCE, a scenario or a folder, in the format ENDING, without a word from
 * gnuplot; its length is at least MIN. g_free. */
static char *draw(const char *chart, const char *source, const char *ending, gsize min)
{
    g_autofree char *name = g_strdup_printf("%s.%s", chart, ending);
    g_autofree char *picture = in_folder(name);
    const char *const argv[] = { gilsim(), "plot", chart, source, "-o", picture, NULL };
    g_autofree char *complaints = complaints_of(argv);
    char *bytes = NULL;
    gsize length;
    assert_string_equal(complaints, "");
    assert_true(g_file_get_contents(picture, &bytes, &length, NULL));
    assert_true(length >= min);
    return bytes;
}

static void draw_in_every_format(const char *chart, const char *source)
{
    g_autofree char *svg = draw(chart, source, "svg", 4000);
    g_autofree char *png = draw(chart, source, "png", 4000);
    g_autofree char *pdf = draw(chart, source, "pdf", 2000);
    assert_non_null(strstr(svg, "</svg>"));
    assert_memory_equal(png, "\x89PNG", 4);
    assert_memory_equal(pdf, "%PDF", 4);
}

/* Writes TEXT as a scenario and returns its path. g_free. */
static char *scenario_of(const char *name, const char *text)
{
    char *path = in_folder(name);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    return path;
}

static void charts_of_a_scenario_come_in_every_format(void **state)
{
    (void)state;
    static const char *const charts[] = { "compare", "latency", "plane", "timeline", "utilization" };
    g_autofree char *results = simulated("scenarios/kitchen.ini", "kitchen");
    for (guint i = 0; i < G_N_ELEMENTS(charts); i++)
        draw_in_every_format(charts[i], results);
    draw_in_every_format("workload", "kitchen");
}

static void thousand_tasks_are_drawn_as_areas(void **state)
{
    (void)state;
    g_autofree char *svg = draw("timeline", "thousand", "svg", 4000);
    assert_non_null(strstr(svg, "client × 1,000"));
    assert_non_null(strstr(svg, "1,000 tasks: how many of a group are in each state"));
    assert_true(strlen(svg) < 1000 * 1000);
}

static void machine_of_many_cores_is_drawn_as_an_area(void **state)
{
    (void)state;
    g_autofree char *svg = draw("timeline", "serial-end", "svg", 4000);
    assert_non_null(strstr(svg, "core 15"));
    assert_null(strstr(svg, "core 16"));
    assert_non_null(strstr(svg, "32 cores"));
}

static void tasks_that_never_compute_are_drawn(void **state)
{
    (void)state;
    draw_in_every_format("timeline", "waiting-sleep");
}

static void names_are_shown_and_never_run(void **state)
{
    (void)state;
    g_autofree char *trap = in_folder("trap");
    g_auto(GStrv) parts = g_strsplit(HOSTILE, "TRAP", -1);
    g_autofree char *text = g_strjoinv(trap, parts);
    g_autofree char *scenario = in_folder("hostile `touch it` \"x\".ini");
    assert_true(g_file_set_contents(scenario, text, -1, NULL));
    g_autofree char *results = simulated(scenario, "hostile");
    g_autofree char *compare = draw("compare", results, "svg", 4000);
    g_autofree char *timeline = draw("timeline", results, "svg", 4000);
    g_autofree char *latency = draw("latency", results, "svg", 4000);
    g_autofree char *workload = draw("workload", scenario, "svg", 4000);
    g_autofree char *utilization = draw("utilization", scenario, "svg", 4000);
    g_autofree char *plane = draw("plane", scenario, "svg", 4000);
    assert_false(g_file_test(trap, G_FILE_TEST_EXISTS));
    assert_non_null(strstr(compare, "`touch"));
    assert_non_null(strstr(utilization, "`touch"));
    assert_non_null(strstr(plane, "`touch"));
    assert_non_null(strstr(latency, "`touch"));
    assert_non_null(strstr(timeline, "`touch"));
    assert_non_null(strstr(timeline, "{/Bold x}_y^z@ %s"));
    assert_non_null(strstr(workload, "{/Bold x}_y^z@ %s"));
    assert_non_null(strstr(timeline, "crème brûlée"));
}

static void title_that_begins_like_a_comment_is_shown(void **state)
{
    (void)state;
    g_autofree char *scenario = scenario_of("number.ini", "[scenario]\ntitle = #1 in the queue\n"
                                                          "[task a]\ncount = 2\nphases = compute 1ms\n");
    g_autofree char *svg = draw("timeline", scenario, "svg", 4000);
    assert_non_null(strstr(svg, "#1 in the queue"));
}

/* As where the disk is full: gnuplot ends as if nothing had happened. */
static void half_a_picture_is_none(void **state)
{
    (void)state;
    static const char *const none[] = { NULL, NULL };
    g_autofree char *script = scenario_of("half.gp", "set print ARG2\nprint '<svg><g>'\n");
    g_autofree char *picture = in_folder("half.svg");
    g_autoptr(GError) error = NULL;
    assert_false(gnuplot_draw(script, folder, picture, none, &error));
    assert_non_null(strstr(error->message, "only a part of it was written"));
    assert_false(g_file_test(picture, G_FILE_TEST_EXISTS));
}

/* From a scenario and from its results the same picture comes, byte by byte. */
static void simulation_and_results_make_the_same_chart(void **state)
{
    (void)state;
    static const char *const charts[] = { "compare", "latency", "plane", "timeline", "utilization" };
    g_autofree char *scenario = scenario_of(
        "both.ini",
        "[scenario]\ntitle = Both \\ \"ways\", über\npolicies = all\nhorizon = 100ms\n"
        "[resource desk]\ncapacity = 2\n"
        "[task video]\nperiod = 20ms\ndeadline = 6ms\nphases = compute 5ms\n"
        "[task one or two]\ncount = 6\nphases = repeat 3 { use desk { wait 2ms }; compute 1ms }\n");
    g_autofree char *results = simulated(scenario, "both");
    for (guint i = 0; i < G_N_ELEMENTS(charts); i++) {
        g_autofree char *one = draw(charts[i], scenario, "svg", 4000);
        g_autofree char *two = draw(charts[i], results, "svg", 4000);
        assert_string_equal(one, two);
    }
}

static void two_tasks_and_two_thousand_are_drawn(void **state)
{
    (void)state;
    static const char *const charts[] = {
        "compare", "latency", "plane", "timeline", "utilization", "workload"
    };
    static const char *const counts[] = { "2", "2000" };
    for (guint c = 0; c < G_N_ELEMENTS(counts); c++) {
        g_autofree char *text = g_strdup_printf("[task visit]\ncount = %s\narrival = poisson 1000/s\n"
                                                "phases = repeat 3 { compute 100us; wait exp(5ms) }\n",
                                                counts[c]);
        g_autofree char *scenario = scenario_of("visits.ini", text);
        for (guint i = 0; i < G_N_ELEMENTS(charts); i++) {
            g_autofree char *svg = draw(charts[i], scenario, "svg", 4000);
            assert_true(strlen(svg) < 3000 * 1000);
        }
    }
}

/* 400,000 stretches and more, of 30,000 tasks: what is drawn does not grow with them. */
static void a_long_timeline_is_drawn_by_samples_and_says_so(void **state)
{
    (void)state;
    g_autofree char *few = scenario_of("few.ini", "[scenario]\npolicies = threads\n[task a]\ncount = 20\n"
                                                  "phases = repeat 10000 { compute 10us; wait 100us }\n");
    g_autofree char *many = scenario_of("many.ini", "[scenario]\npolicies = async\n[task a]\ncount = 30000\n"
                                                    "phases = compute 10us; wait 1ms\n");
    g_autofree char *lines = draw("timeline", few, "svg", 4000);
    g_autofree char *areas = draw("timeline", many, "svg", 4000);
    assert_non_null(strstr(lines, "stretches, drawn by samples 1 pixel apart"));
    assert_non_null(strstr(areas, "30,000 tasks: how many of a group are in each state"));
    assert_true(strlen(lines) < 8000 * 1000);
    assert_true(strlen(areas) < 1000 * 1000);
}

/* Two points that were measured, one that could not be. */
static void predictions_are_drawn_against_measurements(void **state)
{
    (void)state;
    g_autofree char *results = in_folder("validated");
    g_autofree char *table = g_build_filename(results, "validation.csv", NULL);
    assert_int_equal(g_mkdir(results, 0777), 0);
    assert_true(g_file_set_contents(
        table,
        "scenario,executor,policy,metric,predicted_ns,measured_ns,ci_low_ns,ci_high_ns,error_pct,bound_ns,"
        "bound_error_pct,repeats,verdict,linux_ns,linux_error_pct,interpreter,lock,scheduler,cores,drawn\n"
        "mixed,native,threads,makespan,470000000,465000000,460000000,471000000,1.075,460000000,-1.075,5,good,,,,"
        "cpython3,eevdf,4,no\n"
        "mixed,native,threads,p95 turnaround,1,2,2,2,-50,,,5,good,,,,cpython3,eevdf,4,no\n"
        "mixed,native,async,makespan,300000000,556000000,540000000,570000000,-46.043,460000000,-17.266,5,off,,,,"
        "cpython3,eevdf,4,no\n"
        "mixed,python,processes,makespan,489000000,,,,,179000000,,0,too noisy,,,,cpython3,eevdf,4,no\n",
        -1, NULL));
    draw_in_every_format("validation", results);
    g_autofree char *svg = draw("validation", results, "svg", 4000);
    assert_non_null(strstr(svg, "measured (ms)"));
}

/* The folder of a sweep over two keys; the second time all of it is there. g_free. */
static char *swept(void)
{
    char *results = in_folder("swept");
    const char *const argv[] = { gilsim(),
                                 "sweep",
                                 "scenarios/two-things.ini",
                                 "--vary",
                                 "cores=1,2,4",
                                 "--vary",
                                 "lock.interval=1ms,5ms",
                                 "--repeats",
                                 "2",
                                 "--quiet",
                                 "--out",
                                 results,
                                 NULL };
    g_autofree char *complaints = complaints_of(argv);
    assert_string_equal(complaints, "");
    return results;
}

static void picture_of_an_unknown_kind_is_refused(void **state)
{
    (void)state;
    g_autofree char *results = swept();
    const char *argv[] = { "gnuplot", "-d", "-c", "plots/sweep.gp", results, "picture.jpg", NULL };
    g_autofree char *complaints = NULL;
    int status;
    assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &complaints,
                             &status, NULL));
    assert_false(g_spawn_check_wait_status(status, NULL));
    assert_non_null(strstr(complaints, "expected to end in .svg, .png or .pdf"));
    assert_false(g_file_test("picture.jpg", G_FILE_TEST_EXISTS));
}

static void charts_of_a_sweep_come_in_every_format(void **state)
{
    (void)state;
    static const char *const charts[] = { "sweep", "speedup", "regions" };
    g_autofree char *results = swept();
    for (guint i = 0; i < G_N_ELEMENTS(charts); i++)
        draw_in_every_format(charts[i], results);
}

/* How much of their time tasks wait follows from the key, and stands on the axis. */
static void regions_over_waits_tell_the_share_of_waiting(void **state)
{
    (void)state;
    g_autofree char *scenario = scenario_of("waits.ini", "[let]\nwait = 0\n[task a]\ncount = 8\n"
                                                         "phases = repeat 5 { compute 4ms; wait $wait }\n");
    g_autofree char *results = in_folder("waits");
    const char *const argv[] = {
        gilsim(), "sweep",     scenario,  "-p",    "async,processes", "--vary", "let.wait=0,4ms,36ms",
        "--vary", "cores=1,4", "--quiet", "--out", results,           NULL
    };
    g_autofree char *complaints = complaints_of(argv);
    g_autofree char *svg = draw("regions", results, "svg", 4000);
    assert_string_equal(complaints, "");
    assert_non_null(strstr(svg, "share of waiting"));
    assert_non_null(strstr(svg, "50 %"));
    assert_non_null(strstr(svg, "90 %"));
}

/* Puts a gnuplot before the real one that fails where that one has anything to say. */
static gboolean make_strict_gnuplot(void)
{
    g_autofree char *real = g_find_program_in_path("gnuplot");
    g_autofree char *tools = in_folder("tools"), *path = g_build_filename(tools, "gnuplot", NULL);
    g_autofree char *search = g_strconcat(tools, ":", g_getenv("PATH"), NULL);
    g_autofree char *script = g_strdup_printf("#!/bin/sh\n"
                                              "complaints=$('%s' \"$@\" 2>&1 >/dev/null) || status=$?\n"
                                              "[ -z \"$complaints\" ] && exit ${status:-0}\n"
                                              "echo \"$complaints\" >&2\nexit 1\n",
                                              real ? real : "gnuplot");
    return g_mkdir(tools, 0777) == 0 && g_file_set_contents(path, script, -1, NULL) &&
           g_chmod(path, 0755) == 0 && g_setenv("PATH", search, TRUE);
}

static int make_folder(void **state)
{
    (void)state;
    folder = g_dir_make_tmp("gilsim-plots-XXXXXX", NULL);
    return folder && make_strict_gnuplot() ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    folder_remove(folder);
    g_free(folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(charts_of_a_scenario_come_in_every_format),
        cmocka_unit_test(thousand_tasks_are_drawn_as_areas),
        cmocka_unit_test(machine_of_many_cores_is_drawn_as_an_area),
        cmocka_unit_test(tasks_that_never_compute_are_drawn),
        cmocka_unit_test(charts_of_a_sweep_come_in_every_format),
        cmocka_unit_test(regions_over_waits_tell_the_share_of_waiting),
        cmocka_unit_test(names_are_shown_and_never_run),
        cmocka_unit_test(title_that_begins_like_a_comment_is_shown),
        cmocka_unit_test(half_a_picture_is_none),
        cmocka_unit_test(simulation_and_results_make_the_same_chart),
        cmocka_unit_test(two_tasks_and_two_thousand_are_drawn),
        cmocka_unit_test(a_long_timeline_is_drawn_by_samples_and_says_so),
        cmocka_unit_test(predictions_are_drawn_against_measurements),
        cmocka_unit_test(picture_of_an_unknown_kind_is_refused),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
