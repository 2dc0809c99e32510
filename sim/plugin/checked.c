/* checked - what a plug-in's hooks may do to queues and locks: checked, and noted where it is isolated. */
#include "plugin/checked.h"

#include "plugin/guard.h"
#include "plugin/tap.h"
#include "simulate/interpreter.h"

/* Whether THREAD is ready in QUEUE, whose order is the model's to change; else says that WHAT was wrong. */
static gboolean may_move(RunQueue *queue, const Thread *thread, const char *what)
{
    const Guard *guard = guard_of(MODEL_SCHEDULER, &queue->machine->scheduler->model);
    if (queue->fair != NULL) {
        guard_blame(guard, queue->machine, "%s was called, but the queue is in the order of `virtual_deadline`", what);
        return FALSE;
    }
    if (guard_is_thread(queue->machine, thread) && thread->where == THREAD_READY &&
        thread->run_queue == queue)
        return TRUE;
    guard_blame(guard, queue->machine, "%s was called for a thread that is not ready in the queue", what);
    return FALSE;
}

void checked_runqueue_to_tail(RunQueue *queue, Thread *thread)
{
    if (!may_move(queue, thread, "runqueue_to_tail"))
        return;
    tap_answer(queue->machine, DECISION_TO_TAIL, thread, 0);
    runqueue_to_tail(queue, thread);
}

void checked_runqueue_to_head(RunQueue *queue, Thread *thread)
{
    if (!may_move(queue, thread, "runqueue_to_head"))
        return;
    tap_answer(queue->machine, DECISION_TO_HEAD, thread, 0);
    runqueue_to_head(queue, thread);
}

void checked_runqueue_before_round(RunQueue *queue, Thread *thread)
{
    if (!may_move(queue, thread, "runqueue_before_round"))
        return;
    tap_answer(queue->machine, DECISION_BEFORE_ROUND, thread, 0);
    runqueue_before_round(queue, thread);
}

void checked_runqueue_resort(RunQueue *queue)
{
    if (queue->keyed == NULL) {
        guard_blame(guard_of(MODEL_SCHEDULER, &queue->machine->scheduler->model), queue->machine,
                    "runqueue_resort was called, but the model has no hook `before`");
        return;
    }
    tap_answer(queue->machine, DECISION_RESORT, NULL, 0);
    runqueue_resort(queue);
}

Thread *checked_runqueue_first_eligible(RunQueue *queue, gint64 virtual_time)
{
    if (queue->fair != NULL)
        return runqueue_first_eligible(queue, virtual_time);
    guard_blame(guard_of(MODEL_SCHEDULER, &queue->machine->scheduler->model), queue->machine,
                "runqueue_first_eligible was called, but the model has no hook `eligible_from`");
    return NULL;
}

/* Blames the lock's model for WHAT unless ALLOWED. */
static gboolean allowed(Lock *lock, gboolean is_allowed, const char *what)
{
    if (!is_allowed)
        guard_blame(guard_of(MODEL_LOCK, &lock->model->model), lock->machine, "%s", what);
    return is_allowed;
}

static gboolean is_ours(const Lock *lock, const Thread *thread)
{
    return guard_is_thread(lock->machine, thread) && &thread->interpreter->lock == lock;
}

void checked_lock_sleep(Lock *lock, Thread *thread, SimTime time_out)
{
    if (!allowed(lock, is_ours(lock, thread) && thread->where == THREAD_ON_CORE && lock->holder != thread,
                 "lock_sleep was called for a thread that does not wait for the lock on a core") ||
        !allowed(lock, time_out == SIMTIME_NEVER || (time_out >= 0 && time_out <= SIMTIME_MAX),
                 "lock_sleep was called with a time-out that is no duration"))
        return;
    tap_answer(lock->machine, DECISION_LOCK_SLEEP, thread, time_out);
    lock_sleep(lock, thread, time_out);
}

void checked_lock_wake(Lock *lock, Thread *thread)
{
    if (!allowed(lock, is_ours(lock, thread) && lock_asleep(lock, thread),
                 "lock_wake was called for a thread that is not asleep for the lock"))
        return;
    tap_answer(lock->machine, DECISION_LOCK_WAKE, thread, 0);
    lock_wake(lock, thread);
}

void checked_lock_hand_over(Lock *lock, Thread *thread, gboolean awake)
{
    if (!allowed(lock, is_ours(lock, thread) && lock_asleep(lock, thread),
                 "lock_hand_over was called for a thread that is not asleep for the lock") ||
        !allowed(lock, lock->holder == NULL, "lock_hand_over was called while another holds the lock"))
        return;
    tap_answer(lock->machine, awake ? DECISION_LOCK_HAND_OVER_AWAKE : DECISION_LOCK_HAND_OVER, thread, 0);
    lock_hand_over(lock, thread, awake);
}

void checked_lock_end_switch(Lock *lock)
{
    tap_answer(lock->machine, DECISION_LOCK_END_SWITCH, NULL, 0);
    lock_end_switch(lock);
}

void checked_lock_look_now(Lock *lock)
{
    tap_answer(lock->machine, DECISION_LOCK_LOOK_NOW, NULL, 0);
    lock_look_now(lock);
}

void checked_lock_look_soon(Lock *lock)
{
    tap_answer(lock->machine, DECISION_LOCK_LOOK_SOON, NULL, 0);
    lock_look_soon(lock);
}

void checked_lock_look_after(Lock *lock, SimTime time)
{
    if (!allowed(lock, time >= 0 && time <= SIMTIME_MAX,
                 "lock_look_after was called with a time that is no duration"))
        return;
    tap_answer(lock->machine, DECISION_LOCK_LOOK_AFTER, NULL, time);
    lock_look_after(lock, time);
}

void checked_lock_turn_until(Lock *lock, SimTime time)
{
    if (!allowed(lock, time >= lock_now(lock), "lock_turn_until was called with a time that is past"))
        return;
    tap_answer(lock->machine, DECISION_LOCK_TURN_UNTIL, NULL, time);
    lock_turn_until(lock, time);
}

void checked_lock_turn_cancel(Lock *lock)
{
    tap_answer(lock->machine, DECISION_LOCK_TURN_CANCEL, NULL, 0);
    lock_turn_cancel(lock);
}

void checked_lock_charge(Lock *lock, Thread *holder, SimTime cost)
{
    if (!allowed(lock, lock->holder != NULL && holder == lock->holder && lock_holder_computes(lock),
                 "lock_charge was called for a thread that does not compute as the holder") ||
        !allowed(lock, cost > 0 && cost <= SIMTIME_MAX,
                 "lock_charge was called with a cost that is no duration above 0"))
        return;
    tap_answer(lock->machine, DECISION_LOCK_CHARGE, holder, cost);
    lock_charge(lock, holder, cost);
}

void checked_lock_lose(Lock *lock, Thread *holder)
{
    if (!allowed(lock, lock->holder != NULL && holder == lock->holder,
                 "lock_lose was called for a thread that does not hold the lock"))
        return;
    tap_answer(lock->machine, DECISION_LOCK_LOSE, holder, 0);
    lock_lose(lock, holder);
}
