/* eats - asks for memory for ever. */
#include <string.h>

#include "wrong.h"

static Thread *eats_pick_next(RunQueue *queue, PickFor purpose)
{
    (void)purpose;
    if (!behaves(queue)) {
        for (;;)
            memset(g_malloc(1 << 24), 1, 1 << 24);
    }
    return queue->head;
}

WRONG_SCHEDULER(eats, .pick_next = eats_pick_next, .slice = wrong_slice)
