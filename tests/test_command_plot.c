/* test_command_plot - `gilsim plot` as it is called: what it draws from, what it leaves, and that names run
 * nothing. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "workplace.h"

static const char small[] = "[scenario]\n"
                            "policies = sequential, async, threads, free-threaded\n"
                            "[machine]\n"
                            "cores = 2\n"
                            "profile = ideal\n"
                            "[task a]\n"
                            "count = 2\n"
                            "phases = compute 10ms; wait 10ms\n";

static void plot_draws_from_a_scenario_and_from_results(void **state)
{
    Workplace *place = *state;
    g_autofree char *from_scenario = NULL, *from_results = NULL;

    workplace_write(place, "small.ini", small, -1);
    workplace_call(place, "plot compare small.ini -o one.svg");
    assert_string_equal(place->messages, "");
    assert_int_equal(place->status, 0);
    workplace_call(place, "run small.ini --out results --quiet");
    workplace_call(place, "plot compare results -o two.svg");
    assert_int_equal(place->status, 0);
    from_scenario = workplace_read(place, "one.svg");
    from_results = workplace_read(place, "two.svg");
    assert_has(from_scenario, "<svg");
    assert_string_equal(from_scenario, from_results);
    assert_int_equal(workplace_n_entries(place), 4);
}

static void a_timeline_of_very_much_is_drawn_in_groups(void **state)
{
    Workplace *place = *state;
    g_autofree char *picture = NULL;

    workplace_write(place, "small.ini", small, -1);
    workplace_call(place, "plot timeline small.ini --policy async -s task.a.count=20000 -o one.svg");
    assert_int_equal(place->status, 0);
    assert_string_equal(place->messages, "");
    picture = workplace_read(place, "one.svg");
    assert_has(picture, "tasks: how many of a group are in each state");
    assert_true(strlen(picture) < 1000000);
}

/* A gnuplot that tells its number in a file, and then takes its time. */
static void an_interrupt_ends_gnuplot_too(void **state)
{
    Workplace *place = *state;
    g_autofree char *script = g_build_filename(place->folder, "gnuplot", NULL);
    g_autofree char *search = g_strconcat(place->folder, ":/usr/bin:/bin", NULL), *number = NULL;
    g_auto(GStrv) environment = g_environ_setenv(g_get_environ(), "PATH", search, TRUE);
    GPid pid;
    int status;

    workplace_write(place, "small.ini", small, -1);
    workplace_write(place, "gnuplot", "#!/bin/sh\necho $$ > number.new\nmv number.new number\nexec sleep 100\n", -1);
    assert_int_equal(g_chmod(script, 0755), 0);
    pid = workplace_start(place, environment, "plot compare small.ini -o one.svg");
    for (guint i = 0; workplace_n_entries(place) < 4 && i < 500; i++)
        g_usleep(10000);
    g_usleep(50000);
    number = workplace_read(place, "number");
    kill(pid, SIGINT);
    waitpid(pid, &status, 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 130);
    assert_int_equal(kill((pid_t)g_ascii_strtoll(number, NULL, 10), 0), -1);
    assert_int_equal(workplace_n_entries(place), 3); /* small.ini, gnuplot, number */
}

static void plot_without_gnuplot_says_so_and_leaves_nothing(void **state)
{
    Workplace *place = *state;
    g_auto(GStrv) environment = g_environ_setenv(g_get_environ(), "PATH", place->folder, TRUE);

    workplace_write(place, "small.ini", small, -1);
    workplace_call_in(place, environment, "plot compare small.ini -o one.svg");
    assert_int_equal(place->status, 1);
    assert_has(place->messages, "gilsim: gnuplot was not found; expected it installed");
    assert_int_equal(workplace_n_entries(place), 1);
}

/* Names of tasks, scenarios and folders that gnuplot, a shell or a spreadsheet might take for more than a
 * name. */
static void names_are_data_and_run_nothing(void **state)
{
    Workplace *place = *state;
    g_autofree char *folder = NULL;

    workplace_write(place, "`touch a`.ini",
               "[scenario]\n"
               "title = `touch b` $(touch c) \\\"'\n"
               "policies = threads, async\n"
               "[task `touch d` $(touch e) 'y' {/Bold z}]\n"
               "phases = compute 1ms\n"
               "[task Grüße]\n"
               "phases = wait 1ms\n", -1);
    workplace_call(place, "run '`touch a`.ini' --quiet --out '< touch e'");
    assert_int_equal(place->status, 0);
    workplace_call(place, "plot timeline '< touch e' -o '|touch f.svg'");
    assert_string_equal(place->messages, "");
    assert_int_equal(place->status, 0);
    workplace_call(place, "plot compare '`touch a`.ini' -o '`touch g`.svg'");
    assert_int_equal(place->status, 0);
    assert_int_equal(workplace_n_entries(place), 4);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, workplace_setup_empty, workplace_teardown)

int main(void)
{
    signal(SIGINT, SIG_DFL); /* what a shell runs in the background ignores it */
    const struct CMUnitTest tests[] = {
        TEST(plot_draws_from_a_scenario_and_from_results),
        TEST(a_timeline_of_very_much_is_drawn_in_groups),
        TEST(an_interrupt_ends_gnuplot_too),
        TEST(plot_without_gnuplot_says_so_and_leaves_nothing),
        TEST(names_are_data_and_run_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
