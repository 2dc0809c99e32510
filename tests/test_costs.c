/* test_costs - profiles: the built-in ones, files, and what is wrong with them. */
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "costs.h"

/* Writes TEXT to a file of its own and returns its path; the file goes with remove_file. */
static char *write_profile(const char *text)
{
    g_autofree char *folder = g_dir_make_tmp("gilsim-test-XXXXXX", NULL);
    char *path = g_build_filename(folder, "my.profile", NULL);

    assert_true(g_file_set_contents(path, text, -1, NULL));
    return path;
}

static void remove_file(char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);

    g_unlink(path);
    g_rmdir(folder);
    g_free(path);
}

/* What costs_load says is wrong with a profile file of TEXT, without its path. g_free. */
static char *complaint(const char *text, const char *side)
{
    char *path = write_profile(text);
    g_autoptr(GError) error = NULL;
    Costs costs;
    char *message;

    if (costs_load(path, side, &costs, &error))
        fail_msg("'%s' is accepted", text);
    assert_true(g_str_has_prefix(error->message, path));
    message = g_strdup(error->message + strlen(path));
    remove_file(path);
    return message;
}

static void ideal_costs_nothing(void **state)
{
    Costs costs;

    (void)state;
    assert_true(costs_load("ideal", "python", &costs, NULL));
    assert_true(costs.context_switch == 0 && costs.tick == 0 && costs.process_start == 0 &&
                costs.check_interval == 0);
    assert_true(costs.free_threaded_tax == 1);
    assert_null(costs.parallel_tax);
    assert_null(costs.requester_wins);
    costs_clear(&costs);
}

static void linux_has_the_figures_of_the_semantics(void **state)
{
    static const struct {
        const char *key;
        gsize offset;
        SimTime python, native;
    } figures[] = {
        { "context_switch", G_STRUCT_OFFSET(Costs, context_switch), 3000, 2000 },
        { "migration", G_STRUCT_OFFSET(Costs, migration), 5000, 5000 },
        { "wake_latency", G_STRUCT_OFFSET(Costs, wake_latency), 15000, 15000 },
        { "short_wake", G_STRUCT_OFFSET(Costs, short_wake), 0, 0 },
        { "short_idle", G_STRUCT_OFFSET(Costs, short_idle), 0, 0 },
        { "cache_hot", G_STRUCT_OFFSET(Costs, cache_hot), 0, 0 },
        { "timer_slack", G_STRUCT_OFFSET(Costs, timer_slack), 60000, 60000 },
        { "tick", G_STRUCT_OFFSET(Costs, tick), 4000000, 4000000 },
        { "base_slice", G_STRUCT_OFFSET(Costs, base_slice), 0, 0 },
        { "loop_timer", G_STRUCT_OFFSET(Costs, loop_timer), 1000000, 0 },
        { "lock_handoff", G_STRUCT_OFFSET(Costs, lock_handoff), 1000, 300 },
        { "wake_call", G_STRUCT_OFFSET(Costs, wake_call), 2000, 2000 },
        { "thread_start", G_STRUCT_OFFSET(Costs, thread_start), 100000, 30000 },
        { "process_start", G_STRUCT_OFFSET(Costs, process_start), 2000000, 150000 },
        { "subinterpreter_start", G_STRUCT_OFFSET(Costs, subinterpreter_start), 8000000, 30000 },
        { "ipc_call", G_STRUCT_OFFSET(Costs, ipc_call), 40000, 10000 },
        { "ipc_mib", G_STRUCT_OFFSET(Costs, ipc_mib), 1000000, 300000 },
        { "loop_step", G_STRUCT_OFFSET(Costs, loop_step), 10000, 1000 },
        { "check_interval", G_STRUCT_OFFSET(Costs, check_interval), 100, 100 },
        { "ticks", G_STRUCT_OFFSET(Costs, ticks), 4000, 4000 },
    };
    Costs python, native;

    (void)state;
    assert_true(costs_load("linux", "python", &python, NULL));
    assert_true(costs_load("linux", "native", &native, NULL));
    for (gsize i = 0; i < G_N_ELEMENTS(figures); i++) {
        if (G_STRUCT_MEMBER(SimTime, &python, figures[i].offset) != figures[i].python ||
            G_STRUCT_MEMBER(SimTime, &native, figures[i].offset) != figures[i].native)
            fail_msg("%s differs", figures[i].key);
    }
    assert_true(python.free_threaded_tax == 1.08);
    assert_true(g_array_index(python.requester_wins, double, 0) == 0.7);
    assert_true(g_array_index(python.requester_wins, double, 1) == 0.5);
    assert_int_equal(python.requester_wins->len, 2);
    costs_clear(&python);
    costs_clear(&native);
}

