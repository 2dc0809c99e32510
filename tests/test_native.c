/* test_native - plans carried out for real, every policy under every lock; and runs that go wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "commands/experiment.h"
#include "real/burn.h"
#include "real/clock.h"
#include "real/journal.h"

#define MS SIMTIME_MS

/* ---- running ---- */

/* What one run left. */
typedef struct {
    char *policy, *lock;
    char *skipped, *stopped;
    guint32 n_finished;
    GArray *stretches;   /* of Stretch, in order of end */
    TaskRecord *records; /* of tasks */
    SimTime (*in_state)[N_STATES];
} Ran;

typedef struct {
    ResultSink sink;
    RowSink rows;
    GArray *stretches;
    GPtrArray *runs; /* of Ran * */
    const Workload *workload;
} Results;

static void free_ran(gpointer data)
{
    Ran *ran = data;

    g_free(ran->policy);
    g_free(ran->lock);
    g_free(ran->skipped);
    g_free(ran->stopped);
    g_array_unref(ran->stretches);
    g_free(ran->records);
    g_free(ran->in_state);
    g_free(ran);
}

static void keep_row(RowSink *sink, const Stretch *stretch)
{
    Results *results = (Results *)((char *)sink - G_STRUCT_OFFSET(Results, rows));

    g_array_append_val(results->stretches, *stretch);
}

static gboolean run_begins(ResultSink *sink, Run *run, GError **error)
{
    Results *results = (Results *)sink;

    (void)error;
    results->stretches = g_array_new(FALSE, FALSE, sizeof(Stretch));
    recorder_add_sink(run->recorder, &results->rows);
    return TRUE;
}

static gboolean run_ends(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    Results *results = (Results *)sink;
    Ran *ran = g_new0(Ran, 1);

    (void)error;
    ran->policy = g_strdup(run->combination.policy);
    ran->lock = g_strdup(run->combination.lock);
    ran->skipped = g_strdup(figures->summary.skipped);
    ran->stopped = g_strdup(figures->summary.stopped);
    ran->stretches = results->stretches ? results->stretches : g_array_new(FALSE, FALSE, sizeof(Stretch));
    results->stretches = NULL;
    ran->records = g_memdup2(run->recorder->tasks, run->workload->n_tasks * sizeof(TaskRecord));
    ran->in_state = g_malloc_n(run->workload->n_tasks, sizeof *ran->in_state);
    for (guint32 i = 0; i < run->workload->n_tasks; i++)
        for (guint s = 0; s < N_STATES; s++)
            ran->in_state[i][s] = recorder_in_state(run->recorder, i, (TaskState)s);
    for (guint32 i = 0; i < run->workload->n_tasks; i++)
        ran->n_finished += ran->records[i].finish >= 0;
    g_ptr_array_add(results->runs, ran);
    return TRUE;
}

typedef struct {
    double speed; /* of the work loop */
} Fixture;

/* All rows of the scenario TEXT, of Ran *. CHECK (or NULL) is called with the workload and each of them. */
static GPtrArray *run_for_real(const Fixture *fixture, const char *text,
                               void (*check)(const Workload *, const Ran *))
{
    const RealOptions real = { .speed = fixture->speed };
    const ExperimentOptions options = { .executor = &executor_native, .real = &real };
    Results results = { .sink = { NULL, run_begins, run_ends },
                        .rows = { keep_row },
                        .runs = g_ptr_array_new_with_free_func(free_ran) };
    g_autoptr(GError) error = NULL;
    g_autoptr(Scenario) scenario = scenario_parse("test.ini", text, strlen(text), NULL, &error);
    g_autoptr(Workload) workload = scenario ? scenario_workload(scenario, scenario->seed, 1, &error) : NULL;
    g_autoptr(GPtrArray) sinks = g_ptr_array_new();

    if (!workload)
        fail_msg("%s", error->message);
    g_ptr_array_add(sinks, &results.sink);
    if (!experiment_run(scenario, &options, sinks, &error))
        fail_msg("%s", error->message);
    for (guint i = 0; check && i < results.runs->len; i++)
        check(workload, g_ptr_array_index(results.runs, i));
    return results.runs;
}

