/* replay - tables of hooks that answer what an isolated plug-in answered in its child.
 *
 * Each reads the ring up to the answer of its own hook, and does on the way what the plug-in did in it. */
#include "plugin/replay.h"

#include "plugin/checked.h"

/* Where a hook runs. */
typedef struct {
    Machine *machine;
    const Guard *guard;
    RunQueue *queue; /* of a scheduler, or NULL */
    Lock *lock;      /* the other way round */
} Scene;

static gboolean moves(const Scene *scene, const Decision *decision, Thread *thread)
{
    switch (decision->kind) {
    case DECISION_TO_TAIL:
        checked_runqueue_to_tail(scene->queue, thread);
        return TRUE;
    case DECISION_TO_HEAD:
        checked_runqueue_to_head(scene->queue, thread);
        return TRUE;
    case DECISION_BEFORE_ROUND:
        checked_runqueue_before_round(scene->queue, thread);
        return TRUE;
    case DECISION_RESORT:
        checked_runqueue_resort(scene->queue);
        return TRUE;
    default:
        return FALSE;
    }
}

static gboolean works_lock(const Scene *scene, const Decision *decision, Thread *thread)
{
    Lock *lock = scene->lock;
    switch (decision->kind) {
    case DECISION_LOCK_SLEEP:
        checked_lock_sleep(lock, thread, decision->value);
        return TRUE;
    case DECISION_LOCK_WAKE:
        checked_lock_wake(lock, thread);
        return TRUE;
    case DECISION_LOCK_HAND_OVER:
    case DECISION_LOCK_HAND_OVER_AWAKE:
        checked_lock_hand_over(lock, thread, decision->kind == DECISION_LOCK_HAND_OVER_AWAKE);
        return TRUE;
    case DECISION_LOCK_END_SWITCH:
        checked_lock_end_switch(lock);
        return TRUE;
    case DECISION_LOCK_LOOK_NOW:
        checked_lock_look_now(lock);
        return TRUE;
    case DECISION_LOCK_LOOK_SOON:
        checked_lock_look_soon(lock);
        return TRUE;
    case DECISION_LOCK_LOOK_AFTER:
        checked_lock_look_after(lock, decision->value);
        return TRUE;
    case DECISION_LOCK_TURN_UNTIL:
        checked_lock_turn_until(lock, decision->value);
        return TRUE;
    case DECISION_LOCK_TURN_CANCEL:
        checked_lock_turn_cancel(lock);
        return TRUE;
    case DECISION_LOCK_CHARGE:
        checked_lock_charge(lock, thread, decision->value);
        return TRUE;
    case DECISION_LOCK_LOSE:
        checked_lock_lose(lock, thread);
        return TRUE;
    default:
        return FALSE;
    }
}

static gboolean does(const Scene *scene, const Decision *decision)
{
    Thread *thread = tap_thread(scene->machine, decision);
    return scene->queue != NULL ? moves(scene, decision, thread) : works_lock(scene, decision, thread);
}

/* What a hook made its own model compare while it looked around (runqueue_first, ...) is of no consequence.
 */
static gboolean is_of_comparing(guint32 kind)
{
    return kind == DECISION_BEFORE || kind == DECISION_PREEMPTS || kind == DECISION_GIVES_WAY_BEFORE;
}

/* Fills ANSWER in with what hook KIND answered. FALSE: it did not. */
static gboolean replay(const Scene *scene, DecisionKind kind, const char *hook, Decision *answer)
{
    Machine *machine = scene->machine;
    g_autofree char *why = NULL;
    while (machine->fault == NULL) {
        if (!tap_read(machine->tap, answer, &why)) {
            guard_blame(scene->guard, machine, "%s %s", why, hook);
            return FALSE;
        }
        if (answer->kind == (guint32)kind)
            return TRUE;
        if (answer->kind == DECISION_FAULT) {
            why = tap_fault(machine->tap);
            g_free(machine->fault);
            machine->fault = g_steal_pointer(&why);
            machine->engine.failed = TRUE;
            return FALSE;
        }
        if (!is_of_comparing(answer->kind) && !does(scene, answer))
            guard_blame(scene->guard, machine,
                        "%s: its process answers for another hook: it has changed what it may "
                        "only read",
                        hook);
    }
    return FALSE;
}

