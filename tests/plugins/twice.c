/* twice - picks the thread that it picked before, which has a core. */
#include "wrong.h"

typedef struct {
    Thread *last;
} QueueData;

static Thread *twice_pick_next(RunQueue *queue, PickFor purpose)
{
    QueueData *data = (QueueData *)queue->model;
    (void)purpose;
    if (data->last == NULL || data->last->core < 0)
        data->last = queue->head;
    return data->last;
}

WRONG_SCHEDULER(twice, .queue_size = sizeof(QueueData), .pick_next = twice_pick_next, .slice = wrong_slice)
