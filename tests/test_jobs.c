/* test_jobs - run --jobs, and what it shows of schedulers: charts beside each other, averages, missed
 * deadlines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "scenario/jobs.h"

/* What the program prints with ARGUMENTS in a terminal that it knows nothing of; *MESSAGES and *STATUS.
 * g_free. */
static char *output_of(const char *arguments, char **messages, int *status)
{
    const char *given = g_getenv("GILSIM");
    g_autofree char *program = g_canonicalize_filename(given != NULL ? given : "build/gilsim", NULL);
    g_autofree char *line = g_strdup_printf("env LC_ALL=C '%s' %s", program, arguments);
    g_auto(GStrv) argv = NULL;
    g_autoptr(GError) error = NULL;
    char *out = NULL;
    assert_true(g_shell_parse_argv(line, NULL, &argv, NULL));
    if (!g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, messages, status, &error))
        fail_msg("%s", error->message);
    assert_true(WIFEXITED(*status));
    *status = WEXITSTATUS(*status);
    return out;
}

static void assert_prints(const char *arguments, const char *parts[])
{
    g_autofree char *messages = NULL;
    int status;
    g_autofree char *out = output_of(arguments, &messages, &status);
    assert_string_equal(messages, "");
    assert_int_equal(status, 0);
    for (guint i = 0; parts[i] != NULL; i++)
        if (strstr(out, parts[i]) == NULL)
            fail_msg("'%s' is not in:\n%s", parts[i], out);
}

static void jobs_are_drawn_beside_each_other_and_averaged(void **state)
{
    const char *parts[] = {
        "free-threaded, fifo        free-threaded, sjf         free-threaded, rr\n"
        "P1 #################       P1 rrrr#################   P1 ###rrrr##############\n"
        "P2 rrrrrrrrrrrrrrrrr##     P2 ###                     P2 rrr##\n"
        "P3 rrrrrrrrrrrrrrrrrrr##   P3 rr###                   P3 rrrrr##\n"
        "   0               30 ms\n"
        "   # compute  r ready\n",
        "                    mean     mean      mean        in\n"
        "   scheduler  turnaround  waiting  response  progress\n"
        "1  sjf           13.0 ms     3 ms      3 ms         1\n"
        "2  rr            15.7 ms  5.67 ms   3.67 ms         2\n"
        "3  fifo          27.0 ms    17 ms     17 ms         1\n",
        NULL,
    };
    (void)state;
    assert_prints("run --jobs 0:24,0:3,0:3 --scheduler fifo,sjf,rr --slice 4ms", parts);
}

static void jobs_may_be_given_in_any_unit(void **state)
{
    g_autofree char *why = NULL;
    g_autofree char *text = jobs_scenario("0:24, 1.5 : 3us", &why);
    (void)state;
    assert_null(why);
    assert_non_null(strstr(text, "[task P1]\narrival = 0ms\nphases = compute 24ms\n"));
    assert_non_null(strstr(text, "[task P2]\narrival = 1.5ms\nphases = compute 3us\n"));
}

static void what_is_no_job_is_refused(void **state)
{
    static const char *const wrong[] = { "", "0", "0:", ":3", "0:x", "0:3,", "0:3,,0:4", "-1:3", "0:3:4" };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *why = NULL;
        assert_null(jobs_scenario(wrong[i], &why));
        assert_true(
            g_str_has_suffix(why, "is no job; expected arrival:burst in milliseconds, as in 0:24,0:3,0:3"));
    }
    g_autofree char *messages = NULL;
    int status;
    g_autofree char *out = output_of("run --jobs 0:24,3", &messages, &status);
    assert_string_equal(messages,
                        "gilsim: --jobs 0:24,3: '3' is no job; expected arrival:burst in milliseconds, "
                        "as in 0:24,0:3,0:3\n");
    assert_string_equal(out, "");
    assert_int_equal(status, 2);
}

/* Silberschatz's two processes of which rate monotonic makes one late. */
static const char periodic[] = "[scenario]\npolicies = free-threaded\nhorizon = 100ms\n"
                               "[machine]\ncores = 1\nprofile = ideal\nscheduler = rm, edf\n"
                               "[task P1]\nperiod = 50ms\nphases = compute 25ms\n"
                               "[task P2]\nperiod = 80ms\nphases = compute 35ms\n";

static void missed_deadlines_are_in_table_chart_and_csv(void **state)
{
    const char *table[] = { "  deadlines  ",
                            "edf             60 ms          0  ",
                            "rm              85 ms          1  ",
                            " !\n",
                            "! missed its deadline\n",
                            NULL };
    const char *csv[] = { ",deadline_misses\n", ",1\n", ",0\n", NULL };
    g_autofree char *folder = g_dir_make_tmp("gilsim-test-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "periodic.ini", NULL);
    g_autofree char *as_table = g_strdup_printf("run %s", path);
    g_autofree char *as_csv = g_strdup_printf("run %s --format=csv", path);
    (void)state;
    assert_true(g_file_set_contents(path, periodic, -1, NULL));
    assert_prints(as_table, table);
    assert_prints(as_csv, csv);
    g_remove(path);
    g_rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jobs_are_drawn_beside_each_other_and_averaged),
        cmocka_unit_test(jobs_may_be_given_in_any_unit),
        cmocka_unit_test(what_is_no_job_is_refused),
        cmocka_unit_test(missed_deadlines_are_in_table_chart_and_csv),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
