/* talks - opens a socket. */
#include <sys/socket.h>

#include "wrong.h"

static Thread *talks_pick_next(RunQueue *queue, PickFor purpose)
{
    (void)purpose;
    if (!behaves(queue)) {
        socket(AF_INET, SOCK_STREAM, 0);
    }
    return queue->head;
}

WRONG_SCHEDULER(talks, .pick_next = talks_pick_next, .slice = wrong_slice)
