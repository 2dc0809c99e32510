/* task - a task as it runs: its phases one by one, units of resources, arrival and finish. */
#include "simulation.h"

/* ---- lists ---- */

void task_list_add(Simulation *simulation, TaskList *list, guint32 task)
{
    simulation->runs[task].next = NO_TASK;
    if (list->tail != NO_TASK)
        simulation->runs[list->tail].next = task;
    else
        list->head = task;
    list->tail = task;
}

guint32 task_list_take(Simulation *simulation, TaskList *list)
{
    guint32 task = list->head;
    if (task == NO_TASK)
        return NO_TASK;
    list->head = simulation->runs[task].next;
    if (list->head == NO_TASK)
        list->tail = NO_TASK;
    return task;
}

/* ---- phases ---- */

void task_record(Simulation *simulation, guint32 task, TaskState state, const Thread *thread)
{
    Where where = { WHERE_NOBODY, WHERE_NOBODY, -1, FALSE };
    if (thread != NULL) {
        where.interpreter = thread->interpreter->shown;
        where.thread = thread->number;
    }
    recorder_state(simulation->recorder, task, state, &where, simulation->machine.engine.now);
}

static void phase_begins(Simulation *simulation, guint32 task)
{
    TaskRun *run = &simulation->runs[task];
    SimTime now = simulation->machine.engine.now;
    if (!run->started) {
        run->started = TRUE;
        recorder_start(simulation->recorder, task, now);
    }
    if (run->could_go_on >= 0)
        recorder_delay(simulation->recorder, task, now - run->could_go_on);
    run->could_go_on = -1;
    run->phase++;
}

const Phase *task_begin_phase(Simulation *simulation, guint32 task)
{
    const Phase *phase = &simulation->workload->tasks[task].phases[simulation->runs[task].phase];
    phase_begins(simulation, task);
    return phase;
}

static Units *units_of(const Thread *thread, guint32 resource)
{
    Simulation *simulation = simulation_of(thread);
    if (simulation->workload->resources[resource].per_process)
        return &thread->interpreter->units[resource];
    return &simulation->units[resource];
}

/* TRUE: THREAD's task has a unit; FALSE: it stands in the queue. */
static gboolean take_unit(Thread *thread, guint32 resource)
{
    Units *units = units_of(thread, resource);
    if (units->free > 0) {
        units->free--;
        return TRUE;
    }
    task_list_add(simulation_of(thread), &units->waiting, thread->task);
    return FALSE;
}

static void give_unit_back(Thread *thread, guint32 resource)
{
    Simulation *simulation = simulation_of(thread);
    Units *units = units_of(thread, resource);
    guint32 task = task_list_take(simulation, &units->waiting);
    if (task == NO_TASK) {
        units->free++;
        return;
    }
    TaskRun *run = &simulation->runs[task];
    run->could_go_on = simulation->machine.engine.now;
    Thread *carrier = task_carrier(simulation, task);
    if (carrier->role == ROLE_LOOP)
        loop_due(carrier->interpreter->loop, task, FALSE);
    else
        machine_ready(&simulation->machine, carrier);
}

/* offload { }: TRUE where it goes to an executor. */
static gboolean offloads(const Thread *thread, TaskRun *run)
{
    if (thread->offload) {
        run->depth++;
        return FALSE;
    }
    return thread->role == ROLE_LOOP && simulation_of(thread)->executor.n > 0;
}

static gboolean offload_ends(const Thread *thread, TaskRun *run)
{
    if (!thread->offload || run->depth == 0)
        return thread->offload;
    run->depth--;
    return FALSE;
}

