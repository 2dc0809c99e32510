/* test_python - real CPython carries plans out: every policy's structure, which interpreter is taken,
 * and early ends.
 *
 * The environment variable PYTHONS may name more interpreters than python3, with commas between them. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "base/interrupt.h"
#include "commands/executor.h"
#include "policy.h"
#include "real/python.h"
#include "registry.h"
#include "scenario/scenario.h"

/* Two groups that compute and wait, some of them dear to send; a lock that is asked for every 2 ms. */
#define MIXED \
    "[scenario]\nhorizon = 15ms\n[machine]\ncores = host\n[lock]\ninterval = 2ms\n[resource r]\ncapacity = 1\n" \
    "[policy processes]\nworkers = 2\nthreads = 2\n[policy subinterpreters]\nworkers = 2\n" \
    "[policy process-async]\nworkers = 2\n[policy async]\nexecutor = 2\n" \
    "[task a]\ncount = 3\nphases = repeat 2 { compute 4ms; wait 3ms; nogil 2ms; hold 1ms; wait 1ms }\n" \
    "payload = 200KiB\n" \
    "[task b]\ncount = 3\narrival = every 2ms\n" \
    "phases = use r { compute 2ms; wait 2ms }; yield; offload { compute 2ms }; compute 1ms\n" \
    "[task c]\nafter = a\nphases = compute 1ms\n" \
    "[task d]\nperiod = 5ms\nphases = compute 1ms\n"

#define ONE "[machine]\ncores = 1\n[task a]\nphases = compute 1ms\n"

typedef struct {
    RowSink sink;
    GArray *stretches;
} Rows;

typedef struct {
    Scenario *scenario;
    Workload *workload;
    RealOptions real;
    Run run;
    Rows rows;
    gboolean done;
    GError *error;
} Trial;

/* ---- a run ---- */

static void keep(RowSink *sink, const Stretch *stretch)
{
    g_array_append_val(((Rows *)sink)->stretches, *stretch);
}

static void lay_out(Trial *trial, const char *text, const char *policy, const PythonSet *set)
{
    g_autoptr(GError) error = NULL;
    const Policy *model = (const Policy *)registry_find(MODEL_POLICY, policy);

    *trial = (Trial){ .real = { .pythons = set },
                      .rows = { { keep }, g_array_new(FALSE, FALSE, sizeof(Stretch)) } };
    trial->scenario = scenario_parse("test.ini", text, strlen(text), NULL, &error);
    if (trial->scenario)
        trial->workload = scenario_workload(trial->scenario, trial->scenario->seed, 1, &error);
    if (!trial->workload)
        fail_msg("%s", error->message);
    trial->run =
        (Run){ .scenario = trial->scenario,
               .workload = trial->workload,
               .combination = { "python", policy, trial->scenario->locks[0], trial->scenario->schedulers[0],
                                (guint)g_array_index(trial->scenario->cores, gint64, 0), 0, 1 },
               .plan = { .n_interpreters = 1, .n_workers = 1, .factor = 1, .locked = TRUE },
               .real = &trial->real };
    const PolicyInput input = { scenario_policy_options(trial->scenario, policy), &trial->scenario->costs,
                                trial->run.combination.cores, trial->workload->n_tasks };
    model->plan(&input, &trial->run.plan);
    trial->run.recorder = recorder_new(trial->workload, executor_python.n_locks(&trial->run.plan, "cpython3"),
                                       executor_python.n_extra(&trial->run.plan));
    recorder_add_sink(trial->run.recorder, &trial->rows.sink);
}

static void carry_out(Trial *trial)
{
    trial->done = executor_python.run(&trial->run, &trial->error);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* nothing is left of it */
}

static void clear(Trial *trial)
{
    recorder_free(trial->run.recorder);
    workload_free(trial->workload);
    scenario_free(trial->scenario);
    g_array_unref(trial->rows.stretches);
    g_clear_error(&trial->error);
}

/* ---- what a timeline must be like ---- */

/* "computes, then waits, then computes" as "cwc", from the phases or from the rows. */
static void append_step(GString *steps, char step)
{
    if (steps->len == 0 || steps->str[steps->len - 1] != step)
        g_string_append_c(steps, step);
}

static char *asked_steps(const Task *task)
{
    GString *steps = g_string_new(NULL);

    for (guint32 i = 0; i < task->n_phases; i++)
        if (phase_on_core(task->phases[i].kind))
            append_step(steps, 'c');
        else if (task->phases[i].kind == PHASE_WAIT)
            append_step(steps, 'w');
    return g_string_free(steps, FALSE);
}

