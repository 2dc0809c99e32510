/* rm - rate monotonic: the thread with the shortest period, always; no period comes last. */
#include "scheduler.h"

static SimTime period_of(const Thread *thread)
{
    return thread->group->period > 0 ? thread->group->period : SIMTIME_NEVER;
}

static gboolean rm_before(const RunQueue *queue, const Thread *a, const Thread *b)
{
    (void)queue;
    return period_of(a) < period_of(b);
}

static gboolean rm_preempts(RunQueue *queue, Thread *ready, Thread *running)
{
    return rm_before(queue, ready, running);
}

static const Scheduler rm = {
    .model = { .name = "rm",
               .summary = "rate monotonic: the shortest period first, at once",
               .bad_when = "utilisation is above n (2^(1/n) - 1) and periods are not multiples of each other",
               .source = "Liu, Layland, Journal of the ACM 20(1), 1973; Joseph, Pandya, 1986 (response times)",
               .trust = TRUST_EXACT },
    .picks = "shortest period",
    .before = rm_before,
    .preempts = rm_preempts,
};

SCHEDULER_REGISTER(rm)
