/* test_why - the reasons, from made-up figures whose cause is known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "report/cause.h"
#include "report/why.h"
#include "small_ranking.h"

#define MS SIMTIME_MS
#define WIDE 10000 /* one line */

static const Phase phases[] = { { .value = 40 * MS, .kind = PHASE_COMPUTE } };
static const SmallGroup group = { "t", 10, 0, 0, phases, 1, 0, 0 };
static char makespan[] = "makespan", p95[] = "p95 turnaround", cpython3[] = "cpython3", fair[] = "fair";
static char *one_lock[] = { cpython3, NULL };
static char *two_locks[] = { cpython3, fair, NULL };

static void assert_why(Scenario *scenario, const SmallRow *rows, guint n, const char *expected)
{
    Workload *workload = small_workload(&group, 1);
    Ranking *ranking = small_ranking(scenario, workload, rows, n);
    g_autoptr(GString) text = g_string_new(NULL);

    why_write(text, ranking, WIDE);
    ranking_free(ranking);
    small_workload_free(workload);
    small_scenario_clear(scenario);
    assert_string_equal(text->str, expected);
}

#define IN(...)                                                                                              \
    {                                                                                                        \
        __VA_ARGS__                                                                                          \
    }

static void the_best_the_causes_and_the_bounds_are_told(void **state)
{
    Scenario scenario = small_scenario(GOAL_MAKESPAN, 0, makespan, one_lock, 1);
    const SmallRow rows[] = {
        { "sequential", "cpython3", 4, 1000, 0, 400, 100, 40, 10, 40,
          IN([STATE_COMPUTE] = 400, [STATE_WAIT] = 600, [STATE_QUEUED] = 4500), 0, NULL },
        { "async", "cpython3", 4, 500, 0, 400, 900, 80, 20, 80,
          IN([STATE_COMPUTE] = 400, [STATE_WAIT] = 600, [STATE_LOOP] = 1500), 0, NULL },
        { "threads", "cpython3", 4, 400, 0, 400, 1000, 100, 25, 100,
          IN([STATE_COMPUTE] = 400, [STATE_WAIT] = 600, [STATE_LOCK] = 1240), 0, NULL },
        { "free-threaded", "none", 4, 110, 0, 100, 1000, 364, 95, -1,
          IN([STATE_COMPUTE] = 400, [STATE_WAIT] = 600, [STATE_READY] = 330), 0, NULL },
    };
    (void)state;

    assert_why(
        &scenario, rows, 4,
        "\nBest is free-threaded (3.64 times as long under threads): 10.0 tasks in progress and 3.6 at work on "
        "average, against 1.0 and 0.4 under sequential. What costs the tasks time: the cores, busy 95 % of the time "
        "with 3.0 tasks waiting for one (free-threaded); the lock, held 100 % of the time with 3.1 tasks waiting for "
        "it (threads); an event loop busy with another task, 3.0 held back (async); waiting one after the "
        "other, cores idle 90 % of the time (sequential). Makespan over the lower bound of 100 ms: free-threaded "
        "1.10; of 400 ms: threads 1.00, async 1.25, sequential 2.50.\n");
}

static void rows_with_the_same_cause_are_told_together(void **state)
{
    Scenario scenario = small_scenario(GOAL_MAKESPAN, 0, makespan, two_locks, 1);
    const SmallRow rows[] = {
        { "threads", "fair", 4, 420, 0, 400, 1000, 95, 25, 95, IN([STATE_COMPUTE] = 400, [STATE_LOCK] = 840),
          0, NULL },
        { "threads", "cpython3", 4, 400, 0, 400, 1000, 100, 25, 100,
          IN([STATE_COMPUTE] = 400, [STATE_LOCK] = 1200), 0, NULL },
    };
    (void)state;

    assert_why(
        &scenario, rows, 2,
        "\nBest with cpython3 (1.05 times as long with fair): 10.0 tasks in progress and 1.0 at work on average. "
        "What costs the tasks time: the lock, held 95 to 100 % of the time with 2.0 to 3.0 tasks waiting for it "
        "(cpython3 and fair). Makespan over the lower bound of 400 ms: cpython3 1.00, fair 1.05.\n");
}

