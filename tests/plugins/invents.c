/* invents - picks a thread that there is not. */
#include "wrong.h"

static Thread *invents_pick_next(RunQueue *queue, PickFor purpose)
{
    static Thread invented;
    (void)purpose;
    return behaves(queue) ? queue->head : &invented;
}

WRONG_SCHEDULER(invents, .pick_next = invents_pick_next, .slice = wrong_slice)
