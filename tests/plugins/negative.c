/* negative - gives slices of less than no time. */
#include "wrong.h"

static SimTime negative_slice(RunQueue *queue, Thread *thread)
{
    (void)thread;
    return behaves(queue) ? 4 * SIMTIME_MS : -1;
}

WRONG_SCHEDULER(negative, .slice = negative_slice)
