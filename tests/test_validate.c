/* test_validate - a validation predicts before it measures, repeats what it must, and judges what it may. */
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "real/validate.h"
#include "simulate/simulator.h"

#define SCENARIO                                                                                                       \
    "[scenario]\npolicies = sequential, threads, processes\n[machine]\ncores = 2\nprofile = ideal\n"                   \
    "[task a]\ncount = 3\nphases = compute 2ms; wait 5ms; compute 1ms\n"

static char *folder; /* that the validation writes to; removed after each test */

/* ---- an executor that measures what the test wants ---- */

static struct {
    guint n_runs;
    char *prediction;      /* what prediction.csv was at the first run */
    gboolean is_busy;      /* as the host's counters say */
    double factor;         /* of the simulated times */
    double noise;          /* alternately more and less by it */
    const char *cannot;    /* policy that it cannot carry out, or NULL */
    char *order;           /* policies, as they were run */
} fake;

/* NULL: there is no such file. g_free. */
static char *text_of(const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    char *text = NULL;

    g_file_get_contents(path, &text, NULL, NULL);
    return text;
}

/* Rows of the file NAME, without the heading; each of them whole. */
static guint n_rows(const char *name)
{
    g_autofree char *text = text_of(name);
    guint n = 0;

    assert_non_null(text);
    assert_true(g_str_has_suffix(text, "\n"));
    for (const char *c = text; *c != '\0'; c++)
        n += *c == '\n';
    return n - 1;
}

/* Counters of a host that does nothing else, or of one that always does. */
static HostLoad fake_load(void)
{
    static SimTime now;

    now += SIMTIME_S;
    return (HostLoad){ .when = now, .busy = fake.is_busy ? 2 * now : now, .own = now };
}

static void stretch(const Run *run, double factor)
{
    for (guint32 i = 0; i < run->recorder->n_tasks; i++) {
        TaskRecord *task = &run->recorder->tasks[i];

        task->finish = simtime_scale(task->finish, factor);
        task->arrival = simtime_scale(task->arrival, factor);
    }
}

static gboolean fake_run(Run *run, GError **error)
{
    char *order = g_strconcat(fake.order ? fake.order : "", run->combination.policy, " ", NULL);

    g_free(fake.order);
    fake.order = order;
    if (fake.n_runs++ == 0)
        fake.prediction = text_of("prediction.csv");
    if (!executor_sim.run(run, error))
        return FALSE;
    stretch(run, fake.factor * (1 + (fake.n_runs % 2 ? fake.noise : -fake.noise)));
    return TRUE;
}

static char *fake_cannot(const Run *run)
{
    return g_strcmp0(fake.cannot, run->combination.policy) == 0 ? g_strdup("it has none") : NULL;
}

static const Executor fake_executor = { "native", simulator_n_locks, simulator_n_extra, fake_cannot, fake_run };

/* ---- a whole validation ---- */

static Validation *validate(Scenario *scenario, double factor, double noise)
{
    g_autoptr(GError) error = NULL;
    Validation *validation = validation_new(&fake_executor, folder, 1);

    fake.factor = factor;
    fake.noise = noise;
    validation->load = fake_load;
    if (!validation_predict(validation, scenario, FALSE, &error) || !validation_write_prediction(validation, &error) ||
        !validation_measure(validation, &error))
        fail_msg("%s", error->message);
    validation_judge(validation);
    assert_true(validation_write(validation, NULL));
    return validation;
}

static Scenario *scenario_of(const char *text)
{
    g_autoptr(GError) error = NULL;
    Scenario *scenario = scenario_parse("test.ini", text, strlen(text), NULL, &error);

    if (!scenario)
        fail_msg("%s", error->message);
    return scenario;
}

static Point *makespan_of(const Validation *validation, guint cell)
{
    return cell_point(g_ptr_array_index(validation->cells, cell), "makespan");
}

