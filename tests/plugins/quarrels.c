/* quarrels - lets every thread displace every other. */
#include "wrong.h"

static gboolean quarrels_preempts(RunQueue *queue, Thread *ready, Thread *running)
{
    (void)ready, (void)running;
    return !behaves(queue);
}

WRONG_SCHEDULER(quarrels, .slice = wrong_slice, .preempts = quarrels_preempts)
