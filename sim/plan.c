/* plan - what follows from a plan without carrying it out. */
#include "plan.h"

#include "policy.h"

guint64 plan_n_workers(const Plan *plan, guint n_tasks)
{
    guint64 each = plan->threads == THREADS_WORKERS ? plan->n_workers : 1;
    guint64 carriers = plan->threads == THREADS_PER_TASK ? n_tasks : plan->n_interpreters * each;
    return carriers + plan->n_offload;
}

guint policy_workers(const PolicyInput *input, gint64 fallback)
{
    gint64 workers = input->options->workers;
    if (workers == WORKERS_DEFAULT)
        workers = fallback;
    if (workers == WORKERS_CORES)
        workers = input->cores;
    if (workers == WORKERS_TASKS)
        workers = input->n_tasks;
    return (guint)workers;
}
