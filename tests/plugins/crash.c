/* crash - writes to an address that is nobody's. */
#include "wrong.h"

static Thread *crash_pick_next(RunQueue *queue, PickFor purpose)
{
    (void)purpose;
    if (!behaves(queue)) {
        volatile int *nobodys = (volatile int *)16;
        *nobodys = 1;
    }
    return queue->head;
}

WRONG_SCHEDULER(crash, .pick_next = crash_pick_next, .slice = wrong_slice)
