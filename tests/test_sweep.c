/* test_sweep - does a sweep visit every point once, give the same for any number of workers and parts, and
 * lose nothing that was finished, whatever ends it? */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "sweep/grid.h"
#include "sweep/ledger.h"
#include "sweep/statistics.h"

#define SCENARIO                                                                                             \
    "[scenario]\npolicies = async, threads\ntarget = 40ms\n"                                                 \
    "[let]\nidle = 5ms\n"                                                                                    \
    "[machine]\nprofile = ideal\n"                                                                           \
    "[task a]\ncount = 8\nphases = repeat 5 { compute exp(1ms); wait exp($idle) }\n"
#define VARIES " --vary cores=1:3 --vary let.idle=1ms,4ms --repeats 4 -q "
#define N_RUNS 24

typedef struct {
    char *folder, *program;
    char *out, *messages;
    int status;
} Fixture;

static int setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    const char *given = g_getenv("GILSIM");
    g_autofree char *file = NULL;

    fixture->folder = g_dir_make_tmp("gilsim-test-XXXXXX", NULL);
    fixture->program = g_canonicalize_filename(given ? given : "build/gilsim", NULL);
    file = g_build_filename(fixture->folder, "small.ini", NULL);
    *state = fixture;
    return g_file_set_contents(file, SCENARIO, -1, NULL) ? 0 : -1;
}

static void remove_tree(const char *path)
{
    GDir *folder = g_dir_open(path, 0, NULL);

    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        g_autofree char *inside = g_build_filename(path, name, NULL);

        remove_tree(inside);
    }
    g_clear_pointer(&folder, g_dir_close);
    g_remove(path);
}

static int teardown(void **state)
{
    Fixture *fixture = *state;

    remove_tree(fixture->folder);
    g_free(fixture->folder);
    g_free(fixture->program);
    g_free(fixture->out);
    g_free(fixture->messages);
    g_free(fixture);
    return 0;
}

/* Calls the program in the test's folder, behind PREFIX, a shell's. */
static void call_behind(Fixture *fixture, const char *prefix, const char *arguments)
{
    g_autofree char *command = g_strdup_printf("%s '%s' %s", prefix, fixture->program, arguments);
    const char *const argv[] = { "sh", "-c", command, NULL };

    g_clear_pointer(&fixture->out, g_free);
    g_clear_pointer(&fixture->messages, g_free);
    assert_true(g_spawn_sync(fixture->folder, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &fixture->out,
                             &fixture->messages, &fixture->status, NULL));
    assert_true(WIFEXITED(fixture->status));
    fixture->status = WEXITSTATUS(fixture->status);
}

static void call(Fixture *fixture, const char *arguments)
{
    call_behind(fixture, "exec", arguments);
}

static void succeed(Fixture *fixture, const char *arguments)
{
    call(fixture, arguments);
    if (fixture->status != 0)
        fail_msg("%s: %s", arguments, fixture->messages);
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is not in: %s", part, text);
}

static char *read_file(const Fixture *fixture, const char *name)
{
    g_autofree char *path = g_build_filename(fixture->folder, name, NULL);
    char *text = NULL;

    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

static void write_file(const Fixture *fixture, const char *name, const char *text, gssize length)
{
    g_autofree char *path = g_build_filename(fixture->folder, name, NULL);

    assert_true(g_file_set_contents(path, text, length, NULL));
}

/* The tables of the folders are the same to the byte. */
static void assert_same_tables(const Fixture *fixture, const char *one, const char *other)
{
    static const char *const names[] = { "summary.csv", "means.csv" };

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *one_name = g_build_filename(one, names[i], NULL);
        g_autofree char *other_name = g_build_filename(other, names[i], NULL);
        g_autofree char *one_text = read_file(fixture, one_name);
        g_autofree char *other_text = read_file(fixture, other_name);

        assert_string_equal(one_text, other_text);
    }
}

static guint count(const char *text, const char *part)
{
    guint n = 0;

    for (; (text = strstr(text, part)); text += strlen(part))
        n++;
    return n;
}

/* ---- the values of a key ---- */

