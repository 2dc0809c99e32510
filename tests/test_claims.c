/* test_claims - do the shipped scenarios show what gilsim tells about concurrency, parallelism and the lock?
 *
 * Each statement is an inequality on simulated figures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "tables.h"

static void assert_levels(const Table *table, const char *policy, gint64 in_progress, gint64 at_once)
{
    const Row *row = table_row(table, policy, 0);
    assert_int_equal(row->summary.max_in_progress, in_progress);
    assert_int_equal(row->summary.max_parallel, at_once);
}

/* --- concurrency and parallelism are two things --- */

static void kitchen_takes_the_times_that_the_cook_was_told(void **state)
{
    (void)state;
    g_autoptr(Table) kitchen = table_run("kitchen", "");
    g_autoptr(Table) asleep = table_run("kitchen-asleep", "");
    assert_int_equal(table_makespan(kitchen, "sequential"), 22 * 60 * SIMTIME_S);
    assert_int_equal(table_makespan(kitchen, "async"), 560 * SIMTIME_S);
    assert_int_equal(table_makespan(asleep, "async"), 14 * 60 * SIMTIME_S);
}

static void friend_helps_only_with_hands_of_his_own(void **state)
{
    (void)state;
    g_autoptr(Table) table = table_run("kitchen-friend", "");
    g_autoptr(Table) alone = table_run("kitchen-friend", "machine.cores=1");
    assert_true(table_makespan(table, "threads") > 0.98 * table_makespan(alone, "threads"));
    assert_true(table_makespan(table, "processes") < 0.7 * table_makespan(table, "threads"));
}

static void knife_limits_two_cooks(void **state)
{
    (void)state;
    g_autoptr(Table) table = table_run("kitchen-knife", "");
    assert_int_equal(table_makespan(table, "processes"), 500 * SIMTIME_S);
    assert_int_equal(table_makespan(table, "free-threaded"), 500 * SIMTIME_S);
    assert_int_equal(table_makespan(table, "threads"), table_makespan(table, "sequential"));
}

static void in_progress_and_at_once_are_two_things(void **state)
{
    (void)state;
    g_autoptr(Table) table = table_run("two-things", "");
    assert_levels(table, "sequential", 1, 1);
    assert_levels(table, "async", 20, 1);
    assert_levels(table, "processes", 4, 4);
    assert_levels(table, "process-async", 20, 4);
    assert_true(table_makespan(table, "process-async") < table_makespan(table, "async"));
    assert_true(table_makespan(table, "process-async") < table_makespan(table, "processes"));
}

static void one_core_never_has_two_at_once(void **state)
{
    (void)state;
    const char *const names[] = { "mixed", "computing", "waiting-network", "numpy", "web" };
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(Table) table = table_run(names[i], "machine.cores=1 scenario.policies=all");
        assert_int_equal(table->rows->len, 7);
        for (guint r = 0; r < table->rows->len; r++)
            assert_int_equal(((Row *)table->rows->pdata[r])->summary.max_parallel, 1);
    }
}

/* --- an event loop --- */

/* Keeps all stretches of the run. */
typedef struct {
    ResultSink sink;
    RowSink rows;
    GArray *stretches;
    guint32 n_tasks;
} Watch;

static void watch_row(RowSink *sink, const Stretch *stretch)
{
    Watch *watch = (Watch *)((char *)sink - G_STRUCT_OFFSET(Watch, rows));
    g_array_append_val(watch->stretches, *stretch);
}

static gboolean watch_begins(ResultSink *sink, Run *run, GError **error)
{
    (void)error;
    Watch *watch = (Watch *)sink;
    watch->n_tasks = run->recorder->n_tasks;
    recorder_add_sink(run->recorder, &watch->rows);
    return TRUE;
}

/* Is a core in use just after TIME, or does every task that is there wait? */
static gboolean busy_or_all_wait(const Watch *watch, SimTime time)
{
    gboolean all_wait = TRUE;
    for (guint i = 0; i < watch->stretches->len; i++) {
        const Stretch *stretch = &g_array_index(watch->stretches, Stretch, i);
        if (stretch->begin > time || stretch->end <= time)
            continue;
        if (stretch->where.core >= 0)
            return TRUE;
        if (stretch->track < watch->n_tasks && stretch->state != STATE_WAIT)
            all_wait = FALSE;
    }
    return all_wait;
}

