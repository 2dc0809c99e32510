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

#include "folder.h"

/* A folder of its own for each test, and what the last call gave. */
typedef struct {
    char *folder, *scenario;
    char *out, *messages;
    int status;
} Fixture;

/* Under one policy a third of a second, under the other ten. */
static const char slow[] = "[scenario]\n"
                           "policies = free-threaded, sequential\n"
                           "[machine]\n"
                           "cores = 1\n"
                           "[task t]\n"
                           "count = 30\n"
                           "phases = wait 330ms; compute 1us\n";

static int setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);

    fixture->folder = g_dir_make_tmp("gilsim-test-XXXXXX", NULL);
    fixture->scenario = g_build_filename(fixture->folder, "small.ini", NULL);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    Fixture *fixture = *state;
    static const char *const files[] = { "out/summary.csv", "out/groups.csv",
                                         "out/tasks.csv",   "out/timeline.csv",
                                         "out/meta.json",   "out",
                                         "small.ini",       "" };

    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(fixture->folder, files[i], NULL);

        g_remove(path);
    }
    g_free(fixture->folder);
    g_free(fixture->scenario);
    g_free(fixture->out);
    g_free(fixture->messages);
    g_free(fixture);
    return 0;
}

static void write_scenario(const Fixture *fixture, const char *text)
{
    assert_true(g_file_set_contents(fixture->scenario, text, -1, NULL));
}

static char *read_output(const Fixture *fixture, const char *name)
{
    g_autofree char *path = g_build_filename(fixture->folder, "out", name, NULL);
    char *text = NULL;

    g_file_get_contents(path, &text, NULL, NULL);
    return text;
}

/* gilsim COMMAND with the scenario and further OPTIONS, separated by spaces. */
static GStrv arguments(const Fixture *fixture, const char *command, const char *options)
{
    g_autofree char *path = called_program();
    g_autofree char *line = g_strjoin(" ", path, command, fixture->scenario, *options ? options : NULL, NULL);

    return g_strsplit(line, " ", -1);
}

static void call(Fixture *fixture, const char *command, const char *options)
{
    g_auto(GStrv) argv = arguments(fixture, command, options);
    int status;

    g_clear_pointer(&fixture->out, g_free);
    g_clear_pointer(&fixture->messages, g_free);
    assert_true(g_spawn_sync(fixture->folder, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &fixture->out,
                             &fixture->messages, &status, NULL));
    assert_true(WIFEXITED(status));
    fixture->status = WEXITSTATUS(status);
}

static void csv_has_the_columns_of_run_and_names_the_executor(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *simulated = NULL;

    write_scenario(fixture, "[scenario]\npolicies = all\n[machine]\ncores = 1\n"
                            "[task t]\ncount = 3\nphases = compute 1ms; wait 1ms\n");
    call(fixture, "run", "--format=csv -q");
    simulated = g_steal_pointer(&fixture->out);
    call(fixture, "real", "--format=csv -q");
    assert_int_equal(fixture->status, 0);
    assert_string_equal(fixture->messages, "");
    g_auto(GStrv) predicted = g_strsplit(simulated, "\n", -1), measured = g_strsplit(fixture->out, "\n", -1);
    assert_int_equal(g_strv_length(measured), g_strv_length(predicted));
    assert_string_equal(measured[0], predicted[0]);
    for (guint i = 1; i < 8; i++)
        assert_true(g_str_has_prefix(measured[i], "small,native,"));
}

static void more_cores_than_the_host_has_a_notice(void **state)
{
    Fixture *fixture = *state;

    write_scenario(fixture, "[scenario]\npolicies = threads\n[task t]\nphases = compute 1ms\n");
    call(fixture, "real", "--cores 4096");
    assert_int_equal(fixture->status, 0);
    assert_non_null(strstr(fixture->messages, "gilsim: small: 4096 cores are asked for, and the host has "));
    assert_true(g_str_has_prefix(fixture->out, "For real (native)\n"));
}

static void what_takes_long_needs_a_yes_or_a_scale(void **state)
{
    Fixture *fixture = *state;

    write_scenario(fixture, "[scenario]\npolicies = threads\n[machine]\ncores = 1\n"
                            "[task t]\nphases = wait 3min\n");
    call(fixture, "real", "");
    assert_int_equal(fixture->status, 1);
    assert_string_equal(fixture->out, "");
    assert_true(g_str_has_prefix(fixture->messages, "gilsim: this is predicted to take about 3 min"));
    assert_true(g_str_has_suffix(fixture->messages, ": --yes lets it, --scale shortens it\n"));
    call(fixture, "real", "--scale 1/10000");
    assert_int_equal(fixture->status, 0);
    assert_true(g_str_has_prefix(fixture->out, "For real (native), scaled 1/10000\n"));
    call(fixture, "real", "--scale 2");
    assert_int_equal(fixture->status, 2);
    assert_true(g_str_has_prefix(fixture->messages, "gilsim: --scale=2: expected a fraction"));
}

