/* real_lock - how to write a real lock: who may compute, among threads of one process?
 *
 * The counterpart of a lock model (sim/lock.h) on this host: the same mechanism, carried out. A thread
 * takes the lock, polls `request` while it computes, gives way where it finds it set, and drops the lock
 * around waits. The life of a lock:
 *
 *     if (!real_lock_try(lock, user))      nobody is in the way: it is the holder
 *         real_lock_wait(lock, user);      somebody is: sleeps until it is
 *     burn(..., &lock->request)
 *     real_lock_drop(lock, user, ASKED)    the request was seen: others may have it; then from the start
 *     real_lock_drop(lock, user, why)      around a wait, to sleep, at its end */
#pragma once

#include <pthread.h>
#include <semaphore.h>

#include "simtime.h"

typedef struct RealLock RealLock;

/* One thread, as a lock knows it; zeroed at first. */
typedef struct LockUser {
    struct LockUser *next; /* in the queue of `fair` */
    pthread_cond_t woken;  /* the same */
    gboolean granted;
} LockUser;

typedef enum {
    REAL_DROP_BLOCKS, /* around a wait, a nogil phase, a yield, a look of an event loop */
    REAL_DROP_SLEEPS, /* nothing to do, a unit to wait for, or the thread's end: no forced switch */
    REAL_DROP_ASKED,  /* it gives way */
} RealDropReason;

typedef struct {
    const char *name; /* of the lock model that it carries out */
    /* Takes LOCK if USER may have it now. */
    gboolean (*try_take)(RealLock *lock, LockUser *user);
    /* Sleeps until USER has it. */
    void (*wait)(RealLock *lock, LockUser *user);
    /* TRUE: USER slept, in a forced switch. */
    gboolean (*drop)(RealLock *lock, LockUser *user, RealDropReason reason);
} RealLockKind;

extern const RealLockKind real_cpython3, real_cpython2, real_fair;

struct RealLock {
    const RealLockKind *kind; /* NULL: none, always granted */
    SimTime interval;
    SimTime ticks; /* cpython2: computing between two looks for waiters; 0: no looks */
    gint request;  /* the holder is to give way: polled without the mutex */

    pthread_mutex_t mutex;   /* guards what follows, up to the figures */
    pthread_cond_t released; /* cpython3: sleepers for the lock */
    gint taken;
    guint64 n_switches;
    const LockUser *last_holder;
    const LockUser *requester;    /* cpython3: who set `request` last */
    pthread_mutex_t switch_mutex; /* cpython3: of the forced switch */
    pthread_cond_t switched;
    sem_t semaphore;        /* cpython2 */
    LockUser *head, **tail; /* fair: who waits, longest first */
    SimTime turn_began;     /* fair: since when the present holder owns it */

    /* figures, the holder's */
    SimTime held_since, held;
    guint64 n_handoffs; /* takes by another than the last holder */
    const LockUser *last_taker;
};

/* Whether there is a real lock for the model NAME. */
gboolean real_lock_exists(const char *name);
/* The lock NAME; one that is always granted if that is "none". INTERVAL is the scenario's, TICKS the
 * profile's. */
void real_lock_init(RealLock *lock, const char *name, SimTime interval, SimTime ticks);
void real_lock_clear(RealLock *lock);
void real_lock_user_init(LockUser *user);
void real_lock_user_clear(LockUser *user);

gboolean real_lock_try(RealLock *lock, LockUser *user);
void real_lock_wait(RealLock *lock, LockUser *user);
gboolean real_lock_drop(RealLock *lock, LockUser *user, RealDropReason reason);
