/* starter - what the main thread does: it starts the others one after another, holding its interpreter's lock. */
#include "simulation.h"

enum { STARTER_NEXT, STARTER_PAID };

static void starter_go_on(Thread *thread)
{
    Simulation *simulation = simulation_of(thread);
    if (thread->step == STARTER_PAID) {
        thread->step = STARTER_NEXT;
        crew_started(simulation, simulation->n_started);
        if (lock_give_way(thread))
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

const Program starter_program = { starter_go_on };