static int setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);

    fixture->speed = burn_calibrate(50 * MS).speed;
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    g_free(*state);
    return 0;
}

/* ---- laws of every run ---- */

static SimTime asked(const Workload *workload, guint32 task, gboolean on_core)
{
    SimTime sum = 0;

    for (guint32 i = 0; i < workload->tasks[task].n_phases; i++) {
        const Phase *phase = &workload->tasks[task].phases[i];

        if (on_core ? phase_on_core(phase->kind) : phase->kind == PHASE_WAIT)
            sum += phase_duration(phase);
    }
    return sum;
}

/* The states of a task fill the time from its arrival to its finish. */
static void check_sums(const Workload *workload, const Ran *ran)
{
    for (guint32 i = 0; i < workload->n_tasks; i++) {
        const TaskRecord *task = &ran->records[i];
        SimTime sum = 0;

        assert_true(task->finish >= 0);
        assert_true(task->arrival <= task->start && task->start <= task->finish);
        for (guint state = 0; state < N_STATES; state++)
            sum += ran->in_state[i][state];
        assert_int_equal(sum, task->finish - task->arrival);
        assert_int_equal(ran->in_state[i][STATE_WAIT], asked(workload, i, FALSE));
        if (ran->in_state[i][STATE_COMPUTE] <= asked(workload, i, TRUE) / 2)
            fail_msg("%s, %s: task %u computed %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " ns", ran->policy,
                     ran->lock, i, ran->in_state[i][STATE_COMPUTE], asked(workload, i, TRUE));
    }
}

/* Waits are the only stretches of a length that is known: they tell whether phases came in order. */
static void check_order(const Workload *workload, const Ran *ran)
{
    for (guint32 task = 0; task < workload->n_tasks; task++) {
        const Task *this = &workload->tasks[task];
        guint32 phase = 0;

        for (guint i = 0; i < ran->stretches->len; i++) {
            const Stretch *stretch = &g_array_index(ran->stretches, Stretch, i);

            if (stretch->track != task || stretch->state != STATE_WAIT)
                continue;
            while (phase < this->n_phases && this->phases[phase].kind != PHASE_WAIT)
                phase++;
            assert_true(phase < this->n_phases);
            assert_int_equal(stretch->end - stretch->begin, phase_duration(&this->phases[phase++]));
        }
    }
}

/* Nobody computes with an interpreter's lock while another does. */
static void check_one_holder(const Ran *ran)
{
    SimTime free_at[16] = { 0 }; /* by interpreter; rows come in order of end */

    for (guint i = 0; i < ran->stretches->len; i++) {
        const Stretch *stretch = &g_array_index(ran->stretches, Stretch, i);

        if (stretch->state != STATE_COMPUTE || !stretch->where.lock)
            continue;
        assert_in_range(stretch->where.interpreter, 0, 15);
        if (stretch->begin < free_at[stretch->where.interpreter])
            fail_msg("%s, %s: task %u computes from %" G_GINT64_FORMAT " on, before %" G_GINT64_FORMAT,
                     ran->policy, ran->lock, stretch->track, stretch->begin,
                     free_at[stretch->where.interpreter]);
        free_at[stretch->where.interpreter] = stretch->end;
    }
}

static void check_laws(const Workload *workload, const Ran *ran)
{
    if (ran->skipped || ran->stopped)
        fail_msg("%s, %s: %s", ran->policy, ran->lock, ran->skipped ? ran->skipped : ran->stopped);
    check_sums(workload, ran);
    check_order(workload, ran);
    check_one_holder(ran);
}

static const char everything[] =
    "[scenario]\npolicies = all\n"
    "[machine]\ncores = 2\nprofile = linux\ncosts = native\n"
    "[lock]\nname = cpython3, cpython2, fair, none\ninterval = 500us\n"
    "[resource db]\ncapacity = 1\n"
    "[policy async]\nexecutor = 2\n"
    "[policy processes]\nthreads = 2\n"
    "[task a]\ncount = 3\narrival = every 1ms\npayload = 10KiB\n"
    "phases = compute 1500us; wait 3ms; hold 300us; yield; use db { wait 1ms; compute 200us }\n"
    "    offload { nogil 300us; wait 2ms }; compute 100us\n"
    "[task b]\nafter = a\nphases = wait 500us; compute 200us; wait 0; compute 10us\n";

