/* threads - a thread for each task, or a pool of workers, in one interpreter (threading). */
#include "policy.h"
#include "policy_options.h"

static const Option options[] = { POLICY_WORKERS, { NULL } };

static void threads_plan(const PolicyInput *input, Plan *plan)
{
    gboolean pool = input->options->workers != WORKERS_DEFAULT;
    plan->threads = pool ? THREADS_WORKERS : THREADS_PER_TASK;
    plan->n_workers = pool ? policy_workers(input, 1) : 1;
    plan->start = input->costs->thread_start;
    plan->start_threads = TRUE;
}

static const Policy threads = {
    .model = { .name = "threads",
               .summary = "a thread for each task, or a pool of them, under the interpreter's lock",
               .bad_when = "tasks compute: the lock lets one at a time, and hand-overs cost",
               .source = "CPython, Lib/threading.py, Lib/concurrent/futures/thread.py",
               .trust = TRUST_DOCUMENTED,
               .options = options,
               .options_size = sizeof(PolicyOptions) },
    .concurrent = TRUE,
    .by_default = TRUE,
    .order = 3,
    .plan = threads_plan,
};

POLICY_REGISTER(threads)
