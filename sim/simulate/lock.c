/* lock - the steps that all locks share: asking, having, dropping, sleeping; the models decide who gets it. */
#include "simulation.h"

enum {
    LOCK_NOTHING,
    LOCK_ASLEEP,    /* in the lock's queue */
    LOCK_TIMED_OUT, /* its sleep was over before it was woken; it has not looked yet */
    LOCK_WOKEN,
};

#define NOT_YET G_MAXUINT64 /* Lock.computes_from */

/* What THREAD drops its lock around: the phase that its task is at, or a look of its event loop. */
static const char *blocking_reason(const Thread *thread)
{
    const Simulation *simulation = simulation_of(thread);
    if (thread->task == NO_TASK || thread->role == ROLE_LOOP)
        return "around a look or nogil";
    switch (simulation->workload->tasks[thread->task].phases[simulation->runs[thread->task].phase].kind) {
    case PHASE_NOGIL:
        return "to work without it";
    case PHASE_YIELD:
        return "to yield";
    default:
        return "to wait";
    }
}

static const char *drop_reason(const Thread *thread, DropReason reason)
{
    static const char *const names[] = { NULL, "nothing to do", "its end", "asked to" };
    return reason == DROP_BLOCKS ? blocking_reason(thread) : names[reason];
}

static Lock *lock_of(const Thread *thread)
{
    return &thread->interpreter->lock;
}

/* ---- the queue of sleepers ---- */

static void queue_add(Lock *lock, Thread *thread)
{
    thread->next = NULL;
    thread->previous = lock->tail;
    *(lock->tail != NULL ? &lock->tail->next : &lock->head) = thread;
    lock->tail = thread;
    lock->n_asleep++;
}

static void queue_remove(Lock *lock, Thread *thread)
{
    *(thread->next != NULL ? &thread->next->previous : &lock->tail) = thread->previous;
    *(thread->previous != NULL ? &thread->previous->next : &lock->head) = thread->next;
    thread->next = thread->previous = NULL;
    lock->n_asleep--;
}

static void sleep_over(Timer *timer, Engine *engine)
{
    Thread *thread = (Thread *)((char *)timer - G_STRUCT_OFFSET(Thread, timer));
    (void)engine;
    queue_remove(lock_of(thread), thread);
    thread->lock_state = LOCK_TIMED_OUT;
    machine_ready(lock_of(thread)->machine, thread);
}

void lock_sleep(Lock *lock, Thread *thread, SimTime time_out)
{
    Machine *machine = lock->machine;
    if (lock->holder != NULL)
        MACHINE_DECIDED(machine, "lock %u: %s sleeps for it, %s has it", lock->interpreter->index, thread_label(thread),
                        thread_label(lock->holder));
    queue_add(lock, thread);
    thread->lock_state = LOCK_ASLEEP;
    machine_sleep(machine, thread, STATE_LOCK);
    if (time_out == SIMTIME_NEVER)
        return;
    thread->timer.fire = sleep_over;
    engine_set(&machine->engine, &thread->timer, machine->engine.now + time_out + machine_slack(machine), STEP_TIMER);
}

void lock_wake(Lock *lock, Thread *thread)
{
    MACHINE_DECIDED(lock->machine, "lock %u: %s is woken%s", lock->interpreter->index, thread_label(thread),
                    thread == lock->head ? ", asleep longest" : "");
    queue_remove(lock, thread);
    engine_cancel(&thread->timer);
    thread->lock_state = LOCK_WOKEN;
    machine_ready(lock->machine, thread);
}

/* ---- taking ---- */

/* The holder lets go. The parent's lock is nobody's in the figures: no task computes there. */
static void let_go(Lock *lock)
{
    Recorder *recorder = lock->machine->recorder;
    lock->computed = lock_computed(lock);
    if (lock->interpreter->index < recorder->n_locks)
        recorder->lock_held[lock->interpreter->index] += lock->machine->engine.now - lock->held_since;
    lock->holder = NULL;
}

/* WHY it may have it, for --decisions. */
static void take(Lock *lock, Thread *thread, const char *why)
{
    Machine *machine = lock->machine;
    lock->holder = thread;
    lock->held_since = machine->engine.now;
    lock->computes_from = NOT_YET;
    lock->computed_before = thread->computed;
    if (lock->last_holder != NULL && lock->last_holder != thread) {
        machine->recorder->lock_switches++;
        thread->cost_left += machine->costs->lock_handoff;
    }
    if (lock->model->taken != NULL)
        lock->model->taken(lock, thread);
    lock->last_holder = thread;
    MACHINE_DECIDED(machine, "lock %u: %s takes it (%s), %u asleep for it", lock->interpreter->index, thread_label(thread),
                    why, lock->n_asleep);
}

