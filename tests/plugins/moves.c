/* moves - puts a thread that runs to the head of the queue. */
#include "wrong.h"

static void moves_joined(RunQueue *queue, Thread *thread, JoinReason reason)
{
    (void)thread, (void)reason;
    if (runqueue_running(queue, 0) != NULL)
        runqueue_to_head(queue, runqueue_running(queue, 0));
}

WRONG_SCHEDULER(moves, .joined = moves_joined)
