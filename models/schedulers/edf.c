/* edf - earliest deadline first: optimal on one core as long as all deadlines can be met. */
#include "scheduler.h"

static gboolean edf_before(const RunQueue *queue, const Thread *a, const Thread *b)
{
    (void)queue;
    return thread_deadline(a) < thread_deadline(b);
}

static gboolean edf_preempts(RunQueue *queue, Thread *ready, Thread *running)
{
    return edf_before(queue, ready, running);
}

static const Scheduler edf = {
    .model = { .name = "edf",
               .summary = "earliest deadline first, at once",
               .bad_when = "overload: one late task makes many late",
               .source = "Liu, Layland, Journal of the ACM 20(1), 1973",
               .trust = TRUST_EXACT },
    .picks = "earliest deadline",
    .before = edf_before,
    .preempts = edf_preempts,
};

SCHEDULER_REGISTER(edf)
