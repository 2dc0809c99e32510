/* leaves - ends the program, as if all were well. */
#include <stdlib.h>

#include "wrong.h"

static Thread *leaves_pick_next(RunQueue *queue, PickFor purpose)
{
    (void)purpose;
    if (!behaves(queue)) {
        exit(0);
    }
    return queue->head;
}

WRONG_SCHEDULER(leaves, .pick_next = leaves_pick_next, .slice = wrong_slice)
