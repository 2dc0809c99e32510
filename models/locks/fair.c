/* fair - one queue and direct hand-over: when the holder lets go, the head of the queue owns the lock.
 *
 * A turn lasts one interval of elapsed time from the instant of ownership. When it is over and somebody waits, the holder passes the
 * lock on where it would notice a drop request; when nobody waits, a new turn begins. So no timer runs while nobody waits. */
#include "lock.h"

static void fair_turn_ended(Lock *lock)
{
    lock->request = lock->head != NULL;
    lock_look_now(lock);
}

static void begin_turn(Lock *lock)
{
    SimTime past = lock_now(lock) - lock->held_since;
    lock_turn_until(lock, lock->held_since + (past / lock->interval + 1) * lock->interval);
}

static gboolean fair_may_take(Lock *lock, Thread *thread)
{
    (void)thread;
    return lock->holder == NULL && lock->head == NULL;
}

static void fair_taken(Lock *lock, Thread *thread)
{
    (void)thread;
    lock->request = FALSE;
    lock_turn_cancel(lock);
    if (lock->head != NULL)
        begin_turn(lock);
}

static void fair_waits(Lock *lock, Thread *thread)
{
    lock_sleep(lock, thread, SIMTIME_NEVER);
    if (!lock->request && lock_turn_end(lock) == SIMTIME_NEVER)
        begin_turn(lock);
}

static gboolean fair_dropped(Lock *lock, Thread *thread, DropReason reason)
{
    (void)thread;
    (void)reason;
    lock->request = FALSE;
    lock_turn_cancel(lock);
    if (lock->head != NULL)
        lock_hand_over(lock, lock->head, FALSE);
    return FALSE;
}

static gboolean fair_asked(Lock *lock)
{
    return (lock->request || lock_now(lock) >= lock_turn_end(lock)) && lock->head != NULL;
}

static const LockModel fair = {
    .model = { .name = "fair",
               .summary = "one queue, direct hand-over, a turn of one interval",
               .bad_when = "many threads wait often: each hand-over waits for the next thread to get a core",
               .source = "ticket and queue locks: Mellor-Crummey and Scott, 1991",
               .trust = TRUST_EXACT },
    .locks = TRUE,
    .may_take = fair_may_take,
    .taken = fair_taken,
    .waits = fair_waits,
    .dropped = fair_dropped,
    .turn_ended = fair_turn_ended,
    .asked = fair_asked,
};

LOCK_REGISTER(fair)