static void where_nothing_is_lost_it_says_so(void **state)
{
    Scenario scenario = small_scenario(GOAL_MAKESPAN, 0, makespan, one_lock, 1);
    const SmallRow rows[] = {
        { "async", "cpython3", 1, 100, 0, 100, 1000, 0, 0, 0, IN([STATE_WAIT] = 1000), 0, NULL },
        { "threads", "cpython3", 1, 100, 0, 100, 1000, 0, 0, 0, IN([STATE_WAIT] = 1000, [STATE_READY] = 20),
          0, NULL },
    };
    (void)state;

    assert_why(
        &scenario, rows, 2,
        "\nAll come to 100 ms: 10.0 tasks in progress and 0.0 at work on average. What costs the tasks time: hardly "
        "anything, 0 to 2 % of their time (async and threads). Makespan over the lower bound of 100 ms: async 1.00, "
        "threads 1.00.\n");
}

static void ties_are_told_of_all_rows(void **state)
{
    Scenario scenario = small_scenario(GOAL_MAKESPAN, 0, makespan, one_lock, 2);
    Workload *workload = small_workload(&group, 1);
    const SmallRow rows[] = {
        { "async", "cpython3", 1, 100, 0, 100, 1000, 0, 0, 0, IN([STATE_WAIT] = 1000), 0, NULL },
        { "async", "cpython3", 2, 100, 0, 100, 1000, 0, 0, 0, IN([STATE_WAIT] = 1000), 0, NULL },
        { "threads", "cpython3", 1, 100, 0, 100, 1000, 0, 0, 0, IN([STATE_WAIT] = 1000), 0, NULL },
        { "threads", "cpython3", 2, 150, 0, 100, 1000, 0, 0, 0, IN([STATE_WAIT] = 1000), 0, NULL },
    };
    Ranking *ranking = small_ranking(&scenario, workload, rows, 4);
    g_autoptr(GString) text = g_string_new(NULL);
    (void)state;

    why_write(text, ranking, WIDE);
    ranking_free(ranking);
    small_workload_free(workload);
    small_scenario_clear(&scenario);
    assert_true(g_str_has_prefix(text->str, "\nBest are async and threads with 1 core (1.50 times as long under "
                                            "threads with 2 cores): "));
}

static void a_best_row_that_is_the_slowest_is_told(void **state)
{
    Scenario scenario = small_scenario(GOAL_DELAY, 95, p95, one_lock, 1);
    Workload *workload = small_workload(&group, 1);
    const SmallRow rows[] = {
        { "sequential", "cpython3", 1, 900, 1, 100, 100, 0, 0, 0, IN([STATE_WAIT] = 1000), 0, NULL },
        { "async", "cpython3", 1, 600, 40, 100, 1000, 0, 0, 0, IN([STATE_WAIT] = 1000), 0, NULL },
        { "threads", "cpython3", 1, 400, 50, 100, 1000, 0, 0, 0, IN([STATE_WAIT] = 1000), 0, NULL },
    };
    static const char said[] = " By makespan it is the slowest: 900 ms, against 400 ms under threads. What ";
    (void)state;

    for (guint n = 2; n <= 3; n++) { /* without the last row it is no more than 1.5 times as slow */
        Ranking *ranking = small_ranking(&scenario, workload, rows, n);
        g_autoptr(GString) text = g_string_new(NULL);

        why_write(text, ranking, WIDE);
        ranking_free(ranking);
        assert_true((strstr(text->str, said) != NULL) == (n == 3));
    }
    small_workload_free(workload);
    small_scenario_clear(&scenario);
}

static void a_target_and_an_overload_are_told(void **state)
{
    Scenario scenario = small_scenario(GOAL_TURNAROUND, 95, p95, one_lock, 1);
    const SmallRow rows[] = {
        { "async", "cpython3", 1, 400, 30, 400, 200, 100, 100, 100, IN([STATE_COMPUTE] = 1), 0, NULL },
        { "sequential", "cpython3", 1, 900, 500, 400, 100, 100, 50, 50,
          IN([STATE_COMPUTE] = 10, [STATE_QUEUED] = 90), TRUE, NULL },
    };
    (void)state;

    scenario.target = 50 * MS;
    assert_why(
        &scenario, rows, 2,
        "\nBest is async (16.7 times as much under sequential): 2.0 tasks in progress and 1.0 at work on average, against "
        "1.0 and 1.0 under sequential. What costs the tasks time: computing one after the other, 1.0 at once while 0.1 "
        "stand back (sequential). Makespan over the lower bound of 400 ms: async 1.00, sequential 2.25. Tasks arrive "
        "faster than they are done, and wait longer and longer, under sequential. The target of 50 ms is met by "
        "async.\n");
}