static void prediction_is_complete_before_anything_is_measured(void **state)
{
    g_autoptr(Scenario) scenario = scenario_of(SCENARIO);
    g_autoptr(Validation) validation = validate(scenario, 1, 0);
    const Cell *cell = g_ptr_array_index(validation->cells, 0);
    g_autofree char *prediction = text_of("prediction.csv");

    (void)state;
    assert_int_equal(validation->cells->len, 3);
    assert_string_equal(fake.prediction, prediction);
    assert_int_equal(n_rows("prediction.csv"), 3 * cell->points->len);
    assert_int_equal(n_rows("validation.csv"), n_rows("prediction.csv"));
    assert_int_equal(n_rows("runs.csv"), fake.n_runs);
}

/* Where the slices of three threads end on two cores depends on where the ticks are. */
static void prediction_is_the_median_of_courses_that_are_equally_likely(void **state)
{
    g_autoptr(Scenario) steady = scenario_of(SCENARIO);
    g_autoptr(Scenario) scenario = scenario_of("[scenario]\npolicies = free-threaded\n[machine]\nprofile = ideal\n"
                                               "cores = 2\nscheduler = eevdf\ntick = 4ms\npull_chance = 0.3\n"
                                               "[task t]\ncount = 3\nphases = compute 9ms\n");
    g_autoptr(Validation) validation = validate(scenario, 1, 0), plain = validate(steady, 1, 0), again = NULL;
    const Point *point = makespan_of(validation, 0), *sure = makespan_of(plain, 0);

    (void)state;
    assert_true(point->predicted_low < point->predicted && point->predicted < point->predicted_high);
    assert_true(point->predicted_low >= 13500 * SIMTIME_US && point->predicted_high <= 18 * SIMTIME_MS);
    assert_int_equal(sure->predicted_low, sure->predicted_high);
    again = validate(scenario, 1, 0);
    assert_int_equal(makespan_of(again, 0)->predicted, point->predicted);
}

/* A scenario with two cores, MACHINE and TASKS. */
static Scenario *two_cores(const char *machine, const char *tasks)
{
    g_autofree char *text = g_strconcat("[scenario]\npolicies = free-threaded\n[machine]\nprofile = ideal\ncores = 2\n",
                                        machine, tasks, NULL);

    return scenario_of(text);
}

/* Whether its courses end at different times. */
static gboolean courses_differ(const char *machine, const char *tasks)
{
    g_autoptr(Scenario) scenario = two_cores(machine, tasks);
    g_autoptr(Validation) validation = validate(scenario, 1, 0);
    const Point *point = makespan_of(validation, 0);

    return point->predicted_low < point->predicted_high;
}

#define THREE "[task t]\ncount = 3\nphases = compute 9ms\n"
#define UNEVEN "[task a]\nphases = compute 10ms\n[task b]\nphases = compute 4ms\n[task c]\nphases = compute 10ms\n"

/* A course draws where ticks are, where balancing is, and what the machine's streams begin with; each by itself. */
static void courses_differ_in_all_that_chance_decides(void **state)
{
    (void)state;
    assert_true(courses_differ("scheduler = eevdf\nbalance = 60s\ntick = 4ms\n", THREE));
    assert_true(courses_differ("scheduler = cfs\nbalance = 10ms\ntick = 60s\npull_chance = 0\n", UNEVEN));
    assert_true(courses_differ("scheduler = fifo\nqueues = per-core\nbalance = 600min\ntick = 60min\npull_chance = 0.5\n",
                               UNEVEN));
    assert_false(courses_differ("scheduler = eevdf\nbalance = 600min\n", THREE));
}

/* The cell of COLUMN in the first row of the file NAME. */
static gint64 cell_of(const char *name, const char *column)
{
    g_autofree char *text = text_of(name);
    g_auto(GStrv) lines = g_strsplit(text, "\n", 3);
    g_auto(GStrv) headings = g_strsplit(lines[0], ",", -1);
    g_auto(GStrv) cells = g_strsplit(lines[1], ",", -1);

    for (guint i = 0; headings[i]; i++)
        if (g_str_equal(headings[i], column))
            return g_ascii_strtoll(cells[i], NULL, 10);
    fail_msg("%s has no column %s", name, column);
    return 0;
}

