/* test_run_memory - is what a run is said to take what it takes? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "commands/experiment.h"
#include "registry.h"
#include "simulate/simulation.h"

#define FEW 5000
#define MANY 30000

static const char scenario_text[] = "[scenario]\npolicies = %s\n"
                                    "[machine]\ncores = 4\nprofile = ideal\nscheduler = %s\n"
                                    "[task a]\ncount = %u\nphases = repeat 5 { compute exp(1ms); wait exp(10ms) }\n";

static Scenario *scenario_of(const char *policy, const char *scheduler, guint n_tasks)
{
    g_autofree char *text = g_strdup_printf(scenario_text, policy, scheduler, n_tasks);
    g_autoptr(GError) error = NULL;
    Scenario *scenario = scenario_parse("test.ini", text, strlen(text), NULL, &error);

    if (!scenario)
        fail_msg("%s", error->message);
    return scenario;
}

static guint64 expected(const char *policy, const char *scheduler, guint n_tasks)
{
    g_autoptr(Scenario) scenario = scenario_of(policy, scheduler, n_tasks);
    WorkloadSize size;

    assert_true(scenario_size(scenario, &size, NULL));
    assert_int_equal(size.n_tasks, n_tasks);
    return size.n_bytes + experiment_bytes(scenario, size.n_tasks, size.n_phases);
}

/* Bytes that a process had at most which did nothing else. */
static guint64 taken(const char *policy, const char *scheduler, guint n_tasks)
{
    const ExperimentOptions options = { .executor = &executor_sim };
    struct rusage usage;
    const pid_t pid = fork();
    int status;

    if (pid == 0) {
        g_autoptr(Scenario) scenario = scenario_of(policy, scheduler, n_tasks);
        g_autoptr(GPtrArray) sinks = g_ptr_array_new();

        _exit(!experiment_run(scenario, &options, sinks, NULL));
    }
    assert_int_equal(wait4(pid, &status, 0, &usage), pid);
    assert_int_equal(status, 0);
    return (guint64)usage.ru_maxrss * 1024;
}

/* A task more, and what it takes: a process is something without any. */
static void a_task_takes_what_is_expected_of_it(void **state)
{
    static const char *const rows[][2] = { { "free-threaded", "fifo" },
                                           { "async", "fifo" },
                                           { "sequential", "fifo" } };
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    skip(); /* it takes several times as much */
#endif
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *policy = rows[i][0], *scheduler = rows[i][1];
        const guint64 said = expected(policy, scheduler, MANY) - expected(policy, scheduler, FEW);
        const guint64 is = taken(policy, scheduler, MANY) - taken(policy, scheduler, FEW);

        if (said < is * 9 / 10 || said > is * 2)
            fail_msg("%s, %s: %u bytes a task, and %u were expected", policy, scheduler,
                     (guint)(is / (MANY - FEW)), (guint)(said / (MANY - FEW)));
    }
}

static void a_thread_for_each_task_is_counted(void **state)
{
    const Scheduler *fifo = (const Scheduler *)registry_find(MODEL_SCHEDULER, "fifo");
    (void)state;

    assert_in_range(expected("free-threaded", "fifo", MANY) - expected("async", "fifo", MANY), 1,
                    (machine_thread_size(fifo) + 100) * MANY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_task_takes_what_is_expected_of_it),
        cmocka_unit_test(a_thread_for_each_task_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
