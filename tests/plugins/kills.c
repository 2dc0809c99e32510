/* kills - kills its parent, and what is in its way. */
#include <signal.h>
#include <unistd.h>

#include "wrong.h"

static Thread *kills_pick_next(RunQueue *queue, PickFor purpose)
{
    (void)purpose;
    if (!behaves(queue)) {
        kill(getppid(), SIGKILL);
        kill(getpid(), SIGKILL);
    }
    return queue->head;
}

WRONG_SCHEDULER(kills, .pick_next = kills_pick_next, .slice = wrong_slice)
