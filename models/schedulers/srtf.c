/* srtf - shortest remaining time first: sjf that preempts for a burst shorter than what is left of the running one. */
#include "scheduler.h"

static gboolean srtf_before(const RunQueue *queue, const Thread *a, const Thread *b)
{
    (void)queue;
    return thread_burst(a) < thread_burst(b);
}

static gboolean srtf_preempts(RunQueue *queue, Thread *ready, Thread *running)
{
    return srtf_before(queue, ready, running);
}

static const Scheduler srtf = {
    .model = { .name = "srtf",
               .summary = "shortest remaining burst first, at once (an oracle: bursts are known beforehand)",
               .bad_when = "bursts are not known, or long tasks must not starve",
               .source = "Silberschatz, Galvin, Gagne, Operating System Concepts, 5.3.2; Stallings, Operating Systems, 9.2 (SRT)",
               .trust = TRUST_EXACT },
    .picks = "shortest remaining burst",
    .before = srtf_before,
    .preempts = srtf_preempts,
};

SCHEDULER_REGISTER(srtf)
