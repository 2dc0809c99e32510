/* sequential - one task after another, in the program's main thread. */
#include "policy.h"
#include "policy_options.h"

static void sequential_plan(const PolicyInput *input, Plan *plan)
{
    (void)input;
    plan->threads = THREADS_WORKERS;
    plan->in_main = TRUE;
}

static const Policy sequential = {
    .model = { .name = "sequential",
               .summary = "one task after another",
               .bad_when = "any task waits: nothing else goes on meanwhile",
               .source = "a plain loop over the tasks",
               .trust = TRUST_DOCUMENTED },
    .concurrent = TRUE,
    .by_default = TRUE,
    .order = 1,
    .plan = sequential_plan,
};

POLICY_REGISTER(sequential)