static void bad_usage_is_told(void **state)
{
    Fixture *fixture = *state;

    write_scenario(fixture, slow);
    call(fixture, "real", "--executor=sim");
    assert_int_equal(fixture->status, 2);
    assert_string_equal(fixture->messages, "gilsim: --executor=sim: expected native or python\n");
}

/* ---- what breaks off ---- */

static GPid start(const Fixture *fixture, const char *options)
{
    g_auto(GStrv) argv = arguments(fixture, "real", options);
    GPid pid;

    assert_true(
        g_spawn_async(fixture->folder, argv, NULL,
                      G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                      NULL, NULL, &pid, NULL));
    return pid;
}

/* How many processes there are whose command line has the test's scenario in it. */
static guint n_processes(const Fixture *fixture)
{
    g_autoptr(GDir) folder = g_dir_open("/proc", 0, NULL);
    const char *name;
    guint n = 0;

    while ((name = g_dir_read_name(folder))) {
        g_autofree char *path = g_build_filename("/proc", name, "cmdline", NULL), *line = NULL;
        gsize length;

        if (g_ascii_isdigit(*name) && g_file_get_contents(path, &line, &length, NULL))
            n += memmem(line, length, fixture->scenario, strlen(fixture->scenario)) != NULL;
    }
    return n;
}

static void wait_for_processes(const Fixture *fixture, guint least, guint most)
{
    for (guint i = 0; i < 500 && (n_processes(fixture) < least || n_processes(fixture) > most); i++)
        g_usleep(10000);
    assert_in_range(n_processes(fixture), least, most);
}

static void an_interrupt_keeps_the_rows_that_were_finished(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *summary = NULL;
    GPid pid;
    int status;

    write_scenario(fixture, slow);
    pid = start(fixture, "--out=out");
    wait_for_processes(fixture, 2, 2); /* the first row, a third of a second */
    g_usleep(1500000);
    kill(pid, SIGINT);
    waitpid(pid, &status, 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 130);
    assert_int_equal(n_processes(fixture), 0);
    summary = read_output(fixture, "summary.csv");
    g_auto(GStrv) lines = g_strsplit(summary, "\n", -1);
    assert_int_equal(g_strv_length(lines), 4); /* the names, two rows, and the end */
    g_auto(GStrv) first = g_strsplit(lines[1], ",", -1), second = g_strsplit(lines[2], ",", -1);
    assert_string_equal(first[2], "free-threaded");
    assert_true(g_ascii_strtoll(first[10], NULL, 10) >= 330000000); /* its makespan */
    assert_string_equal(second[2], "sequential");
    assert_string_equal(second[10], "");
}

/* calibrate, with the test's file as the profile to write. */
static GPid start_calibrating(const Fixture *fixture, int *messages)
{
    g_autofree char *path = called_program();
    char *argv[] = { path, (char *)"calibrate", (char *)"-o", fixture->scenario, NULL };
    GPid pid;

    assert_true(g_spawn_async_with_pipes(fixture->folder, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL,
                                         NULL, NULL, &pid, NULL, NULL, messages, NULL));
    return pid;
}

static void an_interrupt_ends_calibrating_with_a_message_and_without_a_profile(void **state)
{
    Fixture *fixture = *state;
    char text[4096] = "";
    int messages, status;
    GPid pid = start_calibrating(fixture, &messages);

    wait_for_processes(fixture, 1, 100);
    g_usleep(2500000); /* it is among the native probes, or before them */
    kill(pid, SIGINT);
    waitpid(pid, &status, 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 130);
    assert_true(read(messages, text, sizeof text - 1) > 0);
    close(messages);
    assert_non_null(strstr(text, "gilsim: "));
    assert_non_null(strstr(text, "interrupted"));
    assert_int_equal(n_processes(fixture), 0);
    assert_false(g_file_test(fixture->scenario, G_FILE_TEST_EXISTS));
    assert_int_equal(g_rmdir(fixture->folder), 0); /* nothing else was left */
}

static void a_kill_leaves_no_process(void **state)
{
    Fixture *fixture = *state;
    GPid pid;

    write_scenario(fixture, slow);
    pid = start(fixture, "--policy processes");
    wait_for_processes(fixture, 3, 3); /* gilsim, the program, its worker */
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    wait_for_processes(fixture, 0, 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

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
