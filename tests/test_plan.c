/* test_plan - each policy's plan as data, and how many workers it comes to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "policy.h"
#include "registry.h"

enum { CORES = 4, TASKS = 10 };

static Plan plan_of(const char *policy, const PolicyOptions *options)
{
    const Costs costs = { .thread_start = 1, .process_start = 2, .subinterpreter_start = 3, .free_threaded_tax = 1.08 };
    const PolicyInput input = { options, &costs, CORES, TASKS };
    Plan plan = { .n_interpreters = 1, .n_workers = 1, .factor = 1, .locked = TRUE };
    const Policy *model = (const Policy *)registry_find(MODEL_POLICY, policy);
    assert_non_null(model);
    model->plan(&input, &plan);
    return plan;
}

/* As in the semantics: interpreters, threads in each, queue, start, ipc, lock. */
static char *describe(const Plan *plan)
{
    static const char *const threads[] = { "a thread a task", "workers", "a loop" };
    g_autofree char *offload = g_strdup_printf(", %u offload %s at %d", plan->n_offload,
                                               plan->offload == OFFLOAD_PROCESSES ? "processes" : "threads",
                                               (gint)plan->offload_start);
    g_autofree char *workers = g_strdup_printf("%u ", plan->n_workers);
    return g_strdup_printf("%u x %s%s, %s, start %d%s%s%s%s%s", plan->n_interpreters,
                           plan->threads == THREADS_WORKERS ? workers : "", threads[plan->threads],
                           plan->queue == QUEUE_DEALT ? "dealt" : "shared", (gint)plan->start,
                           plan->start_threads ? " a thread" : "", plan->in_main ? ", in main" : "",
                           plan->ipc ? ", ipc" : "", plan->locked ? "" : ", no lock",
                           plan->offload != OFFLOAD_IN_PLACE ? offload : "");
}

static void each_policy_lays_its_program_out_as_the_semantics_say(void **state)
{
    static const struct {
        const char *policy;
        PolicyOptions options;
        const char *plan;
        guint n_workers;
    } cases[] = {
        { "sequential", { 0 }, "1 x 1 workers, shared, start 0, in main", 1 },
        { "async", { 0 }, "1 x a loop, shared, start 0, in main", 1 },
        { "async", { .executor = 3 }, "1 x a loop, shared, start 0, in main, 3 offload threads at 1", 4 },
        { "async", { .executor = 2, .executor_processes = TRUE },
          "1 x a loop, shared, start 0, in main, 2 offload processes at 2", 3 },
        { "threads", { 0 }, "1 x a thread a task, shared, start 1 a thread", TASKS },
        { "threads", { .workers = 3 }, "1 x 3 workers, shared, start 1 a thread", 3 },
        { "threads", { .workers = WORKERS_TASKS }, "1 x 10 workers, shared, start 1 a thread", TASKS },
        { "free-threaded", { 0 }, "1 x a thread a task, shared, start 1 a thread, no lock", TASKS },
        { "free-threaded", { .workers = WORKERS_CORES }, "1 x 4 workers, shared, start 1 a thread, no lock", CORES },
        { "processes", { 0 }, "4 x 1 workers, shared, start 2, ipc", CORES },
        { "processes", { .workers = 2, .threads = 8 }, "2 x 8 workers, shared, start 2, ipc", 16 },
        { "subinterpreters", { .threads = 2 }, "4 x 2 workers, shared, start 3, ipc", 8 },
        { "process-async", { 0 }, "4 x a loop, dealt, start 2, ipc", CORES },
        { "process-async", { .workers = 2 }, "2 x a loop, dealt, start 2, ipc", 2 },
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        Plan plan = plan_of(cases[i].policy, &cases[i].options);
        g_autofree char *text = describe(&plan);
        assert_string_equal(text, cases[i].plan);
        assert_int_equal(plan_n_workers(&plan, TASKS), cases[i].n_workers);
    }
}

static void only_free_threads_pay_the_tax(void **state)
{
    const PolicyOptions none = { 0 };
    guint n;
    const Model *const *policies = registry_list(MODEL_POLICY, &n);
    (void)state;
    for (guint i = 0; i < n; i++) {
        Plan plan = plan_of(policies[i]->name, &none);
        gboolean taxed = g_str_equal(policies[i]->name, "free-threaded");
        assert_true(plan.factor == (taxed ? 1.08 : 1));
    }
    assert_int_equal(n, 7);
}

static void the_limit_of_async_is_the_plan_s(void **state)
{
    const PolicyOptions limited = { .limit = 20 };
    (void)state;
    assert_int_equal(plan_of("async", &limited).limit, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_policy_lays_its_program_out_as_the_semantics_say),
        cmocka_unit_test(only_free_threads_pay_the_tax),
        cmocka_unit_test(the_limit_of_async_is_the_plan_s),
    };
    return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
