/* test_chart - is what charts are drawn from what went by, however long a run turned out to be? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "plot/chart_sources.h"

#define MS SIMTIME_MS

/* ---- moments ---- */

static void moments_of_a_run_that_grows_keep_their_states(void **state)
{
    Moments moments;
    (void)state;

    moments_init(&moments, 2);
    for (SimTime i = 0; i < 1000; i++)
        moments_take(&moments, 1, i % 2 ? 3 : 5, i * MS, (i + 1) * MS);
    assert_true(moments.step * N_MOMENTS > 1000 * MS);
    assert_true(moments.step * N_MOMENTS <= 2 * 1000 * MS);
    for (SimTime i = 0; i < 1000; i++)
        assert_int_equal(moments_at(&moments, 1, i * MS + MS / 2), i % 2 ? 3 : 5);
    assert_int_equal(moments_at(&moments, 0, 500 * MS), MOMENT_NONE);
    assert_int_equal(moments_at(&moments, 1, 1001 * MS), MOMENT_NONE);
    moments_clear(&moments);
}

static void moment_before_a_stretch_does_not_show_it(void **state)
{
    Moments moments;
    (void)state;

    moments_init(&moments, 1);
    moments_take(&moments, 0, 1, 10, 20);
    assert_int_equal(moments_at(&moments, 0, 9), MOMENT_NONE);
    assert_int_equal(moments_at(&moments, 0, 10), 1);
    assert_int_equal(moments_at(&moments, 0, 19), 1);
    assert_int_equal(moments_at(&moments, 0, 20), MOMENT_NONE);
    moments_clear(&moments);
}

/* ---- levels ---- */

static void levels_lose_nothing_as_their_bins_grow(void **state)
{
    Levels levels;
    SimTime sum = 0, last = 0;
    (void)state;

    levels_init(&levels, 2);
    for (SimTime i = 1; i < 300; i++) {
        levels_take(&levels, 1, i * i * 1000, i * i * 1000 + i * 777);
        sum += i * 777;
        last = i * i * 1000 + i * 777;
    }
    assert_true(levels.step * N_LEVELS >= last);
    assert_float_equal(levels_mean(&levels, 1, 0, levels.step * N_LEVELS) * (double)(levels.step * N_LEVELS),
                       (double)sum, 1);
    assert_float_equal(levels_mean(&levels, 0, 0, levels.step * N_LEVELS), 0, 0);
    levels_clear(&levels);
}

static void level_of_two_at_once_is_two(void **state)
{
    Levels levels;
    (void)state;

    levels_init(&levels, 1);
    levels_take(&levels, 0, 0, 512);
    levels_take(&levels, 0, 0, 1024);
    assert_float_equal(levels_mean(&levels, 0, 0, 512), 2, 1e-9);
    assert_float_equal(levels_mean(&levels, 0, 512, 1024), 1, 1e-9);
    levels_clear(&levels);
}

/* ---- spread ---- */

static void spread_tells_each_time_to_one_part_in_64(void **state)
{
    g_autofree Spread *spread = g_new0(Spread, 1);
    guint last = 0;
    (void)state;

    for (SimTime time = 1; time < SIMTIME_MAX / 3; time += 1 + time / 7) {
        guint bucket = 0;

        memset(spread, 0, sizeof *spread);
        spread_take(spread, time);
        while (spread->counts[bucket] == 0)
            bucket++;
        assert_true(bucket >= last);
        assert_true(spread_least(bucket) <= time);
        assert_true(time - spread_least(bucket) <= time / 64);
        assert_true(spread_least(bucket + 1) > time);
        last = bucket;
    }
}

/* ---- panels ---- */

static void take(Panel *panel, TaskState state, SimTime begin, SimTime end)
{
    const gboolean computes = state == STATE_COMPUTE;

    panel_take(panel, &(Stretch){ .track = 0,
                                  .state = state,
                                  .where = { .core = computes ? 0 : -1, .lock = computes },
                                  .begin = begin,
                                  .end = end });
}

static guint64 count_at(const Spread *spread, SimTime time)
{
    guint bucket = 0;

    while (spread_least(bucket + 1) <= time)
        bucket++;
    return spread->counts[bucket];
}

