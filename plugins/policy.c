/* IDENTIFIER - what it is, in a sentence. This one is a pool of two threads under the interpreter's lock.
 *
 *     cc $(gilsim plugin flags) -o NAME.so NAME.c
 *     gilsim run mixed --policy threads,./NAME.so
 *
 * A policy simulates nothing: it says how the program is laid out. policy.h and plan.h tell what there is to say. */
#include "policy.h"

/* How is the program laid out? Zeroed but for one interpreter, one worker, factor 1 and a lock. */
static void IDENTIFIER_plan(const PolicyInput *input, Plan *plan)
{
    plan->threads = THREADS_WORKERS;
    plan->n_workers = 2;
    plan->start = input->costs->thread_start;
    plan->start_threads = TRUE;
}

static const Policy IDENTIFIER = {
    .model = { .name = "NAME",
               .summary = "one line for gilsim list",
               .bad_when = "one line: when it is a bad choice",
               .source = "where it is described",
               .trust = TRUST_DOCUMENTED },
    .concurrent = TRUE,
    .plan = IDENTIFIER_plan,
};

POLICY_REGISTER(IDENTIFIER)
