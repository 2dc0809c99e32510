/* test_journal - events of a real run, noted in any order, become the timeline of a recorder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "real/journal.h"
#include "small_workload.h"

static const Phase phases[] = { { .value = 10, .kind = PHASE_COMPUTE } };
static const SmallGroup groups[] = { { "a", 2, 0, 0, phases, 1, 0, 0 } };

static JournalEvent event(SimTime time, guint32 track, JournalKind kind, guint state)
{
    return (JournalEvent){ .time = time,
                           .where = { 0, (gint32)track, -1, FALSE },
                           .track = track,
                           .kind = (guint8)kind,
                           .state = (guint8)state };
}

typedef struct {
    Workload *workload;
    Recorder *recorder;
} Replayed;

static Replayed replay(const JournalEvent *events, guint n, guint cores, SimTime end)
{
    g_autoptr(GArray) sorted = g_array_new(FALSE, FALSE, sizeof(JournalEvent));
    Replayed replayed = { .workload = small_workload(groups, 1) };

    replayed.recorder = recorder_new(replayed.workload, 0, 1);
    g_array_append_vals(sorted, events, n);
    journal_sort(sorted);
    journal_replay((const JournalEvent *)sorted->data, sorted->len, cores, end, replayed.recorder);
    return replayed;
}

static void clear(Replayed *replayed)
{
    recorder_free(replayed->recorder);
    small_workload_free(replayed->workload);
}

static void a_task_waits_and_computes_its_states_add_up(void **state)
{
    const JournalEvent events[] = {
        event(0, 0, JOURNAL_ARRIVE, STATE_QUEUED),  event(3, 0, JOURNAL_STATE, STATE_OVERHEAD),
        event(5, 0, JOURNAL_BEGIN, STATE_NONE),     event(5, 0, JOURNAL_STATE, STATE_COMPUTE),
        event(15, 0, JOURNAL_STATE, STATE_READY),   event(20, 0, JOURNAL_STATE, STATE_OVERHEAD),
        event(21, 0, JOURNAL_BEGIN, STATE_NONE),    event(21, 0, JOURNAL_STATE, STATE_WAIT),
        event(34, 0, JOURNAL_STATE, STATE_LOCK), /* noted before the end of the wait, which came first */
        event(31, 0, JOURNAL_COULD, JOURNAL_ABLE),  event(40, 0, JOURNAL_BEGIN, STATE_NONE),
        event(40, 0, JOURNAL_STATE, STATE_COMPUTE), event(45, 0, JOURNAL_FINISH, STATE_NONE),
    };
    static const SimTime expected[N_STATES] = {
        [STATE_COMPUTE] = 15, [STATE_WAIT] = 10,  [STATE_READY] = 5,
        [STATE_LOCK] = 6,     [STATE_QUEUED] = 3, [STATE_OVERHEAD] = 6
    };
    Replayed replayed = replay(events, G_N_ELEMENTS(events), 1, 0);
    const TaskRecord *task = &replayed.recorder->tasks[0];
    const GArray *delays = replayed.recorder->delays[0];

    (void)state;
    assert_int_equal(task->arrival, 0);
    assert_int_equal(task->start, 5);
    assert_int_equal(task->finish, 45);
    for (guint i = 0; i < N_STATES; i++)
        assert_int_equal(recorder_in_state(replayed.recorder, 0, (TaskState)i), expected[i]);
    assert_int_equal(delays->len, 2);
    assert_int_equal(g_array_index(delays, SimTime, 0), 5);
    assert_int_equal(g_array_index(delays, SimTime, 1), 9);
    assert_int_equal(replayed.recorder->end, 45);
    clear(&replayed);
}

/* How long task 1 was in STATE, that could go on at 10, while task 0 computes. */
static SimTime able_beside_one_that_computes(guint cores, TaskState in)
{
    const JournalEvent events[] = {
        event(0, 0, JOURNAL_ARRIVE, STATE_QUEUED),  event(0, 1, JOURNAL_ARRIVE, STATE_QUEUED),
        event(0, 0, JOURNAL_BEGIN, STATE_NONE),     event(0, 0, JOURNAL_STATE, STATE_COMPUTE),
        event(10, 1, JOURNAL_COULD, JOURNAL_ABLE),  event(20, 1, JOURNAL_BEGIN, STATE_NONE),
        event(20, 1, JOURNAL_STATE, STATE_COMPUTE), event(22, 0, JOURNAL_FINISH, STATE_NONE),
        event(30, 1, JOURNAL_FINISH, STATE_NONE),
    };
    Replayed replayed = replay(events, G_N_ELEMENTS(events), cores, 0);
    const SimTime length = recorder_in_state(replayed.recorder, 1, in);

    assert_int_equal(replayed.recorder->max_parallel, MIN(cores, 2)); /* though they overlap */
    clear(&replayed);
    return length;
}

static void able_without_a_free_core_is_ready(void **state)
{
    (void)state;
    assert_int_equal(able_beside_one_that_computes(1, STATE_READY), 10);
}

static void able_beside_a_free_core_is_overhead(void **state)
{
    (void)state;
    assert_int_equal(able_beside_one_that_computes(2, STATE_OVERHEAD), 10);
}

static void a_run_that_broke_off_what_cannot_be_is_left_out(void **state)
{
    const JournalEvent events[] = {
        event(1, 1, JOURNAL_STATE, STATE_COMPUTE), /* it never arrived */
        event(2, 0, JOURNAL_ARRIVE, STATE_QUEUED),  event(3, 0, JOURNAL_ARRIVE, STATE_QUEUED),
        event(4, 0, JOURNAL_STATE, STATE_RESOURCE), event(5, 7, JOURNAL_STATE, STATE_OVERHEAD),
        event(6, 2, JOURNAL_STATE, STATE_OVERHEAD), /* a thread with a row of its own */
    };
    Replayed replayed = replay(events, G_N_ELEMENTS(events), 1, 20);

    (void)state;
    assert_int_equal(replayed.recorder->tasks[0].arrival, 2);
    assert_int_equal(replayed.recorder->tasks[0].finish, -1);
    assert_int_equal(recorder_in_state(replayed.recorder, 0, STATE_RESOURCE), 16);
    assert_int_equal(replayed.recorder->tasks[1].arrival, -1);
    assert_int_equal(replayed.recorder->end, 20);
    clear(&replayed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_task_waits_and_computes_its_states_add_up),
        cmocka_unit_test(able_without_a_free_core_is_ready),
        cmocka_unit_test(able_beside_a_free_core_is_overhead),
        cmocka_unit_test(a_run_that_broke_off_what_cannot_be_is_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
