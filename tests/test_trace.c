/* test_trace - tasks from a CSV file: what is read, how it is grouped, and what is wrong with it. */
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scenario/scenario.h"
#include "scenario/trace.h"

#define HEADER "task,arrival_ns,kind,duration_ns\n"

static char *folder, *path;

static int make_folder(void **state)
{
    (void)state;
    folder = g_dir_make_tmp("gilsim-test-XXXXXX", NULL);
    path = g_build_filename(folder, "t.csv", NULL);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    g_unlink(path);
    g_rmdir(folder);
    g_free(path);
    g_free(folder);
    return 0;
}

static Trace *load(const char *text, gssize length)
{
    g_autoptr(GError) error = NULL;
    Trace *trace;

    assert_true(g_file_set_contents(path, text, length, NULL));
    trace = trace_load(path, &error);
    if (!trace)
        fail_msg("%s", error->message);
    return trace;
}

/* "crawler:2 cruncher:1": groups and how many tasks they have. g_free. */
static char *groups_of(const Trace *trace)
{
    GString *told = g_string_new(NULL);

    for (guint i = 0; i < trace->groups->len; i++) {
        const TraceGroup *group = &g_array_index(trace->groups, TraceGroup, i);
        g_string_append_printf(told, "%s%s:%u", i ? " " : "", group->name, group->n_tasks);
    }
    return g_string_free(told, FALSE);
}

static void assert_groups(const char *rows, const char *expected)
{
    g_autofree char *text = g_strconcat(HEADER, rows, NULL);
    g_autoptr(Trace) trace = load(text, -1);
    g_autofree char *told = groups_of(trace);

    assert_string_equal(told, expected);
}

static void rows_are_tasks_and_phases(void **state)
{
    g_autoptr(Trace) trace = load("\357\273\277" HEADER "a,5,compute,100\r\na,5,wait,200\r\n"
                                  "b,0,hold,1\nb,0,nogil,2\nb,0,yield,0\n\"c,{d\",7,compute,3",
                                  -1);
    const Task *tasks = (const Task *)(gconstpointer)trace->tasks->data;
    g_autofree char *groups = groups_of(trace);

    (void)state;
    assert_int_equal(trace->tasks->len, 3);
    assert_true(tasks[0].arrival == 5 && tasks[0].n_phases == 2 && tasks[1].arrival == 0 &&
                tasks[1].n_phases == 3);
    assert_int_equal(tasks[0].phases[1].kind, PHASE_WAIT);
    assert_true(phase_duration(&tasks[0].phases[1]) == 200);
    assert_int_equal(tasks[1].phases[2].kind, PHASE_YIELD);
    assert_true(phase_duration(&tasks[2].phases[0]) == 3);
    assert_string_equal(groups, "a:1 b:1 c,{d:1");
    assert_false(trace->all_at_zero);
}

static void numbered_tasks_that_stand_together_are_a_group(void **state)
{
    (void)state;
    assert_groups("a.0,0,yield,0\na.1,0,yield,0\na.2,0,yield,0\nb,0,yield,0\n", "a:3 b:1");
    assert_groups("a.0,0,yield,0\n", "a.0:1");
    assert_groups("a.1,0,yield,0\na.2,0,yield,0\n", "a.1:1 a.2:1");
    assert_groups("a.0,0,yield,0\nb.0,0,yield,0\nb.1,0,yield,0\na.1,0,yield,0\n", "a.0:1 b:2 a.1:1");
    assert_groups("a.0,0,yield,0\na.1,0,yield,0\na.01,0,yield,0\na.3,0,yield,0\n", "a:2 a.01:1 a.3:1");
    assert_groups("x,0,yield,0\nx.1,0,yield,0\n.0,0,yield,0\n", "x:1 x.1:1 .0:1");
}

