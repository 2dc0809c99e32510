/* test_figures - every figure against values worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/sorting.h"
#include "report/figures.h"
#include "report/overload.h"
#include "small_workload.h"

#define MS SIMTIME_MS

static const Phase compute_then_wait[] = { { .value = 4 * MS, .kind = PHASE_COMPUTE },
                                           { .value = 6 * MS, .kind = PHASE_WAIT } };
static const Where core0 = { .interpreter = 0, .thread = 0, .core = 0 };
static const Where off_core = { .interpreter = 0, .thread = 0, .core = -1 };
static const Combination on_two_cores = { "sim", "threads", "cpython3", "fifo", 2, 0, 1 };
static const Plan two_workers = {
    .n_interpreters = 1, .threads = THREADS_WORKERS, .n_workers = 2, .locked = TRUE
};

/* TASK arrives, is ready until START, computes COMPUTE, waits WAIT and finishes. */
static void record_task(Recorder *recorder, guint32 task, SimTime arrival, SimTime start, SimTime compute,
                        SimTime wait)
{
    recorder_arrive(recorder, task, arrival);
    recorder_state(recorder, task, STATE_READY, &off_core, arrival);
    recorder_start(recorder, task, start);
    recorder_state(recorder, task, STATE_COMPUTE, &core0, start);
    recorder_state(recorder, task, STATE_WAIT, &off_core, start + compute);
    recorder_finish(recorder, task, start + compute + wait);
}

static void the_figures_of_two_tasks_are_those_worked_out_by_hand(void **state)
{
    const SmallGroup group = { "t", 2, 0, 0, compute_then_wait, 2, 0, 0 };
    const Scenario scenario = { .goal = { .figure = GOAL_DELAY, .group = 0, .percentile = 95 } };
    Workload *workload = small_workload(&group, 1);
    Recorder *recorder = recorder_new(workload, 1, 0);
    Figures *figures;
    const Summary *summary;
    (void)state;

    record_task(recorder, 0, 0, 0, 4 * MS, 6 * MS);
    record_task(recorder, 1, 0, 4 * MS, 4 * MS, 6 * MS);
    recorder_delay(recorder, 0, 0);
    recorder_delay(recorder, 1, 4 * MS);
    recorder->on_core = 8 * MS;
    recorder->lock_held[0] = 7 * MS;
    recorder_end(recorder, 14 * MS);
    figures = figures_new(&on_two_cores, &two_workers, &scenario, recorder, 20 * MS);
    summary = &figures->summary;

    assert_int_equal(summary->workers, 2);
    assert_int_equal(summary->makespan, 14 * MS);
    assert_int_equal(summary->throughput, 142857143); /* 2 / 14 ms, in millionths */
    assert_int_equal(summary->speedup, 1428571);
    assert_int_equal(summary->mean_turnaround, 12 * MS);
    assert_int_equal(summary->p50_turnaround, 10 * MS);
    assert_int_equal(summary->p95_turnaround, 14 * MS);
    assert_int_equal(summary->mean_response, 2 * MS);
    assert_int_equal(summary->mean_waiting, 2 * MS);
    assert_int_equal(summary->mean_in_progress, 1428571); /* 20 ms / 14 ms */
    assert_int_equal(summary->mean_parallel, 571429);
    assert_int_equal(summary->core_utilization, 285714);
    assert_int_equal(summary->lock_utilization, 500000);
    assert_int_equal((gint64)summary->in_state[STATE_READY], 4 * MS);
    assert_int_equal(summary->goal, 4 * MS);
    assert_int_equal(summary->bound, 10 * MS);
    assert_int_equal(summary->unfinished, 0);
    assert_true(summary->deadline_misses == NOT_APPLICABLE);
    assert_int_equal(figures->n_groups, 1);
    assert_int_equal(figures->groups[0].delays, 2);
    assert_int_equal(figures->groups[0].mean_delay, 2 * MS);
    assert_int_equal(figures->groups[0].p50_delay, 0);
    assert_int_equal(figures->groups[0].max_delay, 4 * MS);
    figures_free(figures);
    recorder_free(recorder);
    small_workload_free(workload);
}