static char *done_steps(const Trial *trial, guint32 task)
{
    GString *steps = g_string_new(NULL);

    for (guint i = 0; i < trial->rows.stretches->len; i++) {
        const Stretch *stretch = &g_array_index(trial->rows.stretches, Stretch, i);

        if (stretch->track == task && (stretch->state == STATE_COMPUTE || stretch->state == STATE_WAIT))
            append_step(steps, stretch->state == STATE_COMPUTE ? 'c' : 'w');
    }
    return g_string_free(steps, FALSE);
}

static SimTime asked(const Task *task, gboolean on_core)
{
    SimTime sum = 0;

    for (guint32 i = 0; i < task->n_phases; i++)
        if (phase_on_core(task->phases[i].kind) == on_core)
            sum += phase_duration(&task->phases[i]);
    return sum;
}

static void check_task(const Trial *trial, guint32 number)
{
    const Task *task = &trial->workload->tasks[number];
    const TaskRecord *record = &trial->run.recorder->tasks[number];
    g_autofree char *expected = asked_steps(task), *steps = done_steps(trial, number);
    SimTime sum = 0;

    assert_true(record->arrival >= task->arrival);
    assert_true(record->start >= record->arrival);
    assert_true(record->finish > record->start);
    for (guint i = 0; i < N_STATES; i++)
        sum += recorder_in_state(trial->run.recorder, number, (TaskState)i);
    assert_int_equal(sum, record->finish - record->arrival);
    assert_string_equal(steps, expected);
    assert_int_equal(recorder_in_state(trial->run.recorder, number, STATE_WAIT), asked(task, FALSE));
}

/* A loop's speed depends on what shares the core: half of what was asked for is well below, nothing is
 * far below. */
static void check_work(const Trial *trial)
{
    SimTime sum = 0, computed = 0;

    for (guint32 i = 0; i < trial->workload->n_tasks; i++) {
        sum += asked(&trial->workload->tasks[i], TRUE);
        computed += recorder_in_state(trial->run.recorder, i, STATE_COMPUTE);
    }
    assert_true(computed > sum / 3);
    assert_true(trial->run.recorder->on_core > computed / 2);
}

/* Time in which two threads are seen at work with the same lock, and time in which one is. */
static void check_holders(const Trial *trial)
{
    SimTime together = 0, alone = 0;

    for (guint i = 0; i < trial->rows.stretches->len; i++) {
        const Stretch *one = &g_array_index(trial->rows.stretches, Stretch, i);

        if (one->state != STATE_COMPUTE || !one->where.lock)
            continue;
        alone += one->end - one->begin;
        for (guint k = 0; k < i; k++) {
            const Stretch *other = &g_array_index(trial->rows.stretches, Stretch, k);

            if (other->state == STATE_COMPUTE && other->where.lock &&
                other->where.interpreter == one->where.interpreter)
                together += MAX(MIN(one->end, other->end) - MAX(one->begin, other->begin), 0);
        }
    }
    assert_true(alone > 0);
    assert_true(together < alone / 8);
}

static void check(const Trial *trial)
{
    if (!trial->done)
        fail_msg("%s: %s", trial->run.combination.policy, trial->error->message);
    for (guint32 i = 0; i < trial->workload->n_tasks; i++)
        check_task(trial, i);
    check_work(trial);
    if (trial->run.plan.locked)
        check_holders(trial);
}

/* ---- every policy ---- */

/* What is called so, or no test. */
static PythonSet *set_of(const char *program)
{
    const char *const programs[] = { program, NULL };
    g_autoptr(GError) error = NULL;
    PythonSet *set = python_set_new(programs, &error);

    if (!set) {
        print_message("no CPython to test with: %s\n", error->message);
        skip();
    }
    return set;
}

/* Carries POLICY out if the interpreter can. */
static gboolean try_policy(const char *policy, const char *lock, const PythonSet *set)
{
    Trial trial;

    lay_out(&trial, MIXED, policy, set);
    trial.run.combination.lock = lock;
    g_autofree char *cannot = executor_python.cannot(&trial.run);
    if (!cannot) {
        carry_out(&trial);
        check(&trial);
    }
    clear(&trial);
    return !cannot;
}

static void try_all_policies(const PythonSet *set)
{
    guint n_policies, n = 0;
    const Model *const *policies = registry_list(MODEL_POLICY, &n_policies);

    for (guint i = 0; i < n_policies; i++)
        if (try_policy(policies[i]->name, "cpython3", set) || try_policy(policies[i]->name, "cpython2", set))
            n++;
    assert_true(n >= 3); /* sequential, threads, processes at least */
}

static void every_policy_mixed_tasks_all_phases_in_order(void **state)
{
    g_autoptr(PythonSet) set = set_of("python3");

    (void)state;
    try_all_policies(set);
}

