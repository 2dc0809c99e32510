/* free-threaded - threads of an interpreter without a lock (PEP 703): the same plan, without the lock. */
#include "policy.h"
#include "policy_options.h"

static const Option options[] = { POLICY_WORKERS, { NULL } };

static void free_threaded_plan(const PolicyInput *input, Plan *plan)
{
    gboolean pool = input->options->workers != WORKERS_DEFAULT;
    plan->threads = pool ? THREADS_WORKERS : THREADS_PER_TASK;
    plan->n_workers = pool ? policy_workers(input, 1) : 1;
    plan->start = input->costs->thread_start;
    plan->start_threads = TRUE;
    plan->factor = input->costs->free_threaded_tax;
    plan->locked = FALSE;
}

static const Policy free_threaded = {
    .model = { .name = "free-threaded",
               .summary = "threads without the lock: a free-threaded build",
               .bad_when = "tasks share objects: then it is an upper bound; extensions may switch the lock back on",
               .source = "PEP 703; CPython 3.13 and 3.14, free-threaded builds",
               .trust = TRUST_DOCUMENTED,
               .options = options,
               .options_size = sizeof(PolicyOptions) },
    .concurrent = FALSE,
    .by_default = TRUE,
    .order = 4,
    .plan = free_threaded_plan,
};

POLICY_REGISTER(free_threaded)
