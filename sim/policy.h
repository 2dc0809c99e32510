/* policy - how to write a policy: how does a program organise its tasks?
 *
 * Fill in a table `Policy` in a file of its own, named after it, with one hook: `plan` gets what is known of
 * machine and workload, and fills in how the program is laid out (plan.h). It simulates nothing. This is a
 * pool of two threads:
 *
 *     #include "policy.h"
 *
 *     static void mine_plan(const PolicyInput *input, Plan *plan)
 *     {
 *         plan->threads = THREADS_WORKERS;
 *         plan->n_workers = 2;
 *     }
 *
 *     static const Policy mine = {
 *         .model = { .name = "mine", .summary = "two threads" },
 *         .plan = mine_plan,
 *     };
 *
 *     POLICY_REGISTER(mine)
 *
 * `gilsim plugin new policy NAME` writes a file to start from. */
#pragma once

#include "costs.h"
#include "model.h"
#include "plan.h"
#include "policy_options.h" /* the keys that its [policy NAME] may have: POLICY_WORKERS, ... */

typedef struct {
    const PolicyOptions *options; /* of [policy NAME]; 0: not given */
    const Costs *costs;
    guint cores;   /* of the machine */
    guint n_tasks; /* of the workload, >= 1 */
} PolicyInput;

typedef struct {
    Model model;
    gboolean concurrent; /* TRUE: concurrency on one lock; FALSE: parallel execution */
    gboolean by_default; /* among the policies of a scenario that names none */
    gint order;          /* of the default list, lowest first */
    /* How is the program laid out? Asked for each row of a table. PLAN is zeroed but for n_interpreters = 1,
     * n_workers = 1, factor = 1 and locked = TRUE. */
    void (*plan)(const PolicyInput *input, Plan *plan);
} Policy;

#define POLICY_REGISTER(name) MODEL_REGISTER(MODEL_POLICY, name)

/* options->workers as a number: N, cores or tasks; FALLBACK where it was not given. */
guint policy_workers(const PolicyInput *input, gint64 fallback);
