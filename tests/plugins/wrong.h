/* wrong - what the wrong schedulers share: fifo's choice, and the table; each goes wrong in its own way. */
#pragma once

#include "scheduler.h"

/* A scheduler NAME with the given hooks. */
#define WRONG_SCHEDULER(name_, ...)                                                                          \
    static const Scheduler name_ = {                                                                         \
        .model = { .name = #name_, .summary = "goes wrong" },                                                \
        __VA_ARGS__,                                                                                         \
    };                                                                                                       \
    SCHEDULER_REGISTER(name_)

/* It behaves until 4 ms, when the first slice is over. */
static inline gboolean behaves(const RunQueue *queue)
{
    return runqueue_now(queue) < 4 * SIMTIME_MS;
}

static inline SimTime wrong_slice(RunQueue *queue, Thread *thread)
{
    (void)queue, (void)thread;
    return 4 * SIMTIME_MS;
}