static void what_cannot_be_told_is_empty(void **state)
{
    const SmallGroup group = { "t", 2, 0, 0, compute_then_wait, 2, 0, 0 };
    const Scenario scenario = { .goal = { .figure = GOAL_MAKESPAN, .group = -1 } };
    Workload *workload = small_workload(&group, 1);
    Recorder *recorder = recorder_new(workload, 0, 0);
    Figures *figures;
    (void)state;

    record_task(recorder, 0, 0, 0, 4 * MS, 6 * MS);
    recorder_arrive(recorder, 1, 0);
    recorder_state(recorder, 1, STATE_RESOURCE, &off_core, 0);
    recorder_end(recorder, 10 * MS);
    figures = figures_new(&on_two_cores, &two_workers, &scenario, recorder, NOT_APPLICABLE);
    assert_int_equal(figures->summary.unfinished, 1);
    assert_true(figures->summary.makespan == NOT_APPLICABLE);
    assert_true(figures->summary.throughput == NOT_APPLICABLE);
    assert_true(figures->summary.speedup == NOT_APPLICABLE);
    assert_true(figures->summary.goal == NOT_APPLICABLE);
    assert_true(figures->summary.lock_utilization == NOT_APPLICABLE);
    assert_true(figures->groups[0].mean_delay == NOT_APPLICABLE);
    assert_int_equal(figures->groups[0].delays, 0);
    assert_int_equal(figures->summary.mean_turnaround, 10 * MS);
    assert_int_equal((gint64)figures->summary.in_state[STATE_RESOURCE], 10 * MS);
    figures_free(figures);
    recorder_free(recorder);
    small_workload_free(workload);
}

static void a_deadline_is_missed_when_the_finish_is_later(void **state)
{
    const SmallGroup group = { "job", 2, 0, 20 * MS, compute_then_wait, 2, 11 * MS, 0 };
    const Scenario scenario = { .goal = { .figure = GOAL_MAKESPAN, .group = -1 } };
    Workload *workload = small_workload(&group, 1);
    Recorder *recorder = recorder_new(workload, 0, 0);
    Figures *figures;
    (void)state;

    record_task(recorder, 0, 0, 1 * MS, 4 * MS, 6 * MS);
    record_task(recorder, 1, 20 * MS, 22 * MS, 4 * MS, 6 * MS);
    recorder_end(recorder, 32 * MS);
    assert_false(figures_missed(recorder, 0));
    assert_true(figures_missed(recorder, 1));
    figures = figures_new(&on_two_cores, &two_workers, &scenario, recorder, NOT_APPLICABLE);
    assert_int_equal(figures->summary.deadline_misses, 1);
    figures_free(figures);
    recorder_free(recorder);
    small_workload_free(workload);
}

static void percentiles_are_of_the_nearest_rank(void **state)
{
    const SimTime five[] = { 15, 20, 35, 40, 50 };
    (void)state;

    assert_int_equal(figures_percentile(five, 5, 5), 15);
    assert_int_equal(figures_percentile(five, 5, 20), 15);
    assert_int_equal(figures_percentile(five, 5, 21), 20);
    assert_int_equal(figures_percentile(five, 5, 50), 35);
    assert_int_equal(figures_percentile(five, 5, 95), 50);
    assert_int_equal(figures_percentile(five, 5, 100), 50);
    assert_int_equal(figures_percentile(five, 1, 99), 15);
    assert_true(figures_percentile(five, 0, 50) == NOT_APPLICABLE);
}

static void many_times_are_sorted_as_a_comparison_would(void **state)
{
    g_autofree SimTime *times = g_new(SimTime, 5000);
    GRand *random = g_rand_new_with_seed(1);
    guint64 sum = 0, sorted_sum = 0;
    (void)state;

    for (guint i = 0; i < 5000; i++) {
        times[i] = (SimTime)g_rand_int(random) << (g_rand_int(random) % 31);
        sum += (guint64)times[i];
    }
    sort_times(times, 5000);
    for (guint i = 0; i < 5000; i++) {
        sorted_sum += (guint64)times[i];
        assert_true(i == 0 || times[i - 1] <= times[i]);
    }
    assert_true(sum == sorted_sum);
    g_rand_free(random);
}

/* The bound of WORKLOAD for N workers in each of INTERPRETERS on CORES. */
static SimTime bound(const Workload *workload, guint interpreters, guint n_workers, gboolean locked,
                     guint cores)
{
    const Plan plan = {
        .n_interpreters = interpreters, .threads = THREADS_WORKERS, .n_workers = n_workers, .locked = locked
    };

    return figures_lower_bound(workload, &plan, cores);
}