static void every_policy_and_lock_all_phases_in_order_and_one_holder(void **state)
{
    g_autoptr(GPtrArray) runs = run_for_real(*state, everything, check_laws);

    assert_int_equal(runs->len, 6 * 4 + 1); /* free-threaded has no lock */
}

static void async_offload_to_processes_and_a_limit_all_phases_in_order(void **state)
{
    static const char text[] = "[scenario]\npolicies = async\n[machine]\ncores = 1\n"
                               "[policy async]\nexecutor = 2 processes\nlimit = 2\n"
                               "[task a]\ncount = 5\npayload = 3KiB\n"
                               "phases = offload { wait 2ms; compute 300us }; wait 1ms; compute 100us\n";
    g_autoptr(GPtrArray) runs = run_for_real(*state, text, check_laws);

    assert_int_equal(runs->len, 1);
}

static void periodic_jobs_one_after_the_other(void **state)
{
    static const char text[] = "[scenario]\npolicies = threads, async\nhorizon = 10ms\n[machine]\ncores = 1\n"
                               "[task a]\nperiod = 2ms\nphases = compute 200us; wait 2500us\n";
    g_autoptr(GPtrArray) runs = run_for_real(*state, text, check_laws);

    for (guint r = 0; r < runs->len; r++) {
        const Ran *ran = g_ptr_array_index(runs, r);

        for (guint job = 1; job < 5; job++) {
            assert_int_equal(ran->records[job].arrival, 2 * MS * job);
            assert_true(ran->records[job].start >= ran->records[job - 1].finish);
        }
    }
}

static void pipes_that_fill_up_all_results_come(void **state)
{
    static const char text[] =
        "[scenario]\npolicies = processes, process-async, subinterpreters\n[machine]\ncores = 2\n"
        "[task a]\ncount = 6\npayload = 5MiB\nphases = compute 100us\n";
    g_autoptr(GPtrArray) runs = run_for_real(*state, text, check_laws);

    assert_int_equal(runs->len, 3);
}

static const char bodies[] = "[scenario]\npolicies = all\n[machine]\ncores = %d\n[lock]\ninterval = 500us\n"
                             "[task line]\ncount = 2\nphases = compute 8ms; wait 1ms; hold 300us\nbody = cache-line\n"
                             "[task page]\ncount = 2\nphases = compute 8ms; nogil 1ms\nbody = memory\n"
                             "[task work]\nphases = compute 2ms\n";

static void bodies_other_than_work_all_phases_in_order_and_one_holder(void **state)
{
    g_autofree char *text = g_strdup_printf(bodies, 2);
    g_autoptr(GPtrArray) runs = run_for_real(*state, text, check_laws);

    assert_int_equal(runs->len, 7);
}

/* What one core gives to all threads together is at most the time that passes. */
static void check_one_core(const Workload *workload, const Ran *ran)
{
    SimTime computed = 0, end = 0;

    for (guint32 i = 0; i < workload->n_tasks; i++) {
        computed += ran->in_state[i][STATE_COMPUTE];
        end = MAX(end, ran->records[i].finish);
    }
    if (computed > end + end / 20)
        fail_msg("%s: %" G_GINT64_FORMAT " ns of computing in %" G_GINT64_FORMAT, ran->policy, computed, end);
}

static void time_off_the_core_is_no_computing_whatever_the_body(void **state)
{
    g_autofree char *text = g_strdup_printf(bodies, 1);
    g_autoptr(GPtrArray) runs = run_for_real(*state, text, check_one_core);

    assert_int_equal(runs->len, 7);
}

