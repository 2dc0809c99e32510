/* worker - what a thread does that takes one task at a time and blocks while the task waits.
 *
 * Also the thread of a single task, and a worker of an event loop's executor. */
#include "simulation.h"

enum {
    WORKER_RUNS,
    WORKER_BLOCKS,   /* its lock is dropped; the blocking phase is to begin */
    WORKER_RECEIVES, /* its task's payload is still to come */
    WORKER_SENDS,    /* its task's result goes back */
};

/* Does THREAD's task come from another process, and its result go there? */
static gboolean across_processes(const Simulation *simulation, const Thread *thread)
{
    gboolean across = thread->offload ? simulation->plan->offload == OFFLOAD_PROCESSES : simulation->plan->ipc;
    return across && dispatcher_sends(simulation);
}


void worker_begins(Thread *thread, guint32 task)
{
    Simulation *simulation = simulation_of(thread);
    crew_take(simulation, thread, task);
    gboolean receives = across_processes(simulation, thread);
    thread->step = receives ? WORKER_RECEIVES : WORKER_RUNS;
    thread->track = receives ? NO_TRACK : task;
}

static void begin_blocking_phase(Simulation *simulation, Thread *thread)
{
    Machine *machine = &simulation->machine;
    const Phase *phase = task_begin_phase(simulation, thread->task);
    thread->step = WORKER_RUNS;
    if (phase->kind == PHASE_NOGIL) {
        machine_begin_work(machine, thread, PHASE_NOGIL, phase_duration(phase));
        return;
    }
    simulation->runs[thread->task].could_go_on = machine->engine.now + phase_duration(phase);
    machine_wait(machine, thread, phase_duration(phase));
}

/* TASK's work here is over and, where payloads are sent, its result has left. */
static void deliver_result(Simulation *simulation, Thread *thread)
{
    guint32 task = thread->task;
    gboolean sent = across_processes(simulation, thread);
    thread->track = NO_TRACK;
    if (sent)
        dispatcher_receive(simulation, task);
    else if (thread->offload)
        loop_due(simulation->interpreters[0].loop, task, FALSE);
    else
        task_finish(simulation, task);
}

/* FALSE: it has given up core and lock. */
static gboolean take_next(Simulation *simulation, Thread *thread)
{
    guint32 task = crew_next(simulation, thread);
    if (task != NO_TASK) {
        worker_begins(thread, task);
        return !machine_moves(&simulation->machine, thread);
    }
    crew_take(simulation, thread, NO_TASK);
    lock_drop(thread, simulation->plan->threads == THREADS_PER_TASK ? DROP_ENDS : DROP_SLEEPS);
    machine_sleep(&simulation->machine, thread, STATE_NONE);
    return FALSE;
}

/* On a core with the lock, between two phases. FALSE: it can do no more for now. */
static gboolean run_phases(Simulation *simulation, Thread *thread)
{
    switch (task_go_on(thread)) {
    case TASK_WORKS:
        lock_computes(thread);
        return FALSE;
    case TASK_BLOCKS:
        thread->step = WORKER_BLOCKS;
        if (!lock_drop(thread, DROP_BLOCKS))
            begin_blocking_phase(simulation, thread);
        return FALSE;
    case TASK_QUEUES:
        lock_drop(thread, DROP_SLEEPS);
        machine_sleep(&simulation->machine, thread, STATE_RESOURCE);
        return FALSE;
    case TASK_COMES_BACK:
    case TASK_ENDS:
        thread->step = WORKER_SENDS;
        return !across_processes(simulation, thread) ||
               !machine_pay(&simulation->machine, thread, dispatcher_cost(simulation, thread->task));
    case TASK_OFFLOADS:
        g_assert_not_reached();
    }
    return FALSE;
}

/* On a core with the lock, nothing begun. FALSE: it can do no more for now. */
static gboolean step(Simulation *simulation, Thread *thread)
{
    switch (thread->step) {
    case WORKER_RECEIVES:
        thread->step = WORKER_RUNS;
        thread->track = thread->task;
        return !machine_pay(&simulation->machine, thread, dispatcher_cost(simulation, thread->task));
    case WORKER_SENDS:
        deliver_result(simulation, thread);
        return take_next(simulation, thread);
    default:
        return run_phases(simulation, thread);
    }
}

void worker_go_on(Thread *thread)
{
    Simulation *simulation = simulation_of(thread);
    if (thread->step == WORKER_BLOCKS) {
        begin_blocking_phase(simulation, thread);
        return;
    }
    if (thread->work == PHASE_NOGIL) {
        machine_continue_work(&simulation->machine, thread);
        return;
    }
    gboolean after_hold = thread->worked == PHASE_HOLD;
    thread->worked = WORK_NONE;
    if (after_hold && lock_give_way(thread))
        return;
    if (!lock_acquire(thread))
        return;
    if (G_UNLIKELY(simulation->awaited == thread)) {
        simulation->awaited = NULL;
        machine_ready(&simulation->machine, simulation->starter);
    }
    if (thread->work != WORK_NONE) {
        machine_continue_work(&simulation->machine, thread);
        lock_computes(thread);
        return;
    }
    while (step(simulation, thread))
        continue;
}
