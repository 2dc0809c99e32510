/* test_locks - what the locks are known for: the convoy, starvation, and Python 2.7 on two cores. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "simulated.h"

enum { IO, CRUNCHER };

/* A thread that waits 10 ms a hundred times, beside N that compute. */
static Figures *convoy(const char *profile, const char *lock, gint n, gint interval_ms)
{
    gint compute_ms = g_str_equal(lock, "cpython2") ? 1000 : 1200 + 1000 * interval_ms;
    g_autofree char *scenario = g_strdup_printf("[machine]\nprofile = %s\ncores = 8\n"
                                                "[lock]\nname = %s\ninterval = %dms\n"
                                                "[task io]\nphases = repeat 100 { wait 10ms; compute 100us }\n"
                                                "[task cruncher]\ncount = %d\nphases = compute %dms\n",
                                                profile, lock, interval_ms, n, compute_ms);
    return simulated_figures(scenario, "threads");
}

/* Mean time from the end of a wait to the next phase, in intervals. */
static double delay_in_intervals(const char *profile, const char *lock, gint n, gint interval_ms)
{
    g_autoptr(Figures) figures = convoy(profile, lock, n, interval_ms);
    return (double)figures->groups[IO].mean_delay / (double)(interval_ms * SIMTIME_MS);
}

static void assert_between(double value, double low, double high)
{
    if (value < low || value > high)
        fail_msg("%g is not between %g and %g", value, low, high);
}

static void cpython3_beside_one_computing_thread_adds_an_interval_to_a_wait(void **state)
{
    (void)state;
    for (gint interval = 1; interval <= 20; interval += 1 + interval / 2) {
        assert_between(delay_in_intervals("ideal", "cpython3", 1, interval), 0.98, 1);
        assert_between(delay_in_intervals("linux", "cpython3", 1, interval), 1, 1.2);
    }
}

static void cpython3_beside_more_computing_threads_adds_much_more(void **state)
{
    (void)state;
    for (gint interval = 1; interval <= 20; interval *= 4) {
        double one = delay_in_intervals("linux", "cpython3", 1, interval);
        double two = delay_in_intervals("linux", "cpython3", 2, interval);
        double four = delay_in_intervals("linux", "cpython3", 4, interval);
        assert_true(two > 1.8 * one);
        assert_true(four > 1.3 * two);
    }
}

static void cpython3_starves_a_waiter_for_many_intervals_at_times(void **state)
{
    g_autoptr(Figures) one = convoy("linux", "cpython3", 1, 5), two = convoy("linux", "cpython3", 2, 5);
    (void)state;
    assert_true(one->groups[IO].max_delay < 6 * SIMTIME_MS);
    assert_true(two->groups[IO].max_delay > 40 * SIMTIME_MS);
    assert_true(two->groups[IO].p95_delay > 2 * two->groups[IO].mean_delay);
}

static void fair_serves_a_waiter_after_one_turn_of_each_other(void **state)
{
    (void)state;
    assert_between(delay_in_intervals("ideal", "fair", 1, 5), 0.9, 1);
    assert_between(delay_in_intervals("ideal", "fair", 4, 5), 3.4, 4);
}

static void without_a_lock_nobody_waits(void **state)
{
    (void)state;
    assert_true(delay_in_intervals("ideal", "none", 4, 5) == 0);
}

static SimTime counting(const char *lock, const char *ticks, guint cores, const char *policy)
{
    g_autofree char *scenario = g_strdup_printf("[machine]\nprofile = linux\ncores = %u\n%s[lock]\nname = %s\n"
                                                "[task counter]\ncount = 2\nphases = compute 200ms\n",
                                                cores, ticks, lock);
    g_autoptr(Figures) figures = simulated_figures(scenario, policy);
    return figures->summary.makespan;
}

static void cpython2_is_slower_on_two_cores_than_on_one(void **state)
{
    SimTime one_after_the_other = counting("cpython2", "", 2, "sequential");
    SimTime one_core = counting("cpython2", "", 1, "threads"), two_cores = counting("cpython2", "", 2, "threads");
    (void)state;
    assert_int_equal(one_after_the_other, 400 * SIMTIME_MS);
    assert_true(one_core < 1.01 * one_after_the_other);
    assert_true(two_cores > 1.02 * one_core);
    assert_true(counting("cpython3", "", 2, "threads") < 1.01 * one_after_the_other);
}

static void cpython2_without_ticks_lets_the_first_one_finish(void **state)
{
    (void)state;
    assert_true(counting("cpython2", "ticks = 0\n", 2, "threads") < 400.5 * SIMTIME_MS);
}

static void cpython2_starves_a_waiter_on_several_cores(void **state)
{
    g_autoptr(Figures) two = convoy("linux", "cpython2", 1, 5), three = convoy("linux", "cpython3", 1, 5);
    (void)state;
    assert_true(two->groups[IO].max_delay > 10 * three->groups[IO].max_delay);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cpython3_beside_one_computing_thread_adds_an_interval_to_a_wait),
        cmocka_unit_test(cpython3_beside_more_computing_threads_adds_much_more),
        cmocka_unit_test(cpython3_starves_a_waiter_for_many_intervals_at_times),
        cmocka_unit_test(fair_serves_a_waiter_after_one_turn_of_each_other),
        cmocka_unit_test(without_a_lock_nobody_waits),
        cmocka_unit_test(cpython2_is_slower_on_two_cores_than_on_one),
        cmocka_unit_test(cpython2_without_ticks_lets_the_first_one_finish),
        cmocka_unit_test(cpython2_starves_a_waiter_on_several_cores),
    };
    return cmocka_run_group_tests_name("locks", tests, NULL, NULL);
}
