/* test_recorder - the timeline: sums, rows, their order, and levels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/recorder.h"
#include "small_workload.h"

#define MS SIMTIME_MS

static const Phase work[] = { { .value = 10 * MS, .kind = PHASE_COMPUTE } };
static const SmallGroup three = { .name = "t", .n_tasks = 3, .phases = work, .n_phases = 1 };
static const Where core0 = { .interpreter = 0, .thread = 0, .core = 0, .lock = TRUE };
static const Where off_core = { .interpreter = 0, .thread = 0, .core = -1 };

/* Keeps rows as "track:state begin-end" lines, in ms. */
typedef struct {
    RowSink sink;
    GString *text;
} TextSink;

static void note_row(RowSink *sink, const Stretch *stretch)
{
    g_string_append_printf(((TextSink *)sink)->text, "%u:%s %d-%d\n", stretch->track,
                           task_state_name(stretch->state), (int)(stretch->begin / MS),
                           (int)(stretch->end / MS));
}

typedef struct {
    Workload *workload;
    Recorder *recorder;
    TextSink rows;
} Fixture;

static int setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);

    fixture->workload = small_workload(&three, 1);
    fixture->recorder = recorder_new(fixture->workload, 1, 1);
    fixture->rows.sink.row = note_row;
    fixture->rows.text = g_string_new(NULL);
    recorder_add_sink(fixture->recorder, &fixture->rows.sink);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    Fixture *fixture = *state;

    recorder_free(fixture->recorder);
    small_workload_free(fixture->workload);
    g_string_free(fixture->rows.text, TRUE);
    g_free(fixture);
    return 0;
}

static void states_of_a_task_add_up_to_its_turnaround(void **state)
{
    Recorder *recorder = ((Fixture *)*state)->recorder;
    SimTime sum = 0;

    recorder_arrive(recorder, 0, 3 * MS);
    recorder_state(recorder, 0, STATE_QUEUED, &off_core, 3 * MS);
    recorder_state(recorder, 0, STATE_COMPUTE, &core0, 5 * MS);
    recorder_start(recorder, 0, 5 * MS);
    recorder_state(recorder, 0, STATE_WAIT, &off_core, 9 * MS);
    recorder_state(recorder, 0, STATE_COMPUTE, &core0, 20 * MS);
    recorder_finish(recorder, 0, 26 * MS);
    recorder_end(recorder, 30 * MS);
    for (guint i = 0; i < N_STATES; i++)
        sum += recorder_in_state(recorder, 0, i);
    assert_int_equal(sum, 23 * MS);
    assert_int_equal(recorder_in_state(recorder, 0, STATE_QUEUED), 2 * MS);
    assert_int_equal(recorder_in_state(recorder, 0, STATE_COMPUTE), 10 * MS);
    assert_int_equal(recorder_in_state(recorder, 0, STATE_WAIT), 11 * MS);
}

static void sums_are_the_same_without_a_sink(void **state)
{
    Recorder *recorder = recorder_new(((Fixture *)*state)->workload, 1, 0);

    recorder_arrive(recorder, 1, 1 * MS);
    recorder_state(recorder, 1, STATE_READY, &off_core, 1 * MS);
    recorder_state(recorder, 1, STATE_COMPUTE, &core0, 2 * MS);
    recorder_finish(recorder, 1, 6 * MS);
    recorder_end(recorder, 6 * MS);
    assert_int_equal(recorder_in_state(recorder, 1, STATE_READY), 1 * MS);
    assert_int_equal(recorder_in_state(recorder, 1, STATE_COMPUTE), 4 * MS);
    recorder_free(recorder);
}

static void neighbours_that_agree_are_merged(void **state)
{
    Fixture *fixture = *state;

    recorder_state(fixture->recorder, 0, STATE_COMPUTE, &core0, 0);
    recorder_state(fixture->recorder, 0, STATE_COMPUTE, &core0, 4 * MS);
    recorder_finish(fixture->recorder, 0, 9 * MS);
    recorder_end(fixture->recorder, 9 * MS);
    assert_string_equal(fixture->rows.text->str, "0:compute 0-9\n");
}

static void a_stretch_that_takes_no_time_is_left_out_and_its_neighbours_merge(void **state)
{
    Fixture *fixture = *state;

    recorder_state(fixture->recorder, 0, STATE_COMPUTE, &core0, 0);
    recorder_state(fixture->recorder, 0, STATE_READY, &off_core, 4 * MS);
    recorder_state(fixture->recorder, 0, STATE_COMPUTE, &core0, 4 * MS);
    recorder_finish(fixture->recorder, 0, 9 * MS);
    recorder_end(fixture->recorder, 9 * MS);
    assert_string_equal(fixture->rows.text->str, "0:compute 0-9\n");
}