static void files_tell_what_was_predicted(void **state)
{
    static const char *const files[] = { "prediction.csv", "validation.csv" };
    g_autoptr(Scenario) scenario = two_cores("scheduler = eevdf\ntick = 4ms\npull_chance = 0.3\n", THREE);
    g_autoptr(Validation) validation = validate(scenario, 1, 0);
    const Point *point = makespan_of(validation, 0);
    const Cell *cell = g_ptr_array_index(validation->cells, 0);

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
        assert_int_equal(cell_of(files[i], "predicted_ns"), point->predicted);
        assert_int_equal(cell_of(files[i], "predicted_low_ns"), point->predicted_low);
        assert_int_equal(cell_of(files[i], "predicted_high_ns"), point->predicted_high);
        assert_int_equal(cell_of(files[i], "linux_ns"), point->linux_);
    }
    assert_true(point->linux_ > 13500 * SIMTIME_US && point->linux_ < 28 * SIMTIME_MS);
    assert_int_equal(cell->n_courses, VALIDATE_MOST);
    assert_true(cell_predicted_state(cell, STATE_COMPUTE) == 27 * SIMTIME_MS);
}

/* What of a makespan waking takes is what it is shorter by without it: wake_latency and short_wake. */
static void wake_ups_after_any_idleness_are_one_part_of_the_budget(void **state)
{
    g_autoptr(Scenario) scenario =
        two_cores("scheduler = fifo\nwake_latency = 50us\nshort_wake = 20us\nshort_idle = 1ms\n",
                  "[task t]\nphases = compute 1ms; wait 500us; compute 1ms; wait 2ms; compute 1ms\n");
    g_autoptr(Validation) validation = validate(scenario, 1, 0);
    const Cell *cell = g_ptr_array_index(validation->cells, 0);

    (void)state;
    assert_int_equal(cell->wake_ups, 70 * SIMTIME_US);
    assert_int_equal(cell->timers, 0);
}

static void count_run(RealOptions *real)
{
    real->speed++;
}

static void whoever_wants_to_is_told_before_each_run(void **state)
{
    g_autoptr(Scenario) scenario = scenario_of(SCENARIO);
    g_autoptr(Validation) validation = validation_new(&fake_executor, folder, 1);

    (void)state;
    fake.factor = 1;
    validation->load = fake_load;
    validation->before_run = count_run;
    validation->real.speed = 0;
    assert_true(validation_predict(validation, scenario, FALSE, NULL) && validation_write_prediction(validation, NULL));
    assert_true(validation->real.speed == 0);
    assert_true(validation_measure(validation, NULL));
    assert_true(validation->real.speed == fake.n_runs);
}

static void measuring_without_a_prediction_is_a_mistake(void **state)
{
    g_autoptr(Scenario) scenario = scenario_of(SCENARIO);
    g_autoptr(Validation) validation = validation_new(&fake_executor, folder, 1);

    (void)state;
    assert_false(validation->is_predicted);
    assert_true(validation_predict(validation, scenario, FALSE, NULL));
    assert_false(validation->is_predicted);
    assert_int_equal(fake.n_runs, 0);
    assert_true(validation_write_prediction(validation, NULL));
    assert_true(validation->is_predicted);
    assert_int_equal(fake.n_runs, 0);
}

