/* nothing - a policy whose plan has no interpreter. */
#include "policy.h"

static void nothing_plan(const PolicyInput *input, Plan *plan)
{
    (void)input;
    plan->n_interpreters = 0;
}

static const Policy nothing = {
    .model = { .name = "nothing", .summary = "goes wrong" },
    .plan = nothing_plan,
};

POLICY_REGISTER(nothing)