static char *values_of(const char *text)
{
    g_autoptr(GError) error = NULL;
    Vary *vary = vary_parse(text, &error);
    char *values;

    if (!vary)
        return g_strdup(error->message);
    g_ptr_array_add(vary->values, NULL);
    values = g_strjoinv(" ", (GStrv)vary->values->pdata);
    vary_free(vary);
    return values;
}

static void ranges_and_lists_give_every_value(void **state)
{
    static const char *const cases[][2] = {
        { "cores=1:4", "1 2 3 4" },
        { "cores=1:9:4", "1 5 9" },
        { "cores=1:64:*2", "1 2 4 8 16 32 64" },
        { "cores=1:4,8,16", "1 2 3 4 8 16" },
        { "let.share=0.1:0.5:0.1", "0.1 0.2 0.3 0.4 0.5" },
        { "lock.interval=500us:1ms:250us", "500us 750us 1ms" },
        { "lock.interval=1ms:10ms:*3", "1ms 3ms 9ms" },
        { "task.a.payload=1KiB:4KiB:*2", "1KiB 2KiB 4KiB" },
        { "let.work=exp(1ms), choice(1ms, 2ms)", "exp(1ms) choice(1ms, 2ms)" },
        { "machine.scheduler=rr,fifo", "rr fifo" },
    };
    (void)state;

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *values = values_of(cases[i][0]);

        assert_string_equal(values, cases[i][1]);
    }
}

static void values_that_make_no_sense_are_refused_with_the_reason(void **state)
{
    static const char *const cases[][2] = {
        { "cores", "expected KEY=VALUES" },
        { "cores=", "a value is missing" },
        { "cores=1,,2", "a value is missing" },
        { "cores=4:1", "ends before it begins" },
        { "cores=1:4:0", "expected a step above 0" },
        { "cores=1:4:*1", "expected a factor above 1" },
        { "cores=0:4:*2", "the factor changes nothing" },
        { "cores=1:x", "expected FROM:TO" },
        { "lock.interval=1ms:5ms", "needs a step" },
        { "lock.interval=1:5ms:1ms", "in the same unit" },
        { "cores=1:1000000", "more than 100000 values" },
    };
    (void)state;

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *message = values_of(cases[i][0]);

        assert_has(message, cases[i][1]);
    }
}

static void points_are_the_product_and_the_last_key_changes_fastest(void **state)
{
    char cores[] = "cores=1,2", idle[] = "let.idle=5ms,6ms,7ms", *varies[] = { cores, idle, NULL };
    g_autoptr(Grid) grid = grid_new(varies, NULL);
    g_autofree char *first = grid_point_text(grid, 0), *second = grid_point_text(grid, 1);
    g_autofree char *last = grid_point_text(grid, 5);
    (void)state;

    assert_int_equal(grid->n_points, 6);
    assert_string_equal(first, "machine.cores=1 let.idle=5ms");
    assert_string_equal(second, "machine.cores=1 let.idle=6ms");
    assert_string_equal(last, "machine.cores=2 let.idle=7ms");
}

/* ---- estimates ---- */

/* 2, 4, 4, 6: mean 4, standard deviation 1.63299, t(3) = 3.1824. */
static void interval_of_four_values_is_that_of_the_textbook(void **state)
{
    const double values[] = { 2, 4, 4, 6 };
    const Estimate estimate = statistics_estimate(values, 4);
    (void)state;

    assert_true(ABS(estimate.mean - 4) < 1e-12);
    assert_true(ABS(estimate.half_width - 3.1824 * 1.6329932 / 2) < 1e-4);
}

static void what_both_have_in_common_cancels_out_of_a_difference(void **state)
{
    const double first[] = { 101, 211, 301 }, second[] = { 100, 210, 300 };
    const Estimate difference = statistics_difference(first, second, 3);
    (void)state;

    assert_true(difference.mean == 1 && difference.half_width == 0);
}

/* ---- the ledger ---- */

