/* processes - worker processes, each with a lock of its own (multiprocessing). */
#include "policy.h"
#include "policy_options.h"

static const Option options[] = { POLICY_WORKERS, POLICY_THREADS, { NULL } };

static void processes_plan(const PolicyInput *input, Plan *plan)
{
    plan->n_interpreters = policy_workers(input, input->cores);
    plan->threads = THREADS_WORKERS;
    plan->n_workers = (guint)MAX(input->options->threads, 1);
    plan->start = input->costs->process_start;
    plan->ipc = TRUE;
}

static const Policy processes = {
    .model = { .name = "processes",
               .summary = "worker processes, each with an interpreter and a lock of its own",
               .bad_when = "tasks are tiny or payloads large: starting and sending cost more than they bring",
               .source = "CPython, Lib/concurrent/futures/process.py, Lib/multiprocessing",
               .trust = TRUST_DOCUMENTED,
               .options = options,
               .options_size = sizeof(PolicyOptions) },
    .concurrent = FALSE,
    .by_default = TRUE,
    .order = 5,
    .plan = processes_plan,
};

POLICY_REGISTER(processes)
