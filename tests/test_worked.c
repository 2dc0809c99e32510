/* test_worked - the worked examples of the semantics, and whole timelines worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "simulated.h"

#define IDEAL(cores) "[machine]\nprofile = ideal\nscheduler = fifo\ncores = " cores "\n"
#define KITCHEN(vegetables)                                                                                   \
    IDEAL("1")                                                                                               \
    "[task water]\nphases = compute 30s; wait 8min; compute 30s\n"                                          \
    "[task vegetables]\nphases = " vegetables "\n"                                                           \
    "[task oven]\nphases = repeat 3 { wait 2min; compute 20s }\n"
#define LOOKING_UP "repeat 12 { compute 30s; yield }"

static void assert_tasks(const char *scenario, const char *policy, const char *expected)
{
    g_autofree char *tasks = simulated_tasks(scenario, policy);
    assert_string_equal(tasks, expected);
}

static void assert_cores(const char *scenario, const char *policy, const char *expected)
{
    g_autofree char *cores = simulated_cores(scenario, policy);
    assert_string_equal(cores, expected);
}

static void assert_states(const char *scenario, const char *policy, const char *task, const char *expected)
{
    g_autofree char *states = simulated_states(scenario, policy, task);
    assert_string_equal(states, expected);
}

static SimTime makespan(const char *scenario, const char *policy)
{
    g_autoptr(Figures) figures = simulated_figures(scenario, policy);
    return figures->summary.makespan;
}

/* ---- the kitchen ---- */

static void kitchen_one_dish_after_another_takes_22_minutes(void **state)
{
    (void)state;
    assert_int_equal(makespan(KITCHEN(LOOKING_UP), "sequential"), 22 * 60 * SIMTIME_S);
}

static void kitchen_a_cook_who_looks_up_takes_9_minutes_20(void **state)
{
    (void)state;
    assert_int_equal(makespan(KITCHEN(LOOKING_UP), "async"), (9 * 60 + 20) * SIMTIME_S);
}

static void kitchen_a_cook_who_never_looks_up_takes_14_minutes(void **state)
{
    (void)state;
    assert_int_equal(makespan(KITCHEN("repeat 12 { compute 30s }"), "async"), 14 * 60 * SIMTIME_S);
}

/* ---- the lock cpython3: the table of the semantics, interval 5 ms, more cores than threads ---- */

static void cpython3_two_computing_threads_take_turns(void **state)
{
    (void)state;
    const char *scenario = IDEAL("8") "[task A]\nphases = compute 10ms\n[task B]\nphases = compute 10ms\n";
    assert_cores(scenario, "threads", "0:A 0-5\n1:B 5-10\n0:A 10-15\n1:B 15-20\n");
    assert_tasks(scenario, "threads", "A 0>15\nB 5>20\n");
}

static void cpython3_three_computing_threads_take_turns(void **state)
{
    (void)state;
    assert_tasks(IDEAL("8") "[task A]\nphases = compute 12ms\n[task B]\nphases = compute 12ms\n"
                            "[task C]\nphases = compute 12ms\n",
                 "threads", "A 0>32\nB 5>34\nC 10>36\n");
}

static void cpython3_a_waiting_thread_waits_one_interval_for_a_computing_one(void **state)
{
    (void)state;
    const char *scenario =
        IDEAL("8") "[task C]\nphases = compute 30ms\n[task IO]\nphases = repeat 3 { wait 10ms; compute 1ms }\n";
    assert_cores(scenario, "threads", "0:C 0-20\n1:IO 20-21\n0:C 21-31\n1:IO 31-32\n1:IO 42-43\n");
    assert_tasks(scenario, "threads", "C 0>31\nIO 5>43\n");
}

static void cpython3_a_thread_that_ends_in_a_wait_needs_the_lock_to_finish(void **state)
{
    (void)state;
    assert_tasks(IDEAL("8") "[task C]\nphases = compute 20ms\n[task W]\nphases = wait 3ms\n", "threads",
                 "C 0>20\nW 5>13\n");
}

static void cpython3_beside_two_computing_threads_a_waiting_one_can_starve(void **state)
{
    (void)state;
    assert_tasks(IDEAL("8") "[task C]\ncount = 2\nphases = compute 30ms\n"
                            "[task IO]\nphases = compute 1ms; wait 10ms; compute 1ms\n",
                 "threads", "C.0 0>52\nC.1 5>62\nIO 10>26\n");
}

