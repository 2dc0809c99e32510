/* fakes - prints results of its own. */
#include <stdio.h>

#include "wrong.h"

static Thread *fakes_pick_next(RunQueue *queue, PickFor purpose)
{
    (void)purpose;
    if (!behaves(queue)) {
        printf("scenario,executor,policy,lock,scheduler\\nfake,sim,best,none,fakes\\n");
    }
    return queue->head;
}

WRONG_SCHEDULER(fakes, .pick_next = fakes_pick_next, .slice = wrong_slice)