TaskStep task_go_on(Thread *thread)
{
    Simulation *simulation = simulation_of(thread);
    const Task *task = &simulation->workload->tasks[thread->task];
    TaskRun *run = &simulation->runs[thread->task];
    while (run->phase < task->n_phases) {
        const Phase *phase = &task->phases[run->phase];
        switch ((PhaseKind)phase->kind) {
        case PHASE_COMPUTE:
        case PHASE_HOLD:
            phase_begins(simulation, thread->task);
            machine_begin_work(&simulation->machine, thread, phase->kind, phase_duration(phase));
            return TASK_WORKS;
        case PHASE_NOGIL:
        case PHASE_WAIT:
        case PHASE_YIELD:
            return TASK_BLOCKS;
        case PHASE_USE:
            phase_begins(simulation, thread->task);
            if (!take_unit(thread, phase_resource(phase)))
                return TASK_QUEUES;
            break;
        case PHASE_GIVE_BACK:
            run->phase++;
            give_unit_back(thread, phase_resource(phase));
            break;
        case PHASE_OFFLOAD:
            run->phase++;
            if (offloads(thread, run))
                return TASK_OFFLOADS;
            break;
        case PHASE_OFFLOAD_END:
            run->phase++;
            if (offload_ends(thread, run))
                return TASK_COMES_BACK;
            break;
        case N_PHASE_KINDS:
            g_assert_not_reached();
        }
    }
    return TASK_ENDS;
}

/* Does the task go to an executor, or come back from it, at such a phase? */
static gboolean changes_hands(const Thread *thread, PhaseKind kind)
{
    if (thread->offload)
        return kind == PHASE_OFFLOAD_END && simulation_of(thread)->runs[thread->task].depth == 0;
    return kind == PHASE_OFFLOAD && thread->role == ROLE_LOOP && simulation_of(thread)->executor.n > 0;
}

SimTime thread_burst(const Thread *thread)
{
    const Simulation *simulation = simulation_of(thread);
    if (thread->task == NO_TASK)
        return 0;
    const Task *task = &simulation->workload->tasks[thread->task];
    SimTime burst = 0;
    if (thread->work != WORK_NONE) {
        SimTime left = thread->work_left - (thread_ran(thread) - thread->ran);
        burst = simtime_rescale(left, 1, machine_factor(&simulation->machine, thread));
    }
    for (guint32 i = simulation->runs[thread->task].phase; i < task->n_phases; i++) {
        const Phase *phase = &task->phases[i];
        if (phase->kind == PHASE_WAIT || phase->kind == PHASE_YIELD || changes_hands(thread, phase->kind))
            break;
        burst += phase_on_core(phase->kind) ? phase_duration(phase) : 0;
    }
    return burst;
}

SimTime thread_deadline(const Thread *thread)
{
    if (thread->task == NO_TASK || thread->group->deadline == 0)
        return SIMTIME_NEVER;
    return simulation_of(thread)->workload->tasks[thread->task].arrival + thread->group->deadline;
}

/* ---- arrival and finish ---- */

static void arrive(Simulation *simulation, guint32 task)
{
    TaskRun *run = &simulation->runs[task];
    SimTime now = simulation->machine.engine.now;
    recorder_arrive(simulation->recorder, task, now);
    task_record(simulation, task, STATE_QUEUED, NULL);
    run->could_go_on = now;
    crew_deal(simulation, task);
    if (simulation->workload->tasks[task].job > 0 && simulation->recorder->tasks[task - 1].finish < 0)
        run->held_back = TRUE;
    else
        crew_offer(simulation, task);
}

static guint32 arrival_at(const Simulation *simulation, guint32 place)
{
    return simulation->order != NULL ? simulation->order[place] : place;
}

static void arrivals_due(Timer *timer, Engine *engine)
{
    Simulation *simulation = engine->machine;
    const Task *tasks = simulation->workload->tasks;
    while (simulation->next_arrival < simulation->workload->n_tasks) {
        guint32 task = arrival_at(simulation, simulation->next_arrival);
        if (tasks[task].arrival > engine->now) {
            engine_set(engine, timer, tasks[task].arrival, STEP_ARRIVAL);
            return;
        }
        simulation->next_arrival++;
        if (simulation->waits_for == NULL || --simulation->waits_for[task] == 0)
            arrive(simulation, task);
    }
}

static gint compare_numbers(gconstpointer a, gconstpointer b)
{
    guint32 first = *(const guint32 *)a, second = *(const guint32 *)b;
    return first < second ? -1 : first > second;
}

static void release_due(Timer *timer, Engine *engine)
{
    Simulation *simulation = engine->machine;
    (void)timer;
    g_autoptr(GArray) released = g_steal_pointer(&simulation->released);
    simulation->released = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_array_sort(released, compare_numbers);
    for (guint i = 0; i < released->len; i++) {
        guint32 task = g_array_index(released, guint32, i);
        if (simulation->runs[task].held_back)
            crew_offer(simulation, task);
        else
            arrive(simulation, task);
    }
}

