/* forgetful - a lock that wakes nobody. */
#include "lock.h"

static gboolean forgetful_dropped(Lock *lock, Thread *thread, DropReason reason)
{
    (void)lock, (void)thread, (void)reason;
    return FALSE;
}

static const LockModel forgetful = {
    .model = { .name = "forgetful", .summary = "goes wrong" },
    .locks = TRUE,
    .dropped = forgetful_dropped,
};

LOCK_REGISTER(forgetful)
