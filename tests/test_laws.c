/* test_laws - closed forms with known answers, the laws on simulated runs, and what is said of a broken one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "explain/laws.h"
#include "explain/queueing.h"
#include "tables.h"

#define assert_near(a, b, part) assert_true(ABS((a) - (b)) <= (part)*ABS(b))

/* The observer of all runs of the scenario TEXT. */
static Observer *observe(const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Scenario) scenario = scenario_parse("laws.ini", text, strlen(text), NULL, &error);
    Observer *observer = observer_new();

    if (!scenario)
        fail_msg("%s", error->message);
    table_experiment(scenario, &observer->sink);
    return observer;
}

/* The law called NAME of the RUN-th run, or NULL. */
static const Law *find_law(const Observer *observer, guint run, const char *name)
{
    const Observed *observed = g_ptr_array_index(observer->runs, run);

    for (guint i = 0; i < observed->laws->len; i++)
        if (g_str_equal(g_array_index(observed->laws, Law, i).name, name))
            return &g_array_index(observed->laws, Law, i);
    return NULL;
}

static void an_open_queue_takes_as_long_as_the_textbook_says(void **state)
{
    (void)state;
    assert_near(queueing_open(0.5, 1, 1), 2.0, 1e-12);    /* 1 / (mu - lambda) */
    assert_near(queueing_open(1, 1, 2), 4.0 / 3, 1e-12);  /* Erlang's C is 1/3 */
    assert_near(queueing_open(2, 1, 3), 13.0 / 9, 1e-12); /* 4/9 */
    assert_near(queueing_open(0.001, 1, 900), 1.0, 1e-9); /* nobody waits */
}

static void a_closed_queue_takes_as_long_as_the_textbook_says(void **state)
{
    (void)state;
    assert_near(queueing_closed(1, 3, 2, 1), 5.0, 1e-12);    /* alone: no queue */
    assert_near(queueing_closed(2, 1, 1, 1), 2.5, 1e-12);    /* busy 4/5 of the time */
    assert_near(queueing_closed(4, 3, 2, 4), 5.0, 1e-12);    /* one each */
    assert_near(queueing_closed(5000, 1, 1, 1), 5000, 1e-9); /* the server is all there is */
}

static void exponential_arrivals_and_tasks_come_near_m_m_c(void **state)
{
    g_autoptr(Observer) observer =
        observe("[scenario]\npolicies = sequential, async, threads, free-threaded, process-async\n"
                "[machine]\nprofile = ideal\ncores = 2\n"
                "[task job]\ncount = 20000\narrival = poisson 70/s\n"
                "phases = compute exp(10ms)\n");
    (void)state;

    for (guint run = 0; run < 4; run++) {
        const Law *law = find_law(observer, run, "M/M/c");

        assert_non_null(law);
        assert_near(law->theory, run < 3 ? 10e6 / 0.3 : 10e6 / (1 - 0.35 * 0.35), 1e-9);
        assert_near(law->simulated, law->theory, 0.1);
    }
    assert_null(find_law(observer, 4, "M/M/c")); /* dealt out: several queues */
}

/* The resource that is used is not the first one in the file. */
static void a_pool_comes_near_m_m_c_of_its_own_units(void **state)
{
    g_autoptr(Observer) observer =
        observe("[scenario]\npolicies = free-threaded\n[machine]\nprofile = ideal\n"
                "[resource printer]\ncapacity = 1\n"
                "[resource connection]\ncapacity = 2\n"
                "[task query]\ncount = 20000\narrival = poisson 140/s\n"
                "phases = use connection { wait exp(10ms) }\n");
    const Law *law = find_law(observer, 0, "M/M/c");
    (void)state;

    assert_non_null(law);
    assert_near(law->theory, 10e6 / (1 - 0.7 * 0.7), 1e-9);
    assert_near(law->simulated, law->theory, 0.1);
}

static void tasks_that_come_back_come_near_machine_repair(void **state)
{
    g_autoptr(Observer) observer = observe("[scenario]\npolicies = async, threads, free-threaded\n"
                                           "[machine]\nprofile = ideal\ncores = 2\n"
                                           "[task job]\ncount = 6\n"
                                           "phases = repeat 3000 { wait exp(20ms); compute exp(10ms) }\n");
    (void)state;

    for (guint run = 0; run < 3; run++) {
        const Law *law = find_law(observer, run, "machine repair");

        assert_non_null(law);
        assert_near(law->theory, queueing_closed(6, 20e6, 10e6, run < 2 ? 1 : 2), 1e-9);
        assert_near(law->simulated, law->theory, 0.05);
    }
}

static void dividing_what_can_be_divided_stays_below_amdahl(void **state)
{
    g_autoptr(Observer) observer = observe("[scenario]\npolicies = threads, free-threaded\n"
                                           "[machine]\nprofile = ideal\ncores = 4\n"
                                           "[task first]\nphases = compute 20ms\n"
                                           "[task part]\ncount = 8\nafter = first\nphases = compute 10ms\n");
    const Law *locked, *free_threads;
    (void)state;

    locked = find_law(observer, 0, "Amdahl's law");
    free_threads = find_law(observer, 1, "Amdahl's law");
    assert_near(locked->theory, 1.0, 1e-12);
    assert_near(free_threads->theory, 100.0 / 40, 1e-12);
    assert_near(free_threads->simulated, 100.0 / 40, 1e-12);
    assert_true(locked->holds && free_threads->holds);
}

