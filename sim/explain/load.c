/* load - what a run asks for beside what there is: offered load, the longest path, how work is dealt out.
 *
 * Offered load is what the tasks of a while ask for, over what can be done in that while (Erlang): from 1 on a
 * queue grows as long as they come, whatever the scheduler. */
#include "explain/load.h"

/* A stream is of at least so many tasks, over so many times the mean of their lengths; else it is a burst. */
#define STREAM_TASKS 32
#define STREAM_LENGTHS 10

/* What tasks that arrive by themselves ask for, of all that there may be too little of. */
typedef struct {
    __int128 on_core, locked, all;
    __int128 *in_use; /* by resource */
    SimTime first, last;
    guint32 n;
} Demand;

static gboolean is_open(const Group *group)
{
    return !group->after || group->after->len == 0;
}

static void add_task(Demand *demand, const Task *task)
{
    __int128 since = 0; /* of the task, so far */

    for (guint32 i = 0; i < task->n_phases; i++) {
        const Phase *phase = &task->phases[i];

        if (phase->kind == PHASE_USE)
            demand->in_use[phase_resource(phase)] -= since;
        else if (phase->kind == PHASE_GIVE_BACK)
            demand->in_use[phase_resource(phase)] += since;
        if (phase_on_core(phase->kind))
            demand->on_core += phase_duration(phase);
        if (phase->kind == PHASE_COMPUTE || phase->kind == PHASE_HOLD)
            demand->locked += phase_duration(phase);
        since += phase_duration(phase);
    }
    demand->all += since;
    demand->first = MIN(demand->first, task->arrival);
    demand->last = MAX(demand->last, task->arrival);
    demand->n++;
}

static gboolean is_stream(const Demand *demand)
{
    return demand->n >= STREAM_TASKS && demand->last > demand->first &&
           (__int128)(demand->last - demand->first) * demand->n >= STREAM_LENGTHS * demand->all;
}

static void consider(OfferedLoad *offered, const char *of, __int128 demand, SimTime span, double capacity)
{
    const double load = (double)demand / (double)span / capacity;

    if (load > offered->load)
        *offered = (OfferedLoad){ of, load, demand, span };
}

static void offer(OfferedLoad *offered, const Run *run, const Demand *demand)
{
    const Plan *plan = &run->plan;
    const SimTime span = demand->last - demand->first;
    const guint n_interpreters = MAX(plan->n_interpreters, 1);

    consider(offered, "the cores", demand->on_core, span, run->combination.cores);
    if (run->recorder->n_locks > 0)
        consider(offered, "the lock", demand->locked, span, run->recorder->n_locks);
    if (plan->threads == THREADS_WORKERS)
        consider(offered, "the workers", demand->all, span,
                 (double)plan_n_workers(plan, run->workload->n_tasks));
    if (plan->threads == THREADS_LOOP && plan->offload == OFFLOAD_IN_PLACE)
        consider(offered, "the loop", demand->on_core, span, n_interpreters);
    for (guint32 i = 0; i < run->workload->n_resources; i++) {
        const Resource *resource = &run->workload->resources[i];

        consider(offered, g_intern_string(resource->name), demand->in_use[i], span,
                 (double)resource->capacity * (resource->per_process ? n_interpreters : 1));
    }
}

static gint compare_arrivals(gconstpointer a, gconstpointer b, gpointer run)
{
    const TaskRecord *tasks = ((const Run *)run)->recorder->tasks;
    const guint32 first = *(const guint32 *)a, second = *(const guint32 *)b;

    if (tasks[first].arrival != tasks[second].arrival)
        return tasks[first].arrival < tasks[second].arrival ? -1 : 1;
    return first < second ? -1 : first > second;
}

/* The busiest loop's part of all work on a core, where the k-th task to arrive goes to loop k mod n. */
static double busiest_part(const Run *run)
{
    g_autofree __int128 *work = g_new0(__int128, run->plan.n_interpreters);
    g_autoptr(GArray) order = g_array_new(FALSE, FALSE, sizeof(guint32));
    __int128 all = 0, most = 0;

    for (guint32 i = 0; i < run->workload->n_tasks; i++)
        g_array_append_val(order, i);
    g_array_sort_with_data(order, compare_arrivals, (gpointer)run);
    for (guint32 k = 0; k < order->len; k++) {
        const Task *task = &run->workload->tasks[g_array_index(order, guint32, k)];

        for (guint32 j = 0; j < task->n_phases; j++)
            if (phase_on_core(task->phases[j].kind)) {
                work[k % run->plan.n_interpreters] += phase_duration(&task->phases[j]);
                all += phase_duration(&task->phases[j]);
            }
    }
    for (guint i = 0; i < run->plan.n_interpreters; i++)
        most = MAX(most, work[i]);
    return all > 0 ? (double)most / (double)all : 0;
}

static SimTime longest_path(const Workload *workload)
{
    g_autofree SimTime *finishes = figures_earliest_finishes(workload);
    SimTime first = SIMTIME_NEVER, last = 0;

    for (guint32 i = 0; i < workload->n_tasks; i++) {
        if (is_open(&workload->groups[workload->tasks[i].group]))
            first = MIN(first, workload->tasks[i].arrival);
        last = MAX(last, finishes[i]);
    }
    return last - MIN(first, last);
}

void load_observe(Observed *observed, const Run *run)
{
    const Workload *workload = run->workload;
    g_autofree __int128 *in_use = g_new0(__int128, workload->n_resources);
    Demand demand = { .in_use = in_use, .first = SIMTIME_NEVER };

    for (guint32 i = 0; i < workload->n_tasks; i++)
        if (is_open(&workload->groups[workload->tasks[i].group]))
            add_task(&demand, &workload->tasks[i]);
    observed->path = longest_path(workload);
    if (run->plan.queue == QUEUE_DEALT && run->plan.n_interpreters > 1)
        observed->dealt = busiest_part(run);
    if (!is_stream(&demand))
        return;
    offer(&observed->offered, run, &demand);
    consider(&observed->offered, "the busiest loop", (__int128)((double)demand.on_core * observed->dealt),
             demand.last - demand.first, 1);
}
