/* test_table - the table as it reads: order, equal ranks, columns that are left out, widths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/paragraph.h"
#include "report/measure.h"
#include "report/table.h"
#include "small_ranking.h"

#define MS SIMTIME_MS

static const Phase phases[] = { { .value = 40 * MS, .kind = PHASE_COMPUTE },
                                { .value = 60 * MS, .kind = PHASE_WAIT } };
static const SmallGroup group = { "t", 10, 0, 0, phases, 2, 0, 0 };
static char makespan[] = "makespan", p95_delay[] = "p95 delay of web", cpython3[] = "cpython3",
            fair[] = "fair";
static char *one_lock[] = { cpython3, NULL };
static char *two_locks[] = { cpython3, fair, NULL };

static void assert_table(Scenario *scenario, const SmallRow *rows, guint n, const char *expected)
{
    Workload *workload = small_workload(&group, 1);
    Ranking *ranking = small_ranking(scenario, workload, rows, n);
    g_autoptr(GString) text = g_string_new(NULL);

    table_write(text, ranking, FALSE);
    ranking_free(ranking);
    small_workload_free(workload);
    small_scenario_clear(scenario);
    assert_string_equal(text->str, expected);
}

static void rows_stand_best_first_and_equal_ones_share_a_rank(void **state)
{
    Scenario scenario = small_scenario(GOAL_MAKESPAN, 0, makespan, one_lock, 1);
    const SmallRow rows[] = {
        { "sequential", "cpython3", 4, 1000, 0, 400, 100, 40, 10, 40, { 0 }, 0, NULL },
        { "async", "cpython3", 4, 400, 0, 400, 1000, 100, 25, 100, { 0 }, 0, NULL },
        { "threads", "cpython3", 4, 400, 0, 400, 1000, 100, 25, 99, { 0 }, 0, NULL },
        { "free-threaded", "none", 4, 125, 0, 100, 1000, 320, 80, -1, { 0 }, 0, NULL },
    };
    (void)state;

    assert_table(&scenario, rows, 4,
                 "A title\n"
                 "10 tasks: computing 400 ms, waiting 600 ms; share of waiting 60 %: think\n"
                 "concurrency and parallelism.\n"
                 "Goal: makespan. In every row: scheduler fifo, lock cpython3, cores 4, profile\n"
                 "ideal, seed 1.\n"
                 "\n"
                 "                                             in    at  cores   lock\n"
                 "    policy         makespan  speed-up  progress  once   busy   held\n"
                 "1   free-threaded    125 ms     8.00x        10     4   80 %      -\n"
                 "2=  async            400 ms     2.50x        10     1   25 %  100 %\n"
                 "2=  threads          400 ms     2.50x        10     1   25 %   99 %\n"
                 "4   sequential      1000 ms     1.00x         1     1   10 %   40 %\n");
}

static void what_differs_is_a_column_and_what_does_not_is_told_once(void **state)
{
    Scenario scenario = small_scenario(GOAL_MAKESPAN, 0, makespan, two_locks, 2);
    const SmallRow rows[] = {
        { "threads", "cpython3", 1, 400, 0, 400, 1000, 100, 100, 100, { 0 }, 0, NULL },
        { "threads", "cpython3", 2, 400, 0, 400, 1000, 100, 50, 100, { 0 }, 0, NULL },
        { "threads", "fair", 1, 500, 0, 400, 1000, 80, 80, 100, { 0 }, 0, NULL },
    };
    (void)state;

    assert_table(&scenario, rows, 3,
                 "A title\n"
                 "10 tasks: computing 400 ms, waiting 600 ms; share of waiting 60 %: think\n"
                 "concurrency and parallelism.\n"
                 "Goal: makespan. In every row: policy threads, scheduler fifo, in progress 10, at\n"
                 "once 1, lock held 100 %, profile ideal, seed 1.\n"
                 "\n"
                 "                                         cores\n"
                 "    lock      cores  makespan  speed-up   busy\n"
                 "1=  cpython3      1    400 ms     2.50x  100 %\n"
                 "1=  cpython3      2    400 ms     2.50x   50 %\n"
                 "3   fair          1    500 ms     2.00x   80 %\n");
}

static void a_single_row_keeps_its_figures(void **state)
{
    Scenario scenario = small_scenario(GOAL_DELAY, 95, p95_delay, one_lock, 1);
    const SmallRow rows[] = { { "async", "cpython3", 1, 400, 7, 400, 1000, 100, 100, 100, { 0 }, 0, NULL } };
    (void)state;

    assert_table(&scenario, rows, 1,
                 "A title\n"
                 "10 tasks: computing 400 ms, waiting 600 ms; share of waiting 60 %: think\n"
                 "concurrency and parallelism.\n"
                 "Goal: p95 delay of web. In every row: scheduler fifo, lock cpython3, cores 1,\n"
                 "profile ideal, seed 1.\n"
                 "\n"
                 "             p95                            in    at  cores   lock\n"
                 "   policy  delay  makespan  speed-up  progress  once   busy   held\n"
                 "1  async    7 ms    400 ms     2.50x        10     1  100 %  100 %\n");
}

static void overload_and_what_did_not_finish_are_marked(void **state)
{
    Scenario scenario = small_scenario(GOAL_MAKESPAN, 0, makespan, one_lock, 1);
    const SmallRow rows[] = {
        { "threads", "cpython3", 1, 400, -1, 0, 300, 100, 100, 100, { 0 }, 0, NULL },
        { "sequential", "cpython3", 1, 400, 0, 0, 100, 100, 100, 100, { 0 }, TRUE, NULL },
        { "processes", "cpython3", 1, 0, 0, 0, 0, 0, 0, 0, { 0 }, 0, "there is only one core here." },
    };
    (void)state;

    assert_table(&scenario, rows, 3,
                 "A title\n"
                 "10 tasks: computing 400 ms, waiting 600 ms; share of waiting 60 %: think\n"
                 "concurrency and parallelism.\n"
                 "Goal: makespan. In every row: scheduler fifo, lock cpython3, cores 1, speed-up\n"
                 "2.50x, at once 1, cores busy 100 %, lock held 100 %, profile ideal, seed 1.\n"
                 "\n"
                 "                               in\n"
                 "   policy      makespan  progress\n"
                 "1  sequential    400 ms         1  overloaded\n"
                 "-  threads            -         3  stopped\n"
                 "processes was skipped: there is only one core here.\n");
}

static void no_line_is_wider_than_the_terminal(void **state)
{
    Scenario scenario = small_scenario(GOAL_DELAY, 95, p95_delay, two_locks, 2);
    const SmallRow rows[] = {
        { "subinterpreters", "cpython3", 1, 1234567, 7, 0, 123456, 100, 93, 97, { 0 }, TRUE, NULL },
        { "process-async", "fair", 4096, 400, 1234567, 0, 10000, 400, 100, 100, { 0 }, 0, NULL },
    };
    Workload *workload = small_workload(&group, 1);
    Ranking *ranking = small_ranking(&scenario, workload, rows, 2);
    g_autoptr(GString) text = g_string_new(NULL);
    g_auto(GStrv) lines = NULL;
    (void)state;

    table_write(text, ranking, FALSE);
    lines = g_strsplit(text->str, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        assert_true(strlen(lines[i]) <= TABLE_WIDTH);
    assert_non_null(strstr(text->str, "overloaded"));
    assert_non_null(strstr(text->str, "No room for: "));
    ranking_free(ranking);
    small_workload_free(workload);
    small_scenario_clear(&scenario);
}

static void colour_is_there_only_when_asked_for(void **state)
{
    Scenario scenario = small_scenario(GOAL_MAKESPAN, 0, makespan, one_lock, 1);
    const SmallRow rows[] = { { "async", "cpython3", 1, 400, 0, 0, 100, 100, 100, 100, { 0 }, 0, NULL } };
    Workload *workload = small_workload(&group, 1);
    Ranking *ranking = small_ranking(&scenario, workload, rows, 1);
    g_autoptr(GString) plain = g_string_new(NULL), coloured = g_string_new(NULL);
    (void)state;

    table_write(plain, ranking, FALSE);
    table_write(coloured, ranking, TRUE);
    assert_null(strchr(plain->str, '\033'));
    assert_non_null(strstr(coloured->str, "\033[1m1  async"));
    ranking_free(ranking);
    small_workload_free(workload);
    small_scenario_clear(&scenario);
}

/* The N times of a column as one text. */
static void assert_times(const gint64 *times, guint n, const char *expected)
{
    g_autofree char **texts = g_new0(char *, n + 1);
    g_autofree char *joined = NULL;

    measure_times(times, n, texts);
    joined = g_strjoinv("|", texts);
    for (guint i = 0; i < n; i++)
        g_free(texts[i]);
    assert_string_equal(joined, expected);
}

