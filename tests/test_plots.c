/* test_plots - do the gnuplot scripts draw what `run --out` wrote, in every format, without a complaint, and
 * without ever taking a name for a command? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>
#include <glib/gstdio.h>

#define HOSTILE                                                                                              \
    "[scenario]\ntitle = `touch TRAP`\n"                                                                     \
    "[task `touch TRAP`]\nphases = compute 1ms\n"                                                            \
    "[task system('touch TRAP')]\nphases = wait 2ms; compute 1ms\n"                                        \
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

/* Simulates SCENARIO (a path) into a folder of its own, whose path is returned. g_free. */
static char *simulated(const char *scenario, const char *name)
{
    const char *given = g_getenv("GILSIM");
    char *results = in_folder(name);
    const char *const argv[] = {
        given ? given : "build/gilsim", "run", scenario, "--quiet", "--out", results, NULL
    };
    g_autofree char *complaints = complaints_of(argv);
    assert_string_equal(complaints, "");
    return results;
}

/* The picture that CHART makes of RESULTS in the format ENDING; its length is at least MIN. g_free. */
static char *draw(const char *chart, const char *results, const char *ending, gsize min)
{
    g_autofree char *script = g_strdup_printf("plots/%s.gp", chart);
    g_autofree char *picture = g_strdup_printf("%s/%s.%s", results, chart, ending);
    const char *const argv[] = { "gnuplot", "-d", "-c", script, results, picture, NULL };
    g_autofree char *complaints = complaints_of(argv);
    char *bytes = NULL;
    gsize length;
    assert_string_equal(complaints, "");
    assert_true(g_file_get_contents(picture, &bytes, &length, NULL));
    assert_true(length >= min);
    return bytes;
}

static void draw_in_every_format(const char *chart, const char *results)
{
    g_autofree char *svg = draw(chart, results, "svg", 4000);
    g_autofree char *png = draw(chart, results, "png", 4000);
    g_autofree char *pdf = draw(chart, results, "pdf", 2000);
    assert_non_null(strstr(svg, "</svg>"));
    assert_memory_equal(png, "\x89PNG", 4);
    assert_memory_equal(pdf, "%PDF", 4);
}

static void charts_of_a_scenario_come_in_every_format(void **state)
{
    (void)state;
    g_autofree char *results = simulated("scenarios/kitchen.ini", "kitchen");
    draw_in_every_format("compare", results);
    draw_in_every_format("timeline", results);
}

static void thousand_tasks_are_drawn_as_areas(void **state)
{
    (void)state;
    g_autofree char *results = simulated("scenarios/thousand.ini", "thousand");
    g_autofree char *svg = draw("timeline", results, "svg", 4000);
    assert_non_null(strstr(svg, "client × 1000"));
    assert_true(strlen(svg) < 1000 * 1000);
}

static void machine_of_many_cores_is_drawn_as_an_area(void **state)
{
    (void)state;
    g_autofree char *results = simulated("scenarios/serial-end.ini", "serial-end");
    g_autofree char *svg = draw("timeline", results, "svg", 4000);
    assert_non_null(strstr(svg, "core 15"));
    assert_null(strstr(svg, "core 16"));
    assert_non_null(strstr(svg, "32 cores"));
}

static void tasks_that_never_compute_are_drawn(void **state)
{
    (void)state;
    g_autofree char *results = simulated("scenarios/waiting-sleep.ini", "waiting-sleep");
    draw_in_every_format("timeline", results);
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
    assert_false(g_file_test(trap, G_FILE_TEST_EXISTS));
    assert_non_null(strstr(compare, "hostile `touch it` _x_"));
    assert_non_null(strstr(timeline, "`touch"));
    assert_non_null(strstr(timeline, "{/Bold x}_y^z@ %s"));
    assert_non_null(strstr(timeline, "crème brûlée"));
}

static void picture_of_an_unknown_kind_is_refused(void **state)
{
    (void)state;
    g_autofree char *results = simulated("scenarios/kitchen.ini", "kitchen");
    const char *argv[] = { "gnuplot", "-d", "-c", "plots/compare.gp", results, "picture.jpg", NULL };
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
    const char *given = g_getenv("GILSIM");
    g_autofree char *results = in_folder("swept");
    const char *const argv[] = { given ? given : "build/gilsim", "sweep", "scenarios/two-things.ini", "--vary",
                                 "cores=1,2,4", "--vary", "lock.interval=1ms,5ms", "--repeats", "2", "--quiet",
                                 "--out", results, NULL };
    g_autofree char *complaints = complaints_of(argv);
    assert_string_equal(complaints, "");
    for (guint i = 0; i < G_N_ELEMENTS(charts); i++)
        draw_in_every_format(charts[i], results);
}

static int make_folder(void **state)
{
    (void)state;
    folder = g_dir_make_tmp("gilsim-plots-XXXXXX", NULL);
    return folder ? 0 : -1;
}

static void remove_tree(const char *path)
{
    GDir *dir = g_dir_open(path, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *inside = g_build_filename(path, name, NULL);
        remove_tree(inside);
    }
    g_clear_pointer(&dir, g_dir_close);
    g_remove(path);
}

static int remove_folder(void **state)
{
    (void)state;
    remove_tree(folder);
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
        cmocka_unit_test(names_are_shown_and_never_run),
        cmocka_unit_test(picture_of_an_unknown_kind_is_refused),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
