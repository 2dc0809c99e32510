/* loop - what an event loop does: it looks at what is due, resumes each of the pass once, and looks again.
 *
 * It drops the lock for the instant of the look, as epoll does; an empty look sleeps. The task in hand has the thread's states,
 * the others that could go on are in `loop`. */
#include "simulation.h"

enum {
    LOOP_LOOKS,
    LOOP_RESUMES,  /* the next of the pass */
    LOOP_RUNS,     /* the task in hand */
    LOOP_RELEASES, /* the lock is dropped; the nogil phase of the task in hand is to begin */
    LOOP_SENDS,    /* the result of the task in hand goes back */
    LOOP_STARTS,   /* its executor's workers, before anything else */
    LOOP_STARTED,
};

static gboolean to_be_received(const Simulation *simulation, guint32 task)
{
    return simulation->plan->ipc && simulation->recorder->tasks[task].start < 0 && dispatcher_sends(simulation);
}

/* TASK (or NO_TASK) is in hand: the thread's states are its own, unless its payload is still to come. */
static void take_in_hand(Loop *loop, guint32 task)
{
    Simulation *simulation = simulation_of(loop->thread);
    Thread *thread = loop->thread;
    if (task == NO_TASK) {
        thread->task = thread->track = NO_TASK;
        return;
    }
    crew_take(simulation, thread, task);
    thread->track = to_be_received(simulation, task) ? NO_TRACK : task;
}

static guint32 first_due(const Loop *loop)
{
    if (loop->pass.head != NO_TASK)
        return loop->pass.head;
    return loop->yielded.head != NO_TASK ? loop->yielded.head : loop->due.head;
}

static void stands_by(Loop *loop, guint32 task)
{
    Simulation *simulation = simulation_of(loop->thread);
    if (!to_be_received(simulation, task))
        task_record(simulation, task, STATE_LOOP, loop->thread);
}

static void wake(Loop *loop)
{
    Simulation *simulation = simulation_of(loop->thread);
    loop->idle = FALSE;
    engine_cancel(&loop->wake);
    for (guint32 task = loop->due.head; task != NO_TASK; task = simulation->runs[task].next)
        if (task != loop->due.head)
            stands_by(loop, task);
    take_in_hand(loop, loop->due.head);
    machine_ready(&simulation->machine, loop->thread);
}

static void wake_due(Timer *timer, Engine *engine)
{
    (void)engine;
    wake((Loop *)((char *)timer - G_STRUCT_OFFSET(Loop, wake)));
}

/* A timer is due while the loop sleeps: it wakes when its own rounded and late timer ends. */
static void wake_by_timer(Loop *loop)
{
    Machine *machine = loop->thread->interpreter->machine;
    SimTime now = machine->engine.now, unit = MAX(machine->costs->loop_timer, 1);
    if (engine_is_set(&loop->wake))
        return;
    SimTime slept = now - loop->idle_since;
    SimTime end = loop->idle_since + (slept + unit - 1) / unit * unit + machine_slack(machine);
    if (end > now)
        engine_set_ranked(&machine->engine, &loop->wake, end, STEP_TIMER, loop->idle_rank);
    else
        wake(loop);
}

/* The thread has nothing in hand, though it is busy: what is due first has its states; it has the task's attributes later. */
static void give_thread_something(Loop *loop, guint32 task)
{
    Thread *thread = loop->thread;
    Machine *machine = thread->interpreter->machine;
    thread->task = task;
    thread->track = to_be_received(simulation_of(thread), task) ? NO_TRACK : task;
    TaskState state = thread->where == THREAD_READY    ? STATE_READY
                      : thread->where == THREAD_ASLEEP ? STATE_LOCK
                                                       : STATE_OVERHEAD;
    machine_record(machine, thread, state);
}

void loop_due(Loop *loop, guint32 task, gboolean timed)
{
    Simulation *simulation = simulation_of(loop->thread);
    task_list_add(simulation, &loop->due, task);
    task_set_carrier(simulation, task, loop->thread);
    if (!loop->exists)
        return;
    if (loop->idle && timed) {
        task_record(simulation, task, STATE_OVERHEAD, loop->thread);
        wake_by_timer(loop);
    } else if (loop->idle) {
        wake(loop);
    } else if (loop->thread->task == NO_TASK) {
        give_thread_something(loop, task);
    } else {
        stands_by(loop, task);
    }
}