static void core_of_an_event_loop_idles_only_when_every_task_waits(void **state)
{
    (void)state;
    Watch watch = { .sink.run_begins = watch_begins, .rows.row = watch_row };
    watch.stretches = g_array_new(FALSE, FALSE, sizeof(Stretch));
    g_autoptr(Scenario) scenario = table_scenario("mixed", "scenario.policies=async machine.profile=ideal");
    table_experiment(scenario, &watch.sink);
    assert_true(watch.stretches->len > 100);
    for (guint i = 0; i < watch.stretches->len; i++) {
        const Stretch *stretch = &g_array_index(watch.stretches, Stretch, i);
        assert_true(busy_or_all_wait(&watch, stretch->begin));
        assert_true(busy_or_all_wait(&watch, stretch->end));
    }
    g_array_unref(watch.stretches);
}

static void event_loop_has_many_in_progress_and_never_two_at_once(void **state)
{
    (void)state;
    g_autoptr(Table) mixed = table_run("mixed", "");
    g_autoptr(Table) network = table_run("waiting-network", "");
    assert_true(table_row(mixed, "async", 0)->summary.max_in_progress >= 20);
    assert_int_equal(table_row(mixed, "async", 0)->summary.max_parallel, 1);
    assert_levels(network, "async", 30, 1);
}

static void event_loop_beats_a_thread_a_task_from_a_thousand_on(void **state)
{
    (void)state;
    g_autoptr(Table) thousand = table_run("thousand", "machine.profile=linux");
    g_autoptr(Table) three = table_run("thousand", "machine.profile=linux task.client.count=3000");
    assert_true(table_makespan(thousand, "async") < table_makespan(thousand, "threads"));
    assert_true(table_makespan(three, "async") < table_makespan(three, "threads"));
}

static void event_loop_that_computes_answers_nobody(void **state)
{
    (void)state;
    g_autoptr(Table) table = table_run("interactive", "");
    double async = table_group(table, "async", "click")->p95_turnaround;
    double threads = table_group(table, "threads", "click")->p95_turnaround;
    double processes = table_group(table, "processes", "click")->p95_turnaround;
    assert_true(async > 10 * threads);
    assert_true(threads > 2 * processes);
    assert_true(processes < 4 * SIMTIME_MS);
}

/* --- the lock --- */

static void threads_help_waiting(void **state)
{
    (void)state;
    g_autoptr(Table) network = table_run("waiting-network", "");
    g_autoptr(Table) sleep = table_run("waiting-sleep", "");
    assert_true(table_makespan(network, "threads") < table_makespan(network, "sequential") / 5);
    assert_int_equal(table_makespan(sleep, "async"), 100 * SIMTIME_MS);
    assert_int_equal(table_makespan(sleep, "threads"), 100 * SIMTIME_MS);
    assert_int_equal(table_makespan(sleep, "sequential"), SIMTIME_S);
}

static void threads_under_the_lock_do_not_help_computing(void **state)
{
    (void)state;
    g_autoptr(Table) table = table_run("computing", "");
    assert_true(table_makespan(table, "threads") >= table_makespan(table, "sequential"));
    assert_true(table_row(table, "threads", 0)->summary.lock_utilization > 950000);
}

static void threads_stop_helping_waiting_beside_a_computing_one(void **state)
{
    (void)state;
    const struct {
        const char *interval;
        SimTime length;
    } tries[] = {
        { "lock.interval=1ms", SIMTIME_MS },
        { "lock.interval=5ms", 5 * SIMTIME_MS },
        { "lock.interval=20ms", 20 * SIMTIME_MS },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(tries); i++) {
        g_autoptr(Table) table = table_run("convoy-1", tries[i].interval);
        const GroupFigures *threads = table_group(table, "threads", "io");
        const GroupFigures *free_threads = table_group(table, "free-threaded", "io");
        assert_true(threads->p50_delay >= tries[i].length);
        assert_true(threads->p50_delay < 1.3 * tries[i].length);
        assert_true(threads->p50_turnaround - free_threads->p50_turnaround > 12 * tries[i].length);
    }
}