static void steady_cells_are_repeated_until_an_interval_can_be_told(void **state)
{
    g_autoptr(Scenario) scenario = scenario_of(SCENARIO);
    g_autoptr(Validation) validation = validate(scenario, 1.05, 0);

    (void)state;
    for (guint i = 0; i < 3; i++) {
        const Cell *cell = g_ptr_array_index(validation->cells, i);
        const Point *point = makespan_of(validation, i);

        assert_int_equal(cell->n_kept, VALIDATE_LEAST);
        assert_int_equal(point->samples->len, VALIDATE_LEAST);
        assert_true(point->verdict == VERDICT_GOOD);
        assert_true(point->error < -47000 && point->error > -48500); /* 1 / 1.05 */
        assert_true(point->low == point->high && point->measured == point->low);
    }
    assert_false(validation_misses(validation));
}

static void noisy_cells_get_the_most_repeats_and_no_judgement(void **state)
{
    g_autoptr(Scenario) scenario = scenario_of(SCENARIO);
    g_autoptr(Validation) validation = validate(scenario, 1, 0.2);

    (void)state;
    for (guint i = 0; i < 3; i++) {
        assert_int_equal(((Cell *)g_ptr_array_index(validation->cells, i))->n_kept, VALIDATE_MOST);
        assert_true(makespan_of(validation, i)->verdict == VERDICT_NOISY);
    }
    assert_true(validation_misses(validation));
}

static void prediction_beyond_the_tolerance_is_off(void **state)
{
    g_autoptr(Scenario) scenario = scenario_of(SCENARIO);
    g_autoptr(Validation) validation = validate(scenario, 1.5, 0);
    g_autoptr(GString) text = g_string_new(NULL);

    (void)state;
    assert_true(makespan_of(validation, 0)->verdict == VERDICT_OFF);
    assert_true(validation_misses(validation));
    validation_report(text, validation);
    assert_non_null(strstr(text->str, "makespans: 3 of 3 points can be judged; absolute error: median 33.3 %"));
    assert_non_null(strstr(text->str, "ranking: right for"));
}

static void policies_are_interleaved_in_an_order_that_the_seed_draws(void **state)
{
    g_autoptr(Scenario) scenario = scenario_of(SCENARIO);
    g_autoptr(Validation) first = validate(scenario, 1, 0);
    g_autofree char *order = g_steal_pointer(&fake.order);
    g_autoptr(Validation) second = NULL;

    (void)state;
    fake.n_runs = 0;
    g_clear_pointer(&fake.prediction, g_free);
    second = validate(scenario, 1, 0);
    assert_string_equal(order, fake.order);
    assert_null(strstr(order, "threads threads threads")); /* in a round each has its turn */
    assert_int_equal(first->n_runs, 3 * VALIDATE_LEAST);
}

/* Cells of SCENARIO: under the first two tasks compute one after the other, under processes two at once. */
enum { SEQUENTIAL, THREADS, PROCESSES };

/* As if computing had taken FACTOR times as long in the repeats of CELL. */
static void slow_down(Validation *validation, guint cell, double factor)
{
    ((Cell *)g_ptr_array_index(validation->cells, cell))->measured_state[STATE_COMPUTE] *= factor;
    validation_judge(validation);
}

static void computing_that_takes_longer_beside_others_than_alone_is_outside_the_model(void **state)
{
    g_autoptr(Scenario) scenario = scenario_of(SCENARIO);
    g_autoptr(Validation) validation = validate(scenario, 1, 0);
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *file = NULL;

    (void)state;
    assert_true(makespan_of(validation, PROCESSES)->verdict == VERDICT_GOOD);
    slow_down(validation, PROCESSES, 1.2);
    assert_true(makespan_of(validation, PROCESSES)->verdict == VERDICT_OUTSIDE);
    assert_true(makespan_of(validation, THREADS)->verdict == VERDICT_GOOD);
    validation_report(text, validation);
    assert_non_null(strstr(text->str, "makespans: 2 of 3 points can be judged"));
    assert_non_null(strstr(text->str, "test, processes: outside the model: the same computing took 1.20 times as long "
                                      "beside others as alone\n"));
    assert_true(validation_write(validation, NULL));
    file = text_of("validation.csv");
    assert_non_null(strstr(file, ",outside the model,"));
}

