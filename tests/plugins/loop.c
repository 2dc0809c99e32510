/* loop - looks for a thread for ever. */
#include "wrong.h"

static Thread *loop_pick_next(RunQueue *queue, PickFor purpose)
{
    (void)purpose;
    if (!behaves(queue)) {
        for (volatile int i = 0; i >= 0; i = 0)
            ;
    }
    return queue->head;
}

WRONG_SCHEDULER(loop, .pick_next = loop_pick_next, .slice = wrong_slice)
