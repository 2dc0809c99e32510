/* test_output - the folder that --out writes: its files, and that it is never half written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "base/staging.h"
#include "report/output.h"
#include "small_workload.h"
#include "folder.h"

#define MS SIMTIME_MS

static const Phase phases[] = { { .value = 2 * MS, .kind = PHASE_COMPUTE },
                                { .value = 3 * MS, .kind = PHASE_WAIT } };
static const SmallGroup groups[] = { { "a,b", 1, 0, 0, phases, 2, 0, 0 },
                                     { "late", 1, 1 * MS, 0, phases, 2, 4 * MS, 0 } };
static const Combination combination = { "sim", "threads", "cpython3", "fifo", 2, 0, 7 };
static const Plan plan = { .n_interpreters = 1, .threads = THREADS_PER_TASK, .n_workers = 1, .locked = TRUE };

/* A folder of its own for each test. */
static int setup(void **state)
{
    *state = g_dir_make_tmp("gilsim-test-XXXXXX", NULL);
    return *state ? 0 : -1;
}

static int teardown(void **state)
{
    folder_remove(*state);
    g_free(*state);
    return 0;
}

static void record_two_tasks(Recorder *recorder)
{
    const Where on_core = { .interpreter = 0, .thread = 0, .core = 1, .lock = TRUE };
    const Where asleep = { .interpreter = 0, .thread = 1, .core = -1 };
    const Where main_thread = { .interpreter = 0, .thread = WHERE_MAIN, .core = 0, .lock = TRUE };

    recorder_state(recorder, 2, STATE_OVERHEAD, &main_thread, 0);
    recorder_arrive(recorder, 0, 0);
    recorder_start(recorder, 0, 0);
    recorder_state(recorder, 0, STATE_COMPUTE, &on_core, 0);
    recorder_state(recorder, 2, STATE_NONE, NULL, 1 * MS);
    recorder_arrive(recorder, 1, 1 * MS);
    recorder_state(recorder, 1, STATE_LOCK, &asleep, 1 * MS);
    recorder_state(recorder, 0, STATE_WAIT, &asleep, 2 * MS);
    recorder_start(recorder, 1, 2 * MS);
    recorder_state(recorder, 1, STATE_COMPUTE, &on_core, 2 * MS);
    recorder_state(recorder, 1, STATE_WAIT, &asleep, 4 * MS);
    recorder_finish(recorder, 0, 5 * MS);
    recorder_finish(recorder, 1, 7 * MS);
    recorder_end(recorder, 7 * MS);
}

/* Hands OUTPUT one run. */
static void write_run(Output *output)
{
    char text[] = "[task a]\n", title[] = "Say \"hi\"", name[] = "small", profile[] = "ideal",
         goal[] = "makespan";
    const Scenario scenario = { .name = name,
                                .text = text,
                                .length = sizeof text - 1,
                                .title = title,
                                .seed = 7,
                                .profile = profile,
                                .goal = { .group = -1, .text = goal } };
    ResultSink *sink = output_sink(output);
    Workload *workload = small_workload(groups, 2);
    Run run = { .scenario = &scenario, .workload = workload, .combination = combination, .plan = plan };

    run.recorder = recorder_new(workload, 1, 1);
    assert_true(sink->begin(sink, &scenario, workload, NULL));
    assert_true(sink->run_begins(sink, &run, NULL));
    record_two_tasks(run.recorder);
    g_autoptr(Figures) figures = figures_new(&combination, &plan, &scenario, run.recorder, NOT_APPLICABLE);
    assert_true(sink->run_ends(sink, &run, figures, NULL));
    recorder_free(run.recorder);
    small_workload_free(workload);
}

static char *read_file(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    char *text = NULL;

    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

static void assert_file(const char *folder, const char *name, const char *expected)
{
    g_autofree char *text = read_file(folder, name);

    assert_string_equal(text, expected);
}

static guint n_entries(const char *path)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    guint n = 0;

    while (g_dir_read_name(folder))
        n++;
    return n;
}