static void convoy_grows_with_the_number_of_computing_threads(void **state)
{
    (void)state;
    g_autoptr(Table) one = table_run("convoy-1", "");
    g_autoptr(Table) two = table_run("convoy-2", "");
    g_autoptr(Table) four = table_run("convoy-4", "");
    double delay_of_one = table_group(one, "threads", "io")->mean_delay;
    double delay_of_two = table_group(two, "threads", "io")->mean_delay;
    double delay_of_four = table_group(four, "threads", "io")->mean_delay;
    assert_true(delay_of_two > 1.5 * delay_of_one);
    assert_true(delay_of_four > 1.3 * delay_of_two);
    assert_true(table_group(four, "processes", "io")->p95_delay < SIMTIME_MS);
}

static void processes_and_free_threads_help_computing(void **state)
{
    (void)state;
    g_autoptr(Table) table = table_run("computing", "");
    assert_true(table_makespan(table, "processes") < table_makespan(table, "sequential") / 3.5);
    assert_true(table_makespan(table, "free-threaded") < table_makespan(table, "sequential") / 3.5);
}

static void threads_help_computing_that_releases_the_lock(void **state)
{
    (void)state;
    g_autoptr(Table) table = table_run("numpy", "");
    assert_true(table_makespan(table, "threads") < table_makespan(table, "sequential") / 3);
    assert_true(table_makespan(table, "async") > 0.99 * table_makespan(table, "sequential"));
}

static void python2_threads_are_slower_on_two_cores_than_on_one(void **state)
{
    (void)state;
    g_autoptr(Table) table = table_run("python2", "lock.name=cpython2");
    const Row *one = table_row(table, "threads", 0), *two = table_row(table, "threads", 1);
    assert_int_equal(two->summary.combination.cores, 2);
    assert_true(one->summary.makespan >= table_makespan(table, "sequential"));
    assert_true(two->summary.makespan > 1.01 * one->summary.makespan);
}

/* --- throughput, division, start-up --- */

static void throughput_rises_n_fold_and_no_task_is_faster(void **state)
{
    (void)state;
    g_autoptr(Table) table = table_run("throughput", "");
    const Row *one = table_row(table, "processes", 0);
    for (guint i = 0; i < 3; i++) {
        const Row *row = table_row(table, "processes", i);
        gint64 cores = row->summary.combination.cores;
        assert_int_equal(cores, 1 << i);
        assert_int_equal(row->summary.throughput, cores * one->summary.throughput);
        assert_true(row->quickest >= one->quickest);
        assert_true(row->summary.in_state[STATE_COMPUTE] == one->summary.in_state[STATE_COMPUTE]);
    }
}

static void serial_end_limits_what_cores_bring(void **state)
{
    (void)state;
    g_autoptr(Table) table = table_run("serial-end", "");
    gint64 before = 0;
    for (guint i = 0; i < 6; i++) {
        gint64 speedup = table_row(table, "processes", i)->summary.speedup;
        assert_true(speedup < 10000000);
        assert_true(i == 0 || speedup < 2 * before);
        before = speedup;
    }
    assert_true(table_row(table, "processes", 3)->summary.speedup > 4 * 1000000);
}

static void divided_work_is_joined_after_its_parts(void **state)
{
    (void)state;
    g_autoptr(Table) table = table_run("divide", "");
    assert_true(table_makespan(table, "processes") >= 260 * SIMTIME_MS);
    assert_true(table_makespan(table, "sequential") > 2.4 * table_makespan(table, "processes"));
}

static void resource_limits_whoever_asks(void **state)
{
    (void)state;
    g_autoptr(Table) table = table_run("waiting-disk", "");
    for (guint i = 0; i < table->rows->len; i++)
        assert_true(((Row *)table->rows->pdata[i])->summary.makespan >= 480 * SIMTIME_MS);
    assert_true(table_makespan(table, "sequential") < 1.2 * table_makespan(table, "free-threaded"));
}

