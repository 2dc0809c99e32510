/* greedy - a lock that everybody may have at once. */
#include "lock.h"

static gboolean greedy_may_take(Lock *lock, Thread *thread)
{
    (void)lock, (void)thread;
    return TRUE;
}

static const LockModel greedy = {
    .model = { .name = "greedy", .summary = "goes wrong" },
    .locks = TRUE,
    .may_take = greedy_may_take,
};

LOCK_REGISTER(greedy)
