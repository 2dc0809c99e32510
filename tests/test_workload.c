/* test_workload - the trace that a scenario is drawn into: arrivals, streams, jobs, who comes after whom. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "scenario/scenario.h"

static Workload *try_draw(const char *text, guint64 seed, double scale, GError **error)
{
    g_autoptr(Scenario) scenario = scenario_parse("t.ini", text, strlen(text), NULL, error);

    return scenario ? scenario_workload(scenario, seed, scale, error) : NULL;
}

static Workload *draw(const char *text, guint64 seed)
{
    g_autoptr(GError) error = NULL;
    Workload *workload = try_draw(text, seed, 1, &error);

    if (!workload)
        fail_msg("%s", error->message);
    return workload;
}

/* "a.0@0 a.1@5": every task with its arrival in milliseconds, or nanoseconds where it is no whole one. g_free. */
static char *arrivals(const Workload *workload)
{
    GString *told = g_string_new(NULL);
    g_autoptr(GString) name = g_string_new(NULL);

    for (guint32 i = 0; i < workload->n_tasks; i++) {
        SimTime arrival = workload->tasks[i].arrival;
        gboolean whole = arrival % SIMTIME_MS == 0;

        g_string_append_printf(told, "%s%s@%" G_GINT64_FORMAT "%s", i ? " " : "",
                               workload_task_name(workload, i, name), whole ? arrival / SIMTIME_MS : arrival,
                               whole ? "" : "ns");
    }
    return g_string_free(told, FALSE);
}

static void assert_arrivals(const char *text, const char *expected)
{
    g_autoptr(Workload) workload = draw(text, 1);
    g_autofree char *told = arrivals(workload);

    assert_string_equal(told, expected);
}

static void assert_error(const char *text, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Workload) workload = try_draw(text, 1, 1, &error);

    if (workload)
        fail_msg("'%s' is accepted", text);
    assert_string_equal(error->message, expected);
}

static gboolean same_phases(const Task *one, const Task *other)
{
    gboolean same = one->n_phases == other->n_phases;

    for (guint32 i = 0; same && i < one->n_phases; i++)
        same = one->phases[i].kind == other->phases[i].kind &&
               phase_duration(&one->phases[i]) == phase_duration(&other->phases[i]);
    return same;
}

static const Task *find_task(const Workload *workload, const char *name)
{
    g_autoptr(GString) text = g_string_new(NULL);
    guint32 i = 0;

    while (i < workload->n_tasks && strcmp(workload_task_name(workload, i, text), name) != 0)
        i++;
    assert_true(i < workload->n_tasks);
    return &workload->tasks[i];
}

/* Whether the task NAME has the same arrival and phases in both. */
static gboolean same_task(const Workload *one, const Workload *other, const char *name)
{
    const Task *task = find_task(one, name), *twin = find_task(other, name);

    return task->arrival == twin->arrival && same_phases(task, twin);
}

static void arrivals_are_as_written(void **state)
{
    (void)state;
    assert_arrivals("[task a]\nphases = yield\n", "a@0");
    assert_arrivals("[task a]\ncount = 3\nphases = yield\n", "a.0@0 a.1@0 a.2@0");
    assert_arrivals("[task a]\ncount = 2\narrival = 30ms\nphases = yield\n", "a.0@30 a.1@30");
    assert_arrivals("[task a]\ncount = 3\narrival = every 10ms\nphases = yield\n", "a.0@0 a.1@10 a.2@20");
    assert_arrivals("[task a]\narrival = 9ms, 0, 5ms\nphases = yield\n", "a.0@9 a.1@0 a.2@5");
    assert_arrivals("[task a]\ncount = 2\narrival = 1ms,\n  2ms\nphases = yield\n[task b]\nphases = yield\n",
                    "a.0@1 a.1@2 b@0");
}

static void poisson_arrivals_have_exponential_gaps_one_before_the_first(void **state)
{
    g_autoptr(Workload) workload =
        draw("[task a]\ncount = 20000\narrival = poisson 100/s\nphases = yield\n", 1);
    SimTime last = 0;
    guint n_short = 0;

    (void)state;
    assert_true(workload->tasks[0].arrival > 0);
    for (guint32 i = 0; i < workload->n_tasks; i++) {
        assert_true(workload->tasks[i].arrival >= last);
        n_short += workload->tasks[i].arrival - last < 10 * SIMTIME_MS;
        last = workload->tasks[i].arrival;
    }
    assert_in_range(last / SIMTIME_MS, 195000, 205000);
    assert_in_range(n_short, 12450, 12850); /* 1 - 1/e of them are below the mean */
}