static gboolean replay_queue(const RunQueue *queue, DecisionKind kind, const char *hook, Decision *answer)
{
    Machine *machine = queue->machine;
    const Scene scene = { machine, guard_of(MODEL_SCHEDULER, &machine->scheduler->model), (RunQueue *)queue,
                          NULL };
    return replay(&scene, kind, hook, answer);
}

static gboolean replay_lock(Lock *lock, DecisionKind kind, const char *hook, Decision *answer)
{
    const Scene scene = { lock->machine, guard_of(MODEL_LOCK, &lock->model->model), NULL, lock };
    return replay(&scene, kind, hook, answer);
}

/* ---- schedulers ---- */

static Thread *pick_next(RunQueue *queue, PickFor purpose)
{
    Decision answer;
    (void)purpose;
    if (!replay_queue(queue, DECISION_PICK_NEXT, "pick_next", &answer))
        return runqueue_first(queue);
    return tap_thread(queue->machine, &answer);
}

static gboolean before(const RunQueue *queue, const Thread *a, const Thread *b)
{
    Decision answer;
    (void)a, (void)b;
    return replay_queue(queue, DECISION_BEFORE, "before", &answer) && answer.value != 0;
}

static SimTime slice(RunQueue *queue, Thread *thread)
{
    Decision answer;
    (void)thread;
    return replay_queue(queue, DECISION_SLICE, "slice", &answer) ? answer.value : 0;
}

static gboolean preempts(RunQueue *queue, Thread *ready, Thread *running)
{
    Decision answer;
    (void)ready, (void)running;
    return replay_queue(queue, DECISION_PREEMPTS, "preempts", &answer) && answer.value != 0;
}

static gboolean gives_way_before(RunQueue *queue, Thread *a, Thread *b)
{
    Decision answer;
    (void)a, (void)b;
    return replay_queue(queue, DECISION_GIVES_WAY_BEFORE, "gives_way_before", &answer) && answer.value != 0;
}

static void joined(RunQueue *queue, Thread *thread, JoinReason reason)
{
    Decision answer;
    (void)thread, (void)reason;
    replay_queue(queue, DECISION_JOINED, "joined", &answer);
}

static void left(RunQueue *queue, Thread *thread)
{
    Decision answer;
    (void)thread;
    replay_queue(queue, DECISION_LEFT, "left", &answer);
}

static void slice_ended(RunQueue *queue, Thread *thread, gint64 n, SimTime each)
{
    Decision answer;
    (void)thread, (void)n, (void)each;
    replay_queue(queue, DECISION_SLICE_ENDED, "slice_ended", &answer);
}

static SimTime boost_at(RunQueue *queue)
{
    Decision answer;
    return replay_queue(queue, DECISION_BOOST_AT, "boost_at", &answer) ? answer.value : SIMTIME_NEVER;
}

static void boost(RunQueue *queue)
{
    Decision answer;
    replay_queue(queue, DECISION_BOOST, "boost", &answer);
}

/* ---- locks ---- */

static gboolean may_take(Lock *lock, Thread *thread)
{
    Decision answer;
    (void)thread;
    return replay_lock(lock, DECISION_MAY_TAKE, "may_take", &answer) && answer.value != 0;
}

static void taken(Lock *lock, Thread *thread)
{
    Decision answer;
    (void)thread;
    replay_lock(lock, DECISION_TAKEN, "taken", &answer);
}

static void waits(Lock *lock, Thread *thread)
{
    Decision answer;
    (void)thread;
    replay_lock(lock, DECISION_WAITS, "waits", &answer);
}

