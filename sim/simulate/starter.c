/* starter - what the main thread does: it starts the others one after another, holding its interpreter's lock. With the
 * cost `start_waits` it sleeps after each start until the new thread, if it has something to do, has had core and lock. */
#include "simulation.h"

enum { STARTER_NEXT, STARTER_PAID };

/* TRUE: it sleeps until STARTED, which it has just started, has run. */
static gboolean waits_for(Thread *thread, Thread *started)
{
    Simulation *simulation = simulation_of(thread);
    const Plan *plan = simulation->plan;
    if (!simulation->machine.costs->start_waits || !(plan->start_threads || plan->threads == THREADS_PER_TASK))
        return FALSE;
    if (started->where == THREAD_ASLEEP)
        return FALSE;
    simulation->awaited = started;
    lock_drop(thread, DROP_SLEEPS);
    machine_sleep(&simulation->machine, thread, STATE_NONE);
    return TRUE;
}

void starter_go_on(Thread *thread)
{
    Simulation *simulation = simulation_of(thread);
    if (thread->step == STARTER_PAID) {
        Thread *started = simulation_thread(simulation, simulation->n_started);
        thread->step = STARTER_NEXT;
        started->recent_core = thread->core;
        crew_started(simulation, simulation->n_started);
        if (waits_for(thread, started) || lock_give_way(thread))
            return;
    }
    if (simulation->n_started == crew_n_starts(simulation)) {
        lock_drop(thread, DROP_ENDS);
        machine_sleep(&simulation->machine, thread, STATE_NONE);
        return;
    }
    if (!lock_acquire(thread))
        return;
    thread->step = STARTER_PAID;
    machine_pay(&simulation->machine, thread, simulation->plan->start);
}