static void poisson_for_a_time_sets_the_count(void **state)
{
    g_autoptr(Workload) workload = draw("[task a]\narrival = poisson 6000/min for 10s\nphases = yield\n", 1);
    g_autoptr(Workload) counted = draw("[task a]\ncount = 5\narrival = poisson 100/s\nphases = yield\n", 1);

    (void)state;
    assert_in_range(workload->n_tasks, 900, 1100);
    assert_true(workload->tasks[workload->n_tasks - 1].arrival < 10 * SIMTIME_S);
    for (guint32 i = 0; i < 5; i++)
        assert_true(workload->tasks[i].arrival == counted->tasks[i].arrival);
    assert_error("[task a]\narrival = poisson 1/min for 1us\nphases = yield\n",
                 "t.ini:1: no task arrives, expected at least one");
    assert_error("[task a]\narrival = poisson 1000000000000000/s for 1min\nphases = yield\n",
                 "t.ini:1: more than 10,000,000 tasks, expected fewer");
}

#define DRAWN                                                                                                \
    "[task b]\ncount = 3\narrival = poisson 10/s\nphases = repeat 5 { compute exp(1ms); wait exp(1ms) }\n"

static void adding_a_task_changes_no_other(void **state)
{
    g_autoptr(Workload) alone = draw(DRAWN, 1);
    g_autoptr(Workload) among = draw("[task a]\ncount = 2\nphases = wait exp(1s)\n" DRAWN
                                     "[task c]\narrival = poisson 5/s\nphases = wait exp(1s)\n",
                                     1);
    g_autoptr(Workload) more = draw("[task b]\ncount = 9\narrival = poisson 10/s\n"
                                    "phases = repeat 5 { compute exp(1ms); wait exp(1ms) }\n",
                                    1);
    g_autoptr(Workload) seeded = draw(DRAWN, 2);

    (void)state;
    assert_true(same_task(alone, among, "b.0") && same_task(alone, among, "b.2"));
    assert_true(same_task(alone, more, "b.0") && same_task(alone, more, "b.2"));
    assert_false(same_task(alone, seeded, "b.0"));
    assert_false(same_phases(&alone->tasks[0], &alone->tasks[1]));
}

static void the_same_seed_draws_the_same(void **state)
{
    g_autoptr(Workload) one = draw(DRAWN, 77), other = draw(DRAWN, 77);

    (void)state;
    assert_true(same_task(one, other, "b.0") && same_task(one, other, "b.1") && same_task(one, other, "b.2"));
}

static void instances_that_draw_nothing_share_their_phases(void **state)
{
    g_autoptr(Workload) workload = draw("[task a]\ncount = 1000000\nphases = repeat 100 { yield }\n", 1);

    (void)state;
    assert_ptr_equal(workload->tasks[0].phases, workload->tasks[999999].phases);
    assert_true(workload->n_phases == 100000000);
}

static void groups_after_others_wait_for_instances_or_for_all(void **state)
{
    g_autoptr(Workload) workload = draw("[task a]\ncount = 3\nphases = yield\n"
                                        "[task b]\ncount = 3\nafter = a, c\nphases = yield\n"
                                        "[task c]\ncount = 2\nphases = yield\n"
                                        "[task p]\nperiod = 1s\nphases = yield\n"
                                        "[task q]\nafter = p\nphases = yield\n",
                                        1);
    const GArray *after = workload->groups[1].after;
    const GArray *periodic = workload->groups[4].after;

    (void)state;
    assert_null(workload->groups[0].after);
    assert_int_equal(after->len, 2);
    assert_int_equal(g_array_index(after, After, 0).group, 0);
    assert_true(g_array_index(after, After, 0).by_instance);
    assert_int_equal(g_array_index(after, After, 1).group, 2);
    assert_false(g_array_index(after, After, 1).by_instance);
    assert_false(g_array_index(periodic, After, 0).by_instance);
}

static void periodic_tasks_release_jobs_for_a_hyperperiod_or_the_horizon(void **state)
{
    (void)state;
    assert_arrivals("[task a]\nperiod = 10ms\nphases = yield\n[task b]\nperiod = 15ms\nphases = yield\n",
                    "a#0@0 a#1@10 a#2@20 b#0@0 b#1@15");
    assert_arrivals(
        "[scenario]\nhorizon = 25ms\n[task a]\nperiod = 10ms\narrival = every 1ms\ncount = 2\nphases = yield\n",
        "a.0#0@0 a.0#1@10 a.0#2@20 a.1#0@1 a.1#1@11 a.1#2@21");
    assert_arrivals("[scenario]\nhorizon = 10ms\n[task a]\nperiod = 10ms\nphases = yield\n", "a#0@0");
}