/* ---- what must hold with profile ideal ---- */

static void two_computing_threads_under_the_lock_take_the_sum(void **state)
{
    (void)state;
    const char *scenario = IDEAL("2") "[task c]\ncount = 2\nphases = compute 50ms\n";
    assert_int_equal(makespan(scenario, "threads"), 100 * SIMTIME_MS);
    assert_int_equal(makespan(scenario, "free-threaded"), 50 * SIMTIME_MS);
}

static void ten_waiting_tasks_take_one_wait_in_a_loop_and_ten_in_sequence(void **state)
{
    (void)state;
    const char *scenario = IDEAL("1") "[task w]\ncount = 10\nphases = wait 100ms\n";
    assert_int_equal(makespan(scenario, "async"), 100 * SIMTIME_MS);
    assert_int_equal(makespan(scenario, "sequential"), SIMTIME_S);
}

/* ---- the other locks ---- */

static void fair_passes_on_after_each_turn(void **state)
{
    (void)state;
    assert_cores(IDEAL("4") "[lock]\nname = fair\n[task A]\nphases = compute 12ms\n[task B]\nphases = compute 7ms\n",
                 "threads", "0:A 0-5\n1:B 5-10\n0:A 10-15\n1:B 15-17\n0:A 17-19\n");
}

static void fair_a_thread_that_joins_as_a_turn_ends_waits_out_the_new_one(void **state)
{
    (void)state;
    assert_tasks(IDEAL("4") "[lock]\nname = fair\n[task A]\nphases = compute 20ms\n"
                            "[task B]\narrival = 5ms\nphases = compute 1ms\n",
                 "threads", "A 0>21\nB 10>11\n");
}

/* Main, which has started A, asks for the lock at 1 and has it at 6; B, ready before A is woken at 7, takes it. Main that
 * goes on keeps the lock until 2: A, on its core since 1, is woken then, but B, too, is ready, and before it. */
static void a_start_that_waits_lets_the_new_thread_run_first(void **state)
{
    (void)state;
    const char *tasks = "[task A]\nphases = compute 10ms\n[task B]\nphases = compute 10ms\n";
    g_autofree char *waits = g_strconcat(IDEAL("2") "thread_start = 1ms\nstart_waits = yes\n", tasks, NULL);
    g_autofree char *goes_on = g_strconcat(IDEAL("2") "thread_start = 1ms\n", tasks, NULL);
    assert_tasks(waits, "threads", "A 1>17\nB 7>22\n");
    assert_tasks(goes_on, "threads", "A 7>22\nB 2>17\n");
}

/* The holder looks every 2 ms and pays 1 ms for waking the other, which comes too late; the second one has nobody to wake. */
static void cpython2_pays_for_waking_in_vain(void **state)
{
    (void)state;
    assert_tasks(IDEAL("2") "ticks = 2ms\nwake_call = 1ms\n[lock]\nname = cpython2\n"
                            "[task c]\ncount = 2\nphases = compute 5ms\n",
                 "threads", "c.0 0>7\nc.1 7>12\n");
}

static void cpython2_without_ticks_keeps_the_lock_to_the_end(void **state)
{
    (void)state;
    assert_tasks(IDEAL("2") "[lock]\nname = cpython2\n[task c]\ncount = 2\nphases = compute 10ms\n", "threads",
                 "c.0 0>10\nc.1 10>20\n");
}

static void none_lets_all_compute_at_once(void **state)
{
    (void)state;
    assert_cores(IDEAL("2") "[lock]\nname = none\n[task c]\ncount = 2\nphases = compute 10ms\n", "threads",
                 "0:c.0 0-10\n1:c.1 0-10\n");
}

static void a_hold_is_deaf_until_its_end(void **state)
{
    (void)state;
    assert_cores(IDEAL("2") "[task H]\nphases = hold 20ms; compute 5ms\n[task C]\nphases = compute 5ms\n", "threads",
                 "0:H 0-20\n1:C 20-25\n0:H 25-30\n");
}