static void wait_ended(Timer *timer, Engine *engine)
{
    Simulation *simulation = engine->machine;
    guint32 task = (guint32)(timer - simulation->task_timers);
    simulation->runs[task].could_go_on = engine->now;
    loop_due(task_carrier(simulation, task)->interpreter->loop, task, TRUE);
}

/* The task in hand begins to wait or yields. */
static void block(Simulation *simulation, Loop *loop, guint32 task)
{
    Engine *engine = &simulation->machine.engine;
    const Phase *phase = task_begin_phase(simulation, task);
    if (phase_duration(phase) == 0) { /* a yield, or a wait of 0, which is one */
        simulation->runs[task].could_go_on = engine->now;
        task_list_add(simulation, &loop->yielded, task);
        stands_by(loop, task);
        return;
    }
    Timer *timer = &simulation->task_timers[task];
    timer->fire = wait_ended;
    task_record(simulation, task, STATE_WAIT, loop->thread);
    engine_set(engine, timer, engine->now + phase_duration(phase), STEP_TIMER);
}

static void end_task(Simulation *simulation, Loop *loop, guint32 task)
{
    loop->thread->track = NO_TRACK;
    if (simulation->plan->ipc && dispatcher_sends(simulation))
        dispatcher_receive(simulation, task);
    else
        task_finish(simulation, task);
    crew_room(simulation);
    take_in_hand(loop, NO_TASK);
}

/* ---- the steps of its program; FALSE: it can do no more for now ---- */

static gboolean starts(Simulation *simulation, Loop *loop)
{
    Thread *thread = loop->thread;
    if (thread->step == LOOP_STARTED) {
        crew_offload_started(simulation, simulation->n_started++);
        thread->step = LOOP_STARTS;
        if (lock_give_way(thread))
            return FALSE;
    }
    if (simulation->n_started == simulation->plan->n_offload) {
        lock_drop(thread, DROP_SLEEPS);
        machine_record(&simulation->machine, thread, STATE_NONE);
        thread->number = 0;
        thread->track = NO_TRACK;
        thread->step = LOOP_LOOKS;
        loop->exists = TRUE;
        for (guint32 task = loop->due.head; task != NO_TASK; task = simulation->runs[task].next)
            stands_by(loop, task);
        return TRUE;
    }
    if (!lock_acquire(thread))
        return FALSE;
    thread->step = LOOP_STARTED;
    machine_pay(&simulation->machine, thread, simulation->plan->offload_start);
    return FALSE;
}

static gboolean looks(Simulation *simulation, Loop *loop)
{
    Thread *thread = loop->thread;
    take_in_hand(loop, first_due(loop));
    if (lock_drop(thread, DROP_BLOCKS))
        return FALSE;
    loop->pass = loop->yielded;
    if (loop->pass.head == NO_TASK) {
        loop->pass = loop->due;
    } else if (loop->due.head != NO_TASK) {
        simulation->runs[loop->pass.tail].next = loop->due.head;
        loop->pass.tail = loop->due.tail;
    }
    loop->yielded = loop->due = (TaskList)TASK_LIST_EMPTY;
    if (loop->pass.head == NO_TASK) {
        MACHINE_DECIDED(&simulation->machine, "loop %u: sleeps, nothing is due", thread->interpreter->index);
        loop->idle = TRUE;
        loop->idle_since = simulation->machine.engine.now;
        loop->idle_rank = engine_next_rank(&simulation->machine.engine);
        machine_sleep(&simulation->machine, thread, STATE_LOOP);
        return FALSE;
    }
    thread->step = LOOP_RESUMES;
    return TRUE;
}

static gboolean resumes(Simulation *simulation, Loop *loop)
{
    Thread *thread = loop->thread;
    if (loop->pass.head == NO_TASK) {
        thread->step = LOOP_LOOKS;
        return TRUE;
    }
    take_in_hand(loop, loop->pass.head);
    if (machine_moves(&simulation->machine, thread) || !lock_acquire(thread))
        return FALSE;
    MACHINE_DECIDED(&simulation->machine, "loop %u: %s goes on, first of the pass", thread->interpreter->index,
                    thread_label(thread));
    guint32 task = task_list_take(simulation, &loop->pass);
    SimTime cost = simulation->machine.costs->loop_step;
    if (to_be_received(simulation, task))
        cost += dispatcher_cost(simulation, task);
    thread->track = task;
    thread->step = LOOP_RUNS;
    return !machine_pay(&simulation->machine, thread, cost);
}

