/* policy - how to write a policy: fill a plan in.
 *
 * gilsim asks a policy once for each row of a table: `plan` gets what is known of machine and workload and
 * fills in how the program is laid out. It simulates nothing. `plan` arrives zeroed but for
 * n_interpreters = 1, n_workers = 1, factor = 1 and locked = TRUE. */
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
    void (*plan)(const PolicyInput *input, Plan *plan);
} Policy;

#define POLICY_REGISTER(name) MODEL_REGISTER(MODEL_POLICY, name)

/* options->workers as a number: N, cores or tasks; FALLBACK where it was not given. */
guint policy_workers(const PolicyInput *input, gint64 fallback);