static void times_of_a_column_have_one_unit_and_as_many_decimals_as_they_need(void **state)
{
    const gint64 even[] = { 100 * MS, 300 * MS, 1000 * MS }, near[] = { 43200000, 1816400000 };
    const gint64 far[] = { 0, 2000, 31500000 }, minutes[] = { 1320 * SIMTIME_S, 560 * SIMTIME_S };
    const gint64 long_ones[] = { 1234567890, 59999999999999 }, missing[] = { NOT_APPLICABLE, 5 };
    (void)state;

    assert_times(even, 3, "100 ms|300 ms|1000 ms");
    assert_times(near, 2, "43.2 ms|1816.4 ms");
    assert_times(far, 3, "0|2 us|31.5 ms");
    assert_times(minutes, 2, "22 min 00 s|9 min 20 s");
    assert_times(long_ones, 2, "1.23 s|1000 min 00.00 s");
    assert_times(missing, 2, "-|5 ns");
}

static void figures_read_as_people_write_them(void **state)
{
    const struct {
        char *text;
        const char *expected;
    } cases[] = {
        { measure_time(0), "0" },
        { measure_time(117400000), "117 ms" },
        { measure_time(1500), "1.5 us" },
        { measure_time(999999), "1000 us" },
        { measure_time(119999999999), "120 s" },
        { measure_time(560 * SIMTIME_S), "9 min 20 s" },
        { measure_time(NOT_APPLICABLE), "-" },
        { measure_percent(0), "0 %" },
        { measure_percent(3000), "<1 %" },
        { measure_percent(974999), "97 %" },
        { measure_percent(1000000), "100 %" },
        { measure_factor(1428571), "1.43x" },
        { measure_rate(142857143), "142.9/s" },
        { measure_rate(142857), "0.143/s" },
        { measure_count(12), "12" },
        { measure_mean(3149999), "3.1" },
        { measure_mean(123456789), "123" },
    };
    (void)state;

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        assert_string_equal(cases[i].text, cases[i].expected);
        g_free(cases[i].text);
    }
}

static void paragraphs_break_between_words(void **state)
{
    g_autoptr(GString) text = g_string_new(NULL);
    (void)state;

    paragraph_append(text, "one two three four extraordinary", 9);
    paragraph_append(text, "weiß Soße", 9);
    paragraph_append(text, "it took 10 ms", 10);
    assert_string_equal(text->str, "one two\nthree\nfour\nextraordinary\nweiß Soße\nit took\n10 ms\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_stand_best_first_and_equal_ones_share_a_rank),
        cmocka_unit_test(what_differs_is_a_column_and_what_does_not_is_told_once),
        cmocka_unit_test(a_single_row_keeps_its_figures),
        cmocka_unit_test(overload_and_what_did_not_finish_are_marked),
        cmocka_unit_test(no_line_is_wider_than_the_terminal),
        cmocka_unit_test(colour_is_there_only_when_asked_for),
        cmocka_unit_test(times_of_a_column_have_one_unit_and_as_many_decimals_as_they_need),
        cmocka_unit_test(figures_read_as_people_write_them),
        cmocka_unit_test(paragraphs_break_between_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
