/* forks - begins a process. */
#include <unistd.h>

#include "wrong.h"

static Thread *forks_pick_next(RunQueue *queue, PickFor purpose)
{
    (void)purpose;
    if (!behaves(queue)) {
        if (fork() == 0)
            _exit(0);
    }
    return queue->head;
}

WRONG_SCHEDULER(forks, .pick_next = forks_pick_next, .slice = wrong_slice)
