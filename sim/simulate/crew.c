/* crew - which thread carries which task: the thread of each task, workers that share a queue, event loops. */
#include "simulation.h"

void crew_take(Simulation *simulation, Thread *thread, guint32 task)
{
    if (task == NO_TASK) {
        thread->task = thread->track = NO_TASK;
        return;
    }
    const Workload *workload = simulation->workload;
    thread->task = task;
    task_set_carrier(simulation, task, thread);
    const Group *group = &workload->groups[workload->tasks[task].group];
    if (thread->group != group)
        machine_set_group(&simulation->machine, thread, group);
}

/* ---- workers ---- */

static void set_to_work(Simulation *simulation, Thread *thread, guint32 task)
{
    worker_begins(thread, task);
    machine_ready(&simulation->machine, thread);
}

static void crew_add(Simulation *simulation, Crew *crew, guint32 task)
{
    gint64 idle = bitset_lowest(&crew->idle);
    if (idle < 0) {
        task_list_add(simulation, &crew->queue, task);
        return;
    }
    bitset_remove(&crew->idle, (guint32)idle);
    set_to_work(simulation, crew->workers[idle], task);
}

static void crew_hire(Simulation *simulation, Crew *crew, guint32 number)
{
    guint32 task = task_list_take(simulation, &crew->queue);
    if (task == NO_TASK)
        bitset_add(&crew->idle, number);
    else
        set_to_work(simulation, crew->workers[number], task);
}

/* Its place among CREW's workers: where they were made (simulator.c), thread numbers went over interpreters. */
static guint32 number_in_crew(const Simulation *simulation, const Thread *thread)
{
    const Plan *plan = simulation->plan;
    guint32 interpreter = thread->interpreter->index;
    if (!thread->offload)
        return (guint32)thread->number * plan->n_interpreters + interpreter;
    return plan->offload == OFFLOAD_PROCESSES ? interpreter - plan->n_interpreters : (guint32)thread->number - 1;
}

guint32 crew_next(Simulation *simulation, Thread *thread)
{
    if (!thread->offload && simulation->plan->threads == THREADS_PER_TASK)
        return NO_TASK;
    Crew *crew = thread->offload ? &simulation->executor : &simulation->crew;
    guint32 task = task_list_take(simulation, &crew->queue);
    if (task == NO_TASK)
        bitset_add(&crew->idle, number_in_crew(simulation, thread));
    return task;
}

/* ---- loops ---- */

static void give_to_loop(Simulation *simulation, guint32 task)
{
    const Plan *plan = simulation->plan;
    if (plan->limit > 0 && simulation->n_in_hand >= plan->limit) {
        task_list_add(simulation, &simulation->over_limit, task);
        return;
    }
    simulation->n_in_hand++;
    loop_due(&simulation->loops[simulation->dealt[task]], task, FALSE);
}

void crew_room(Simulation *simulation)
{
    simulation->n_in_hand--;
    guint32 task = task_list_take(simulation, &simulation->over_limit);
    if (task != NO_TASK)
        give_to_loop(simulation, task);
}

void crew_offload(Simulation *simulation, guint32 task)
{
    task_record(simulation, task, STATE_QUEUED, NULL);
    if (simulation->plan->offload == OFFLOAD_PROCESSES && dispatcher_sends(simulation))
        dispatcher_send(simulation, task);
    else
        crew_add(simulation, &simulation->executor, task);
}

/* ---- all ---- */

void crew_deliver(Simulation *simulation, guint32 task)
{
    if (simulation->plan->threads != THREADS_LOOP)
        crew_add(simulation, &simulation->crew, task);
    else if (task_carrier(simulation, task) == NULL)
        give_to_loop(simulation, task);
    else
        crew_add(simulation, &simulation->executor, task); /* a loop has it in hand already */
}

void crew_deal(Simulation *simulation, guint32 task)
{
    if (simulation->plan->threads == THREADS_LOOP)
        simulation->dealt[task] = simulation->n_arrived++ % simulation->plan->n_interpreters;
}

void crew_offer(Simulation *simulation, guint32 task)
{
    const Plan *plan = simulation->plan;
    if (plan->threads == THREADS_PER_TASK) {
        Thread *thread = simulation_thread(simulation, task);
        task_set_carrier(simulation, task, thread);
        if (task < simulation->n_started)
            set_to_work(simulation, thread, task);
        return;
    }
    if (plan->ipc && dispatcher_sends(simulation))
        dispatcher_send(simulation, task);
    else
        crew_deliver(simulation, task);
}

guint32 crew_n_starts(const Simulation *simulation)
{
    const Plan *plan = simulation->plan;
    if (plan->threads == THREADS_PER_TASK)
        return simulation->workload->n_tasks;
    return plan->start_threads ? simulation->crew.n : plan->n_interpreters;
}

void crew_started(Simulation *simulation, guint32 i)
{
    const Plan *plan = simulation->plan;
    simulation->n_started++;
    if (plan->threads == THREADS_LOOP) {
        loop_start(&simulation->loops[i]);
    } else if (plan->threads == THREADS_PER_TASK) {
        if (task_carrier(simulation, i) != NULL)
            set_to_work(simulation, simulation_thread(simulation, i), i);
    } else if (plan->start_threads) {
        crew_hire(simulation, &simulation->crew, i);
    } else {
        for (guint32 number = i; number < simulation->crew.n; number += plan->n_interpreters)
            crew_hire(simulation, &simulation->crew, number);
    }
}

void crew_offload_started(Simulation *simulation, guint32 i)
{
    crew_hire(simulation, &simulation->executor, i);
}