static void pool_holds_up_whoever_handles_requests_together(void **state)
{
    (void)state;
    g_autoptr(Table) five = table_run("web", "");
    g_autoptr(Table) six = table_run("web", "resource.connection.capacity=6");
    const char *const policies[] = { "async", "threads", "processes" };
    assert_true(table_row(five, "sequential", 0)->summary.overloaded);
    for (gsize i = 0; i < G_N_ELEMENTS(policies); i++) {
        const Summary *few = &table_row(five, policies[i], 0)->summary;
        const Summary *more = &table_row(six, policies[i], 0)->summary;
        assert_false(few->overloaded);
        assert_true(few->p95_turnaround > five->scenario->target);
        assert_true(more->p95_turnaround < six->scenario->target);
    }
}

/* --- the wrong model --- */

static void wrong_model_is_much_slower_both_ways(void **state)
{
    (void)state;
    g_autoptr(Table) waiting = table_run("wrong-waiting", "");
    g_autoptr(Table) computing = table_run("wrong-computing", "");
    assert_true(table_makespan(waiting, "processes") > 1.8 * table_makespan(waiting, "async"));
    assert_true(table_makespan(computing, "async") > 1.8 * table_makespan(computing, "processes"));
    assert_true(table_makespan(computing, "threads") > 1.8 * table_makespan(computing, "processes"));
}

static void wrong_model_can_be_slower_than_none(void **state)
{
    (void)state;
    g_autoptr(Table) tiny = table_run("tiny", "");
    g_autoptr(Table) start = table_run("start-up", "");
    assert_true(table_makespan(tiny, "processes") > table_makespan(tiny, "sequential"));
    assert_true(table_makespan(start, "processes") > table_makespan(start, "sequential"));
    assert_true(table_makespan(start, "subinterpreters") > 2 * table_makespan(start, "sequential"));
}

/* --- the scenarios themselves --- */

static void real_run_of_any_scenario_takes_a_few_seconds(void **state)
{
    (void)state;
    g_autoptr(GDir) folder = g_dir_open("scenarios", 0, NULL);
    for (const char *file; (file = g_dir_read_name(folder));) {
        if (!g_str_has_suffix(file, ".ini"))
            continue;
        g_autofree char *name = g_strndup(file, strlen(file) - strlen(".ini"));
        g_autoptr(Table) table = table_run(name, "");
        double together = 0;
        for (guint i = 0; i < table->rows->len; i++)
            together += (double)((Row *)table->rows->pdata[i])->summary.makespan * table->scenario->scale;
        if (together > 4.0 * SIMTIME_S)
            fail_msg("%s: the predicted makespans add up to more than 4 s", name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kitchen_takes_the_times_that_the_cook_was_told),
        cmocka_unit_test(friend_helps_only_with_hands_of_his_own),
        cmocka_unit_test(knife_limits_two_cooks),
        cmocka_unit_test(in_progress_and_at_once_are_two_things),
        cmocka_unit_test(one_core_never_has_two_at_once),
        cmocka_unit_test(event_loop_has_many_in_progress_and_never_two_at_once),
        cmocka_unit_test(core_of_an_event_loop_idles_only_when_every_task_waits),
        cmocka_unit_test(event_loop_beats_a_thread_a_task_from_a_thousand_on),
        cmocka_unit_test(event_loop_that_computes_answers_nobody),
        cmocka_unit_test(threads_help_waiting),
        cmocka_unit_test(threads_under_the_lock_do_not_help_computing),
        cmocka_unit_test(threads_stop_helping_waiting_beside_a_computing_one),
        cmocka_unit_test(convoy_grows_with_the_number_of_computing_threads),
        cmocka_unit_test(processes_and_free_threads_help_computing),
        cmocka_unit_test(threads_help_computing_that_releases_the_lock),
        cmocka_unit_test(python2_threads_are_slower_on_two_cores_than_on_one),
        cmocka_unit_test(throughput_rises_n_fold_and_no_task_is_faster),
        cmocka_unit_test(serial_end_limits_what_cores_bring),
        cmocka_unit_test(divided_work_is_joined_after_its_parts),
        cmocka_unit_test(resource_limits_whoever_asks),
        cmocka_unit_test(pool_holds_up_whoever_handles_requests_together),
        cmocka_unit_test(wrong_model_is_much_slower_both_ways),
        cmocka_unit_test(wrong_model_can_be_slower_than_none),
        cmocka_unit_test(real_run_of_any_scenario_takes_a_few_seconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