static void nogil_computes_beside_the_holder(void **state)
{
    (void)state;
    assert_cores(IDEAL("2") "[task N]\nphases = nogil 20ms\n[task C]\nphases = compute 20ms\n", "threads",
                 "0:N 0-20\n1:C 0-20\n");
}

/* ---- policies ---- */

#define TWO_TASKS "[task a]\ncount = 2\nphases = compute 2ms; wait 6ms; compute 2ms\n"

static void sequential_waits_with_the_task(void **state)
{
    (void)state;
    assert_cores(IDEAL("2") TWO_TASKS, "sequential", "0:a.0 0-2\n0:a.0 8-10\n0:a.1 10-12\n0:a.1 18-20\n");
}

static void async_goes_on_with_another_task(void **state)
{
    (void)state;
    assert_cores(IDEAL("2") TWO_TASKS, "async", "0:a.0 0-2\n0:a.1 2-4\n0:a.0 8-10\n0:a.1 10-12\n");
    assert_states(IDEAL("2") TWO_TASKS, "async", "a.1", "loop 0-2 compute 2-4 wait 4-10 compute 10-12");
}

static void threads_wait_together_and_compute_in_turn(void **state)
{
    (void)state;
    assert_cores(IDEAL("2") TWO_TASKS, "threads", "0:a.0 0-2\n1:a.1 2-4\n0:a.0 8-10\n1:a.1 10-12\n");
}

static void free_threads_compute_together(void **state)
{
    (void)state;
    assert_cores(IDEAL("2") TWO_TASKS, "free-threaded", "0:a.0 0-2\n1:a.1 0-2\n0:a.0 8-10\n1:a.1 8-10\n");
}

static void processes_have_a_worker_a_core(void **state)
{
    (void)state;
    const char *scenario = IDEAL("2") "[task a]\ncount = 3\nphases = compute 4ms\n";
    assert_cores(scenario, "processes", "0:a.0 0-4\n1:a.1 0-4\n0:a.2 4-8\n");
    assert_cores(scenario, "subinterpreters", "0:a.0 0-4\n1:a.1 0-4\n0:a.2 4-8\n");
    assert_states(scenario, "processes", "a.2", "queued 0-4 compute 4-8");
}

static void process_async_deals_tasks_out(void **state)
{
    (void)state;
    assert_cores(IDEAL("2") "[task a]\ncount = 3\nphases = compute 4ms; wait 4ms\n", "process-async",
                 "0:a.0 0-4\n1:a.1 0-4\n0:a.2 4-8\n");
}

static void payloads_are_sent_one_after_another_and_come_back(void **state)
{
    (void)state;
    const char *scenario = "[machine]\nprofile = ideal\nscheduler = fifo\ncores = 4\nipc_call = 1ms\n"
                           "[policy processes]\nworkers = 2\n[task a]\ncount = 2\nphases = compute 4ms\n";
    assert_states(scenario, "processes", "a.0", "queued 0-1 overhead 1-2 compute 2-6 overhead 6-7 overhead 7-8");
    assert_states(scenario, "processes", "a.1", "queued 0-2 overhead 2-3 compute 3-7 overhead 7-8 overhead 8-9");
}

static void starts_are_paid_one_after_another(void **state)
{
    (void)state;
    assert_cores("[machine]\nprofile = ideal\nscheduler = fifo\ncores = 4\nprocess_start = 2ms\n"
                 "[policy processes]\nworkers = 2\n[task a]\ncount = 2\nphases = compute 4ms\n",
                 "processes", "1:a.0 2-6\n0:a.1 4-8\n");
}

static void an_executor_computes_beside_the_loop(void **state)
{
    (void)state;
    assert_cores(IDEAL("2") "[policy async]\nexecutor = 1 processes\n"
                            "[task a]\nphases = offload { compute 6ms }; compute 1ms\n[task b]\nphases = compute 4ms\n",
                 "async", "0:b 0-4\n1:a 0-6\n0:a 6-7\n");
}

/* ---- ties at one instant ---- */

static void fifo_queues_in_file_order_at_one_instant(void **state)
{
    (void)state;
    assert_cores(IDEAL("1") "[task c]\nphases = compute 1ms\n[task a]\nphases = compute 1ms\n[task b]\nphases = "
                            "compute 1ms\n",
                 "free-threaded", "0:c 0-1\n0:a 1-2\n0:b 2-3\n");
}

