/* test_command_real - `gilsim real` as it is called: what it prints, and that nothing of it is left. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "workplace.h"

/* Under one policy a third of a second, under the other ten. */
static const char slow[] = "[scenario]\n"
                           "policies = free-threaded, sequential\n"
                           "[machine]\n"
                           "cores = 1\n"
                           "[task t]\n"
                           "count = 30\n"
                           "phases = wait 330ms; compute 1us\n";

#define SCENARIO "small.ini"

static void write_scenario(const Workplace *place, const char *text)
{
    workplace_write(place, SCENARIO, text, -1);
}

/* gilsim COMMAND with the scenario, by its whole path, and further OPTIONS. */
static void call(Workplace *place, const char *command, const char *options)
{
    g_autofree char *arguments =
        g_strdup_printf("%s '%s/" SCENARIO "' %s", command, place->folder, options);

    workplace_call(place, arguments);
}

static void csv_has_the_columns_of_run_and_names_the_executor(void **state)
{
    Workplace *place = *state;
    g_autofree char *simulated = NULL;

    write_scenario(place, "[scenario]\npolicies = all\n[machine]\ncores = 1\n"
                            "[task t]\ncount = 3\nphases = compute 1ms; wait 1ms\n");
    call(place, "run", "--format=csv -q");
    simulated = g_steal_pointer(&place->out);
    call(place, "real", "--format=csv -q");
    assert_int_equal(place->status, 0);
    assert_string_equal(place->messages, "");
    g_auto(GStrv) predicted = g_strsplit(simulated, "\n", -1), measured = g_strsplit(place->out, "\n", -1);
    assert_int_equal(g_strv_length(measured), g_strv_length(predicted));
    assert_string_equal(measured[0], predicted[0]);
    for (guint i = 1; i < 8; i++)
        assert_true(g_str_has_prefix(measured[i], "small,native,"));
}

static void more_cores_than_the_host_has_a_notice(void **state)
{
    Workplace *place = *state;

    write_scenario(place, "[scenario]\npolicies = threads\n[task t]\nphases = compute 1ms\n");
    call(place, "real", "--cores 4096");
    assert_int_equal(place->status, 0);
    assert_non_null(strstr(place->messages, "gilsim: small: 4096 cores are asked for, and the host has "));
    assert_true(g_str_has_prefix(place->out, "For real (native)\n"));
}

static void what_takes_long_needs_a_yes_or_a_scale(void **state)
{
    Workplace *place = *state;

    write_scenario(place, "[scenario]\npolicies = threads\n[machine]\ncores = 1\n"
                            "[task t]\nphases = wait 3min\n");
    call(place, "real", "");
    assert_int_equal(place->status, 1);
    assert_string_equal(place->out, "");
    assert_true(g_str_has_prefix(place->messages, "gilsim: this is predicted to take about 3 min"));
    assert_true(g_str_has_suffix(place->messages, ": --yes lets it, --scale shortens it\n"));
    call(place, "real", "--scale 1/10000");
    assert_int_equal(place->status, 0);
    assert_true(g_str_has_prefix(place->out, "For real (native), scaled 1/10000\n"));
    call(place, "real", "--scale 2");
    assert_int_equal(place->status, 2);
    assert_true(g_str_has_prefix(place->messages, "gilsim: --scale=2: expected a fraction"));
}

static void bad_usage_is_told(void **state)
{
    Workplace *place = *state;

    write_scenario(place, slow);
    call(place, "real", "--executor=sim");
    assert_int_equal(place->status, 2);
    assert_string_equal(place->messages, "gilsim: --executor=sim: expected native or python\n");
}

/* ---- what breaks off ---- */

static GPid start(const Workplace *place, const char *options)
{
    g_autofree char *arguments = g_strdup_printf("real '%s/" SCENARIO "' %s", place->folder, options);

    return workplace_start(place, NULL, arguments);
}