static void the_bound_is_the_largest_of_its_limits(void **state)
{
    const SmallGroup groups[] = { { "a", 5, 3 * MS, 0, compute_then_wait, 2, 0, 0 } };
    Workload *workload = small_workload(groups, 1);
    (void)state;

    assert_int_equal(bound(workload, 1, 5, FALSE, 4), 10 * MS); /* the longest task */
    assert_int_equal(bound(workload, 1, 5, TRUE, 4), 20 * MS);  /* one lock */
    assert_int_equal(bound(workload, 2, 5, TRUE, 4), 10 * MS);  /* two locks: 10 ms each */
    assert_int_equal(bound(workload, 5, 1, TRUE, 1), 20 * MS);  /* one core */
    assert_int_equal(bound(workload, 1, 1, FALSE, 4), 20 * MS); /* one worker */
    small_workload_free(workload);
}

static void the_bound_follows_the_longest_chain(void **state)
{
    const SmallGroup groups[] = { { "last", 1, 0, 0, compute_then_wait, 2, 0, 2 },
                                  { "middle", 2, 0, 0, compute_then_wait, 2, 0, 3 },
                                  { "first", 2, 5 * MS, 7 * MS, compute_then_wait, 2, 0, 0 } };
    Workload *workload = small_workload(groups, 3);
    (void)state;

    assert_int_equal(bound(workload, 1, 5, FALSE, 4), 7 * MS + 30 * MS);
    small_workload_free(workload);
}

static void the_bound_divides_the_use_of_a_resource_by_its_capacity(void **state)
{
    const Phase phases[] = { { .kind = PHASE_COMPUTE, .value = 1 * MS },
                             { .kind = PHASE_USE },
                             { .kind = PHASE_WAIT, .value = 9 * MS },
                             { .kind = PHASE_GIVE_BACK } };
    const SmallGroup group = { "web", 10, 0, 0, phases, 4, 0, 0 };
    Workload *workload = small_workload(&group, 1);
    (void)state;

    workload->resources = g_new0(Resource, 1);
    workload->n_resources = 1;
    workload->resources[0].capacity = 2;
    assert_int_equal(bound(workload, 2, 10, TRUE, 4), 45 * MS);
    workload->resources[0].per_process = TRUE;
    assert_int_equal(bound(workload, 2, 10, TRUE, 4), 45 * MS / 2);
    small_workload_free(workload);
}

/* Is a run overloaded in which N tasks arrive every GAP and the i-th waits FIRST + i * GROWTH before it
 * starts? */
static gboolean overloaded(guint32 n, SimTime gap, SimTime first, SimTime growth)
{
    const SmallGroup group = { "t", n, 0, gap, compute_then_wait, 2, 0, 0 };
    Workload *workload = small_workload(&group, 1);
    Recorder *recorder = recorder_new(workload, 0, 0);
    gboolean result;

    for (guint32 i = 0; i < n; i++)
        record_task(recorder, i, i * gap, i * gap + first + i * growth, 4 * MS, 6 * MS);
    result = is_overloaded(recorder);
    recorder_free(recorder);
    small_workload_free(workload);
    return result;
}

static void a_backlog_that_keeps_growing_is_an_overload(void **state)
{
    (void)state;
    assert_true(overloaded(100, 2 * MS, 0, 2 * MS));
    assert_false(overloaded(100, 2 * MS, 0, 0));        /* nobody waits */
    assert_false(overloaded(100, 2 * MS, 50 * MS, 0));  /* all wait the same */
    assert_false(overloaded(100, 2 * MS, 0, MS / 100)); /* it grows, but hardly */
    assert_false(overloaded(100, 0, 0, 4 * MS));        /* all arrive at once: a batch */
    assert_false(overloaded(20, 2 * MS, 0, 2 * MS));    /* too few to tell */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_figures_of_two_tasks_are_those_worked_out_by_hand),
        cmocka_unit_test(what_cannot_be_told_is_empty),
        cmocka_unit_test(a_deadline_is_missed_when_the_finish_is_later),
        cmocka_unit_test(percentiles_are_of_the_nearest_rank),
        cmocka_unit_test(many_times_are_sorted_as_a_comparison_would),
        cmocka_unit_test(the_bound_is_the_largest_of_its_limits),
        cmocka_unit_test(the_bound_follows_the_longest_chain),
        cmocka_unit_test(the_bound_divides_the_use_of_a_resource_by_its_capacity),
        cmocka_unit_test(a_backlog_that_keeps_growing_is_an_overload),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