static void wrong_rows_are_told_with_their_line(void **state)
{
    static const struct {
        const char *text, *message;
    } wrong[] = {
        { "",
          ": there is no task in it, expected the header task,arrival_ns,kind,duration_ns and a row a phase" },
        { HEADER,
          ": there is no task in it, expected the header task,arrival_ns,kind,duration_ns and a row a phase" },
        { "a,0,compute,1\n", ":1: this is no header of a trace, expected task,arrival_ns,kind,duration_ns" },
        { HEADER "a,0,compute\n", ":2: expected four fields: task,arrival_ns,kind,duration_ns" },
        { HEADER "a,0,compute,1,2\n", ":2: expected four fields: task,arrival_ns,kind,duration_ns" },
        { HEADER "a,0,compute,1\n\n", ":3: expected four fields: task,arrival_ns,kind,duration_ns" },
        { HEADER "a,0,compute,1\na,0,wiat,1\n", ":3: unknown kind 'wiat'; did you mean 'wait'?" },
        { HEADER "a,0,use,1\n", ":2: unknown kind 'use'; expected compute, hold, nogil, wait or yield" },
        { HEADER "a,0,compute,-1\n", ":2: '-1' stands where a duration in whole nanoseconds is expected" },
        { HEADER "a,0,compute,1ms\n", ":2: '1ms' stands where a duration in whole nanoseconds is expected" },
        { HEADER "a,0,compute,\n", ":2: '' stands where a duration in whole nanoseconds is expected" },
        { HEADER "a,0,compute,4611686018427387905\n",
          ":2: '4611686018427387905' stands where a duration in whole nanoseconds is expected" },
        { HEADER "a,0.5,compute,1\n", ":2: '0.5' stands where an arrival in whole nanoseconds is expected" },
        { HEADER "a,0,yield,1\n", ":2: a yield takes no time, expected a duration of 0" },
        { HEADER "a,0,compute,1\na,1,compute,1\n",
          ":3: the arrival differs from the row above, expected one for the whole task" },
        { HEADER "a,0,compute,1\nb,0,compute,1\na,0,compute,1\n",
          ":4: task 'a' was there before, expected all its rows together" },
        { HEADER ",0,compute,1\n", ":2: expected the name of a task, of 1 to 255 bytes" },
        { HEADER "\377,0,compute,1\n", ":2: bytes that are not UTF-8, expected text in UTF-8" },
        { HEADER "a\tb,0,compute,1\n", ":2: a control character in the name of a task, expected text" },
        { HEADER "a#1,0,compute,1\n",
          ":2: the name of a task cannot have one of # \" \\ in it, expected another" },
        { HEADER "b,0,yield,0\na\\nb,0,compute,1\n",
          ":3: the name of a task cannot have one of # \" \\ in it, expected another" },
        { HEADER "a\"b,0,compute,1\n",
          ":2: the name of a task cannot have one of # \" \\ in it, expected another" },
        { HEADER "\"a\"\"b\",0,compute,1\n",
          ":2: the name of a task cannot have one of # \" \\ in it, expected another" },
        { HEADER "\"a\nb\",0,compute,1\n",
          ":2: a quote that does not end, expected '\"' behind the name of the task" },
        { HEADER "\"a,0,compute,1\n",
          ":2: a quote that does not end, expected '\"' behind the name of the task" },
        { HEADER "\"a\"b,0,compute,1\n",
          ":2: a quote that does not end, expected '\"' behind the name of the task" },
        { HEADER "a,0,yield,0\na.0,0,yield,0\na.1,0,yield,0\n",
          ": task 'a' and tasks 'a.0', ... are two groups of one name, expected two names" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *expected = g_strconcat(path, wrong[i].message, NULL);
        g_autoptr(GError) error = NULL;
        g_autoptr(Trace) trace = NULL;

        assert_true(g_file_set_contents(path, wrong[i].text, -1, NULL));
        trace = trace_load(path, &error);
        if (trace)
            fail_msg("'%s' is accepted", wrong[i].text);
        assert_string_equal(error->message, expected);
    }
}

static void a_nul_is_an_error(void **state)
{
    static const char text[] = HEADER "a\0b,0,compute,1\n";
    g_autofree char *expected =
        g_strconcat(path, ":2: bytes that are not UTF-8, expected text in UTF-8", NULL);
    g_autoptr(GError) error = NULL;

    (void)state;
    assert_true(g_file_set_contents(path, text, sizeof text - 1, NULL));
    assert_null(trace_load(path, &error));
    assert_string_equal(error->message, expected);
}

static void what_is_no_file_is_refused(void **state)
{
    g_autoptr(GError) error = NULL, other = NULL;

    (void)state;
    assert_null(trace_load("/dev/zero", &error));
    assert_string_equal(error->message, "/dev/zero: is no regular file, expected a trace");
    assert_null(trace_load(folder, &other));
    assert_true(g_str_has_suffix(other->message, ": is no regular file, expected a trace"));
}

/* A scenario with the trace ROWS and MORE groups. */
static Workload *workload_of(const char *rows, const char *more, double scale)
{
    g_autofree char *text = g_strconcat(HEADER, rows, NULL);
    g_autofree char *file = g_strdup_printf("%s[trace]\nfile = %s\npayload = 1KiB\nnice = 5\n", more, path);
    g_autoptr(GError) error = NULL;
    g_autoptr(Scenario) scenario = NULL;
    Workload *workload;

    assert_true(g_file_set_contents(path, text, -1, NULL));
    scenario = scenario_parse("t.ini", file, strlen(file), NULL, &error);
    workload = scenario ? scenario_workload(scenario, 1, scale, &error) : NULL;
    if (!workload)
        fail_msg("%s", error->message);
    return workload;
}

static void a_trace_stands_beside_tasks_and_keeps_its_names(void **state)
{
    g_autoptr(Workload) workload = workload_of("a.0,5,compute,10\na.1,6,wait,20\nb,7,compute,30\n",
                                               "[task first]\ncount = 2\nphases = compute 1ns\n", 1);
    const char *const names[] = { "first.0", "first.1", "a.0", "a.1", "b" };
    g_autoptr(GString) name = g_string_new(NULL);

    (void)state;
    assert_int_equal(workload->n_tasks, 5);
    assert_int_equal(workload->n_groups, 3);
    assert_true(workload->n_phases == 5);
    for (guint32 i = 0; i < 5; i++)
        assert_string_equal(workload_task_name(workload, i, name), names[i]);
    assert_true(workload->tasks[3].arrival == 6 && phase_duration(&workload->tasks[3].phases[0]) == 20);
    assert_int_equal(workload->tasks[4].group, 2);
    assert_true(workload->groups[1].payload == 1024);
    assert_int_equal(workload->groups[2].nice, 5);
    assert_int_equal(workload->groups[1].first, 2);
}

static void a_scaled_trace_has_the_same_tasks(void **state)
{
    g_autoptr(Workload) workload =
        workload_of("a,5000,compute,10000\na,5000,wait,1\na,5000,wait,0\n", "", 0.001);

    (void)state;
    assert_true(workload->tasks[0].arrival == 5);
    assert_true(phase_duration(&workload->tasks[0].phases[0]) == 10);
    assert_true(phase_duration(&workload->tasks[0].phases[1]) == 1);
    assert_true(phase_duration(&workload->tasks[0].phases[2]) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_tasks_and_phases),
        cmocka_unit_test(numbered_tasks_that_stand_together_are_a_group),
        cmocka_unit_test(wrong_rows_are_told_with_their_line),
        cmocka_unit_test(a_nul_is_an_error),
        cmocka_unit_test(what_is_no_file_is_refused),
        cmocka_unit_test(a_trace_stands_beside_tasks_and_keeps_its_names),
        cmocka_unit_test(a_scaled_trace_has_the_same_tasks),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
