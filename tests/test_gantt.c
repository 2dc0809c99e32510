/* test_gantt - the chart for the terminal, character by character. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "report/gantt.h"
#include "small_ranking.h"

#define MS SIMTIME_MS

static const Phase phases[] = { { .value = 1 * MS, .kind = PHASE_COMPUTE } };
static const Where on_core = { .interpreter = 0, .thread = 0, .core = 0, .lock = TRUE };
static const Where off_core = { .interpreter = 0, .thread = 0, .core = -1 };
static char makespan[] = "makespan", cpython3[] = "cpython3";
static char *one_lock[] = { cpython3, NULL };

/* What TASK does: `STATE until END` in turn, from BEGIN on. */
typedef struct {
    guint32 task;
    TaskState state;
    SimTime begin, end;
} Piece;

/* The chart of PIECES, in order of time, with N_TASKS tasks and at most MOST of them. */
static char *named_chart(const char *name, guint32 n_tasks, guint most, const Piece *pieces, guint n, guint width, gboolean unicode,
                   gboolean colour)
{
    const SmallGroup group = { name, n_tasks, 0, 0, phases, 1, 0, 0 };
    Scenario scenario = small_scenario(GOAL_MAKESPAN, 0, makespan, one_lock, 1);
    Workload *workload = small_workload(&group, 1);
    Run run = { .scenario = &scenario, .workload = workload, .combination = { .policy = "threads" } };
    Gantt *gantt = gantt_new(most, FALSE);
    ResultSink *sink = gantt_sink(gantt);
    GString *text = g_string_new(NULL);

    run.recorder = recorder_new(workload, 1, 0);
    assert_true(sink->begin(sink, &scenario, workload, NULL));
    assert_true(sink->run_begins(sink, &run, NULL));
    for (guint i = 0; i < n; i++) {
        const Where *where = pieces[i].state == STATE_COMPUTE ? &on_core : &off_core;

        recorder_state(run.recorder, pieces[i].task, pieces[i].state, where, pieces[i].begin);
    }
    recorder_end(run.recorder, n > 0 ? pieces[n - 1].end : 0);
    gantt_write(text, gantt, width, unicode, colour);
    recorder_free(run.recorder);
    gantt_free(gantt);
    small_workload_free(workload);
    small_scenario_clear(&scenario);
    return g_string_free(text, FALSE);
}

static char *chart(guint32 n_tasks, guint most, const Piece *pieces, guint n, guint width, gboolean unicode,
                   gboolean colour)
{
    return named_chart("t", n_tasks, most, pieces, n, width, unicode, colour);
}

static const Piece two_tasks[] = {
    { 0, STATE_COMPUTE, 0, 0 },       { 1, STATE_LOCK, 0, 0 },       { 0, STATE_WAIT, 10 * MS, 0 },
    { 1, STATE_COMPUTE, 10 * MS, 0 }, { 0, STATE_NONE, 20 * MS, 0 }, { 1, STATE_OVERHEAD, 30 * MS, 40 * MS },
};

static void each_task_has_a_row_and_used_states_a_legend(void **state)
{
    g_autofree char *text = chart(2, 8, two_tasks, 6, 44, FALSE, FALSE);
    (void)state;

    assert_string_equal(text, "threads\n"
                              "t.0 ##########----------\n"
                              "t.1 LLLLLLLLLL####################oooooooooo\n"
                              "    0                                  40 ms\n"
                              "    # compute  - wait  L lock  o overhead\n");
}

static void long_names_keep_what_tells_instances_apart(void **state)
{
    static const char name[] = "a name of thirty characters...";
    g_autofree char *narrow = named_chart(name, 2, 8, two_tasks, 6, 60, FALSE, FALSE);
    g_autofree char *unicode = named_chart(name, 2, 8, two_tasks, 6, 60, TRUE, FALSE);
    g_autofree char *wide = named_chart(name, 2, 8, two_tasks, 6, 160, FALSE, FALSE);
    (void)state;

    assert_non_null(strstr(narrow, "\na name ..rs....0 #"));
    assert_non_null(strstr(narrow, "\na name ..rs....1 L"));
    assert_non_null(strstr(unicode, "\na name o…rs....1 ▒"));
    assert_non_null(strstr(wide, "\na name of thirty characters....1 L"));
}

static void blocks_stand_for_states_where_the_locale_has_them(void **state)
{
    g_autofree char *text = chart(2, 8, two_tasks, 6, 44, TRUE, FALSE);
    (void)state;

    assert_non_null(strstr(text, "t.0 ██████████──────────\n"));
    assert_non_null(strstr(text, "t.1 ▒▒▒▒▒▒▒▒▒▒████████████████████▚▚▚▚▚▚▚▚▚▚\n"));
}

static void colour_ends_with_each_row(void **state)
{
    g_autofree char *text = chart(2, 8, two_tasks, 6, 44, FALSE, TRUE);
    (void)state;

    assert_non_null(strstr(text, "t.0 \033[32m##########\033[0m\033[34m----------\033[0m\n"));
}

static void a_chart_fits_the_width_it_is_given(void **state)
{
    (void)state;
    for (guint width = 30; width < 200; width += 7) {
        g_autofree char *text = chart(2, 8, two_tasks, 6, width, FALSE, FALSE);
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

        assert_int_equal(strlen(lines[2]), width);
        for (guint i = 0; i + 2 < g_strv_length(lines); i++)
            assert_true(strlen(lines[i]) <= width);
    }
}

static void a_moment_shows_what_it_mostly_was(void **state)
{
    const Piece pieces[] = { { 0, STATE_COMPUTE, 0, 0 },
                             { 0, STATE_WAIT, 4 * MS, 0 },
                             { 0, STATE_COMPUTE, 60 * MS, 80 * MS } };
    g_autofree char *text = chart(1, 8, pieces, 3, 10, FALSE, FALSE); /* 20 columns at least: 4 ms each */
    (void)state;

    assert_non_null(strstr(text, "t #--------------#####\n"));
}

static void more_tasks_than_wanted_are_not_drawn(void **state)
{
    g_autofree char *nine = chart(9, 8, two_tasks, 6, 60, FALSE, FALSE);
    g_autofree char *eight = chart(8, 8, two_tasks, 6, 60, FALSE, FALSE);
    (void)state;

    assert_string_equal(nine, "");
    assert_non_null(strstr(eight, "t.7\n"));
}

static void of_very_many_tasks_the_first_are_drawn(void **state)
{
    g_autofree char *text = chart(100, G_MAXUINT, two_tasks, 6, 60, FALSE, FALSE);
    (void)state;

    assert_non_null(strstr(text, "t.39\n"));
    assert_null(strstr(text, "t.40"));
    assert_non_null(strstr(text, "... and 60 more tasks\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_task_has_a_row_and_used_states_a_legend),
        cmocka_unit_test(long_names_keep_what_tells_instances_apart),
        cmocka_unit_test(blocks_stand_for_states_where_the_locale_has_them),
        cmocka_unit_test(colour_ends_with_each_row),
        cmocka_unit_test(a_chart_fits_the_width_it_is_given),
        cmocka_unit_test(a_moment_shows_what_it_mostly_was),
        cmocka_unit_test(more_tasks_than_wanted_are_not_drawn),
        cmocka_unit_test(of_very_many_tasks_the_first_are_drawn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
