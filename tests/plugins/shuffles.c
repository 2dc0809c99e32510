/* shuffles - moves threads of a queue that is in the order of virtual deadlines. */
#include "wrong.h"

static gint64 shuffles_any(const RunQueue *queue, const Thread *thread)
{
    (void)queue, (void)thread;
    return 0;
}

static void shuffles_joined(RunQueue *queue, Thread *thread, JoinReason reason)
{
    (void)reason;
    if (!behaves(queue))
        runqueue_to_head(queue, thread);
}

static Thread *shuffles_pick_next(RunQueue *queue, PickFor purpose)
{
    return purpose == PICK_TO_RUN ? runqueue_first_eligible(queue, 0) : NULL;
}

WRONG_SCHEDULER(shuffles, .eligible_from = shuffles_any, .virtual_deadline = shuffles_any, .joined = shuffles_joined,
                .pick_next = shuffles_pick_next, .slice = wrong_slice)