static void the_timeline_has_a_row_a_stretch_in_order_of_end(void **state)
{
    g_autofree char *folder = g_build_filename(*state, "out", NULL);
    Output *output = output_new(folder, NULL, NULL);

    write_run(output);
    assert_true(output_commit(output, NULL));
    output_free(output);
    assert_file(
        folder, "timeline.csv",
        "scenario,executor,policy,lock,scheduler,cores,repeat,task,thread,core,state,begin_ns,end_ns,lock,"
        "on_core_ns\n"
        "small,sim,threads,cpython3,fifo,2,0,,main,0,overhead,0,1000000,1,1000000\n"
        "small,sim,threads,cpython3,fifo,2,0,\"a,b\",0.0,1,compute,0,2000000,1,2000000\n"
        "small,sim,threads,cpython3,fifo,2,0,late,0.1,,lock,1000000,2000000,0,0\n"
        "small,sim,threads,cpython3,fifo,2,0,late,0.0,1,compute,2000000,4000000,1,2000000\n"
        "small,sim,threads,cpython3,fifo,2,0,\"a,b\",0.1,,wait,2000000,5000000,0,0\n"
        "small,sim,threads,cpython3,fifo,2,0,late,0.1,,wait,4000000,7000000,0,0\n");
}

static void the_tables_have_the_columns_of_the_contract(void **state)
{
    g_autofree char *folder = g_build_filename(*state, "out", NULL);
    Output *output = output_new(folder, NULL, NULL);

    write_run(output);
    assert_true(output_commit(output, NULL));
    output_free(output);
    assert_file(
        folder, "tasks.csv",
        "scenario,executor,policy,lock,scheduler,cores,repeat,group,task,arrival_ns,start_ns,finish_ns,response_ns,"
        "turnaround_ns,waiting_ns,compute_ns,wait_ns,ready_ns,lock_ns,resource_ns,loop_ns,queued_ns,overhead_ns,"
        "deadline_ns,missed\n"
        "small,sim,threads,cpython3,fifo,2,0,\"a,b\",\"a,b\",0,0,5000000,0,5000000,0,2000000,3000000,0,0,0,0,0,0,,\n"
        "small,sim,threads,cpython3,fifo,2,0,late,late,1000000,2000000,7000000,1000000,6000000,1000000,2000000,"
        "3000000,0,1000000,0,0,0,0,4000000,1\n");
    assert_file(
        folder, "summary.csv",
        "scenario,executor,policy,lock,scheduler,cores,workers,seed,repeat,tasks,makespan_ns,throughput_per_s,speedup,"
        "mean_turnaround_ns,p50_turnaround_ns,p95_turnaround_ns,p99_turnaround_ns,mean_response_ns,mean_waiting_ns,"
        "mean_in_progress,max_in_progress,mean_parallel,max_parallel,core_utilization,lock_utilization,compute_ns,"
        "wait_ns,ready_ns,lock_ns,resource_ns,loop_ns,queued_ns,overhead_ns,context_switches,preemptions,"
        "lock_switches,migrations,deadline_misses\n"
        "small,sim,threads,cpython3,fifo,2,2,7,0,2,7000000,285.714286,,5500000,5000000,6000000,6000000,500000,500000,"
        "1.428571,2,0.571429,0,0.000000,0.000000,4000000,6000000,0,1000000,0,0,0,0,0,0,0,0,1\n");
    assert_file(
        folder, "groups.csv",
        "scenario,executor,policy,lock,scheduler,cores,repeat,group,tasks,mean_turnaround_ns,p50_turnaround_ns,"
        "p95_turnaround_ns,p99_turnaround_ns,delays,mean_delay_ns,p50_delay_ns,p95_delay_ns,p99_delay_ns,max_delay_ns,"
        "compute_ns,wait_ns,ready_ns,lock_ns,resource_ns,loop_ns,queued_ns,overhead_ns\n"
        "small,sim,threads,cpython3,fifo,2,0,\"a,b\",1,5000000,5000000,5000000,5000000,0,,,,,,2000000,3000000,0,0,0,"
        "0,0,0\n"
        "small,sim,threads,cpython3,fifo,2,0,late,1,6000000,6000000,6000000,6000000,0,,,,,,2000000,3000000,0,1000000,"
        "0,0,0,0\n");
}

