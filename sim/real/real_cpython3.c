/* real_cpython3 - the lock of CPython 3.2 and later, step by step.
 *
 * From Python/ceval_gil.c; the model of it is models/locks/cpython3.c. */
#include <errno.h>

#include "clock.h"
#include "real_lock.h"

/* The mutex is held, and nobody has the lock. */
static void take(RealLock *lock, const LockUser *user)
{
    pthread_mutex_lock(&lock->switch_mutex);
    lock->taken = TRUE;
    if (lock->last_holder != user) {
        lock->last_holder = user;
        lock->n_switches++;
    }
    pthread_cond_signal(&lock->switched);
    pthread_mutex_unlock(&lock->switch_mutex);
    __atomic_store_n(&lock->request, FALSE, __ATOMIC_RELAXED);
}

static gboolean cpython3_try_take(RealLock *lock, LockUser *user)
{
    gboolean free;

    pthread_mutex_lock(&lock->mutex);
    free = !lock->taken;
    if (free)
        take(lock, user);
    pthread_mutex_unlock(&lock->mutex);
    return free;
}

/* One sleep of at most an interval; a sleeper that nobody woke, and that saw no switch, asks for the lock. */
static void sleep_once(RealLock *lock, const LockUser *user)
{
    const struct timespec until = clock_timespec(clock_now() + lock->interval);
    const guint64 n_switches = lock->n_switches;
    const int result = pthread_cond_timedwait(&lock->released, &lock->mutex, &until);

    if (result != ETIMEDOUT || !lock->taken || lock->n_switches != n_switches)
        return;
    lock->requester = user;
    __atomic_store_n(&lock->request, TRUE, __ATOMIC_RELAXED);
}

static void cpython3_wait(RealLock *lock, LockUser *user)
{
    pthread_mutex_lock(&lock->mutex);
    while (lock->taken)
        sleep_once(lock, user);
    take(lock, user);
    pthread_mutex_unlock(&lock->mutex);
}

/* Sleeps until another thread has taken the lock, unless one has already. */
static gboolean force_switch(RealLock *lock, const LockUser *user)
{
    gboolean slept = FALSE;

    pthread_mutex_lock(&lock->switch_mutex);
    if (lock->last_holder == user)
        __atomic_store_n(&lock->request, FALSE, __ATOMIC_RELAXED);
    while (lock->last_holder == user) {
        pthread_cond_wait(&lock->switched, &lock->switch_mutex);
        slept = TRUE;
    }
    pthread_mutex_unlock(&lock->switch_mutex);
    return slept;
}

static gboolean cpython3_drop(RealLock *lock, LockUser *user, RealDropReason reason)
{
    gboolean asked;

    pthread_mutex_lock(&lock->mutex);
    asked = __atomic_load_n(&lock->request, __ATOMIC_RELAXED);
    lock->taken = FALSE;
    pthread_cond_signal(&lock->released);
    pthread_mutex_unlock(&lock->mutex);
    return asked && reason != REAL_DROP_SLEEPS && force_switch(lock, user);
}

const RealLockKind real_cpython3 = { "cpython3", cpython3_try_take, cpython3_wait, cpython3_drop };
