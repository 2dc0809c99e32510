/* guard_plan - asks a policy for its plan; a plug-in's is checked. */
#include <math.h>

#include "plugin/cage.h"
#include "plugin/guard.h"

#define MOST_THREADS 100000 /* in each interpreter */
#define MOST_ALL 10000000

static const char *wrong_plan(const Plan *plan)
{
    if (plan->n_interpreters < 1 || plan->n_interpreters > MOST_THREADS)
        return "n_interpreters is not from 1 to 100000";
    if (plan->threads > THREADS_LOOP || plan->queue > QUEUE_DEALT || plan->offload > OFFLOAD_PROCESSES)
        return "threads, queue or offload is none of their values";
    if (plan->n_workers < 1 || plan->n_workers > MOST_THREADS || plan->n_offload > MOST_THREADS)
        return "n_workers is not from 1 to 100000, or n_offload not from 0";
    if (plan->start < 0 || plan->start > SIMTIME_MAX || plan->offload_start < 0 ||
        plan->offload_start > SIMTIME_MAX)
        return "start or offload_start is no duration";
    if (!isfinite(plan->factor) || plan->factor < 1 || plan->factor > 1e6)
        return "factor is not from 1 to 1000000";
    if (plan->n_offload > 0 && plan->threads != THREADS_LOOP)
        return "n_offload goes with THREADS_LOOP only";
    if ((guint64)plan->n_interpreters * plan->n_workers > MOST_ALL)
        return "n_interpreters x n_workers is more than 10000000";
    return NULL;
}

static gboolean ask(const Policy *policy, const PolicyInput *input, Plan *plan, char **why)
{
    const Guard *guard = guard_of(MODEL_POLICY, &policy->model);
    if (guard == NULL) {
        policy->plan(input, plan);
        return TRUE;
    }
    if (guard->isolated)
        return cage_plan(guard, input, plan, why);
    Call call = { .culprit = guard->culprit, .hook = "plan", .time = -1 };
    call_begin(&call);
    ((const Policy *)guard->model)->plan(input, plan);
    call_end(&call);
    return TRUE;
}

char *guard_plan(const Policy *policy, const PolicyInput *input, Plan *plan)
{
    const Plan initial = { .n_interpreters = 1, .n_workers = 1, .factor = 1, .locked = TRUE };
    const Guard *guard = guard_of(MODEL_POLICY, &policy->model);
    g_autofree char *why = NULL;
    *plan = initial;
    gboolean asked = ask(policy, input, plan, &why);
    const char *wrong = asked && guard != NULL ? wrong_plan(plan) : NULL;
    if (asked && wrong == NULL)
        return NULL;
    *plan = initial;
    return wrong != NULL ? g_strdup_printf("%s: its plan cannot be carried out: %s", guard->culprit, wrong)
                         : g_strdup_printf("%s: %s", guard->culprit, why);
}
