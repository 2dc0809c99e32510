/* spins - a lock whose turns end again and again at one instant. */
#include "lock.h"

static void spins_taken(Lock *lock, Thread *thread)
{
    (void)thread;
    lock_turn_until(lock, lock_now(lock));
}

static void spins_turn_ended(Lock *lock)
{
    lock_turn_until(lock, lock_now(lock));
}

static const LockModel spins = {
    .model = { .name = "spins", .summary = "goes wrong" },
    .locks = TRUE,
    .taken = spins_taken,
    .turn_ended = spins_turn_ended,
};

LOCK_REGISTER(spins)