static void the_same_state_on_another_core_is_another_row(void **state)
{
    Fixture *fixture = *state;
    Where core1 = core0;

    core1.core = 1;
    recorder_state(fixture->recorder, 0, STATE_COMPUTE, &core0, 0);
    recorder_state(fixture->recorder, 0, STATE_COMPUTE, &core1, 4 * MS);
    recorder_finish(fixture->recorder, 0, 9 * MS);
    recorder_end(fixture->recorder, 9 * MS);
    assert_string_equal(fixture->rows.text->str, "0:compute 0-4\n0:compute 4-9\n");
}

static void rows_come_in_order_of_end_then_of_track(void **state)
{
    Fixture *fixture = *state;
    Recorder *recorder = fixture->recorder;

    recorder_state(recorder, 0, STATE_WAIT, &off_core, 0);
    recorder_state(recorder, 2, STATE_COMPUTE, &core0, 0);
    recorder_state(recorder, 1, STATE_LOCK, &off_core, 0);
    recorder_finish(recorder, 2, 5 * MS);
    recorder_state(recorder, 1, STATE_COMPUTE, &core0, 5 * MS);
    recorder_finish(recorder, 1, 7 * MS);
    recorder_finish(recorder, 0, 8 * MS);
    recorder_end(recorder, 8 * MS);
    assert_string_equal(fixture->rows.text->str, "1:lock 0-5\n2:compute 0-5\n1:compute 5-7\n0:wait 0-8\n");
}

static void a_row_is_handed_on_when_the_clock_has_moved_on(void **state)
{
    Fixture *fixture = *state;

    recorder_state(fixture->recorder, 0, STATE_COMPUTE, &core0, 0);
    recorder_state(fixture->recorder, 0, STATE_WAIT, &off_core, 4 * MS);
    assert_string_equal(fixture->rows.text->str, "");
    recorder_state(fixture->recorder, 1, STATE_COMPUTE, &core0, 5 * MS);
    assert_string_equal(fixture->rows.text->str, "0:compute 0-4\n");
    recorder_end(fixture->recorder, 5 * MS);
}

static void the_end_closes_what_is_open(void **state)
{
    Fixture *fixture = *state;

    recorder_arrive(fixture->recorder, 0, 0);
    recorder_state(fixture->recorder, 0, STATE_RESOURCE, &off_core, 0);
    recorder_state(fixture->recorder, 3, STATE_OVERHEAD, &core0, 2 * MS);
    recorder_end(fixture->recorder, 6 * MS);
    assert_string_equal(fixture->rows.text->str, "0:resource 0-6\n3:overhead 2-6\n");
    assert_int_equal(recorder_in_state(fixture->recorder, 0, STATE_RESOURCE), 6 * MS);
    assert_int_equal(fixture->recorder->tasks[0].finish, -1);
    assert_int_equal(fixture->recorder->states[0], STATE_RESOURCE);
}

static void levels_count_only_what_lasts(void **state)
{
    Recorder *recorder = ((Fixture *)*state)->recorder;

    recorder_start(recorder, 0, 0);
    recorder_start(recorder, 1, 0);
    recorder_finish(recorder, 0, 5 * MS);
    recorder_start(recorder, 2, 5 * MS);
    recorder_parallel(recorder, 1, 0);
    recorder_parallel(recorder, 1, 5 * MS);
    recorder_parallel(recorder, -1, 5 * MS);
    recorder_parallel(recorder, -1, 9 * MS);
    recorder_finish(recorder, 1, 9 * MS);
    recorder_finish(recorder, 2, 9 * MS);
    recorder_end(recorder, 9 * MS);
    assert_int_equal(recorder->max_in_progress, 2);
    assert_int_equal(recorder->max_parallel, 1);
    assert_int_equal(recorder->in_progress, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(states_of_a_task_add_up_to_its_turnaround, setup, teardown),
        cmocka_unit_test_setup_teardown(sums_are_the_same_without_a_sink, setup, teardown),
        cmocka_unit_test_setup_teardown(neighbours_that_agree_are_merged, setup, teardown),
        cmocka_unit_test_setup_teardown(a_stretch_that_takes_no_time_is_left_out_and_its_neighbours_merge,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(the_same_state_on_another_core_is_another_row, setup, teardown),
        cmocka_unit_test_setup_teardown(rows_come_in_order_of_end_then_of_track, setup, teardown),
        cmocka_unit_test_setup_teardown(a_row_is_handed_on_when_the_clock_has_moved_on, setup, teardown),
        cmocka_unit_test_setup_teardown(the_end_closes_what_is_open, setup, teardown),
        cmocka_unit_test_setup_teardown(levels_count_only_what_lasts, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
