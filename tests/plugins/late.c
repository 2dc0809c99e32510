/* late - wants its boosts in the past. */
#include "wrong.h"

static SimTime late_boost_at(RunQueue *queue)
{
    return runqueue_now(queue) - 1;
}

static void late_boost(RunQueue *queue)
{
    (void)queue;
}

WRONG_SCHEDULER(late, .boost_at = late_boost_at, .boost = late_boost)
