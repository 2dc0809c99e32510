/* subinterpreters - interpreters with a lock each in one process (PEP 734). */
#include "policy.h"
#include "policy_options.h"

static const Option options[] = { POLICY_WORKERS, POLICY_THREADS, { NULL } };

static void subinterpreters_plan(const PolicyInput *input, Plan *plan)
{
    plan->n_interpreters = policy_workers(input, input->cores);
    plan->threads = THREADS_WORKERS;
    plan->n_workers = (guint)MAX(input->options->threads, 1);
    plan->start = input->costs->subinterpreter_start;
    plan->ipc = TRUE;
    plan->one_process = TRUE;
}

static const Policy subinterpreters = {
    .model = { .name = "subinterpreters",
               .summary = "subinterpreters: a lock each, in one process",
               .bad_when = "tasks are tiny, or extensions do not support them",
               .source = "PEP 684, PEP 734; CPython 3.14, Lib/concurrent/interpreters",
               .trust = TRUST_DOCUMENTED,
               .options = options,
               .options_size = sizeof(PolicyOptions) },
    .concurrent = FALSE,
    .by_default = FALSE,
    .order = 6,
    .plan = subinterpreters_plan,
};

POLICY_REGISTER(subinterpreters)
