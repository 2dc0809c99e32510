/* async - one event loop in the main thread, which holds all tasks (asyncio). */
#include "policy.h"
#include "policy_options.h"

static const Option options[] = { POLICY_EXECUTOR, POLICY_LIMIT, { NULL } };

static void async_plan(const PolicyInput *input, Plan *plan)
{
    const PolicyOptions *given = input->options;
    plan->threads = THREADS_LOOP;
    plan->in_main = TRUE;
    plan->limit = (guint)given->limit;
    plan->n_offload = (guint)given->executor;
    if (plan->n_offload == 0)
        return;
    plan->offload = given->executor_processes ? OFFLOAD_PROCESSES : OFFLOAD_THREADS;
    plan->offload_start = given->executor_processes ? input->costs->process_start : input->costs->thread_start;
}

static const Policy async = {
    .model = { .name = "async",
               .summary = "an event loop: a task that waits lets the next one run",
               .bad_when = "a task computes long without an await: all others stand still",
               .source = "CPython, Lib/asyncio/base_events.py, BaseEventLoop._run_once",
               .trust = TRUST_DOCUMENTED,
               .options = options,
               .options_size = sizeof(PolicyOptions) },
    .concurrent = TRUE,
    .by_default = TRUE,
    .order = 2,
    .plan = async_plan,
};

POLICY_REGISTER(async)