/* A wait, 3 held up, computes; a wait that goes on at once; a unit granted, 5 held up; being preempted is none. */
static void delays_are_counted_from_the_end_of_a_wait_to_the_next_phase(void **state)
{
    g_autoptr(Chart) chart = chart_new("delays");
    Panel *panel;
    (void)state;

    chart_add_task(chart, chart_add_group(chart, "a"), "a");
    chart_seal(chart);
    panel = chart_add_panel(chart, 2);
    take(panel, STATE_WAIT, 0, 10);
    take(panel, STATE_LOOP, 10, 12);
    take(panel, STATE_OVERHEAD, 12, 13);
    take(panel, STATE_COMPUTE, 13, 20);
    take(panel, STATE_READY, 20, 30);
    take(panel, STATE_COMPUTE, 30, 31);
    take(panel, STATE_WAIT, 31, 40);
    take(panel, STATE_COMPUTE, 40, 41);
    take(panel, STATE_RESOURCE, 41, 50);
    take(panel, STATE_LOCK, 50, 55);
    take(panel, STATE_COMPUTE, 55, 60);
    assert_int_equal(panel->delays[0].n, 3);
    assert_int_equal(count_at(&panel->delays[0], 3), 1);
    assert_int_equal(count_at(&panel->delays[0], 0), 1);
    assert_int_equal(count_at(&panel->delays[0], 5), 1);
    assert_int_equal(panel->end, 60);
    assert_float_equal(levels_mean(&panel->load, CHART_COMPUTING, 0, 64) * 64, 7 + 1 + 1 + 5, 1e-9);
    assert_float_equal(levels_mean(&panel->load, CHART_HELD, 0, 64) * 64, 14, 1e-9);
}

static void further_panels_and_groups_are_counted_but_not_kept(void **state)
{
    g_autoptr(Chart) chart = chart_new("many");
    (void)state;

    for (guint i = 0; i < 40; i++) {
        const guint32 group = chart_add_group(chart, "g");

        for (guint k = 0; k < 5; k++)
            chart_add_task(chart, group, "t");
    }
    chart_seal(chart);
    for (guint i = 0; i < CHART_MOST_PANELS + 3; i++)
        assert_true((chart_add_panel(chart, 4) != NULL) == (i < CHART_MOST_PANELS));
    assert_int_equal(chart->n_left_out, 3);
    assert_int_equal(chart_n_areas(chart), 1);
    assert_false(chart_has_lines(chart));
    assert_int_equal(chart->n_spreads, CHART_MOST_SPREADS);
    for (guint i = 0; i < 3; i++)
        chart_drop_panel(chart);
    assert_int_equal(chart->n_left_out, 0);
    chart_drop_panel(chart);
    assert_int_equal(chart->panels->len, CHART_MOST_PANELS - 1);
}

/* ---- whole scenarios ---- */

static Scenario *parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    Scenario *scenario = scenario_parse("chart", text, strlen(text), NULL, &error);

    if (!scenario)
        fail_msg("%s", error->message);
    return scenario;
}

static void chart_of_a_run_agrees_with_its_figures(void **state)
{
    g_autoptr(Scenario) scenario = parse("[scenario]\npolicies = all\n[machine]\ncores = 3\n"
                                         "[task a]\ncount = 12\n"
                                         "phases = repeat 6 { wait exp(3ms); compute exp(1ms) }\n");
    const ExperimentOptions options = { .executor = &executor_sim };
    g_autoptr(GPtrArray) sinks = g_ptr_array_new();
    g_autoptr(GError) error = NULL;
    ChartRun run;
    (void)state;

    chart_run_init(&run, TRUE);
    g_ptr_array_add(sinks, &run.sink);
    assert_true(experiment_run(scenario, &options, sinks, &error));
    assert_int_equal(run.chart->panels->len, 7);
    for (guint i = 0; i < 7; i++) {
        const Panel *panel = g_ptr_array_index(run.chart->panels, i);

        assert_int_equal(panel->turnarounds[0].n, 12);
        assert_int_equal(panel->delays[0].n, 12 * 6);
    }
    chart_run_clear(&run);
}