static void other_interpreters_mixed_tasks_all_phases_in_order(void **state)
{
    const char *names = g_getenv("PYTHONS");
    g_auto(GStrv) programs = names ? g_strsplit(names, ",", -1) : NULL;

    (void)state;
    if (!programs)
        skip();
    for (guint i = 0; programs[i]; i++) {
        g_autoptr(PythonSet) set = set_of(programs[i]);

        print_message("%s\n", programs[i]);
        try_all_policies(set);
    }
}

/* ---- which interpreter ---- */

/* A program that says LINE when it is asked what it is, and otherwise does BODY, in shell. g_free. */
static char *new_program(const char *folder, const char *name, const char *line, const char *body)
{
    char *path = g_build_filename(folder, name, NULL);
    g_autofree char *text =
        g_strdup_printf("#!/bin/sh\ncase \"$*\" in *probe.py*) echo '%s'; exit 0;; esac\n%s\n", line, body);

    assert_true(g_file_set_contents(path, text, -1, NULL));
    assert_int_equal(g_chmod(path, 0700), 0);
    return path;
}

static char *new_folder(void)
{
    return g_dir_make_tmp("gilsim-test-XXXXXX", NULL);
}

static void remove_folder(const char *folder, char *const *programs, guint n)
{
    for (guint i = 0; i < n; i++) {
        g_remove(programs[i]);
        g_free(programs[i]);
    }
    g_rmdir(folder);
}

/* Which of a 3.11, a free-threaded 3.14 and a 2.7 carries POLICY with LOCK out; "" if none. g_free. */
static char *chosen(const PythonSet *set, const char *policy, const char *lock)
{
    Trial trial;
    char *name;

    lay_out(&trial, ONE, policy, set);
    trial.run.combination.lock = trial.run.plan.locked ? lock : "none";
    name = python_name(&trial.run);
    clear(&trial);
    g_autofree char *base = name ? g_strndup(name, strcspn(name, "(") - 1) : g_strdup("");
    g_free(name);
    return g_steal_pointer(&base);
}

static void several_interpreters_each_policy_takes_the_first_that_can(void **state)
{
    static const char *const expected[][3] = {
        { "threads", "cpython3", "CPython 3.11.2" },
        { "threads", "cpython2", "CPython 2.7.18" },
        { "threads", "none", "CPython 3.14.0" },
        { "threads", "fair", "" },
        { "free-threaded", "cpython3", "CPython 3.14.0" },
        { "async", "cpython2", "" },
        { "subinterpreters", "cpython3", "CPython 3.13.1" },
        { "processes", "cpython2", "CPython 2.7.18" },
    };
    g_autofree char *folder = new_folder();
    char *programs[] = { new_program(folder, "a", "CPython 3.11.2 1 0 0.05", "exit 1"),
                         new_program(folder, "b", "CPython 3.14.0 0 1 0.05", "exit 1"),
                         new_program(folder, "c", "CPython 2.7.18 1 0 0.05", "exit 1"),
                         new_program(folder, "d", "CPython 3.13.1 1 1 0.05", "exit 1"), NULL };
    g_autoptr(PythonSet) set = python_set_new((const char *const *)programs, NULL);

    (void)state;
    assert_non_null(set);
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_autofree char *name = chosen(set, expected[i][0], expected[i][1]);

        assert_string_equal(name, expected[i][2]);
    }
    remove_folder(folder, programs, 4);
}

static void a_policy_that_none_can_carry_out_is_told_why(void **state)
{
    g_autofree char *folder = new_folder();
    char *programs[] = { new_program(folder, "a", "CPython 3.11.2 1 0 0.05", "exit 1"), NULL };
    g_autoptr(PythonSet) set = python_set_new((const char *const *)programs, NULL);
    Trial trial;

    (void)state;
    lay_out(&trial, ONE, "subinterpreters", set);
    g_autofree char *why = executor_python.cannot(&trial.run);
    assert_non_null(strstr(why, "(CPython 3.11.2) has no subinterpreters with locks of their own"));
    clear(&trial);
    remove_folder(folder, programs, 1);
}

static void a_body_of_native_runs_is_skipped_with_the_reason(void **state)
{
    g_autofree char *folder = new_folder();
    char *programs[] = { new_program(folder, "a", "CPython 3.11.2 1 0 0.05", "exit 1"), NULL };
    g_autoptr(PythonSet) set = python_set_new((const char *const *)programs, NULL);
    Trial trial;

    (void)state;
    lay_out(&trial, ONE "body = memory\n", "threads", set);
    g_autofree char *why = executor_python.cannot(&trial.run);
    assert_non_null(strstr(why, " has body = memory, which only native runs have"));
    clear(&trial);
    remove_folder(folder, programs, 1);
}