static void jobs_draw_anew_and_have_their_deadline(void **state)
{
    g_autoptr(Workload) workload = draw("[task a]\nperiod = 10ms\nphases = compute exp(1ms)\n"
                                        "[task b]\nperiod = 20ms\ndeadline = 5ms\nphases = yield\n"
                                        "[task c]\ndeadline = 7ms\nphases = yield\n",
                                        1);

    (void)state;
    assert_true(phase_duration(workload->tasks[0].phases) != phase_duration(workload->tasks[1].phases));
    assert_int_equal(workload->tasks[1].job, 1);
    assert_true(workload->groups[0].periodic && !workload->groups[2].periodic);
    assert_true(workload->groups[0].deadline == 10 * SIMTIME_MS);
    assert_true(workload->groups[1].deadline == 5 * SIMTIME_MS);
    assert_true(workload->groups[2].deadline == 7 * SIMTIME_MS && workload->groups[2].period == 0);
}

static void too_many_jobs_ask_for_a_horizon(void **state)
{
    (void)state;
    assert_error("[task a]\nperiod = 1us\nphases = yield\n[task b]\nperiod = 10s\nphases = yield\n",
                 "t.ini:1: more than 1000000 jobs of periodic tasks, expected a [scenario] horizon");
    assert_error("[scenario]\nhorizon = 10s\n[task a]\nperiod = 1us\nphases = yield\n",
                 "t.ini:3: more than 1000000 jobs of periodic tasks, expected a shorter [scenario] horizon");
    assert_error(
        "[task a]\nperiod = 1234567891ns\nphases = yield\n[task b]\nperiod = 1234567897ns\nphases = yield\n"
        "[task c]\nperiod = 1234567907ns\nphases = yield\n",
        "t.ini:7: the periods have no common multiple below 2^62 ns, expected a [scenario] horizon");
}

static void what_is_too_large_is_refused_before_it_is_made(void **state)
{
    (void)state;
    assert_error("[task a]\ncount = 2\nphases = yield\n[task b]\ncount = 9999999\nphases = yield\n",
                 "t.ini:4: more than 10,000,000 tasks, expected fewer");
    assert_error("[task a]\nphases = repeat 2147483649 { yield }\n",
                 "t.ini:1: more than 2^31 phases in all tasks, expected fewer");
    assert_error("[task a]\ncount = 10000000\nphases = repeat 1000 { yield }\n",
                 "t.ini:1: more than 2^31 phases in all tasks, expected fewer");
    assert_error(
        "[task a]\nphases = repeat 1000000000 { repeat 1000000000 { repeat 1000000000 { yield } } }\n",
        "t.ini:1: more than 2^31 phases in all tasks, expected fewer");
    assert_error("[task a]\ncount = 10\narrival = every 1000000000s\nphases = yield\n",
                 "t.ini:1: arrivals later than 2^62 ns (146 years), expected earlier ones");
}

static void more_than_the_memory_is_refused_with_both_sizes(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Workload) workload =
        try_draw("[task a]\nphases = repeat 2000000000 { compute 1ms }\n", 1, 1, &error);

    (void)state;
    assert_null(workload);
    assert_true(g_str_has_prefix(error->message,
                                 "t.ini:1: 2000000000 phases of 1 task need 15258 MiB of memory, and "));
    assert_true(g_str_has_suffix(error->message, " MiB may be used; expected fewer"));
}

static void a_phase_is_at_most_eighteen_years(void **state)
{
    (void)state;
    assert_error("[task a]\nphases = compute 1ns; wait 576460752303423487ns\n",
                 "t.ini:1: a phase longer than 2^59 ns (18 years), expected shorter ones");
    assert_error("[task a]\nphases = repeat 1000000 { wait pareto(60000000min, 0.01) }\n",
                 "t.ini:1: a phase longer than 2^59 ns (18 years), expected shorter ones");
}

#define TOO_LONG "arrivals and durations come to more than 2^62 ns (146 years), expected less"