static void more_than_there_is_skipped_with_the_reason(void **state)
{
    static const char text[] = "[scenario]\npolicies = sequential, threads\n[machine]\ncores = 2, 4096\n"
                               "[task a]\ncount = 20000\nphases = compute 1ns\n";
    g_autoptr(GPtrArray) runs = run_for_real(*state, text, NULL);

    assert_null(((Ran *)g_ptr_array_index(runs, 0))->skipped);
    assert_string_equal(((Ran *)g_ptr_array_index(runs, 2))->skipped,
                        "it would need 20000 threads, and at most 10000 are started for real");
    assert_non_null(
        strstr(((Ran *)g_ptr_array_index(runs, 1))->skipped, "it would need 4096 cores, and the host has"));
}

/* ---- what goes wrong ---- */

/* Number of open files, and of blocks of memory that processes could share. */
static guint count_files(void)
{
    DIR *folder = opendir("/proc/self/fd");
    guint n = 0;

    while (readdir(folder))
        n++;
    closedir(folder);
    return n;
}

static guint count_shared(void)
{
    g_autofree char *maps = NULL;
    guint n = 0;

    assert_true(g_file_get_contents("/proc/self/maps", &maps, NULL, NULL));
    for (const char *at = maps; (at = strstr(at, "/dev/zero")); at++)
        n++;
    return n;
}

/* The parent of PROCESS, or 0. */
static pid_t parent_of(pid_t process)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/stat", process), *text = NULL;
    const char *end;
    int parent = 0;
    char letter;

    if (g_file_get_contents(path, &text, NULL, NULL) && (end = strrchr(text, ')')))
        sscanf(end + 1, " %c %d", &letter, &parent);
    return parent;
}

/* The first child of PARENT that is not this process, or 0. */
static pid_t child_of(pid_t parent)
{
    DIR *folder = opendir("/proc");
    const struct dirent *entry;
    pid_t child = 0;

    while (!child && (entry = readdir(folder))) {
        const pid_t process = atoi(entry->d_name);

        if (process > 0 && process != getpid() && parent_of(process) == parent)
            child = process;
    }
    closedir(folder);
    return child;
}

/* Something that happens to a run some time after it has begun. */
typedef struct {
    gint depth; /* to 0: this process, 1: the run's, 2: one of its workers */
    int signal;
} Mishap;

/* The process that is DEPTH generations below PROCESS, as soon as there is one; 0: there never is. */
static pid_t wait_for_descendant(pid_t process, gint depth)
{
    for (SimTime end = clock_now() + 10 * SIMTIME_S; clock_now() < end;
         clock_sleep_until(clock_now() + 5 * MS)) {
        pid_t found = process;

        for (gint i = 0; i < depth && found != 0; i++)
            found = child_of(found);
        if (found != 0)
            return found;
    }
    return 0;
}