static void meta_is_json_that_holds_the_scenario(void **state)
{
    g_autofree char *folder = g_build_filename(*state, "out", NULL);
    g_autofree char *set = g_strdup("task.a.count=\"2\"");
    char *sets[] = { set, NULL };
    Output *output = output_new(folder, sets, NULL);
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autofree char *text = NULL;
    JsonObject *root, *scenario;

    write_run(output);
    assert_true(output_commit(output, NULL));
    output_free(output);
    text = read_file(folder, "meta.json");
    assert_true(json_parser_load_from_data(parser, text, -1, NULL));
    root = json_node_get_object(json_parser_get_root(parser));
    assert_int_equal(json_object_get_int_member(root, "semantics"), 1);
    assert_string_equal(json_array_get_string_element(json_object_get_array_member(root, "options"), 0), set);
    scenario = json_array_get_object_element(json_object_get_array_member(root, "scenarios"), 0);
    assert_string_equal(json_object_get_string_member(scenario, "title"), "Say \"hi\"");
    assert_string_equal(json_object_get_string_member(scenario, "text"), "[task a]\n");
    assert_int_equal(json_object_get_int_member(scenario, "seed"), 7);
}

static void a_folder_that_gilsim_wrote_is_written_again_and_the_rest_in_it_stays(void **state)
{
    g_autofree char *folder = g_build_filename(*state, "out", NULL);
    g_autofree char *chart = g_build_filename(folder, "chart.svg", NULL);
    Output *output = output_new(folder, NULL, NULL);

    assert_true(output_commit(output, NULL));
    output_free(output);
    assert_true(g_file_set_contents(chart, "mine", -1, NULL));
    output = output_new(folder, NULL, NULL);
    write_run(output);
    assert_true(output_commit(output, NULL));
    output_free(output);
    assert_int_equal(n_entries(folder), 6);
    assert_file(folder, "chart.svg", "mine");
    assert_int_equal(n_entries(*state), 1);
}

static void a_strangers_folder_is_left_alone(void **state)
{
    g_autofree char *file = g_build_filename(*state, "summary.csv", NULL);
    g_autoptr(GError) error = NULL;

    assert_true(g_file_set_contents(file, "mine", -1, NULL));
    assert_null(output_new(*state, NULL, &error));
    assert_true(g_error_matches(error, STAGING_ERROR, STAGING_ERROR_IN_USE));
    assert_non_null(strstr(error->message, "holds other files; expected a new one, an empty one"));
    assert_int_equal(n_entries(*state), 1);
}

static void a_file_is_no_folder(void **state)
{
    g_autofree char *file = g_build_filename(*state, "file", NULL);
    g_autoptr(GError) error = NULL;

    assert_true(g_file_set_contents(file, "mine", -1, NULL));
    assert_null(output_new(file, NULL, &error));
    assert_true(g_error_matches(error, STAGING_ERROR, STAGING_ERROR_IN_USE));
    assert_file(*state, "file", "mine");
}

static void without_a_commit_nothing_is_left(void **state)
{
    g_autofree char *folder = g_build_filename(*state, "out", NULL);
    Output *output = output_new(folder, NULL, NULL);

    write_run(output);
    assert_int_equal(n_entries(*state), 1); /* aside, for the time being */
    assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
    output_free(output);
    assert_int_equal(n_entries(*state), 0);
}

static void an_empty_folder_is_filled(void **state)
{
    Output *output = output_new(*state, NULL, NULL);

    write_run(output);
    assert_int_equal(n_entries(*state), 0);
    assert_true(output_commit(output, NULL));
    output_free(output);
    assert_int_equal(n_entries(*state), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_timeline_has_a_row_a_stretch_in_order_of_end, setup, teardown),
        cmocka_unit_test_setup_teardown(the_tables_have_the_columns_of_the_contract, setup, teardown),
        cmocka_unit_test_setup_teardown(meta_is_json_that_holds_the_scenario, setup, teardown),
        cmocka_unit_test_setup_teardown(a_folder_that_gilsim_wrote_is_written_again_and_the_rest_in_it_stays,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_strangers_folder_is_left_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_is_no_folder, setup, teardown),
        cmocka_unit_test_setup_teardown(without_a_commit_nothing_is_left, setup, teardown),
        cmocka_unit_test_setup_teardown(an_empty_folder_is_filled, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