static void rr_a_slice_that_ends_queues_behind_an_arrival_at_that_instant(void **state)
{
    (void)state;
    const char *tasks = "[task a]\nphases = compute 4ms\n[task b]\narrival = 2ms\nphases = compute 2ms\n";
    g_autofree char *last = g_strconcat("[machine]\nprofile = ideal\ncores = 1\nscheduler = rr\nslice = 2ms\n", tasks, NULL);
    g_autofree char *first = g_strconcat(last, "[scheduler rr]\nexpired = first\n", NULL);
    assert_cores(last, "free-threaded", "0:a 0-2\n0:b 2-4\n0:a 4-6\n");
    assert_cores(first, "free-threaded", "0:a 0-4\n0:b 4-6\n");
}

static void eevdf_three_computing_threads_take_turns_on_two_cores(void **state)
{
    (void)state;
    g_autoptr(Figures) figures = simulated_figures(
        "[machine]\nprofile = ideal\ncores = 2\n[task c]\ncount = 3\nphases = compute 560ms\n", "free-threaded");
    assert_in_range(figures->summary.makespan, 840 * SIMTIME_MS, 880 * SIMTIME_MS);
}

/* ---- resources ---- */

static void a_unit_given_back_belongs_to_the_first_in_the_queue(void **state)
{
    (void)state;
    assert_tasks(IDEAL("4") "[resource knife]\ncapacity = 1\n"
                            "[task a]\ncount = 3\narrival = every 1ms\nphases = use knife { compute 4ms }\n",
                 "free-threaded", "a.0 0>4\na.1 1>8\na.2 2>12\n");
}

static void a_last_inner_wait_holds_its_unit_until_the_thread_has_run(void **state)
{
    (void)state;
    assert_tasks(IDEAL("1") "[resource r]\ncapacity = 1\n[task w]\nphases = use r { wait 2ms }\n"
                            "[task c]\nphases = compute 5ms\n[task v]\nphases = use r { compute 1ms }\n",
                 "free-threaded", "w 0>5\nc 0>5\nv 5>6\n");
}

static void after_joins_what_was_divided(void **state)
{
    (void)state;
    assert_cores(IDEAL("2") "[task part]\ncount = 2\nphases = compute 3ms\n"
                            "[task join]\nafter = part\nphases = compute 1ms\n",
                 "processes", "0:part.0 0-3\n1:part.1 0-3\n0:join 3-4\n");
}

/* C waits in A's queue when B's core runs out of threads. */
#define A_THIRD_THREAD(costs)                                                                         \
    IDEAL("2")                                                                                        \
    "queues = per-core\nbalance = 60s\n" costs "\n"                                                  \
    "[task A]\nphases = compute 10ms\n[task B]\nphases = compute 5ms\n[task C]\nphases = compute 10ms\n"

static void a_core_takes_a_thread_of_another_queue_at_once_or_at_a_tick(void **state)
{
    (void)state;
    assert_tasks(A_THIRD_THREAD("tick = 3ms"), "free-threaded", "A 0>10\nB 0>5\nC 5>15\n");
    assert_tasks(A_THIRD_THREAD("tick = 3ms\npull_chance = 0"), "free-threaded", "A 0>10\nB 0>5\nC 6>16\n");
    assert_tasks(A_THIRD_THREAD("tick = 60s\npull_chance = 0"), "free-threaded", "A 0>10\nB 0>5\nC 10>20\n");
    assert_tasks(A_THIRD_THREAD("pull_chance = 0"), "free-threaded", "A 0>10\nB 0>5\nC 5>15\n"); /* ticks always */
}

/* In 400 of 1,000 courses C goes on at 5 ms, and else with A's end; 3 deviations are 46. */
static void whether_it_looks_at_once_is_drawn(void **state)
{
    guint n_at_once = 0;
    (void)state;
    for (guint seed = 1; seed <= 1000; seed++) {
        g_autofree char *scenario =
            g_strdup_printf("[scenario]\nseed = %u\n%s", seed, A_THIRD_THREAD("tick = 60s\npull_chance = 0.4"));
        SimTime end = makespan(scenario, "free-threaded");
        assert_true(end == 15 * SIMTIME_MS || end == 20 * SIMTIME_MS);
        n_at_once += end == 15 * SIMTIME_MS;
    }
    assert_true(n_at_once > 354 && n_at_once < 446);
}