/* The parent has a lock for all of the 40 ms in which it starts processes; tasks have two of four, for 20 and
 * 10 ms, and a third for 10. */
static void the_lock_of_a_parent_is_not_counted(void **state)
{
    g_autoptr(Observer) observer = observe("[scenario]\npolicies = processes\n"
                                           "[machine]\nprofile = ideal\ncores = 4\nprocess_start = 10ms\n"
                                           "[task job]\ncount = 4\nphases = compute 10ms\n");
    const Observed *observed = g_ptr_array_index(observer->runs, 0);
    const Law *held = NULL;
    (void)state;

    for (guint i = 0; i < observed->laws->len; i++)
        if (g_str_has_prefix(g_array_index(observed->laws, Law, i).what, "lock held"))
            held = &g_array_index(observed->laws, Law, i);
    assert_non_null(held);
    assert_near(held->simulated, 0.25, 1e-9);
}

static void a_greedy_schedule_stays_below_grahams_bound(void **state)
{
    g_autoptr(Observer) observer = observe("[scenario]\npolicies = threads, free-threaded\n"
                                           "[machine]\nprofile = ideal\ncores = 3\nscheduler = fifo\n"
                                           "[task short]\ncount = 6\nphases = compute 1ms\n"
                                           "[task long]\nphases = compute 3ms\n");
    const Law *law = find_law(observer, 1, "Graham's bound");
    (void)state;

    assert_null(find_law(observer, 0, "Graham's bound")); /* the lock keeps cores idle */
    assert_near(law->theory, 5e6, 1e-12);                 /* 9 / 3 + 2 / 3 x 3 */
    assert_near(law->simulated, 5e6, 1e-12);              /* the worst order there is */
    assert_true(law->holds);
}

/* Changes SUMS before laws are made of them. */
typedef struct {
    ResultSink sink;
    void (*falsify)(Sums *sums);
    guint n_broken;
} Falsifier;

static gboolean make_laws(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    Falsifier *falsifier = (Falsifier *)sink;
    Sums sums = { .in_system = 25 * SIMTIME_MS,
                  .computing = 20 * SIMTIME_MS,
                  .waiting = 0,
                  .on_core = 20 * SIMTIME_MS,
                  .with_lock = 20 * SIMTIME_MS };
    GArray *laws;
    (void)error;

    falsifier->falsify(&sums);
    laws = laws_of(run, figures, &sums);
    for (guint i = 0; i < laws->len; i++) {
        falsifier->n_broken += !g_array_index(laws, Law, i).holds;
        g_free(g_array_index(laws, Law, i).what);
    }
    g_array_unref(laws);
    return TRUE;
}

static void leave(Sums *sums)
{
    (void)sums;
}

static void lose_a_nanosecond(Sums *sums)
{
    sums->in_system--;
}

static void compute_too_long(Sums *sums)
{
    sums->computing++;
}

static void use_more_than_all_cores(Sums *sums)
{
    sums->on_core = 20 * SIMTIME_MS + 1;
}

static void compute_without_the_lock(Sums *sums)
{
    sums->with_lock--;
}

static void a_broken_law_is_told_to_the_nanosecond(void **state)
{
    static const struct {
        void (*falsify)(Sums *sums);
        guint n_broken;
    } cases[] = { { leave, 0 },
                  { lose_a_nanosecond, 1 },
                  { compute_too_long, 1 },
                  { use_more_than_all_cores, 1 },
                  { compute_without_the_lock, 1 } };
    static const char text[] =
        "[scenario]\npolicies = sequential\n[machine]\nprofile = ideal\ncores = 1\n"
        "[task a]\nphases = compute 15ms\n[task b]\narrival = 10ms\nphases = compute 5ms\n";
    g_autoptr(Scenario) scenario = scenario_parse("laws.ini", text, strlen(text), NULL, NULL);
    (void)state;

    assert_non_null(scenario);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        Falsifier falsifier = { { NULL, NULL, make_laws }, cases[i].falsify, 0 };

        table_experiment(scenario, &falsifier.sink);
        assert_int_equal(falsifier.n_broken, cases[i].n_broken);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_open_queue_takes_as_long_as_the_textbook_says),
        cmocka_unit_test(a_closed_queue_takes_as_long_as_the_textbook_says),
        cmocka_unit_test(exponential_arrivals_and_tasks_come_near_m_m_c),
        cmocka_unit_test(a_pool_comes_near_m_m_c_of_its_own_units),
        cmocka_unit_test(tasks_that_come_back_come_near_machine_repair),
        cmocka_unit_test(dividing_what_can_be_divided_stays_below_amdahl),
        cmocka_unit_test(the_lock_of_a_parent_is_not_counted),
        cmocka_unit_test(a_greedy_schedule_stays_below_grahams_bound),
        cmocka_unit_test(a_broken_law_is_told_to_the_nanosecond),
    };

    return cmocka_run_group_tests_name("laws", tests, NULL, NULL);
}