static void release(Simulation *simulation, guint32 task)
{
    g_array_append_val(simulation->released, task);
    engine_set(&simulation->machine.engine, &simulation->release, simulation->machine.engine.now, STEP_ARRIVAL);
}

static void predecessor_finished(Simulation *simulation, guint32 task)
{
    if (--simulation->waits_for[task] == 0)
        release(simulation, task);
}

static void release_successors(Simulation *simulation, guint32 task)
{
    const Workload *workload = simulation->workload;
    guint32 group = workload->tasks[task].group;
    gboolean group_finished = --simulation->unfinished[group] == 0;
    for (guint32 i = 0; i < workload->n_groups; i++) {
        const Group *other = &workload->groups[i];
        for (guint j = 0; other->after != NULL && j < other->after->len; j++) {
            const After *after = &g_array_index(other->after, After, j);
            if (after->group != group)
                continue;
            if (after->by_instance)
                predecessor_finished(simulation, other->first + task - workload->groups[group].first);
            else if (group_finished)
                for (guint32 k = 0; k < other->n_tasks; k++)
                    predecessor_finished(simulation, other->first + k);
        }
    }
}

void task_finish(Simulation *simulation, guint32 task)
{
    const Workload *workload = simulation->workload;
    recorder_finish(simulation->recorder, task, simulation->machine.engine.now);
    simulation->n_finished++;
    if (simulation->waits_for != NULL)
        release_successors(simulation, task);
    guint32 next = task + 1;
    if (next < workload->n_tasks && workload->tasks[next].job > 0 && simulation->runs[next].held_back)
        release(simulation, next);
    simulation->machine.engine.last_instant = simulation->n_finished == workload->n_tasks;
}

static gint compare_arrivals(gconstpointer a, gconstpointer b, gpointer tasks)
{
    guint32 first = *(const guint32 *)a, second = *(const guint32 *)b;
    SimTime difference = ((const Task *)tasks)[first].arrival - ((const Task *)tasks)[second].arrival;
    return difference != 0 ? (difference < 0 ? -1 : 1) : first < second ? -1 : first > second;
}

static void sort_arrivals(Simulation *simulation)
{
    const Workload *workload = simulation->workload;
    simulation->order = g_new(guint32, workload->n_tasks);
    for (guint32 i = 0; i < workload->n_tasks; i++)
        simulation->order[i] = i;
    g_qsort_with_data(simulation->order, (gint)workload->n_tasks, sizeof(guint32), compare_arrivals, workload->tasks);
}

static void count_predecessors(Simulation *simulation)
{
    const Workload *workload = simulation->workload;
    simulation->waits_for = g_new(guint32, workload->n_tasks);
    for (guint32 i = 0; i < workload->n_tasks; i++) {
        const Group *group = &workload->groups[workload->tasks[i].group];
        simulation->waits_for[i] = 1 + (group->after != NULL ? group->after->len : 0);
    }
}

void task_set_arrivals(Simulation *simulation)
{
    const Workload *workload = simulation->workload;
    simulation->released = g_array_new(FALSE, FALSE, sizeof(guint32));
    simulation->release.fire = release_due;
    simulation->arrivals.fire = arrivals_due;
    simulation->unfinished = g_new0(guint32, workload->n_groups);
    gboolean sorted = TRUE, any_after = FALSE;
    for (guint32 i = 0; i < workload->n_tasks; i++) {
        const Group *group = &workload->groups[workload->tasks[i].group];
        simulation->unfinished[workload->tasks[i].group]++;
        any_after |= group->after != NULL && group->after->len > 0;
        sorted &= i == 0 || workload->tasks[i - 1].arrival <= workload->tasks[i].arrival;
    }
    if (any_after)
        count_predecessors(simulation);
    if (!sorted)
        sort_arrivals(simulation);
    engine_set(&simulation->machine.engine, &simulation->arrivals, workload->tasks[arrival_at(simulation, 0)].arrival,
               STEP_ARRIVAL);
}