/* A and C take turns at the ticks, of 4 ms, when B's core begins to look: each time the one that waits ran until just now, until
 * the core has looked in vain at 4 and 8 ms. Without cache_hot it takes it at 4 ms. */
static void a_core_leaves_threads_alone_that_ran_just_now(void **state)
{
#define TAKE_TURNS(cache_hot)                                                                          \
    "[machine]\nprofile = ideal\nscheduler = rr\nslice = 4ms\ncores = 2\nqueues = per-core\nbalance = 60s\n" \
    "tick = 4ms\npull_chance = 0\ncache_hot = " cache_hot "\n"                                          \
    "[task A]\nphases = compute 20ms\n[task B]\nphases = compute 1ms\n[task C]\nphases = compute 20ms\n"
    (void)state;
    assert_cores(TAKE_TURNS("500us"), "free-threaded", "0:A 0-4\n1:B 0-1\n0:C 4-8\n0:A 8-12\n0:C 12-28\n1:A 12-24\n");
    assert_cores(TAKE_TURNS("0"), "free-threaded", "0:A 0-4\n1:B 0-1\n0:C 4-24\n1:A 4-20\n");
#undef TAKE_TURNS
}

/* W was on core 2, which A has when W wakes, at 2 ms after BUSY. X computes on core 0, Y on core 1. */
#define WAKES_BESIDE_AN_IDLE_CORE(cache_cores, busy, x, y)                                                     \
    IDEAL("3")                                                                                                \
    "queues = per-core\nbalance = 60s\ntick = 60s\npull_chance = 0\ncache_cores = " cache_cores "\n"                   \
    "[task X]\naffinity = 0\nphases = compute " x "\n[task Y]\naffinity = 1\nphases = compute " y "\n"        \
    "[task W]\nphases = compute " busy "ms; wait 2ms; compute 1ms\n"                                          \
    "[task A]\narrival = " busy ".5ms\naffinity = 2\nphases = compute 20ms\n"

/* Three new threads count as 0.5, 0.42 and 0.35 cores, which is 1.26; from there it goes to 3 with a half-life of 32 ms:
 * 1.87 after 20 ms, and 2.27 after 40 ms. Of three cores none is looked at from 2.09 busy ones on. */
static void a_thread_that_wakes_looks_for_an_idle_core_unless_cores_were_busy(void **state)
{
    (void)state;
    assert_tasks(WAKES_BESIDE_AN_IDLE_CORE("0", "40", "60ms", "41ms"), "free-threaded",
                 "X 0>60\nY 0>41\nW 0>43\nA 40.500000>60.500000\n");
    assert_tasks(WAKES_BESIDE_AN_IDLE_CORE("3", "40", "60ms", "41ms"), "free-threaded",
                 "X 0>60\nY 0>41\nW 0>61.500000\nA 40.500000>60.500000\n");
    assert_tasks(WAKES_BESIDE_AN_IDLE_CORE("3", "20", "60ms", "21ms"), "free-threaded",
                 "X 0>60\nY 0>21\nW 0>23\nA 20.500000>40.500000\n");
    assert_tasks(WAKES_BESIDE_AN_IDLE_CORE("8", "40", "60ms", "41ms"), "free-threaded",
                 "X 0>60\nY 0>41\nW 0>43\nA 40.500000>60.500000\n");
}

/* W goes from core 2, which A has, to core 1, and back when B has that, though by then it looks for no idle core. */
static void a_thread_that_wakes_goes_back_to_the_core_that_it_found_busy(void **state)
{
    (void)state;
    assert_tasks(IDEAL("3") "queues = per-core\nbalance = 60s\ntick = 60s\npull_chance = 0\ncache_cores = 2\n"
                            "[task X]\naffinity = 0\nphases = compute 80ms\n[task Y]\naffinity = 1\nphases = compute 6ms\n"
                            "[task W]\nphases = compute 5ms; wait 2ms; compute 40ms; wait 2ms; compute 1ms\n"
                            "[task A]\narrival = 6ms\naffinity = 2\nphases = compute 20ms\n"
                            "[task B]\narrival = 48ms\naffinity = 1\nphases = compute 20ms\n",
                 "free-threaded", "X 0>80\nY 0>6\nW 0>50\nA 6>26\nB 48>68\n");
}