/* How many processes there are whose command line has the test's scenario in it. */
static guint n_processes(const Workplace *place)
{
    g_autoptr(GDir) folder = g_dir_open("/proc", 0, NULL);
    g_autofree char *scenario = g_build_filename(place->folder, SCENARIO, NULL);
    const char *name;
    guint n = 0;

    while ((name = g_dir_read_name(folder))) {
        g_autofree char *path = g_build_filename("/proc", name, "cmdline", NULL), *line = NULL;
        gsize length;

        if (g_ascii_isdigit(*name) && g_file_get_contents(path, &line, &length, NULL))
            n += memmem(line, length, scenario, strlen(scenario)) != NULL;
    }
    return n;
}

static void wait_for_processes(const Workplace *place, guint least, guint most)
{
    for (guint i = 0; i < 500 && (n_processes(place) < least || n_processes(place) > most); i++)
        g_usleep(10000);
    assert_in_range(n_processes(place), least, most);
}

static void an_interrupt_keeps_the_rows_that_were_finished(void **state)
{
    Workplace *place = *state;
    g_autofree char *summary = NULL;
    GPid pid;
    int status;

    write_scenario(place, slow);
    pid = start(place, "--out=out");
    wait_for_processes(place, 2, 2); /* the first row, a third of a second */
    g_usleep(1500000);
    kill(pid, SIGINT);
    waitpid(pid, &status, 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 130);
    assert_int_equal(n_processes(place), 0);
    summary = workplace_read(place, "out/summary.csv");
    g_auto(GStrv) lines = g_strsplit(summary, "\n", -1);
    assert_int_equal(g_strv_length(lines), 4); /* the names, two rows, and the end */
    g_auto(GStrv) first = g_strsplit(lines[1], ",", -1), second = g_strsplit(lines[2], ",", -1);
    assert_string_equal(first[2], "free-threaded");
    assert_true(g_ascii_strtoll(first[10], NULL, 10) >= 330000000); /* its makespan */
    assert_string_equal(second[2], "sequential");
    assert_string_equal(second[10], "");
}

/* calibrate, with the test's file as the profile to write. */
static GPid start_calibrating(const Workplace *place, int *messages)
{
    g_autofree char *profile = g_build_filename(place->folder, SCENARIO, NULL);
    char *argv[] = { place->program, (char *)"calibrate", (char *)"-o", profile, NULL };
    GPid pid;

    assert_true(g_spawn_async_with_pipes(place->folder, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL,
                                         NULL, NULL, &pid, NULL, NULL, messages, NULL));
    return pid;
}

static void an_interrupt_ends_calibrating_with_a_message_and_without_a_profile(void **state)
{
    Workplace *place = *state;
    char text[4096] = "";
    int messages, status;
    GPid pid = start_calibrating(place, &messages);

    wait_for_processes(place, 1, 100);
    g_usleep(2500000); /* it is among the native probes, or before them */
    kill(pid, SIGINT);
    waitpid(pid, &status, 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 130);
    assert_true(read(messages, text, sizeof text - 1) > 0);
    close(messages);
    assert_non_null(strstr(text, "gilsim: "));
    assert_non_null(strstr(text, "interrupted"));
    assert_int_equal(n_processes(place), 0);
    assert_int_equal(workplace_n_entries(place), 0); /* nothing was left */
}

static void a_kill_leaves_no_process(void **state)
{
    Workplace *place = *state;
    GPid pid;

    write_scenario(place, slow);
    pid = start(place, "--policy processes");
    wait_for_processes(place, 3, 3); /* gilsim, the program, its worker */
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    wait_for_processes(place, 0, 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, workplace_setup_empty, workplace_teardown)

int main(void)
{
    signal(SIGINT, SIG_DFL); /* what a shell runs in the background ignores it */
    const struct CMUnitTest tests[] = {
        TEST(csv_has_the_columns_of_run_and_names_the_executor),
        TEST(more_cores_than_the_host_has_a_notice),
        TEST(what_takes_long_needs_a_yes_or_a_scale),
        TEST(bad_usage_is_told),
        TEST(an_interrupt_keeps_the_rows_that_were_finished),
        TEST(an_interrupt_ends_calibrating_with_a_message_and_without_a_profile),
        TEST(a_kill_leaves_no_process),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