static void a_single_row_is_not_compared(void **state)
{
    Scenario scenario = small_scenario(GOAL_MAKESPAN, 0, makespan, one_lock, 1);
    const SmallRow rows[] = { { "threads", "cpython3", 4, 500, 0, 250, 1000, 80, 20, 80,
                                IN([STATE_COMPUTE] = 400, [STATE_RESOURCE] = 600), 0, NULL } };
    (void)state;

    assert_why(
        &scenario, rows, 1,
        "\nthreads comes to 500 ms: 10.0 tasks in progress and 0.8 at work on average. What costs the tasks time: "
        "queueing for a resource, 60 % of their time. Makespan over the lower bound of 250 ms: threads 2.00.\n");
}

static void what_did_not_finish_gives_no_reasons(void **state)
{
    Scenario scenario = small_scenario(GOAL_MAKESPAN, 0, makespan, one_lock, 1);
    const SmallRow rows[] = { { "threads", "cpython3", 4, 500, -1, 250, 1000, 80, 20, 80, { 0 }, 0, NULL } };
    (void)state;

    assert_why(&scenario, rows, 1, "");
}

static Cause cause(const Plan *plan, gint64 cores_busy, const gint64 in_state[N_STATES])
{
    RankedRow row = { .plan = *plan };

    row.summary.makespan = 100 * MS;
    row.summary.workers = 4;
    row.summary.core_utilization = cores_busy * 10000;
    for (guint i = 0; i < N_STATES; i++)
        row.in_state[i] = in_state[i] * MS;
    return cause_of(&row);
}

static void the_cause_is_where_most_time_is_lost(void **state)
{
    const Plan plan = { .n_interpreters = 4, .threads = THREADS_WORKERS, .n_workers = 1 };
    const Plan starting = {
        .n_interpreters = 4, .threads = THREADS_WORKERS, .n_workers = 1, .start = 10 * MS
    };
    const gint64 few[N_STATES] = { [STATE_COMPUTE] = 91, [STATE_LOCK] = 9 };
    const gint64 lock[N_STATES] = { [STATE_COMPUTE] = 50, [STATE_LOCK] = 30, [STATE_READY] = 20 };
    const gint64 overhead[N_STATES] = { [STATE_COMPUTE] = 50, [STATE_OVERHEAD] = 40, [STATE_READY] = 10 };
    const gint64 behind_computing[N_STATES] = {
        [STATE_COMPUTE] = 30, [STATE_WAIT] = 10, [STATE_QUEUED] = 60
    };
    const gint64 behind_waiting[N_STATES] = { [STATE_COMPUTE] = 10, [STATE_WAIT] = 30, [STATE_QUEUED] = 60 };
    const gint64 behind_a_resource[N_STATES] = {
        [STATE_WAIT] = 10, [STATE_RESOURCE] = 30, [STATE_QUEUED] = 60
    };
    (void)state;

    assert_int_equal(cause(&plan, 50, few), CAUSE_NOTHING);
    assert_int_equal(cause(&plan, 50, lock), CAUSE_LOCK);
    assert_int_equal(cause(&plan, 50, overhead), CAUSE_OVERHEAD);
    assert_int_equal(cause(&plan, 50, behind_computing), CAUSE_COMPUTING);
    assert_int_equal(cause(&plan, 95, behind_computing), CAUSE_CORES);
    assert_int_equal(cause(&plan, 50, behind_waiting), CAUSE_WAITING);
    assert_int_equal(cause(&plan, 50, behind_a_resource), CAUSE_RESOURCE);
    assert_int_equal(cause(&starting, 50, behind_waiting), CAUSE_START);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_the_causes_and_the_bounds_are_told),
        cmocka_unit_test(rows_with_the_same_cause_are_told_together),
        cmocka_unit_test(where_nothing_is_lost_it_says_so),
        cmocka_unit_test(ties_are_told_of_all_rows),
        cmocka_unit_test(a_best_row_that_is_the_slowest_is_told),
        cmocka_unit_test(a_target_and_an_overload_are_told),
        cmocka_unit_test(a_single_row_is_not_compared),
        cmocka_unit_test(what_did_not_finish_gives_no_reasons),
        cmocka_unit_test(the_cause_is_where_most_time_is_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