static void a_core_that_was_idle_for_a_moment_wakes_sooner(void **state)
{
    static const char costs[] = IDEAL("1") "wake_latency = 50us\nshort_wake = 10us\nshort_idle = 200us\n"
                                           "[task A]\nphases = compute 1ms; wait ";
    g_autofree char *soon = g_strconcat(costs, "100us; compute 1ms\n", NULL);
    g_autofree char *late = g_strconcat(costs, "200us; compute 1ms\n", NULL);
    (void)state;
    assert_int_equal(makespan(soon, "sequential"), 2110 * SIMTIME_US);
    assert_int_equal(makespan(late, "sequential"), 2250 * SIMTIME_US);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kitchen_one_dish_after_another_takes_22_minutes),
        cmocka_unit_test(kitchen_a_cook_who_looks_up_takes_9_minutes_20),
        cmocka_unit_test(kitchen_a_cook_who_never_looks_up_takes_14_minutes),
        cmocka_unit_test(cpython3_two_computing_threads_take_turns),
        cmocka_unit_test(cpython3_three_computing_threads_take_turns),
        cmocka_unit_test(cpython3_a_waiting_thread_waits_one_interval_for_a_computing_one),
        cmocka_unit_test(cpython3_a_thread_that_ends_in_a_wait_needs_the_lock_to_finish),
        cmocka_unit_test(cpython3_beside_two_computing_threads_a_waiting_one_can_starve),
        cmocka_unit_test(two_computing_threads_under_the_lock_take_the_sum),
        cmocka_unit_test(ten_waiting_tasks_take_one_wait_in_a_loop_and_ten_in_sequence),
        cmocka_unit_test(fair_passes_on_after_each_turn),
        cmocka_unit_test(fair_a_thread_that_joins_as_a_turn_ends_waits_out_the_new_one),
        cmocka_unit_test(a_start_that_waits_lets_the_new_thread_run_first),
        cmocka_unit_test(cpython2_pays_for_waking_in_vain),
        cmocka_unit_test(cpython2_without_ticks_keeps_the_lock_to_the_end),
        cmocka_unit_test(none_lets_all_compute_at_once),
        cmocka_unit_test(a_hold_is_deaf_until_its_end),
        cmocka_unit_test(nogil_computes_beside_the_holder),
        cmocka_unit_test(sequential_waits_with_the_task),
        cmocka_unit_test(async_goes_on_with_another_task),
        cmocka_unit_test(threads_wait_together_and_compute_in_turn),
        cmocka_unit_test(free_threads_compute_together),
        cmocka_unit_test(processes_have_a_worker_a_core),
        cmocka_unit_test(process_async_deals_tasks_out),
        cmocka_unit_test(payloads_are_sent_one_after_another_and_come_back),
        cmocka_unit_test(starts_are_paid_one_after_another),
        cmocka_unit_test(an_executor_computes_beside_the_loop),
        cmocka_unit_test(fifo_queues_in_file_order_at_one_instant),
        cmocka_unit_test(rr_a_slice_that_ends_queues_behind_an_arrival_at_that_instant),
        cmocka_unit_test(eevdf_three_computing_threads_take_turns_on_two_cores),
        cmocka_unit_test(a_unit_given_back_belongs_to_the_first_in_the_queue),
        cmocka_unit_test(a_last_inner_wait_holds_its_unit_until_the_thread_has_run),
        cmocka_unit_test(after_joins_what_was_divided),
        cmocka_unit_test(a_core_takes_a_thread_of_another_queue_at_once_or_at_a_tick),
        cmocka_unit_test(whether_it_looks_at_once_is_drawn),
        cmocka_unit_test(a_core_leaves_threads_alone_that_ran_just_now),
        cmocka_unit_test(a_thread_that_wakes_looks_for_an_idle_core_unless_cores_were_busy),
        cmocka_unit_test(a_thread_that_wakes_goes_back_to_the_core_that_it_found_busy),
        cmocka_unit_test(a_core_that_was_idle_for_a_moment_wakes_sooner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
