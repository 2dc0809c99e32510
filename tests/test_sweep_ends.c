/* test_sweep_ends - whatever ends a sweep, and whenever: is nothing lost that was finished, and does the
 * same command go on to the same result? */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "base/random.h"
#include "sweep/ledger.h"
#include "workplace.h"

#define VARIES " --vary cores=1:3 --vary let.idle=1ms,4ms --repeats 4 -q "
#define N_RUNS 24

/* Takes some tenths of a second. */
#define LONG "small.ini --vary cores=1:3 --set task.a.count=2000 -p async --repeats 20 -q "
#define N_LONG_RUNS 60

/* Sends the signal NUMBER; returns how the process ended. */
static int end(GPid pid, int number)
{
    int status;

    kill(pid, number);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

/* ---- at a point that is known ---- */

/* A sweep is ended by the signal NUMBER after a few runs, and begun again. */
static void end_and_go_on(Workplace *place, int number, int status)
{
    const GPid pid = workplace_start(place, NULL, "sweep " LONG "--out broken");
    int ended;

    for (guint i = 0; i < 1000 && workplace_finished(place, "broken") < 3; i++)
        g_usleep(5000);
    ended = end(pid, number);
    if (status)
        assert_true(WIFEXITED(ended) && WEXITSTATUS(ended) == status);
    else
        assert_true(WIFSIGNALED(ended));
    assert_in_range(workplace_finished(place, "broken"), 3, N_LONG_RUNS - 1);
    workplace_succeed(place, "sweep " LONG "--out broken");
    assert_int_equal(workplace_finished(place, "broken"), N_LONG_RUNS);
    workplace_succeed(place, "sweep " LONG "--out whole");
    workplace_assert_same(place, "broken", "whole");
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

/* ---- at any moment ---- */

/* The whole records of the ledger of FOLDER, none of which may be there twice. */
static char *whole_records(const Workplace *place, const char *folder)
{
    g_autofree char *path = g_build_filename(place->folder, folder, "points.log", NULL);
    g_autofree char *copy = g_build_filename(place->folder, "copy.log", NULL);
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    g_autofree char *text = NULL;
    g_autoptr(Ledger) ledger = NULL;
    gsize length;

    if (!g_file_get_contents(path, &text, &length, NULL))
        return g_strdup("");
    assert_true(g_file_set_contents(copy, text, (gssize)length, NULL));
    ledger = ledger_open(copy, NULL);
    assert_non_null(ledger);
    for (guint i = 0; i < ledger->records->len; i++) {
        const LedgerRecord *record = g_ptr_array_index(ledger->records, i);

        assert_true(g_hash_table_add(seen, GUINT_TO_POINTER(record->point * 1000 + record->repeat + 1)));
    }
    return g_strndup(text, (gsize)ledger->length);
}

/* Begins or goes on with the sweep in FOLDER, and ends it after DELAY microseconds; FALSE where it had come
 * to its end by then. What was finished before still is, and was not done again. */
static gboolean go_on_and_end(const Workplace *place, const char *folder, gulong delay, int number)
{
    g_autofree char *arguments = g_strdup_printf("sweep " LONG "--out %s", folder);
    g_autofree char *before = whole_records(place, folder), *after = NULL;
    const GPid pid = workplace_start(place, NULL, arguments);
    int status;

    g_usleep(delay);
    status = end(pid, number);
    after = whole_records(place, folder);
    assert_true(g_str_has_prefix(after, before));
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return FALSE;
    assert_true(WIFSIGNALED(status) ? WTERMSIG(status) == number : WEXITSTATUS(status) == 128 + number);
    return TRUE;
}

/* At random moments, from its first to its last: a sweep that has come to its end is compared, and the next
 * begun. */
static void sweep_that_was_ended_thirty_times_comes_to_the_same(void **state)
{
    static const int numbers[] = { SIGKILL, SIGINT, SIGTERM };
    Workplace *place = *state;
    Stream stream = stream_new(1, "test", "ends");
    const gint64 begin = g_get_monotonic_time();
    guint64 takes;
    guint n_sweeps = 0;

    workplace_succeed(place, "sweep " LONG "--out whole");
    takes = (guint64)(g_get_monotonic_time() - begin);
    for (guint i = 0; i < 30; n_sweeps++) {
        g_autofree char *folder = g_strdup_printf("broken%u", n_sweeps);
        g_autofree char *arguments = g_strdup_printf("sweep " LONG "--out %s", folder);

        while (i < 30 && go_on_and_end(place, folder, stream_below(&stream, takes), numbers[i++ % 3]))
            continue;
        workplace_succeed(place, arguments);
        assert_int_equal(workplace_finished(place, folder), N_LONG_RUNS);
        workplace_assert_same(place, folder, "whole");
    }
}

/* ---- what it may find ---- */

static void half_a_row_is_done_again_wherever_it_was_cut(void **state)
{
    Workplace *place = *state;
    g_autofree char *ledger = NULL;
    gsize length;

    workplace_succeed(place, "sweep small.ini" VARIES "--out whole");
    workplace_succeed(place, "sweep small.ini" VARIES "--out cut");
    ledger = workplace_read(place, "cut/points.log");
    length = strlen(ledger);
    for (gsize cut = 0; cut < length; cut += length / 11) {
        workplace_write(place, "cut/points.log", ledger, (gssize)cut);
        workplace_succeed(place, "sweep small.ini" VARIES "--out cut");
        assert_int_equal(workplace_finished(place, "cut"), N_RUNS);
        workplace_assert_same(place, "cut", "whole");
    }
}

/* Killed before sweep.ini had its name. */
static void folder_that_was_hardly_begun_is_gone_on_with(void **state)
{
    Workplace *place = *state;
    g_autofree char *folder = g_build_filename(place->folder, "begun", NULL);

    assert_int_equal(g_mkdir(folder, 0777), 0);
    workplace_write(place, "begun/sweep.ini.A1B2C3", "[sweep]\nscen", -1);
    workplace_write(place, "begun/points.log", "", 0);
    workplace_succeed(place, "sweep small.ini" VARIES "--out begun");
    workplace_succeed(place, "sweep small.ini" VARIES "--out whole");
    workplace_assert_same(place, "begun", "whole");
    workplace_call_behind(place, "test ! -e begun/sweep.ini.A1B2C3 && exec", "--version");
    assert_int_equal(place->status, 0);
}

static void restart_leaves_a_sweep_alone_that_is_still_going_on(void **state)
{
    Workplace *place = *state;
    const GPid pid = workplace_start(place, NULL, "sweep " LONG "--out busy");

    for (guint i = 0; i < 1000 && workplace_finished(place, "busy") < 3; i++)
        g_usleep(5000);
    kill(pid, SIGSTOP);
    workplace_call(place, "sweep small.ini" VARIES "--out busy --restart");
    kill(pid, SIGCONT);
    assert_int_equal(place->status, 1);
    assert_has(place->messages, "is being written by another gilsim");
    assert_int_equal(end(pid, 0), 0);
    assert_int_equal(workplace_finished(place, "busy"), N_LONG_RUNS);
}

/* ---- full disks ---- */

/* A limit on the size of files stands for a disk that is full. */
static void file_that_may_not_grow_keeps_what_is_finished(void **state)
{
    Workplace *place = *state;

    workplace_succeed(place, "sweep small.ini" VARIES "--out whole");
    workplace_call_behind(place, "trap '' XFSZ; ulimit -f 8; exec", "sweep small.ini" VARIES "--out broken");
    assert_int_equal(place->status, 1);
    assert_has(place->messages, "what is finished is kept, and the same command goes on from there");
    assert_in_range(workplace_finished(place, "broken"), 1, N_RUNS - 1);
    workplace_succeed(place, "sweep small.ini" VARIES "--out broken");
    workplace_assert_same(place, "broken", "whole");
}

/* Real ones, of each size from hardly anything to all but enough; they grow when it is told. */
static void full_disk_keeps_what_is_finished(void **state)
{
    Workplace *place = *state;
    g_autofree char *disk = g_build_filename(place->folder, "disk", NULL);
    guint n_full = 0;

    workplace_succeed(place, "sweep small.ini" VARIES "--out whole");
    assert_int_equal(g_mkdir(disk, 0777), 0);
    workplace_call_behind(place, "unshare -rm mount -t tmpfs -o size=4k tmpfs disk && exec", "--version");
    if (place->status != 0)
        skip(); /* only in a namespace of its own may a test have a disk */
    for (guint size = 4; size <= 36; size += 4) {
        g_autofree char *script = g_strdup_printf(
            "unshare -rm sh -c 'mount -t tmpfs -o size=%uk tmpfs disk; \"$0\" \"$@\"; status=$?; "
            "echo $status >status; mount -o remount,size=1m disk; "
            "\"$0\" \"$@\" && rm -rf kept && cp -r disk/kept kept'",
            size);
        g_autofree char *status = NULL;

        workplace_call_behind(place, script, "sweep small.ini" VARIES "--out disk/kept");
        assert_int_equal(place->status, 0);
        workplace_assert_same(place, "kept", "whole");
        status = workplace_read(place, "status");
        n_full += g_str_equal(status, "1\n");
    }
    assert_in_range(n_full, 3, 9);
}

int main(void)
{
    signal(SIGINT, SIG_DFL); /* what a shell runs in the background ignores it */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(interrupted_sweep_goes_on_where_it_stopped, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(terminated_sweep_goes_on_where_it_stopped, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(killed_sweep_goes_on_where_it_stopped, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(sweep_that_was_ended_thirty_times_comes_to_the_same, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(half_a_row_is_done_again_wherever_it_was_cut, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(folder_that_was_hardly_begun_is_gone_on_with, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(restart_leaves_a_sweep_alone_that_is_still_going_on, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(file_that_may_not_grow_keeps_what_is_finished, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(full_disk_keeps_what_is_finished, workplace_setup,
                                        workplace_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
