/* circles - asks for ever who is eligible, so that gilsim calls other hooks of it all the time. */
#include "wrong.h"

static gint64 circles_one(const RunQueue *queue, const Thread *thread)
{
    (void)queue, (void)thread;
    return 1;
}

static Thread *circles_pick_next(RunQueue *queue, PickFor purpose)
{
    for (gint64 now = 0; !behaves(queue); now = !now)
        runqueue_first_eligible(queue, now);
    return purpose == PICK_TO_RUN ? runqueue_first_eligible(queue, 1) : NULL;
}

WRONG_SCHEDULER(circles, .eligible_from = circles_one, .virtual_deadline = circles_one, .pick_next = circles_pick_next,
                .slice = wrong_slice)
