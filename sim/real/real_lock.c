/* real_lock - what all real locks share: their table, and the figures of who held them. */
#include "real_lock.h"

#include <string.h>

#include "clock.h"

static const RealLockKind *const kinds[] = { &real_cpython2, &real_cpython3, &real_fair };

static const RealLockKind *find(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (strcmp(kinds[i]->name, name) == 0)
            return kinds[i];
    return NULL;
}

gboolean real_lock_exists(const char *name)
{
    return strcmp(name, "none") == 0 || find(name) != NULL;
}

static void init_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

void real_lock_init(RealLock *lock, const char *name, SimTime interval, SimTime ticks)
{
    *lock = (RealLock){ .kind = find(name), .interval = interval };
    if (lock->kind == &real_cpython2)
        lock->ticks = ticks;
    lock->tail = &lock->head;
    pthread_mutex_init(&lock->mutex, NULL);
    pthread_mutex_init(&lock->switch_mutex, NULL);
    init_condition(&lock->released);
    init_condition(&lock->switched);
    sem_init(&lock->semaphore, FALSE, 1);
}

void real_lock_clear(RealLock *lock)
{
    pthread_mutex_destroy(&lock->mutex);
    pthread_mutex_destroy(&lock->switch_mutex);
    pthread_cond_destroy(&lock->released);
    pthread_cond_destroy(&lock->switched);
    sem_destroy(&lock->semaphore);
}

void real_lock_user_init(LockUser *user)
{
    *user = (LockUser){ NULL };
    init_condition(&user->woken);
}

void real_lock_user_clear(LockUser *user)
{
    pthread_cond_destroy(&user->woken);
}

static void has_it(RealLock *lock, const LockUser *user)
{
    if (lock->last_taker && lock->last_taker != user)
        lock->n_handoffs++;
    lock->last_taker = user;
    lock->held_since = clock_now();
}

gboolean real_lock_try(RealLock *lock, LockUser *user)
{
    if (!lock->kind)
        return TRUE;
    if (!lock->kind->try_take(lock, user))
        return FALSE;
    has_it(lock, user);
    return TRUE;
}

void real_lock_wait(RealLock *lock, LockUser *user)
{
    lock->kind->wait(lock, user);
    has_it(lock, user);
}

gboolean real_lock_drop(RealLock *lock, LockUser *user, RealDropReason reason)
{
    if (!lock->kind)
        return FALSE;
    lock->held += clock_now() - lock->held_since;
    return lock->kind->drop(lock, user, reason);
}