static void durations_add_up_to_a_time(void **state)
{
    g_autoptr(Workload) longest =
        draw("[machine]\nprofile = ideal\n[task a]\ncount = 8\nphases = compute 576460752303423486ns\n", 1);

    (void)state;
    assert_true(phase_duration(longest->tasks[0].phases) == PHASE_LONGEST - 1);
    assert_error("[machine]\nprofile = ideal\n[task a]\ncount = 8\nphases = compute 576460752303423486ns; wait 17ns\n",
                 "t.ini:3: " TOO_LONG);
    assert_error("[machine]\nprofile = linux\n[task a]\ncount = 8\nphases = compute 576460752303423486ns\n",
                 "t.ini:3: " TOO_LONG);
    assert_error("[task a]\ncount = 1000\nphases = wait 576460752303423486ns\n", "t.ini:1: " TOO_LONG);
    assert_error("[task a]\narrival = 4611686018427387904ns\nphases = wait 1ns\n", "t.ini:1: " TOO_LONG);
}

static void scale_multiplies_times_and_keeps_the_tasks(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Workload) workload = try_draw(
        "[task a]\nperiod = 10ms\ndeadline = 8ms\narrival = 3ms\nphases = compute 2ms; wait 10ns; yield\n"
        "[task b]\nperiod = 30ms\npayload = 2KiB\nphases = yield\n",
        1, 0.001, &error);
    g_autofree char *told = arrivals(workload);

    (void)state;
    assert_string_equal(told, "a#0@3000ns a#1@13000ns a#2@23000ns b#0@0");
    assert_true(workload->groups[0].period == 10000 && workload->groups[0].deadline == 8000);
    assert_true(workload->groups[1].payload == 2048);
    assert_true(phase_duration(&workload->tasks[0].phases[0]) == 2000);
    assert_true(phase_duration(&workload->tasks[0].phases[1]) == 1);
    assert_true(phase_duration(&workload->tasks[0].phases[2]) == 0);
}

static void attributes_reach_their_group(void **state)
{
    g_autoptr(Workload) workload =
        draw("[resource db]\ncapacity = 5\n[resource disk]\ncapacity = 1\nscope = process\n"
             "[task a]\nnice = -5\npriority = 7\ntickets = 30\naffinity = 0, 2-3\n"
             "payload = 1.5MiB\nphases = use disk { yield }\n",
             1);
    const Group *group = &workload->groups[0];

    (void)state;
    assert_int_equal(group->nice, -5);
    assert_true(group->priority == 7 && group->tickets == 30 && group->payload == 1572864);
    assert_true(group->affinity[0] == 0xd && group->affinity[63] == 0);
    assert_int_equal(workload->n_resources, 2);
    assert_int_equal(workload->resources[0].capacity, 5);
    assert_false(workload->resources[0].per_process);
    assert_true(workload->resources[1].per_process);
    assert_int_equal(phase_resource(&workload->tasks[0].phases[0]), 1);
}

static void ostep_draws_are_those_of_the_book(void **state)
{
    g_autoptr(Workload) workload = draw("[scenario]\ndraws = ostep\n[task job]\ncount = 3\nphases = compute "
                                        "choice(1s, 2s, 3s, 4s, 5s, 6s, 7s, 8s, 9s, 10s)\n",
                                        0);

    (void)state;
    /* scheduler.py -j 3 -s 0: int(10 * random.random()) + 1 for each job */
    assert_true(phase_duration(workload->tasks[0].phases) == 9 * SIMTIME_S);
    assert_true(phase_duration(workload->tasks[1].phases) == 8 * SIMTIME_S);
    assert_true(phase_duration(workload->tasks[2].phases) == 5 * SIMTIME_S);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrivals_are_as_written),
        cmocka_unit_test(poisson_arrivals_have_exponential_gaps_one_before_the_first),
        cmocka_unit_test(poisson_for_a_time_sets_the_count),
        cmocka_unit_test(adding_a_task_changes_no_other),
        cmocka_unit_test(the_same_seed_draws_the_same),
        cmocka_unit_test(instances_that_draw_nothing_share_their_phases),
        cmocka_unit_test(groups_after_others_wait_for_instances_or_for_all),
        cmocka_unit_test(periodic_tasks_release_jobs_for_a_hyperperiod_or_the_horizon),
        cmocka_unit_test(jobs_draw_anew_and_have_their_deadline),
        cmocka_unit_test(too_many_jobs_ask_for_a_horizon),
        cmocka_unit_test(what_is_too_large_is_refused_before_it_is_made),
        cmocka_unit_test(more_than_the_memory_is_refused_with_both_sizes),
        cmocka_unit_test(a_phase_is_at_most_eighteen_years),
        cmocka_unit_test(durations_add_up_to_a_time),
        cmocka_unit_test(scale_multiplies_times_and_keeps_the_tasks),
        cmocka_unit_test(attributes_reach_their_group),
        cmocka_unit_test(ostep_draws_are_those_of_the_book),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