/* The longest chain is as long as the least makespan that anything could have. */
static void workload_is_laid_out_from_arrivals_and_along_after(void **state)
{
    g_autoptr(Scenario) scenario =
        parse("[task first]\ncount = 2\narrival = every 3ms\nphases = compute 5ms; wait 2ms\n"
              "[resource desk]\ncapacity = 1\n"
              "[task last]\nafter = first\nphases = hold 1ms; use desk { nogil 4ms }; yield\n");
    g_autoptr(Workload) workload = scenario_workload(scenario, 1, 1, NULL);
    g_autoptr(Chart) chart = chart_of_workload(scenario, workload);
    const Panel *panel = g_ptr_array_index(chart->panels, 0);
    const Moments *lines = panel->lines;
    (void)state;

    assert_int_equal(panel->end, 15 * MS);
    assert_int_equal(moments_at(&lines[CHART_TASK], 1, 2 * MS), MOMENT_NONE);
    assert_int_equal(moments_at(&lines[CHART_TASK], 1, 4 * MS), WORKLOAD_COMPUTE);
    assert_int_equal(moments_at(&lines[CHART_TASK], 1, 9 * MS), WORKLOAD_WAIT);
    assert_int_equal(moments_at(&lines[CHART_TASK], 2, 10 * MS + MS / 2), WORKLOAD_HOLD);
    assert_int_equal(moments_at(&lines[CHART_TASK], 2, 13 * MS), WORKLOAD_NOGIL);
    assert_int_equal(moments_at(&lines[CHART_USE], 2, 10 * MS + MS / 2), MOMENT_NONE);
    assert_int_equal(moments_at(&lines[CHART_USE], 2, 13 * MS), 0);
}

/* What is in the folder of a run must be what its names say. */
static void results_that_were_changed_are_refused_with_file_and_line(void **state)
{
    static const struct {
        const char *timeline, *complaint;
    } cases[] = {
        { "", "has no timeline.csv that can be read" },
        { "scenario,executor\n", "timeline.csv:1: there is no column policy, which was expected" },
        { "scenario,executor,policy,lock,scheduler,cores,repeat,task,thread,core,state,begin_ns,end_ns,lock\n"
          "s,sim,async,none,fifo,1,0,a,0.0,0,compute,0\n",
          "timeline.csv:2: 12 fields, expected 14" },
        { "scenario,executor,policy,lock,scheduler,cores,repeat,task,thread,core,state,begin_ns,end_ns,lock\n"
          "s,sim,async,none,fifo,1,0,a,0.0,0,compute,0,x,0\n",
          "timeline.csv:2: end_ns is no whole number, as expected" },
        { "scenario,executor,policy,lock,scheduler,cores,repeat,task,thread,core,state,begin_ns,end_ns,lock\n"
          "s,sim,async,none,fifo,1,0,a,0.0,0,compute,5,4,0\n",
          "timeline.csv:2: expected a state and times that do not run backwards" },
    };
    g_autofree char *folder = g_dir_make_tmp("gilsim-chart-XXXXXX", NULL);
    g_autofree char *summary = g_build_filename(folder, "summary.csv", NULL);
    g_autofree char *tasks = g_build_filename(folder, "tasks.csv", NULL);
    g_autofree char *timeline = g_build_filename(folder, "timeline.csv", NULL);
    (void)state;

    assert_true(g_file_set_contents(summary,
                                    "scenario,executor,policy,lock,scheduler,cores,repeat,makespan_ns\n"
                                    "s,sim,async,none,fifo,1,0,100\n",
                                    -1, NULL));
    assert_true(g_file_set_contents(
        tasks,
        "scenario,executor,policy,lock,scheduler,cores,repeat,group,task,turnaround_ns,finish_ns,missed\n"
        "s,sim,async,none,fifo,1,0,a,a,100,100,\n",
        -1, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;

        assert_true(g_file_set_contents(timeline, cases[i].timeline, -1, NULL));
        assert_null(chart_of_results(folder, TRUE, &error));
        assert_true(g_error_matches(error, CHART_ERROR, CHART_ERROR_FOLDER));
        if (!strstr(error->message, cases[i].complaint))
            fail_msg("'%s' does not say '%s'", error->message, cases[i].complaint);
    }
    g_unlink(summary);
    g_unlink(tasks);
    g_unlink(timeline);
    g_rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_of_a_run_that_grows_keep_their_states),
        cmocka_unit_test(moment_before_a_stretch_does_not_show_it),
        cmocka_unit_test(levels_lose_nothing_as_their_bins_grow),
        cmocka_unit_test(level_of_two_at_once_is_two),
        cmocka_unit_test(spread_tells_each_time_to_one_part_in_64),
        cmocka_unit_test(delays_are_counted_from_the_end_of_a_wait_to_the_next_phase),
        cmocka_unit_test(further_panels_and_groups_are_counted_but_not_kept),
        cmocka_unit_test(chart_of_a_run_agrees_with_its_figures),
        cmocka_unit_test(workload_is_laid_out_from_arrivals_and_along_after),
        cmocka_unit_test(results_that_were_changed_are_refused_with_file_and_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
