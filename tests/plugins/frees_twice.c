/* frees_twice - gives back the same memory twice. */
#include <stdlib.h>

#include "wrong.h"

static Thread *frees_twice_pick_next(RunQueue *queue, PickFor purpose)
{
    (void)purpose;
    if (!behaves(queue)) {
        void *volatile memory = malloc(100); /* volatile: or the compiler would see it */
        free(memory);
        free(memory);
    }
    return queue->head;
}

WRONG_SCHEDULER(frees_twice, .pick_next = frees_twice_pick_next, .slice = wrong_slice)