static void a_file_sets_what_it_names_and_leaves_the_rest_free(void **state)
{
    char *path =
        write_profile("# made by hand\n[about]\nhost = here\n[python]\ntick = 1ms\nparallel_tax = 1, 1.25\n"
                      "[native]\ntick = 2ms\n");
    Costs costs;

    (void)state;
    assert_true(costs_load(path, "python", &costs, NULL));
    assert_true(costs.tick == SIMTIME_MS);
    assert_true(costs.context_switch == 0);
    assert_true(g_array_index(costs.parallel_tax, double, 1) == 1.25);
    costs_clear(&costs);
    assert_true(costs_load(path, "native", &costs, NULL));
    assert_true(costs.tick == 2 * SIMTIME_MS);
    costs_clear(&costs);
    remove_file(path);
}

static void wrong_files_are_refused(void **state)
{
    static const struct {
        const char *text, *message;
    } wrong[] = {
        { "[python]\ntikc = 1ms\n", ": [python] unknown key 'tikc'; did you mean 'tick'?" },
        { "[python]\ntick = 1\n", ": [python] tick = 1: a unit is missing, expected ns, us, ms, s or min" },
        { "[python]\ntick = 2000min\n", ": [python] tick = 2000min: expected a duration from 0 to 60min" },
        { "[python]\nfree_threaded_tax = 0.5\n",
          ": [python] free_threaded_tax = 0.5: expected a number, 1 to 1000" },
        { "[python]\nrequester_wins = 2\n",
          ": [python] requester_wins = 2: expected probabilities from 0 to 1, with commas between them" },
        { "[native]\ntick = 1ms\n", ": there is no group [python], expected the costs in it" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *message = complaint(wrong[i].text, "python");
        assert_string_equal(message, wrong[i].message);
    }
}

static void what_is_no_file_is_refused_without_reading_it(void **state)
{
    static const char *const paths[] = { "/", "/dev/zero", "/nowhere/my.profile" };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *expected =
            g_strdup_printf("%s: cannot be read, expected a profile: a file of at most 1 MiB", paths[i]);
        Costs costs;

        assert_false(costs_load(paths[i], "python", &costs, &error));
        assert_string_equal(error->message, expected);
    }
}

static void host_without_a_profile_says_how_to_make_one(void **state)
{
    g_autoptr(GError) error = NULL;
    Costs costs;

    (void)state;
    assert_false(costs_load("host", "python", &costs, &error));
    assert_string_equal(error->message,
                        "/nowhere/gilsim/host.profile: there is no profile of this host yet; run "
                        "`gilsim calibrate`, which writes it");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ideal_costs_nothing),
        cmocka_unit_test(linux_has_the_figures_of_the_semantics),
        cmocka_unit_test(a_file_sets_what_it_names_and_leaves_the_rest_free),
        cmocka_unit_test(wrong_files_are_refused),
        cmocka_unit_test(what_is_no_file_is_refused_without_reading_it),
        cmocka_unit_test(host_without_a_profile_says_how_to_make_one),
    };

    g_setenv("XDG_CONFIG_HOME", "/nowhere", TRUE);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