void lock_hand_over(Lock *lock, Thread *thread, gboolean awake)
{
    queue_remove(lock, thread);
    engine_cancel(&thread->timer);
    thread->lock_state = LOCK_WOKEN;
    take(lock, thread, "handed over");
    if (awake)
        machine_ready_awake(lock->machine, thread);
    else
        machine_ready(lock->machine, thread);
}

static gboolean granted(Lock *lock, Thread *thread)
{
    if (lock->model->may_take != NULL)
        return lock->model->may_take(lock, thread);
    return lock->holder == NULL;
}

static void time_is_out(Lock *lock, Thread *thread)
{
    gboolean was_asked = lock->request;
    lock->model->timed_out(lock, thread);
    if (!was_asked && lock->request)
        MACHINE_DECIDED(lock->machine, "lock %u: %s asks the holder to drop it", lock->interpreter->index,
                        thread_label(thread));
}

gboolean lock_acquire(Thread *thread)
{
    Lock *lock = lock_of(thread);
    if (lock->model == NULL)
        return TRUE;
    if (lock->holder != thread) {
        if (granted(lock, thread)) {
            take(lock, thread, "free");
        } else {
            if (thread->lock_state == LOCK_TIMED_OUT && lock->model->timed_out != NULL)
                time_is_out(lock, thread);
            if (lock->model->waits != NULL)
                lock->model->waits(lock, thread);
            else
                lock_sleep(lock, thread, SIMTIME_NEVER);
            return FALSE;
        }
    }
    thread->lock_state = LOCK_NOTHING;
    return !machine_pay(lock->machine, thread, 0);
}

/* ---- dropping ---- */

gboolean lock_drop(Thread *thread, DropReason reason)
{
    Lock *lock = lock_of(thread);
    Machine *machine = lock->machine;
    if (lock->model == NULL || lock->holder != thread)
        return FALSE;
    MACHINE_DECIDED(machine, "lock %u: %s drops it (%s), %u asleep for it", lock->interpreter->index,
                    thread_label(thread), drop_reason(thread, reason), lock->n_asleep);
    let_go(lock);
    engine_cancel(&lock->look);
    gboolean forced = FALSE;
    if (lock->model->dropped != NULL)
        forced = lock->model->dropped(lock, thread, reason);
    else if (lock->head != NULL)
        lock_wake(lock, lock->head);
    if (!forced)
        return FALSE;
    g_assert(lock->switching == NULL);
    lock->switching = thread;
    machine_sleep(machine, thread, STATE_LOCK);
    return TRUE;
}

gboolean lock_give_way(Thread *thread)
{
    Lock *lock = lock_of(thread);
    if (lock->model == NULL || lock->holder != thread || lock->model->asked == NULL || !lock->model->asked(lock))
        return FALSE;
    return lock_drop(thread, DROP_ASKED);
}

void lock_end_switch(Lock *lock)
{
    Thread *thread = lock->switching;
    lock->switching = NULL;
    if (thread != NULL)
        machine_ready(lock->machine, thread);
}

/* ---- what hooks may ask ---- */

SimTime lock_now(const Lock *lock)
{
    return lock->machine->engine.now;
}

guint lock_cores(const Lock *lock)
{
    return lock->machine->n_cores;
}

const Costs *lock_costs(const Lock *lock)
{
    return lock->machine->costs;
}

gboolean lock_chance(Lock *lock, double probability)
{
    return stream_unit(&lock->machine->lock_stream) < probability;
}

guint64 lock_random(Lock *lock, guint64 below)
{
    return stream_below(&lock->machine->lock_stream, below);
}

guint64 lock_round(const Lock *lock)
{
    return lock->machine->engine.n_rounds;
}

gboolean lock_asleep(const Lock *lock, const Thread *thread)
{
    return &thread->interpreter->lock == lock && thread->lock_state == LOCK_ASLEEP;
}

/* ---- noticing ---- */

gboolean lock_holder_computes(const Lock *lock)
{
    const Thread *holder = lock->holder;
    return holder != NULL && holder->where == THREAD_ON_CORE && holder->work == PHASE_COMPUTE &&
           lock->machine->cores[holder->core].stretch == STRETCH_WORK;
}

static SimTime computed_by(const Thread *thread)
{
    return thread->computed + (thread->work == PHASE_COMPUTE ? thread_ran(thread) - thread->ran : 0);
}

