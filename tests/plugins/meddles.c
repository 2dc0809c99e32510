/* meddles - changes a thread that it may only read. */
#include "wrong.h"

static Thread *meddles_pick_next(RunQueue *queue, PickFor purpose)
{
    (void)purpose;
    if (!behaves(queue)) {
        queue->head->ready_since = 0;
        queue->n_ready = 0;
    }
    return queue->head;
}

WRONG_SCHEDULER(meddles, .pick_next = meddles_pick_next, .slice = wrong_slice)
