/* wakes - a lock that wakes a thread which is not asleep. */
#include "lock.h"

static void wakes_taken(Lock *lock, Thread *thread)
{
    lock_wake(lock, thread);
}

static const LockModel wakes = {
    .model = { .name = "wakes", .summary = "goes wrong" },
    .locks = TRUE,
    .taken = wakes_taken,
};

LOCK_REGISTER(wakes)