SimTime lock_computed(const Lock *lock)
{
    return lock->computed + (lock->holder != NULL ? computed_by(lock->holder) - lock->computed_before : 0);
}

gboolean lock_look_is_past(const Lock *lock)
{
    return lock->machine->engine.step >= STEP_NOTICE && lock->computes_from < lock_round(lock);
}

/* Core time until the holder will have computed a multiple of PERIOD; at one: 0. */
static SimTime until_check(const Lock *lock, SimTime period)
{
    SimTime computed = computed_by(lock->holder);
    return period > 0 ? (period - computed % period) % period : 0;
}

/* An earlier time, of a phase that is over, is forgotten. */
void lock_look_after(Lock *lock, SimTime time)
{
    Engine *engine = &lock->machine->engine;
    SimTime at = engine->now + time;
    if (lock_holder_computes(lock) && (!engine_is_set(&lock->look) || lock->look.time != at))
        engine_set_ranked(engine, &lock->look, at, STEP_NOTICE, lock->interpreter->index);
}

void lock_look_soon(Lock *lock)
{
    if (lock_holder_computes(lock))
        lock_look_after(lock, until_check(lock, lock->machine->costs->check_interval));
}

/* The holder, computing, looks: step 4. */
static void look(Lock *lock)
{
    Thread *holder = lock->holder;
    if (!lock_holder_computes(lock))
        return;
    if (lock->model->looks != NULL) {
        lock->model->looks(lock, holder);
        return;
    }
    if (lock->model->asked == NULL || !lock->model->asked(lock))
        return;
    machine_interrupt(lock->machine, holder);
    if (!lock_drop(holder, DROP_ASKED))
        lock->machine->programs[holder->role](holder);
}

static void look_due(Timer *timer, Engine *engine)
{
    (void)engine;
    look((Lock *)((char *)timer - G_STRUCT_OFFSET(Lock, look)));
}

void lock_look_now(Lock *lock)
{
    if (!lock_holder_computes(lock))
        return;
    if (until_check(lock, lock->machine->costs->check_interval) == 0)
        look(lock);
    else
        lock_look_soon(lock);
}

static void turn_due(Timer *timer, Engine *engine)
{
    Lock *lock = (Lock *)((char *)timer - G_STRUCT_OFFSET(Lock, turn));
    (void)engine;
    if (lock->model->turn_ended != NULL)
        lock->model->turn_ended(lock);
}

void lock_turn_until(Lock *lock, SimTime time)
{
    engine_set_ranked(&lock->machine->engine, &lock->turn, time, STEP_NOTICE, lock->interpreter->index);
}

void lock_turn_cancel(Lock *lock)
{
    engine_cancel(&lock->turn);
}

SimTime lock_turn_end(const Lock *lock)
{
    return engine_is_set(&lock->turn) ? lock->turn.time : SIMTIME_NEVER;
}

void lock_charge(Lock *lock, Thread *holder, SimTime cost)
{
    machine_interrupt(lock->machine, holder);
    machine_pay(lock->machine, holder, cost);
}

void lock_lose(Lock *lock, Thread *holder)
{
    Machine *machine = lock->machine;
    MACHINE_DECIDED(machine, "lock %u: %s loses it with its core", lock->interpreter->index, thread_label(holder));
    let_go(lock);
    holder->cost_left = 0;
}

void lock_computes(Thread *thread)
{
    Lock *lock = lock_of(thread);
    if (lock->model == NULL)
        return;
    lock->computes_from = lock->machine->engine.step >= STEP_NOTICE ? lock_round(lock) : 0;
    if (lock->model->computes != NULL)
        lock->model->computes(lock);
    else if (lock->model->asked != NULL && lock->model->asked(lock))
        lock_look_soon(lock);
}

void lock_lost_core(Thread *thread)
{
    Lock *lock = lock_of(thread);
    if (lock->model == NULL || lock->holder != thread)
        return;
    engine_cancel(&lock->look);
    if (lock->model->preempted != NULL)
        lock->model->preempted(lock, thread);
    lock->computes_from = NOT_YET;
}

void lock_init(Lock *lock, Interpreter *interpreter, const LockModel *model, SimTime interval)
{
    *lock = (Lock){ .model = model != NULL && model->locks ? model : NULL,
                    .interpreter = interpreter,
                    .machine = interpreter->machine,
                    .interval = interval,
                    .look.fire = look_due,
                    .turn.fire = turn_due };
}