/* A process of its own, as a run forks, and must not meet a thread that holds the memory's lock. */
static pid_t let_it_happen(const Mishap *mishap)
{
    const pid_t tester = getpid(), helper = fork();

    if (helper == 0) {
        wait_for_descendant(tester, 2);
        clock_sleep_until(clock_now() + 200 * MS);
        const pid_t process = wait_for_descendant(tester, mishap->depth);
        _exit(process != 0 && kill(process, mishap->signal) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    return helper;
}

/* Runs TEXT, lets MISHAP (or NULL) happen, and checks that nothing is left. */
static Ran *run_into(const Fixture *fixture, const char *text, const Mishap *mishap, GPtrArray **runs)
{
    const guint n_files = count_files(), n_shared = count_shared();
    const pid_t helper = mishap ? let_it_happen(mishap) : 0;
    int status = 0;

    *runs = run_for_real(fixture, text, NULL);
    if (mishap)
        assert_int_equal(waitpid(helper, &status, 0), helper);
    assert_int_equal(status, 0);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
    assert_int_equal(count_files(), n_files);
    assert_int_equal(count_shared(), n_shared);
    return g_ptr_array_index(*runs, 0);
}

static const char patient[] = "[scenario]\npolicies = processes\n[machine]\ncores = 2\n"
                              "[task quick]\nphases = compute 1ms\n"
                              "[task slow]\ncount = 2\nphases = wait 20s\n";

static void a_worker_process_is_killed_the_run_ends_and_says_so(void **state)
{
    static const Mishap killed = { 2, SIGKILL };
    g_autoptr(GPtrArray) runs = NULL;
    const Ran *ran = run_into(*state, patient, &killed, &runs);

    assert_non_null(strstr(ran->stopped, "was killed by signal 9 (Killed) (1 of 3 tasks had finished)"));
    assert_int_equal(ran->n_finished, 1);
}

static void the_program_is_killed_the_run_ends_and_says_so(void **state)
{
    static const Mishap killed = { 1, SIGKILL };
    g_autoptr(GPtrArray) runs = NULL;
    const Ran *ran = run_into(*state, patient, &killed, &runs);

    assert_string_equal(ran->stopped, "it was killed by signal 9 (Killed) (1 of 3 tasks had finished)");
}

static void tasks_wait_for_each_other_the_run_ends_at_its_deadline(void **state)
{
    static const char text[] = "[scenario]\npolicies = threads\n[machine]\ncores = 1\n"
                               "[resource x]\ncapacity = 1\n[resource y]\ncapacity = 1\n"
                               "[task a]\nphases = use x { wait 5ms; use y { compute 1ms } }\n"
                               "[task b]\nphases = use y { wait 5ms; use x { compute 1ms } }\n"
                               "[task c]\nphases = compute 1ms\n";
    g_autoptr(GPtrArray) runs = NULL;
    const Ran *ran = run_into(*state, text, NULL, &runs);

    assert_true(g_str_has_prefix(ran->stopped, "it was ended after 1."));
    assert_non_null(strstr(ran->stopped, "as predicted: deadlock at"));
    assert_non_null(strstr(ran->stopped, "(1 of 3 tasks had finished)"));
    assert_true(ran->in_state[0][STATE_RESOURCE] > 0);
}

static void no_room_in_memory_the_row_says_so(void **state)
{
    static const char text[] = "[scenario]\npolicies = processes\n[machine]\ncores = 2\n"
                               "[task a]\npayload = 1000GiB\nphases = compute 1ms\n";
    g_autoptr(GPtrArray) runs = NULL;
    const Ran *ran = run_into(*state, text, NULL, &runs);

    assert_non_null(ran->skipped);
    assert_non_null(strstr(ran->skipped, "memory"));
}

/* The last one: an interrupt is remembered to the end of the program. */
static void ctrl_c_the_run_ends_and_what_was_done_is_kept(void **state)
{
    static const Mishap interrupted = { 0, SIGINT };
    g_autoptr(GPtrArray) runs = NULL;
    const Ran *ran;

    interrupt_catch();
    interrupt_defer(TRUE);
    ran = run_into(*state, patient, &interrupted, &runs);
    assert_string_equal(ran->stopped, "interrupted (1 of 3 tasks had finished)");
    assert_int_equal(interrupt_pending(), SIGINT);
}

int main(void)
{
    signal(SIGINT, SIG_DFL); /* what a shell runs in the background ignores it */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_policy_and_lock_all_phases_in_order_and_one_holder),
        cmocka_unit_test(async_offload_to_processes_and_a_limit_all_phases_in_order),
        cmocka_unit_test(periodic_jobs_one_after_the_other),
        cmocka_unit_test(pipes_that_fill_up_all_results_come),
        cmocka_unit_test(bodies_other_than_work_all_phases_in_order_and_one_holder),
        cmocka_unit_test(time_off_the_core_is_no_computing_whatever_the_body),
        cmocka_unit_test(more_than_there_is_skipped_with_the_reason),
        cmocka_unit_test(a_worker_process_is_killed_the_run_ends_and_says_so),
        cmocka_unit_test(the_program_is_killed_the_run_ends_and_says_so),
        cmocka_unit_test(tasks_wait_for_each_other_the_run_ends_at_its_deadline),
        cmocka_unit_test(no_room_in_memory_the_row_says_so),
        cmocka_unit_test(ctrl_c_the_run_ends_and_what_was_done_is_kept),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
