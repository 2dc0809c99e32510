/* cpython3 - the global interpreter lock of CPython 3.2 and later (Python/ceval_gil.c).
 *
 * A waiter sleeps for one interval at a time; when its time is over, the lock still taken and nobody has switched meanwhile,
 * it asks the holder to drop it. The one that asked has no reservation: whoever comes first takes the lock. A holder that was
 * asked sleeps after its drop until another has taken the lock (forced switch). The convoy follows from these three. */
#include "lock.h"

static void cpython3_taken(Lock *lock, Thread *thread)
{
    if (lock->last_holder != thread)
        lock->switches++;
    lock->request = FALSE;
    lock->requester = NULL;
    lock_end_switch(lock);
}

static void cpython3_waits(Lock *lock, Thread *thread)
{
    thread->switches_seen = lock->switches;
    lock_sleep(lock, thread, lock->interval);
}

static void cpython3_timed_out(Lock *lock, Thread *thread)
{
    if (thread->switches_seen != lock->switches)
        return; /* somebody else got it: start again */
    lock->request = TRUE;
    lock->requester = thread;
    lock->request_time = lock_now(lock);
    lock_look_soon(lock);
}

static double list_at(const GArray *list, guint index)
{
    if (list == NULL || list->len == 0)
        return 0;
    return g_array_index(list, double, MIN(index, list->len - 1));
}

/* The requester is still awake on another core if the holder noticed within one check. */
static gboolean requester_is_awake(const Lock *lock)
{
    return lock->requester != NULL && lock->requester->interpreter == lock->interpreter && lock_cores(lock) > 1 &&
           lock_asleep(lock, lock->requester) &&
           lock_now(lock) - lock->request_time <= lock_costs(lock)->check_interval;
}

/* One of the sleepers but THREAD, each as likely. */
static Thread *any_other(Lock *lock, const Thread *thread)
{
    guint64 nth = lock_random(lock, lock->n_asleep - 1);
    Thread *sleeper = lock->head;
    for (; sleeper != NULL; sleeper = sleeper->next)
        if (sleeper != thread && nth-- == 0)
            break;
    return sleeper;
}

static void wake_one(Lock *lock)
{
    guint others = lock->n_asleep - 1;
    if (!lock->request || !requester_is_awake(lock) || list_at(lock_costs(lock)->requester_wins, 0) <= 0)
        lock_wake(lock, lock->head);
    else if (others == 0 || lock_chance(lock, list_at(lock_costs(lock)->requester_wins, others - 1)))
        lock_hand_over(lock, lock->requester, TRUE);
    else
        lock_wake(lock, any_other(lock, lock->requester));
}

static gboolean cpython3_dropped(Lock *lock, Thread *thread, DropReason reason)
{
    gboolean asked = lock->request;
    (void)thread;
    if (lock->head != NULL)
        wake_one(lock);
    lock->request = FALSE;
    return asked && lock->holder == NULL && (reason == DROP_BLOCKS || reason == DROP_ASKED);
}

static gboolean cpython3_asked(Lock *lock)
{
    return lock->request;
}

static const LockModel cpython3 = {
    .model = { .name = "cpython3",
               .summary = "the lock of CPython 3.2 and later: a waiter asks after one interval, the holder drops",
               .bad_when = "threads that wait often share it with threads that compute: the convoy",
               .source = "CPython 3.2 to 3.14, Python/ceval_gil.c; D. Beazley, Understanding the Python GIL, 2010",
               .trust = TRUST_DOCUMENTED },
    .locks = TRUE,
    .taken = cpython3_taken,
    .waits = cpython3_waits,
    .timed_out = cpython3_timed_out,
    .dropped = cpython3_dropped,
    .asked = cpython3_asked,
};

LOCK_REGISTER(cpython3)
