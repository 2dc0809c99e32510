/* guard_lock - a plug-in's lock, wrapped in checks: whom it gives the lock to, and whom it leaves asleep. */
#include "plugin/guard.h"
#include "plugin/tap.h"
#include "simulate/simulation.h"

static const Guard *guard_of_lock(const Lock *lock)
{
    return &((GuardedLock *)lock->model)->guard;
}

static const LockModel *model_of(const Lock *lock)
{
    return (const LockModel *)guard_of_lock(lock)->model;
}

static gboolean enter(Call *call, const char *hook, const Lock *lock)
{
    return guard_enter(guard_of_lock(lock), lock->machine, hook, call);
}

static gboolean may_take(Lock *lock, Thread *thread)
{
    Call call;
    if (!enter(&call, "may_take", lock))
        return lock->holder == NULL;
    gboolean may = model_of(lock)->may_take(lock, thread);
    call_end(&call);
    tap_answer(lock->machine, DECISION_MAY_TAKE, thread, may);
    if (!may || lock->holder == NULL)
        return may;
    guard_blame(guard_of_lock(lock), lock->machine, "may_take lets %s have the lock while %s holds it",
                thread_label(thread), thread_label(lock->holder));
    return FALSE;
}

static void taken(Lock *lock, Thread *thread)
{
    Call call;
    if (!enter(&call, "taken", lock))
        return;
    model_of(lock)->taken(lock, thread);
    call_end(&call);
    tap_answer(lock->machine, DECISION_TAKEN, thread, 0);
}

static void waits(Lock *lock, Thread *thread)
{
    Call call;
    if (!enter(&call, "waits", lock)) {
        lock_sleep(lock, thread, SIMTIME_NEVER);
        return;
    }
    model_of(lock)->waits(lock, thread);
    call_end(&call);
    tap_answer(lock->machine, DECISION_WAITS, thread, 0);
    if (thread->where != THREAD_ON_CORE)
        return;
    guard_blame(guard_of_lock(lock), lock->machine, "waits did not put %s to sleep (lock_sleep)",
                thread_label(thread));
    lock_sleep(lock, thread, SIMTIME_NEVER);
}

static void timed_out(Lock *lock, Thread *thread)
{
    Call call;
    if (!enter(&call, "timed_out", lock))
        return;
    model_of(lock)->timed_out(lock, thread);
    call_end(&call);
    tap_answer(lock->machine, DECISION_TIMED_OUT, thread, 0);
}

static gboolean dropped(Lock *lock, Thread *thread, DropReason reason)
{
    Call call;
    if (!enter(&call, "dropped", lock))
        return FALSE;
    gboolean forced = model_of(lock)->dropped(lock, thread, reason);
    call_end(&call);
    tap_answer(lock->machine, DECISION_DROPPED, thread, forced);
    if (!forced || (reason != DROP_ENDS && reason != DROP_SLEEPS && lock->switching == NULL))
        return forced;
    guard_blame(guard_of_lock(lock), lock->machine, "dropped makes %s wait for another to take the lock, %s",
                thread_label(thread),
                lock->switching != NULL ? "as one does already" : "though it has nothing to do");
    return FALSE;
}

static gboolean asked(Lock *lock)
{
    Call call;
    if (!enter(&call, "asked", lock))
        return FALSE;
    gboolean gives_way = model_of(lock)->asked(lock);
    call_end(&call);
    tap_answer(lock->machine, DECISION_ASKED, NULL, gives_way);
    return gives_way;
}

static void computes(Lock *lock)
{
    Call call;
    if (!enter(&call, "computes", lock))
        return;
    model_of(lock)->computes(lock);
    call_end(&call);
    tap_answer(lock->machine, DECISION_COMPUTES, NULL, 0);
}

static void looks(Lock *lock, Thread *holder)
{
    Call call;
    if (!enter(&call, "looks", lock))
        return;
    model_of(lock)->looks(lock, holder);
    call_end(&call);
    tap_answer(lock->machine, DECISION_LOOKS, holder, 0);
}

static void preempted(Lock *lock, Thread *holder)
{
    Call call;
    if (!enter(&call, "preempted", lock))
        return;
    model_of(lock)->preempted(lock, holder);
    call_end(&call);
    tap_answer(lock->machine, DECISION_PREEMPTED, holder, 0);
}

static void turn_ended(Lock *lock)
{
    Call call;
    if (!enter(&call, "turn_ended", lock))
        return;
    model_of(lock)->turn_ended(lock);
    call_end(&call);
    tap_answer(lock->machine, DECISION_TURN_ENDED, NULL, 0);
}

/* A plug-in's lock of the run, the first that IS_STUCK, or NULL. */
static const Guard *suspect(const Simulation *simulation, gboolean (*is_stuck)(const Lock *lock))
{
    for (guint32 i = 0; i < simulation->n_interpreters; i++) {
        const Lock *lock = &simulation->interpreters[i].lock;
        const Guard *guard = lock->model != NULL ? guard_of(MODEL_LOCK, &lock->model->model) : NULL;
        if (guard != NULL && is_stuck(lock))
            return guard;
    }
    return NULL;
}

static gboolean sleepers_are_forgotten(const Lock *lock)
{
    return lock->holder == NULL && (lock->n_asleep > 0 || lock->switching != NULL);
}

static gboolean is_set_again_and_again(const Lock *lock)
{
    const SimTime now = lock_now(lock);
    return (engine_is_set(&lock->turn) && lock->turn.time == now) ||
           (engine_is_set(&lock->look) && lock->look.time == now);
}

char *guard_deadlock(const Simulation *simulation)
{
    const Guard *guard = suspect(simulation, sleepers_are_forgotten);
    return guard != NULL ? g_strdup_printf("%s: it woke nobody: ", guard->culprit) : g_strdup("");
}

char *guard_no_progress(const Simulation *simulation)
{
    const Guard *guard = suspect(simulation, is_set_again_and_again);
    return guard != NULL ? g_strdup_printf("%s: it looks, or ends turns, for ever: ", guard->culprit)
                         : g_strdup("");
}

void guard_lock_hooks(GuardedLock *guarded)
{
    const LockModel *model = (const LockModel *)guarded->guard.model;
    guarded->table = *model;
#define WRAP(hook) guarded->table.hook = model->hook != NULL ? hook : NULL
    WRAP(may_take);
    WRAP(taken);
    WRAP(waits);
    WRAP(timed_out);
    WRAP(dropped);
    WRAP(asked);
    WRAP(computes);
    WRAP(looks);
    WRAP(preempted);
    WRAP(turn_ended);
#undef WRAP
}
