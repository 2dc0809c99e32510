/* fair_queue - the ready threads of a queue by virtual deadline, those first that are eligible: for models with `eligible_from`.
 *
 * Keys stand in the heaps beside the threads: of a large queue hardly anything is in the cache. */
#pragma once

#include "scheduler.h"

typedef struct FairQueue FairQueue;

FairQueue *fair_queue_new(const RunQueue *queue);
void fair_queue_free(FairQueue *fair);

/* THREAD, ready: from when it is eligible, and when it is due, the scheduler says. */
void fair_queue_add(FairQueue *fair, Thread *thread);
void fair_queue_remove(FairQueue *fair, Thread *thread);
/* Of the threads that are eligible at virtual time NOW the one due first, ties by place; or NULL. */
Thread *fair_queue_first(FairQueue *fair, gint64 now);
