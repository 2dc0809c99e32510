/* fair - one queue and direct hand-over: when the holder lets go, the head of the queue owns the lock.
 *
 * A turn lasts one interval of elapsed time from the instant of ownership. When it is over and somebody waits, the holder passes the
 * lock on where it would notice a drop request; when nobody waits, a new turn begins. So no timer runs while nobody waits. */
#include "lock.h"

#define LOCK_OF(timer) ((Lock *)((char *)(timer)-G_STRUCT_OFFSET(Lock, turn)))

static void turn_ended(Timer *timer, Engine *engine)
{
    Lock *lock = LOCK_OF(timer);
    (void)engine;
    lock->request = lock->head != NULL;
    lock_look_now(lock);
}

static void begin_turn(Lock *lock)
{
    SimTime past = lock_now(lock) - lock->held_since;
    lock->turn.fire = turn_ended;
    lock_notice_at(lock, &lock->turn, lock->held_since + (past / lock->interval + 1) * lock->interval);
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
    engine_cancel(&lock->turn);
    if (lock->head != NULL)
        begin_turn(lock);
}

static void fair_waits(Lock *lock, Thread *thread)
{
    lock_sleep(lock, thread, SIMTIME_NEVER);
    if (!lock->request && !engine_is_set(&lock->turn))
        begin_turn(lock);
}

static gboolean fair_dropped(Lock *lock, Thread *thread, DropReason reason)
{
    (void)thread;
    (void)reason;
    lock->request = FALSE;
    engine_cancel(&lock->turn);
    if (lock->head != NULL)
        lock_hand_over(lock, lock->head, FALSE);
    return FALSE;
}

static gboolean fair_asked(Lock *lock)
{
    gboolean over = lock->request || (engine_is_set(&lock->turn) && lock_now(lock) >= lock->turn.time);
    return over && lock->head != NULL;
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
    .asked = fair_asked,
};

LOCK_REGISTER(fair)