static void half_a_record_at_the_end_is_cut_off_wherever_it_was_cut(void **state)
{
    const Fixture *fixture = *state;
    g_autofree char *path = g_build_filename(fixture->folder, "points.log", NULL);
    g_autofree char *whole = NULL;
    gsize length, first_length;
    Ledger *ledger = ledger_open(path, NULL);

    assert_true(ledger_add(ledger, 0, 0, "a,1\n", 4, NULL));
    first_length = (gsize)ledger->length;
    assert_true(ledger_add(ledger, 7, 2, "b,2\nb,3\n", 8, NULL));
    ledger_free(ledger);
    assert_true(g_file_get_contents(path, &whole, &length, NULL));
    for (gsize cut = 0; cut <= length; cut++) {
        write_file(fixture, "points.log", whole, (gssize)cut);
        ledger = ledger_open(path, NULL);
        assert_int_equal(ledger->records->len, cut == length ? 2 : cut >= first_length ? 1 : 0);
        assert_int_equal(ledger->length, cut == length ? length : cut >= first_length ? first_length : 0);
        ledger_free(ledger);
    }
}

static void ledger_in_use_is_not_opened_again(void **state)
{
    const Fixture *fixture = *state;
    g_autofree char *path = g_build_filename(fixture->folder, "points.log", NULL);
    g_autoptr(Ledger) ledger = ledger_open(path, NULL);
    g_autoptr(GError) error = NULL;

    assert_non_null(ledger);
    assert_null(ledger_open(path, &error));
    assert_has(error->message, "is being written by another gilsim");
}

/* ---- the commands ---- */

static void any_number_of_workers_gives_the_same(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *first = NULL;

    succeed(fixture, "sweep small.ini" VARIES "-j 1 --out one");
    first = g_strdup(fixture->out);
    succeed(fixture, "sweep small.ini" VARIES "-j 2 --out two");
    assert_string_equal(fixture->out, first);
    succeed(fixture, "sweep small.ini" VARIES "-j 7 --out seven");
    assert_same_tables(fixture, "one", "two");
    assert_same_tables(fixture, "one", "seven");
}

/* The row of SWEPT that begins with START goes on like the one row of the program's last output, from the
 * makespan on. */
static void assert_same_figures(const Fixture *fixture, const char *swept, const char *start)
{
    const char *ours = strstr(swept, start), *theirs = strstr(fixture->out, "\nsmall,");
    gsize length;

    assert_non_null(ours);
    assert_non_null(theirs);
    ours += strlen(start);
    theirs = strstr(theirs, ",0,8,") + strlen(",0,8,");
    length = strcspn(theirs, "\n");
    assert_true(length > 100);
    assert_memory_equal(ours, theirs, length);
}

static void repeat_is_what_run_says_with_the_next_seed(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *swept = NULL;

    succeed(fixture, "sweep small.ini --vary let.idle=4ms --repeats 3 -p threads -q --out swept --format csv");
    swept = g_strdup(fixture->out);
    succeed(fixture, "run small.ini --set let.idle=4ms --seed 1 -p threads -q --format csv");
    assert_same_figures(fixture, swept, "\n4ms,small,sim,threads,cpython3,eevdf,4,8,1,0,8,");
    succeed(fixture, "run small.ini --set let.idle=4ms --seed 3 -p threads -q --format csv");
    assert_same_figures(fixture, swept, "\n4ms,small,sim,threads,cpython3,eevdf,4,8,3,2,8,");
}

static void parts_merge_to_the_whole(void **state)
{
    Fixture *fixture = *state;

    succeed(fixture, "sweep small.ini" VARIES "--out whole");
    succeed(fixture, "sweep small.ini" VARIES "--shard 1/3");
    succeed(fixture, "sweep small.ini" VARIES "--shard 2/3");
    call(fixture, "merge small.1-of-3.sweep small.2-of-3.sweep --out merged");
    assert_int_equal(fixture->status, 1);
    assert_has(fixture->messages, "gilsim: no part has machine.cores=2 let.idle=1ms (repeat 0)\n");
    assert_has(fixture->messages, "8 of 24 runs are missing");
    succeed(fixture, "sweep small.ini" VARIES "--shard 3/3");
    succeed(fixture, "merge small.1-of-3.sweep small.2-of-3.sweep small.3-of-3.sweep --out merged");
    assert_string_equal(fixture->messages, "");
    assert_same_tables(fixture, "whole", "merged");
}

