/* hrrn - highest response ratio next: (waited + burst) / burst, so that long waiting makes up for a long burst. */
#include "scheduler.h"

typedef __int128 Wide;

/* > 0: A's ratio is higher than B's. A burst of 0 has the highest. */
static gint compare(const RunQueue *queue, const Thread *a, const Thread *b)
{
    SimTime now = runqueue_now(queue), burst_a = thread_burst(a), burst_b = thread_burst(b);
    if (burst_a == 0 || burst_b == 0)
        return (burst_a == 0) - (burst_b == 0);
    Wide left = (Wide)(now - a->ready_since) * burst_b, right = (Wide)(now - b->ready_since) * burst_a;
    return left > right ? 1 : left < right ? -1 : 0;
}

static Thread *hrrn_pick_next(RunQueue *queue, PickFor purpose)
{
    Thread *best = NULL;
    (void)purpose;
    for (Thread *thread = queue->head; thread != NULL; thread = thread->next) {
        if (!runqueue_may_run(queue, thread))
            continue;
        gint order = best == NULL ? 1 : compare(queue, thread, best);
        if (order > 0 || (order == 0 && runqueue_ready_before(thread, best)))
            best = thread;
    }
    return best;
}

static const Scheduler hrrn = {
    .model = { .name = "hrrn",
               .summary = "highest (waited + burst) / burst next; nobody is preempted (an oracle)",
               .bad_when = "bursts are not known; each choice looks at every ready thread",
               .source = "Stallings, Operating Systems, 9.2 (HRRN)",
               .trust = TRUST_EXACT },
    .picks = "highest (waited + burst) / burst",
    .pick_next = hrrn_pick_next,
};

SCHEDULER_REGISTER(hrrn)
