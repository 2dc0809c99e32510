/* dispatcher - what the parent's thread does that sends tasks to processes and receives their results, in order. */
#include "simulation.h"

enum { DISPATCHER_IDLE, DISPATCHER_NEXT, DISPATCHER_PAID };

gboolean dispatcher_sends(const Simulation *simulation)
{
    const Costs *costs = simulation->machine.costs;
    return costs->ipc_call > 0 || costs->ipc_mib > 0;
}

SimTime dispatcher_cost(const Simulation *simulation, guint32 task)
{
    const Workload *workload = simulation->workload;
    const Costs *costs = simulation->machine.costs;
    gint64 payload = workload->groups[workload->tasks[task].group].payload;
    return costs->ipc_call + (SimTime)(((__int128)payload * costs->ipc_mib + (1 << 19)) >> 20);
}

static void add(Simulation *simulation, guint32 task, gboolean receive)
{
    Errand *errand = g_new(Errand, 1);
    *errand = (Errand){ task, receive };
    g_queue_push_tail(simulation->errands, errand);
    if (simulation->dispatcher->step != DISPATCHER_IDLE)
        return;
    simulation->dispatcher->step = DISPATCHER_NEXT;
    machine_ready(&simulation->machine, simulation->dispatcher);
}

void dispatcher_send(Simulation *simulation, guint32 task)
{
    add(simulation, task, FALSE);
}

void dispatcher_receive(Simulation *simulation, guint32 task)
{
    task_record(simulation, task, STATE_OVERHEAD, NULL);
    add(simulation, task, TRUE);
}

static void done(Simulation *simulation, const Errand *errand)
{
    if (!errand->receive)
        crew_deliver(simulation, errand->task);
    else if (simulation->plan->offload == OFFLOAD_PROCESSES)
        loop_due(simulation->interpreters[0].loop, errand->task, FALSE);
    else
        task_finish(simulation, errand->task);
}

static void end_errand(Simulation *simulation, Thread *thread)
{
    g_autofree Errand *errand = g_queue_pop_head(simulation->errands);
    thread->step = DISPATCHER_NEXT;
    done(simulation, errand);
}

void dispatcher_go_on(Thread *thread)
{
    Simulation *simulation = simulation_of(thread);
    if (thread->step == DISPATCHER_PAID)
        end_errand(simulation, thread);
    while (!g_queue_is_empty(simulation->errands)) {
        const Errand *next = g_queue_peek_head(simulation->errands);
        if (!lock_acquire(thread))
            return;
        thread->step = DISPATCHER_PAID;
        if (machine_pay(&simulation->machine, thread, dispatcher_cost(simulation, next->task)))
            return;
        end_errand(simulation, thread);
    }
    thread->step = DISPATCHER_IDLE;
    lock_drop(thread, DROP_SLEEPS);
    machine_sleep(&simulation->machine, thread, STATE_NONE);
}
