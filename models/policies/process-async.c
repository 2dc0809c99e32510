/* process-async - worker processes with an event loop each; tasks are dealt out in turn. */
#include "policy.h"
#include "policy_options.h"

static const Option options[] = { POLICY_WORKERS, { NULL } };

static void process_async_plan(const PolicyInput *input, Plan *plan)
{
    plan->n_interpreters = policy_workers(input, input->cores);
    plan->threads = THREADS_LOOP;
    plan->queue = QUEUE_DEALT;
    plan->start = input->costs->process_start;
    plan->ipc = TRUE;
}

static const Policy process_async = {
    .model = { .name = "process-async",
               .summary = "processes with an event loop each",
               .bad_when = "tasks differ much: they are dealt out in turn, whatever their length",
               .source = "the workers of gunicorn and uvicorn",
               .trust = TRUST_DOCUMENTED,
               .options = options,
               .options_size = sizeof(PolicyOptions) },
    .concurrent = FALSE,
    .by_default = FALSE,
    .order = 7,
    .plan = process_async_plan,
};

POLICY_REGISTER(process_async)
