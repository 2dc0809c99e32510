/* real_fair - one queue and direct hand-over: when the holder lets go, the head of the queue owns the lock.
 *
 * The model of it is models/locks/fair.c. A turn is one interval from the instant of ownership, renewed while
 * nobody waits. Its end is watched by the one who waits at the head, so that the holder need not look at the
 * clock. */
#include <errno.h>

#include "clock.h"
#include "real_lock.h"

static gboolean fair_try_take(RealLock *lock, LockUser *user)
{
    gboolean free;

    (void)user;
    pthread_mutex_lock(&lock->mutex);
    free = !lock->taken;
    if (free) {
        lock->taken = TRUE;
        lock->turn_began = clock_now();
    }
    pthread_mutex_unlock(&lock->mutex);
    return free;
}

static void enqueue(RealLock *lock, LockUser *user)
{
    user->next = NULL;
    user->granted = FALSE;
    *lock->tail = user;
    lock->tail = &user->next;
}

/* Sleeps as the head of the queue until the turn is over, and asks the holder for the lock. */
static void watch_turn(RealLock *lock, LockUser *user)
{
    const SimTime now = clock_now(), turn = lock->turn_began;
    const struct timespec end = clock_timespec(turn + ((now - turn) / lock->interval + 1) * lock->interval);
    const int result = pthread_cond_timedwait(&user->woken, &lock->mutex, &end);

    if (result == ETIMEDOUT && !user->granted && lock->turn_began == turn)
        __atomic_store_n(&lock->request, TRUE, __ATOMIC_RELAXED);
}

static void fair_wait(RealLock *lock, LockUser *user)
{
    pthread_mutex_lock(&lock->mutex);
    if (!lock->taken) {
        lock->taken = user->granted = TRUE;
        lock->turn_began = clock_now();
    } else {
        enqueue(lock, user);
    }
    while (!user->granted)
        if (lock->head == user && !lock->request)
            watch_turn(lock, user);
        else
            pthread_cond_wait(&user->woken, &lock->mutex);
    pthread_mutex_unlock(&lock->mutex);
}

/* The head of the queue owns the lock from now on; the one behind it watches its turn. */
static void hand_over(RealLock *lock)
{
    LockUser *user = lock->head;

    lock->head = user->next;
    if (!lock->head)
        lock->tail = &lock->head;
    user->granted = TRUE;
    lock->turn_began = clock_now();
    pthread_cond_signal(&user->woken);
    if (lock->head)
        pthread_cond_signal(&lock->head->woken);
}

static gboolean fair_drop(RealLock *lock, LockUser *user, RealDropReason reason)
{
    (void)user, (void)reason;
    pthread_mutex_lock(&lock->mutex);
    __atomic_store_n(&lock->request, FALSE, __ATOMIC_RELAXED);
    if (lock->head)
        hand_over(lock);
    else
        lock->taken = FALSE;
    pthread_mutex_unlock(&lock->mutex);
    return FALSE;
}

const RealLockKind real_fair = { "fair", fair_try_take, fair_wait, fair_drop };
