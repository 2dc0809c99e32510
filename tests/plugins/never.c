/* never - picks nobody, though threads are ready. */
#include "wrong.h"

static Thread *never_pick_next(RunQueue *queue, PickFor purpose)
{
    (void)purpose;
    if (!behaves(queue)) {
        return NULL;
    }
    return queue->head;
}

WRONG_SCHEDULER(never, .pick_next = never_pick_next, .slice = wrong_slice)
