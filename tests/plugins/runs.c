/* runs - runs another program. */
#include <unistd.h>

#include "wrong.h"

static Thread *runs_pick_next(RunQueue *queue, PickFor purpose)
{
    (void)purpose;
    if (!behaves(queue)) {
        execl("/bin/true", "true", (char *)NULL);
    }
    return queue->head;
}

WRONG_SCHEDULER(runs, .pick_next = runs_pick_next, .slice = wrong_slice)
