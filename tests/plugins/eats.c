/* eats - asks for memory for ever. */
#include "wrong.h"

static Thread *eats_pick_next(RunQueue *queue, PickFor purpose)
{
    (void)purpose;
    if (!behaves(queue)) {
        for (;;)
            *(volatile char *)g_malloc(1 << 24) = 1; /* of which little is used, so that the limit comes soon */
    }
    return queue->head;
}

WRONG_SCHEDULER(eats, .pick_next = eats_pick_next, .slice = wrong_slice)
