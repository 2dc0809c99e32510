/* IDENTIFIER - what it is, in a sentence. This one is first come, first served, and never asked for.
 *
 *     cc $(gilsim plugin flags) -o NAME.so NAME.c
 *     gilsim run convoy-2 --policy threads --lock cpython3,./NAME.so
 *
 * Every hook is optional; those that this one does not need are left as comments. lock.h tells more of each. */
#include "lock.h"

/* THREAD, on a core, wants the lock and cannot have it: for how long may it sleep? Without it: until it is woken. */
static void IDENTIFIER_waits(Lock *lock, Thread *thread)
{
    lock_sleep(lock, thread, SIMTIME_NEVER);
}

/* THREAD let go: who is next? TRUE would make THREAD sleep until another has the lock. */
static gboolean IDENTIFIER_dropped(Lock *lock, Thread *thread, DropReason reason)
{
    (void)thread, (void)reason;
    if (lock->head != NULL)
        lock_hand_over(lock, lock->head, FALSE);
    return FALSE;
}

/* May THREAD have it now? Without it: when nobody holds it.
 * static gboolean IDENTIFIER_may_take(Lock *lock, Thread *thread);
 *
 * THREAD has it.
 * static void IDENTIFIER_taken(Lock *lock, Thread *thread);
 *
 * THREAD's sleep was over before it was woken: should the holder be asked to give way (lock_look_soon)?
 * static void IDENTIFIER_timed_out(Lock *lock, Thread *thread);
 *
 * Should the holder give way, now that it looks? Without it: it never does.
 * static gboolean IDENTIFIER_asked(Lock *lock); */

static const LockModel IDENTIFIER = {
    .model = { .name = "NAME",
               .summary = "one line for gilsim list",
               .bad_when = "one line: when it is a bad choice",
               .source = "where it is described",
               .trust = TRUST_DOCUMENTED },
    .locks = TRUE,
    .waits = IDENTIFIER_waits,
    .dropped = IDENTIFIER_dropped,
};

LOCK_REGISTER(IDENTIFIER)
