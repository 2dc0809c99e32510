/* writes - writes a file. */
#include <stdio.h>

#include "wrong.h"

static Thread *writes_pick_next(RunQueue *queue, PickFor purpose)
{
    (void)purpose;
    if (!behaves(queue)) {
        FILE *file = fopen("written-by-a-plug-in", "w");
        if (file != NULL)
            fclose(file);
    }
    return queue->head;
}

WRONG_SCHEDULER(writes, .pick_next = writes_pick_next, .slice = wrong_slice)