static void doubled_points_are_named_and_differing_ones_refused(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *path = g_build_filename(fixture->folder, "part", "points.log", NULL);
    Ledger *ledger;

    succeed(fixture, "sweep small.ini" VARIES "--out whole");
    succeed(fixture, "sweep small.ini" VARIES "--shard 1/3 --out part");
    succeed(fixture, "merge whole part --out merged");
    assert_has(fixture->messages, "'part' has machine.cores=1 let.idle=1ms again (repeat 0); the results agree");
    assert_has(fixture->messages, "8 runs were there twice");
    ledger = ledger_open(path, NULL);
    assert_true(ledger_add(ledger, 1, 0, "other\n", 6, NULL));
    ledger_free(ledger);
    call(fixture, "merge whole part --out merged");
    assert_int_equal(fixture->status, 1);
    assert_has(fixture->messages, "'part' has other results for machine.cores=1 let.idle=4ms");
}

static void changed_scenario_or_command_is_refused(void **state)
{
    Fixture *fixture = *state;

    succeed(fixture, "sweep small.ini" VARIES);
    call(fixture, "sweep small.ini --vary cores=1:4 -q");
    assert_int_equal(fixture->status, 1);
    assert_has(fixture->messages, "it varies other keys or values");
    call(fixture, "sweep small.ini --lock fair" VARIES);
    assert_has(fixture->messages, "it was made with other options");
    write_file(fixture, "small.ini", "# changed\n" SCENARIO, -1);
    call(fixture, "sweep small.ini" VARIES);
    assert_int_equal(fixture->status, 1);
    assert_has(fixture->messages, "the scenario has changed since");
    succeed(fixture, "sweep small.ini --restart" VARIES);
}

static void result_of_another_version_is_refused(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *text = NULL;
    g_auto(GStrv) parts = NULL;
    g_autofree char *changed = NULL;

    succeed(fixture, "sweep small.ini" VARIES);
    text = read_file(fixture, "small.sweep/sweep.ini");
    parts = g_strsplit(text, "version=", 2);
    changed = g_strdup_printf("%sversion=0.0.0 of %s", parts[0], parts[1]);
    write_file(fixture, "small.sweep/sweep.ini", changed, -1);
    call(fixture, "sweep small.ini" VARIES);
    assert_int_equal(fixture->status, 1);
    assert_has(fixture->messages, "it was made by another version of gilsim");
}

static void bad_value_is_refused_before_anything_is_written(void **state)
{
    Fixture *fixture = *state;

    call(fixture, "sweep small.ini --vary cores=1,2,0 --out results");
    assert_int_equal(fixture->status, 2);
    assert_has(fixture->messages, "gilsim: --vary machine.cores=0: ");
    call_behind(fixture, "test ! -e results && exec", "--version");
    assert_int_equal(fixture->status, 0);
}

static void folder_of_something_else_is_left_alone(void **state)
{
    Fixture *fixture = *state;

    call(fixture, "sweep small.ini --vary cores=1,2 --out . --restart");
    assert_int_equal(fixture->status, 1);
    assert_has(fixture->messages, "holds other files");
}

/* Records of whole runs in the folder's ledger. */
static guint n_finished(const Fixture *fixture, const char *folder)
{
    g_autofree char *path = g_build_filename(fixture->folder, folder, "points.log", NULL);
    g_autofree char *text = NULL;

    return g_file_get_contents(path, &text, NULL, NULL) ? count(text, "point ") : 0;
}