static void computing_that_takes_longer_alone_too_is_judged_as_an_error(void **state)
{
    g_autoptr(Scenario) scenario = scenario_of(SCENARIO);
    g_autoptr(Validation) validation = validate(scenario, 1.5, 0);

    (void)state;
    for (guint i = SEQUENTIAL; i <= PROCESSES; i++)
        slow_down(validation, i, 1.5);
    for (guint i = SEQUENTIAL; i <= PROCESSES; i++)
        assert_true(makespan_of(validation, i)->verdict == VERDICT_OFF);
    slow_down(validation, PROCESSES, 1.2); /* and more beside others */
    assert_true(makespan_of(validation, PROCESSES)->verdict == VERDICT_OUTSIDE);
}

static void outside_the_model_is_said_of_noisy_cells_too(void **state)
{
    g_autoptr(Scenario) scenario = scenario_of(SCENARIO);
    g_autoptr(Validation) validation = validate(scenario, 1, 0.2);

    (void)state;
    assert_true(makespan_of(validation, PROCESSES)->verdict == VERDICT_NOISY);
    slow_down(validation, PROCESSES, 1.2);
    assert_true(makespan_of(validation, PROCESSES)->verdict == VERDICT_OUTSIDE);
}

/* Others meet those that compute alone, too, and leave a difference between them and the rest to the model. */
static void others_who_had_the_cores_are_a_reason_where_nothing_was_measured_alone(void **state)
{
    g_autoptr(Scenario) scenario = scenario_of(SCENARIO), single = scenario_of(SCENARIO);
    g_autoptr(Validation) validation = validate(scenario, 1, 0), lone = NULL;

    (void)state;
    ((Cell *)g_ptr_array_index(validation->cells, PROCESSES))->n_disturbed = 1;
    slow_down(validation, PROCESSES, 1.2);
    assert_true(makespan_of(validation, PROCESSES)->verdict == VERDICT_OUTSIDE);
    g_strfreev(single->policies);
    single->policies = g_strsplit("processes", ",", -1);
    lone = validate(single, 1, 0);
    slow_down(lone, 0, 1.2);
    assert_true(makespan_of(lone, 0)->verdict == VERDICT_OUTSIDE);
    ((Cell *)g_ptr_array_index(lone->cells, 0))->n_disturbed = 1;
    validation_judge(lone);
    assert_true(makespan_of(lone, 0)->verdict == VERDICT_GOOD);
}

static void what_the_executor_cannot_do_is_predicted_and_not_measured(void **state)
{
    g_autoptr(Scenario) scenario = scenario_of(SCENARIO);
    g_autoptr(Validation) validation = NULL;
    g_autoptr(GString) text = g_string_new(NULL);

    (void)state;
    fake.cannot = "processes";
    validation = validate(scenario, 1, 0);
    assert_true(makespan_of(validation, PROCESSES)->verdict == VERDICT_UNKNOWN);
    assert_true(makespan_of(validation, PROCESSES)->predicted > 0);
    assert_null(strstr(fake.order, "processes"));
    validation_report(text, validation);
    assert_non_null(strstr(text->str, "test, processes: skipped: it has none\n"));
}

/* ---- the rule for what is set aside ---- */

static void repeats_are_set_aside_by_counters_alone(void **state)
{
    const HostLoad before = { 0 };
    const HostLoad quiet = { .when = SIMTIME_S, .busy = SIMTIME_S, .own = SIMTIME_S };
    const HostLoad little = { .when = SIMTIME_S, .busy = SIMTIME_S + 80 * SIMTIME_MS, .own = SIMTIME_S };
    const HostLoad others = { .when = SIMTIME_S, .busy = SIMTIME_S + 200 * SIMTIME_MS, .own = SIMTIME_S };
    const HostLoad stolen = { .when = SIMTIME_S, .busy = SIMTIME_S, .own = SIMTIME_S, .stolen = 100 * SIMTIME_MS };

    (void)state;
    assert_null(host_load_disturbed(&before, &quiet, 2));
    assert_null(host_load_disturbed(&before, &little, 2));
    assert_string_equal(host_load_disturbed(&before, &others, 2), "other processes");
    assert_string_equal(host_load_disturbed(&before, &stolen, 2), "stolen time");
}