static void release(Simulation *simulation, Thread *thread)
{
    const Phase *phase = task_begin_phase(simulation, thread->task);
    thread->step = LOOP_RUNS;
    machine_begin_work(&simulation->machine, thread, PHASE_NOGIL, phase_duration(phase));
}

/* The task in hand cannot go on, for reason STEP. */
static gboolean leaves(Simulation *simulation, Loop *loop, TaskStep step)
{
    guint32 task = loop->thread->task;
    if (step == TASK_BLOCKS)
        block(simulation, loop, task);
    else if (step == TASK_QUEUES)
        task_record(simulation, task, STATE_RESOURCE, loop->thread);
    else if (step == TASK_OFFLOADS)
        crew_offload(simulation, task);
    loop->thread->step = LOOP_RESUMES;
    return TRUE;
}

static gboolean runs(Simulation *simulation, Loop *loop)
{
    Thread *thread = loop->thread;
    if (!lock_acquire(thread))
        return FALSE;
    if (thread->work != WORK_NONE) {
        machine_continue_work(&simulation->machine, thread);
        lock_computes(thread);
        return FALSE;
    }
    TaskStep step = task_go_on(thread);
    if (step == TASK_WORKS) {
        lock_computes(thread);
        return FALSE;
    }
    const Task *task = &simulation->workload->tasks[thread->task];
    if (step == TASK_BLOCKS && task->phases[simulation->runs[thread->task].phase].kind == PHASE_NOGIL) {
        thread->step = LOOP_RELEASES;
        return !lock_drop(thread, DROP_BLOCKS);
    }
    if (step != TASK_ENDS)
        return leaves(simulation, loop, step);
    thread->step = LOOP_SENDS;
    if (!simulation->plan->ipc)
        return TRUE;
    return !machine_pay(&simulation->machine, thread, dispatcher_cost(simulation, thread->task));
}

static gboolean step(Simulation *simulation, Loop *loop)
{
    switch (loop->thread->step) {
    case LOOP_STARTS:
    case LOOP_STARTED:
        return starts(simulation, loop);
    case LOOP_LOOKS:
        return looks(simulation, loop);
    case LOOP_RESUMES:
        return resumes(simulation, loop);
    case LOOP_RELEASES:
        release(simulation, loop->thread);
        return FALSE;
    case LOOP_SENDS:
        end_task(simulation, loop, loop->thread->task);
        loop->thread->step = LOOP_RESUMES;
        return TRUE;
    default:
        return runs(simulation, loop);
    }
}

void loop_go_on(Thread *thread)
{
    Simulation *simulation = simulation_of(thread);
    if (thread->work == PHASE_NOGIL) {
        machine_continue_work(&simulation->machine, thread);
        return;
    }
    gboolean after_hold = thread->worked == PHASE_HOLD;
    thread->worked = WORK_NONE;
    if (after_hold && lock_give_way(thread))
        return;
    while (step(simulation, thread->interpreter->loop))
        continue;
}

void loop_init(Loop *loop, Thread *thread)
{
    *loop = (Loop){ .thread = thread,
                    .idle = TRUE,
                    .wake.fire = wake_due,
                    .yielded = TASK_LIST_EMPTY,
                    .due = TASK_LIST_EMPTY,
                    .pass = TASK_LIST_EMPTY };
    thread->step = LOOP_LOOKS;
}

void loop_start(Loop *loop)
{
    loop->exists = TRUE;
    if (loop->due.head != NO_TASK)
        wake(loop);
}

void loop_start_executor(Loop *loop, guint32 track)
{
    loop->idle = loop->exists = FALSE;
    loop->thread->step = LOOP_STARTS;
    loop->thread->number = WHERE_MAIN;
    loop->thread->track = track;
    machine_ready(loop->thread->interpreter->machine, loop->thread);
}