/* A sweep that takes a while is ended by SIGNAL half-way, and begun again. */
static void end_and_go_on(Fixture *fixture, int number, int status)
{
    const char *const argv[] = { fixture->program, "sweep",    "small.ini", "--vary", "cores=1:3", "--set",
                                 "task.a.count=8000", "-p", "async", "--repeats", "20", "-q", "--out", "broken", NULL };
    guint n_before;
    GPid pid;
    int ended;

    assert_true(g_spawn_async(fixture->folder, (char **)argv, NULL,
                              G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &pid, NULL));
    for (guint i = 0; i < 1000 && n_finished(fixture, "broken") < 3; i++)
        g_usleep(5000);
    kill(pid, number);
    assert_int_equal(waitpid(pid, &ended, 0), pid);
    if (status)
        assert_true(WIFEXITED(ended) && WEXITSTATUS(ended) == status);
    else
        assert_true(WIFSIGNALED(ended));
    n_before = n_finished(fixture, "broken");
    assert_in_range(n_before, 3, 59);
    g_usleep(100000); /* what a killed parent leaves behind ends by itself */
    succeed(fixture, "sweep small.ini --vary cores=1:3 --set task.a.count=8000 -p async --repeats 20 -q --out broken");
    assert_int_equal(n_finished(fixture, "broken"), 60);
    succeed(fixture, "sweep small.ini --vary cores=1:3 --set task.a.count=8000 -p async --repeats 20 -q --out whole");
    assert_same_tables(fixture, "broken", "whole");
}

static void interrupted_sweep_goes_on_where_it_stopped(void **state)
{
    end_and_go_on(*state, SIGINT, 130);
}

static void terminated_sweep_goes_on_where_it_stopped(void **state)
{
    end_and_go_on(*state, SIGTERM, 143);
}

static void killed_sweep_goes_on_where_it_stopped(void **state)
{
    end_and_go_on(*state, SIGKILL, 0);
}

/* A limit on the size of files stands for a disk that is full. */
static void full_disk_keeps_what_is_finished(void **state)
{
    Fixture *fixture = *state;
    guint n_before;

    succeed(fixture, "sweep small.ini" VARIES "--out whole");
    call_behind(fixture, "trap '' XFSZ; ulimit -f 8; exec", "sweep small.ini" VARIES "--out broken");
    assert_int_equal(fixture->status, 1);
    assert_has(fixture->messages, "what is finished is kept, and the same command goes on from there");
    n_before = n_finished(fixture, "broken");
    assert_in_range(n_before, 1, N_RUNS - 1);
    succeed(fixture, "sweep small.ini" VARIES "--out broken");
    assert_same_tables(fixture, "broken", "whole");
}

static void cheapest_point_that_meets_the_target_is_told(void **state)
{
    Fixture *fixture = *state;

    succeed(fixture, "sweep small.ini --vary task.a.count=40,20,1 -q");
    assert_has(fixture->out, "task.a.count=");
    assert_has(fixture->out, " is enough: with ");
    succeed(fixture, "sweep small.ini --set scenario.target=1us --vary cores=1:2 -q --out none");
    assert_has(fixture->out, "\nNo point meets the target of ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_and_lists_give_every_value),
        cmocka_unit_test(values_that_make_no_sense_are_refused_with_the_reason),
        cmocka_unit_test(points_are_the_product_and_the_last_key_changes_fastest),
        cmocka_unit_test(interval_of_four_values_is_that_of_the_textbook),
        cmocka_unit_test(what_both_have_in_common_cancels_out_of_a_difference),
        cmocka_unit_test_setup_teardown(half_a_record_at_the_end_is_cut_off_wherever_it_was_cut, setup, teardown),
        cmocka_unit_test_setup_teardown(ledger_in_use_is_not_opened_again, setup, teardown),
        cmocka_unit_test_setup_teardown(any_number_of_workers_gives_the_same, setup, teardown),
        cmocka_unit_test_setup_teardown(repeat_is_what_run_says_with_the_next_seed, setup, teardown),
        cmocka_unit_test_setup_teardown(parts_merge_to_the_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(doubled_points_are_named_and_differing_ones_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(changed_scenario_or_command_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(result_of_another_version_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(bad_value_is_refused_before_anything_is_written, setup, teardown),
        cmocka_unit_test_setup_teardown(folder_of_something_else_is_left_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(interrupted_sweep_goes_on_where_it_stopped, setup, teardown),
        cmocka_unit_test_setup_teardown(terminated_sweep_goes_on_where_it_stopped, setup, teardown),
        cmocka_unit_test_setup_teardown(killed_sweep_goes_on_where_it_stopped, setup, teardown),
        cmocka_unit_test_setup_teardown(full_disk_keeps_what_is_finished, setup, teardown),
        cmocka_unit_test_setup_teardown(cheapest_point_that_meets_the_target_is_told, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
