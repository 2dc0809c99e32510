/* cpython2 - the global interpreter lock of CPython 2.7 (Python/ceval.c, Python/thread_pthread.h).
 *
 * No timer and no request: every `ticks` of computing, if somebody waits, the holder releases the lock and takes it again back
 * to back. The post makes the head of the queue ready, which finds the lock taken once it is on a core and sleeps again, unless
 * the scheduler lets it preempt the holder at that very instant. Each such post costs the holder a wake_call, so that two
 * computing threads are slower on two cores, where the waiter comes back at once, than on one. */
#include "lock.h"

static SimTime ticks(const Lock *lock)
{
    return lock_costs(lock)->ticks;
}

/* The ticker counts what is computed under the lock, by whomever. A tick that came due as a phase ended is due in the next one. */
static void look_at_next_tick(Lock *lock, gboolean present_one)
{
    SimTime computed = lock_computed(lock);
    if (ticks(lock) == 0)
        return;
    SimTime left = ticks(lock) - computed % ticks(lock);
    gboolean due = left == ticks(lock) && computed > 0 && lock->let_go_at != computed && present_one;
    if (due || lock->head != NULL)
        lock_look_after(lock, due ? 0 : left);
}

static void cpython2_taken(Lock *lock, Thread *thread)
{
    (void)thread;
    lock->let_go = 0; /* that was another's */
}

static void cpython2_waits(Lock *lock, Thread *thread)
{
    lock_sleep(lock, thread, SIMTIME_NEVER);
    look_at_next_tick(lock, !lock_look_is_past(lock));
}

static void cpython2_computes(Lock *lock)
{
    look_at_next_tick(lock, TRUE);
}

static void cpython2_looks(Lock *lock, Thread *holder)
{
    lock->let_go_at = lock_computed(lock);
    if (lock->head == NULL)
        return;
    lock->let_go = lock_round(lock);
    lock_wake(lock, lock->head);
    if (lock_costs(lock)->wake_call > 0)
        lock_charge(lock, holder, lock_costs(lock)->wake_call);
    else
        look_at_next_tick(lock, FALSE);
}

static void cpython2_preempted(Lock *lock, Thread *holder)
{
    if (holder->work == PHASE_COMPUTE && lock_look_is_past(lock))
        lock->let_go_at = lock_computed(lock);
    if (lock->let_go == lock_round(lock))
        lock_lose(lock, holder);
}

static const LockModel cpython2 = {
    .model = { .name = "cpython2",
               .summary = "the lock of CPython 2.7: let go and taken again every 100 ticks, handed to nobody",
               .bad_when = "more than one thread computes on several cores: each check wakes a waiter in vain",
               .source = "CPython 2.7, Python/ceval.c; D. Beazley, Inside the Python GIL, 2009",
               .trust = TRUST_DOCUMENTED },
    .locks = TRUE,
    .taken = cpython2_taken,
    .waits = cpython2_waits,
    .looks = cpython2_looks,
    .computes = cpython2_computes,
    .preempted = cpython2_preempted,
};

LOCK_REGISTER(cpython2)
