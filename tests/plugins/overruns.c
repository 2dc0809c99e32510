/* overruns - writes beyond the data of a thread that it asked for. */
#include "wrong.h"

static Thread *overruns_pick_next(RunQueue *queue, PickFor purpose)
{
    (void)purpose;
    if (!behaves(queue)) {
        queue->head->model[0] = 7;
    }
    return queue->head;
}

WRONG_SCHEDULER(overruns, .pick_next = overruns_pick_next, .slice = wrong_slice)
