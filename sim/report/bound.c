/* bound - the least makespan that a plan can have, whatever schedulers and locks do (semantics, 8). */
#include "figures.h"

/* What a workload asks for, of all that some plan has a limit on. */
typedef struct {
    __int128 on_core, locked; /* on a core; of that, with the lock held */
    __int128 *in_use;         /* time within `use`, by resource */
    SimTime *asked;           /* a task's phases, added up */
} Demand;

static void add_task(Demand *demand, const Workload *workload, guint32 index)
{
    const Task *task = &workload->tasks[index];
    SimTime asked = 0;

    for (guint32 i = 0; i < task->n_phases; i++) {
        const Phase *phase = &task->phases[i];

        if (phase->kind == PHASE_USE)
            demand->in_use[phase_resource(phase)] -= asked;
        else if (phase->kind == PHASE_GIVE_BACK)
            demand->in_use[phase_resource(phase)] += asked;
        if (phase_on_core(phase->kind))
            demand->on_core += phase_duration(phase);
        if (phase->kind == PHASE_COMPUTE || phase->kind == PHASE_HOLD)
            demand->locked += phase_duration(phase);
        asked += phase_duration(phase);
    }
    demand->asked[index] = asked;
}

static Demand demand_of(const Workload *workload)
{
    Demand demand = { 0 };

    demand.in_use = g_new0(__int128, workload->n_resources);
    demand.asked = g_new0(SimTime, workload->n_tasks);
    for (guint32 i = 0; i < workload->n_tasks; i++)
        add_task(&demand, workload, i);
    return demand;
}

/* Earliest finishes, task by task, once those of the groups that its group comes after are known. */
typedef struct {
    const Workload *workload;
    const Demand *demand;
    SimTime *task, *group; /* of a group: that of its last */
    guint8 *seen;          /* a group's */
} Finishes;

static const After *next_unknown(const Finishes *finishes, const Group *group)
{
    for (guint i = 0; group->after && i < group->after->len; i++) {
        const After *after = &g_array_index(group->after, After, i);

        if (!finishes->seen[after->group])
            return after;
    }
    return NULL;
}

static SimTime earliest_arrival(const Finishes *finishes, const Group *group, guint32 index)
{
    SimTime arrival = finishes->workload->tasks[index].arrival;

    for (guint i = 0; group->after && i < group->after->len; i++) {
        const After *after = &g_array_index(group->after, After, i);
        const Group *other = &finishes->workload->groups[after->group];

        if (!after->by_instance)
            arrival = MAX(arrival, finishes->group[after->group]);
        else if (other->n_tasks == group->n_tasks)
            arrival = MAX(arrival, finishes->task[other->first + index - group->first]);
    }
    return arrival;
}

static void finish_group(Finishes *finishes, guint32 index)
{
    const Group *group = &finishes->workload->groups[index];

    for (guint32 i = group->first; i < group->first + group->n_tasks; i++) {
        finishes->task[i] = earliest_arrival(finishes, group, i) + finishes->demand->asked[i];
        finishes->group[index] = MAX(finishes->group[index], finishes->task[i]);
    }
    finishes->seen[index] = TRUE;
}

/* Each task's, g_free. With a stack of its own: a chain of groups may be as long as a file. */
static SimTime *earliest_finishes(const Workload *workload, const Demand *demand)
{
    SimTime *task = g_new0(SimTime, workload->n_tasks);
    g_autofree SimTime *group = g_new0(SimTime, workload->n_groups);
    g_autofree guint8 *seen = g_new0(guint8, workload->n_groups);
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(guint32));
    Finishes finishes = { workload, demand, task, group, seen };

    for (guint32 i = 0; i < workload->n_groups; i++) {
        g_array_append_val(stack, i);
        while (stack->len > 0) {
            const guint32 top = g_array_index(stack, guint32, stack->len - 1);
            const After *before = seen[top] ? NULL : next_unknown(&finishes, &workload->groups[top]);

            if (before) {
                g_array_append_val(stack, before->group);
                continue;
            }
            if (!seen[top])
                finish_group(&finishes, top);
            g_array_set_size(stack, stack->len - 1);
        }
    }
    return task;
}

static void demand_clear(Demand *demand)
{
    g_free(demand->in_use);
    g_free(demand->asked);
}

SimTime *figures_earliest_finishes(const Workload *workload)
{
    Demand demand = demand_of(workload);
    SimTime *finishes = earliest_finishes(workload, &demand);

    demand_clear(&demand);
    return finishes;
}

static SimTime last_finish(const Workload *workload, const Demand *demand)
{
    g_autofree SimTime *finishes = earliest_finishes(workload, demand);
    SimTime last = 0;

    for (guint32 i = 0; i < workload->n_tasks; i++)
        last = MAX(last, finishes[i]);
    return last;
}

/* Something arrives by itself: there are no cycles. */
static SimTime first_arrival(const Workload *workload)
{
    SimTime first = SIMTIME_NEVER;

    for (guint32 g = 0; g < workload->n_groups; g++) {
        const Group *group = &workload->groups[g];

        if (group->after && group->after->len > 0)
            continue;
        for (guint32 i = group->first; i < group->first + group->n_tasks; i++)
            first = MIN(first, workload->tasks[i].arrival);
    }
    return first;
}

static SimTime divide_up(__int128 dividend, gint64 divisor)
{
    return (SimTime)((dividend + divisor - 1) / divisor);
}

SimTime figures_lower_bound(const Workload *workload, const Plan *plan, guint cores)
{
    const gint64 n_workers = (gint64)plan_n_workers(plan, workload->n_tasks);
    const gint64 n_locks =
        (gint64)plan->n_interpreters + (plan->offload == OFFLOAD_PROCESSES ? plan->n_offload : 0);
    Demand demand = demand_of(workload);
    SimTime bound = last_finish(workload, &demand) - first_arrival(workload);

    bound = MAX(bound, divide_up(demand.on_core, MIN((gint64)cores, n_workers)));
    if (plan->locked)
        bound = MAX(bound, divide_up(demand.locked, n_locks));
    for (guint32 i = 0; i < workload->n_resources; i++) {
        const Resource *resource = &workload->resources[i];
        const gint64 units = (gint64)resource->capacity * (resource->per_process ? n_locks : 1);

        bound = MAX(bound, divide_up(demand.in_use[i], units));
    }
    demand_clear(&demand);
    return bound;
}