static void of_a_busy_hosts_repeats_one_of_five_is_set_aside_and_the_rest_is_told(void **state)
{
    g_autoptr(Scenario) scenario = scenario_of(SCENARIO);
    g_autoptr(Validation) validation = NULL;
    g_autofree char *runs = NULL;

    (void)state;
    fake.is_busy = TRUE;
    validation = validate(scenario, 1, 0);
    runs = text_of("runs.csv");
    assert_true(validation->n_set_aside <= MAX(2, validation->n_runs / 5));
    assert_int_equal(validation->n_set_aside + validation->n_disturbed, validation->n_runs);
    assert_non_null(strstr(runs, "no,other processes"));
    for (guint i = 0; i < 3; i++)
        assert_int_equal(((Cell *)g_ptr_array_index(validation->cells, i))->n_kept, VALIDATE_LEAST);
}

/* ---- scenarios that nobody chose ---- */

static void drawn_scenarios_are_valid_and_the_same_for_the_same_seed(void **state)
{
    (void)state;
    for (guint i = 1; i <= 200; i++) {
        g_autofree char *text = validation_draw(7, i), *again = validation_draw(7, i), *other = validation_draw(8, i);
        g_autoptr(Scenario) scenario = scenario_of(text);
        g_autoptr(Workload) workload = scenario_workload(scenario, scenario->seed, 1, NULL);

        assert_string_equal(text, again);
        assert_string_not_equal(text, other);
        assert_non_null(workload);
    }
}

static int make_folder(void **state)
{
    (void)state;
    memset(&fake, 0, sizeof fake);
    folder = g_dir_make_tmp("gilsim-validate-XXXXXX", NULL);
    return folder ? 0 : -1;
}

static int remove_folder(void **state)
{
    static const char *const names[] = { "prediction.csv", "runs.csv", "validation.csv", "budget.csv" };

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(folder, names[i], NULL);

        g_unlink(path);
    }
    assert_int_equal(g_rmdir(folder), 0); /* nothing else was left */
    g_free(folder);
    g_free(fake.order);
    g_free(fake.prediction);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(prediction_is_complete_before_anything_is_measured),
        TEST(prediction_is_the_median_of_courses_that_are_equally_likely),
        TEST(courses_differ_in_all_that_chance_decides),
        TEST(files_tell_what_was_predicted),
        TEST(wake_ups_after_any_idleness_are_one_part_of_the_budget),
        TEST(whoever_wants_to_is_told_before_each_run),
        TEST(measuring_without_a_prediction_is_a_mistake),
        TEST(steady_cells_are_repeated_until_an_interval_can_be_told),
        TEST(noisy_cells_get_the_most_repeats_and_no_judgement),
        TEST(prediction_beyond_the_tolerance_is_off),
        TEST(policies_are_interleaved_in_an_order_that_the_seed_draws),
        TEST(computing_that_takes_longer_beside_others_than_alone_is_outside_the_model),
        TEST(computing_that_takes_longer_alone_too_is_judged_as_an_error),
        TEST(outside_the_model_is_said_of_noisy_cells_too),
        TEST(others_who_had_the_cores_are_a_reason_where_nothing_was_measured_alone),
        TEST(what_the_executor_cannot_do_is_predicted_and_not_measured),
        cmocka_unit_test(repeats_are_set_aside_by_counters_alone),
        TEST(of_a_busy_hosts_repeats_one_of_five_is_set_aside_and_the_rest_is_told),
        cmocka_unit_test(drawn_scenarios_are_valid_and_the_same_for_the_same_seed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
