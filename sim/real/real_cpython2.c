/* real_cpython2 - the lock of CPython 2.7: a semaphore, let go and taken again, handed to nobody.
 *
 * What computes does so every `ticks` (Python/ceval.c, Python/thread_pthread.h; models/locks/cpython2.c). */
#include <errno.h>

#include "real_lock.h"

static gboolean cpython2_try_take(RealLock *lock, LockUser *user)
{
    (void)user;
    return sem_trywait(&lock->semaphore) == 0;
}

static void cpython2_wait(RealLock *lock, LockUser *user)
{
    (void)user;
    while (sem_wait(&lock->semaphore) != 0)
        g_assert(errno == EINTR);
}

static gboolean cpython2_drop(RealLock *lock, LockUser *user, RealDropReason reason)
{
    (void)user, (void)reason;
    sem_post(&lock->semaphore);
    return FALSE;
}

const RealLockKind real_cpython2 = { "cpython2", cpython2_try_take, cpython2_wait, cpython2_drop };