static void assert_refused(const char *program, const char *expected)
{
    const char *const programs[] = { program, NULL };
    g_autoptr(GError) error = NULL;

    assert_null(python_set_new(programs, &error));
    if (!strstr(error->message, expected))
        fail_msg("%s", error->message);
}

static void what_is_no_cpython_is_refused(void **state)
{
    g_autofree char *folder = new_folder();
    char *programs[] = { new_program(folder, "a", "PyPy 3.10.0 1 0 0.05", "exit 1"),
                         new_program(folder, "b", "CPython 3.5.2 1 0 0.05", "exit 1"),
                         new_program(folder, "c", "hello", "exit 1"), NULL };

    (void)state;
    assert_refused("no-such-python", "No such file");
    assert_refused("false", "it cannot be run");
    assert_refused(programs[0], "another Python than CPython");
    assert_refused(programs[1], "too old");
    assert_refused(programs[2], "no Python interpreter");
    remove_folder(folder, programs, 3);
}

/* ---- early ends ---- */

/* A run by a program that does BODY instead ends early, for a reason that is told. */
static void assert_fails(const char *body, const char *expected)
{
    g_autofree char *folder = new_folder();
    char *programs[] = { new_program(folder, "a", "CPython 3.11.2 1 0 0.05", body), NULL };
    g_autoptr(PythonSet) set = python_set_new((const char *const *)programs, NULL);
    Trial trial;

    lay_out(&trial, ONE, "threads", set);
    carry_out(&trial);
    assert_false(trial.done);
    if (!strstr(trial.error->message, expected))
        fail_msg("%s", trial.error->message);
    clear(&trial);
    remove_folder(folder, programs, 1);
}

static void an_interpreter_that_fails_its_last_line_is_the_reason(void **state)
{
    (void)state;
    assert_fails("echo Traceback >&2; echo \"MemoryError: no\" >&2; exit 1", "MemoryError: no (0 of 1 tasks");
    assert_fails("kill -SEGV $$", "killed by signal 11");
    assert_fails("exit 0", "it ended early");
}

/* The first child of PROCESS, or 0. */
static pid_t child_of(pid_t process)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/task/%d/children", process, process);
    g_autofree char *children = NULL;

    return g_file_get_contents(path, &children, NULL, NULL) ? (pid_t)g_ascii_strtoull(children, NULL, 10) : 0;
}

/* What may start an interpreter, a shell script, has children, too. */
static gboolean is_python(pid_t process)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/exe", process), *program = g_file_read_link(path, NULL);
    g_autofree char *name = program ? g_path_get_basename(program) : g_strdup("");

    return g_str_has_prefix(name, "python");
}

/* A process that a child of this one has forked, once there is one; 0: none in time. */
static pid_t find_worker(void)
{
    for (guint tries = 0; tries < 1000; tries++) {
        const pid_t child = child_of(getpid()), worker = child > 0 ? child_of(child) : 0;

        if (worker > 0 && is_python(child) && is_python(worker))
            return worker;
        g_usleep(10000);
    }
    return 0;
}

static gpointer kill_a_worker(gpointer data)
{
    const pid_t worker = find_worker();

    (void)data;
    if (worker > 0)
        kill(worker, SIGKILL);
    return NULL;
}

static void a_worker_process_is_killed_the_run_ends_and_says_so(void **state)
{
    g_autoptr(PythonSet) set = set_of("python3");
    GThread *killer = g_thread_new("killer", kill_a_worker, NULL);
    Trial trial;

    (void)state;
    lay_out(&trial,
            "[machine]\ncores = 1\n[policy processes]\nworkers = 2\n[task a]\ncount = 2\nphases = wait 20s\n",
            "processes", set);
    carry_out(&trial);
    g_thread_join(killer);
    assert_false(trial.done);
    if (!strstr(trial.error->message, "was killed by signal 9 (0 of 2 tasks had finished)"))
        fail_msg("%s", trial.error->message);
    clear(&trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_policy_mixed_tasks_all_phases_in_order),
        cmocka_unit_test(other_interpreters_mixed_tasks_all_phases_in_order),
        cmocka_unit_test(several_interpreters_each_policy_takes_the_first_that_can),
        cmocka_unit_test(a_policy_that_none_can_carry_out_is_told_why),
        cmocka_unit_test(a_body_of_native_runs_is_skipped_with_the_reason),
        cmocka_unit_test(what_is_no_cpython_is_refused),
        cmocka_unit_test(an_interpreter_that_fails_its_last_line_is_the_reason),
        cmocka_unit_test(a_worker_process_is_killed_the_run_ends_and_says_so),
    };

    interrupt_defer(TRUE);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