static void timed_out(Lock *lock, Thread *thread)
{
    Decision answer;
    (void)thread;
    replay_lock(lock, DECISION_TIMED_OUT, "timed_out", &answer);
}

static gboolean dropped(Lock *lock, Thread *thread, DropReason reason)
{
    Decision answer;
    (void)thread, (void)reason;
    return replay_lock(lock, DECISION_DROPPED, "dropped", &answer) && answer.value != 0;
}

static gboolean asked(Lock *lock)
{
    Decision answer;
    return replay_lock(lock, DECISION_ASKED, "asked", &answer) && answer.value != 0;
}

static void computes(Lock *lock)
{
    Decision answer;
    replay_lock(lock, DECISION_COMPUTES, "computes", &answer);
}

static void looks(Lock *lock, Thread *holder)
{
    Decision answer;
    (void)holder;
    replay_lock(lock, DECISION_LOOKS, "looks", &answer);
}

static void preempted(Lock *lock, Thread *holder)
{
    Decision answer;
    (void)holder;
    replay_lock(lock, DECISION_PREEMPTED, "preempted", &answer);
}

static void turn_ended(Lock *lock)
{
    Decision answer;
    replay_lock(lock, DECISION_TURN_ENDED, "turn_ended", &answer);
}

/* ---- which hooks a model has ---- */

#define SCHEDULER_HOOKS(each)                                                                                \
    each(pick_next, DECISION_PICK_NEXT) each(before, DECISION_BEFORE) each(slice, DECISION_SLICE)            \
        each(preempts, DECISION_PREEMPTS) each(gives_way_before, DECISION_GIVES_WAY_BEFORE)                  \
            each(joined, DECISION_JOINED) each(left, DECISION_LEFT) each(slice_ended, DECISION_SLICE_ENDED)  \
                each(boost_at, DECISION_BOOST_AT) each(boost, DECISION_BOOST)

#define LOCK_HOOKS(each)                                                                                     \
    each(may_take, DECISION_MAY_TAKE) each(taken, DECISION_TAKEN) each(waits, DECISION_WAITS)                \
        each(timed_out, DECISION_TIMED_OUT) each(dropped, DECISION_DROPPED) each(asked, DECISION_ASKED)      \
            each(computes, DECISION_COMPUTES) each(looks, DECISION_LOOKS)                                    \
                each(preempted, DECISION_PREEMPTED) each(turn_ended, DECISION_TURN_ENDED)

void replay_scheduler_hooks(Scheduler *scheduler, guint32 hooks)
{
#define GIVE(hook, kind) scheduler->hook = hooks & (1u << (kind)) ? hook : NULL;
    SCHEDULER_HOOKS(GIVE)
#undef GIVE
    scheduler->eligible_from = scheduler->virtual_deadline = NULL; /* pick_next has asked them */
}

void replay_lock_hooks(LockModel *lock, guint32 hooks)
{
#define GIVE(hook, kind) lock->hook = hooks & (1u << (kind)) ? hook : NULL;
    LOCK_HOOKS(GIVE)
#undef GIVE
}

guint32 replay_hooks_of(ModelKind kind, const Model *model)
{
    const Scheduler *scheduler = (const Scheduler *)model;
    const LockModel *lock = (const LockModel *)model;
    guint32 hooks = 0;
#define OF_SCHEDULER(hook, bit) hooks |= kind == MODEL_SCHEDULER && scheduler->hook != NULL ? 1u << (bit) : 0;
#define OF_LOCK(hook, bit) hooks |= kind == MODEL_LOCK && lock->hook != NULL ? 1u << (bit) : 0;
    SCHEDULER_HOOKS(OF_SCHEDULER)
    LOCK_HOOKS(OF_LOCK)
#undef OF_SCHEDULER
#undef OF_LOCK
    return hooks;
}
