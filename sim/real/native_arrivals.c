/* native_arrivals - when tasks arrive and what follows from a finish, in the program's own process. */
#include <sys/prctl.h>

#include "native.h"

enum { TASK_HELD_BACK = 1, TASK_FINISHED = 2 };

struct NativeArrivals {
    pthread_mutex_t mutex;
    guint32 *order;     /* tasks by arrival, then file order */
    guint32 next;       /* in it */
    guint32 *waits_for; /* predecessors that have not finished; the time of arrival counts as one */
    SimTime *earliest;  /* the latest of those that have, so far */
    guint8 *flags;
    guint32 *unfinished; /* a group's tasks */
    guint32 n_finished, n_dealt;
    guint32 n_in_hand; /* of loops, where they have a limit */
    NativeList over_limit;
    gboolean any_after;
};

static gint compare_arrivals(gconstpointer a, gconstpointer b, gpointer data)
{
    const guint32 first = *(const guint32 *)a, second = *(const guint32 *)b;
    const Task *tasks = data;

    if (tasks[first].arrival != tasks[second].arrival)
        return tasks[first].arrival < tasks[second].arrival ? -1 : 1;
    return first < second ? -1 : first > second;
}

void native_arrivals_init(Native *native)
{
    const Workload *workload = native->workload;
    NativeArrivals *arrivals = g_new0(NativeArrivals, 1);

    pthread_mutex_init(&arrivals->mutex, NULL);
    arrivals->order = g_new(guint32, workload->n_tasks);
    arrivals->waits_for = g_new(guint32, workload->n_tasks);
    arrivals->earliest = g_new0(SimTime, workload->n_tasks);
    arrivals->flags = g_new0(guint8, workload->n_tasks);
    arrivals->unfinished = g_new0(guint32, workload->n_groups);
    arrivals->over_limit = (NativeList){ NO_TASK, NO_TASK };
    for (guint32 i = 0; i < workload->n_tasks; i++) {
        const GArray *after = native_group(native, i)->after;

        arrivals->order[i] = i;
        arrivals->waits_for[i] = 1 + (after ? after->len : 0);
        arrivals->any_after |= after && after->len > 0;
        arrivals->unfinished[workload->tasks[i].group]++;
    }
    g_qsort_with_data(arrivals->order, (gint)workload->n_tasks, sizeof(guint32), compare_arrivals,
                      workload->tasks);
    native->arrivals = arrivals;
}

/* ---- to whom a task goes ---- */

static void give_to_loop(Native *native, guint32 task)
{
    NativeArrivals *arrivals = native->arrivals;
    const Plan *plan = native->plan;

    if (plan->limit > 0 && arrivals->n_in_hand >= plan->limit) {
        native_list_add(native, &arrivals->over_limit, task);
        return;
    }
    arrivals->n_in_hand++;
    native_loop_due(native_loop_at(native, (guint)native->tasks[task].loop), task);
}

/* Somebody is to carry TASK from NOW on. */
static void offer(Native *native, guint32 task, SimTime now)
{
    const Plan *plan = native->plan;
    NativeTask *run = &native->tasks[task];

    run->due = now;
    run->due_kind = JOURNAL_STATE;
    if (plan->threads == THREADS_LOOP)
        run->loop = (gint32)(native->arrivals->n_dealt++ % plan->n_interpreters);
    if (plan->ipc)
        native_dispatcher_send(native, task);
    else if (plan->threads == THREADS_LOOP)
        give_to_loop(native, task);
    else if (plan->threads == THREADS_WORKERS)
        native_crew_add(native->crew, task, now);
    else
        sem_post(&run->wake);
}

void native_room(Carrier *carrier)
{
    Native *native = carrier->native;
    NativeArrivals *arrivals = native->arrivals;
    guint32 task;

    if (native->plan->limit == 0)
        return;
    pthread_mutex_lock(&arrivals->mutex);
    arrivals->n_in_hand--;
    task = native_list_take(native, &arrivals->over_limit);
    if (task != NO_TASK) {
        native->tasks[task].due = native_now(native);
        give_to_loop(native, task);
    }
    pthread_mutex_unlock(&arrivals->mutex);
}

/* ---- arrivals; the mutex is held ---- */

/* One of the things that TASK's arrival waits for happened at TIME; it is NOW. */
static void one_less(Carrier *carrier, guint32 task, SimTime time, SimTime now)
{
    Native *native = carrier->native;
    NativeArrivals *arrivals = native->arrivals;

    arrivals->earliest[task] = MAX(arrivals->earliest[task], time);
    if (--arrivals->waits_for[task] > 0)
        return;
    carrier_note_for(carrier, task, JOURNAL_ARRIVE, STATE_QUEUED, arrivals->earliest[task], FALSE);
    if (native->workload->tasks[task].job > 0 && !(arrivals->flags[task - 1] & TASK_FINISHED))
        arrivals->flags[task] |= TASK_HELD_BACK;
    else
        offer(native, task, now);
}

/* All that are due by NOW arrive. Returns when the next is due, or SIMTIME_NEVER. */
static SimTime arrive_until(Carrier *carrier, SimTime now)
{
    NativeArrivals *arrivals = carrier->native->arrivals;
    const Workload *workload = carrier->native->workload;

    while (arrivals->next < workload->n_tasks) {
        const guint32 task = arrivals->order[arrivals->next];
        const SimTime arrival = workload->tasks[task].arrival;

        if (arrival > now)
            return arrival;
        arrivals->next++;
        one_less(carrier, task, arrival, now);
    }
    return SIMTIME_NEVER;
}

void native_arrive_at_start(Native *native, Carrier *carrier)
{
    pthread_mutex_lock(&native->arrivals->mutex);
    arrive_until(carrier, 0);
    pthread_mutex_unlock(&native->arrivals->mutex);
}

gboolean native_more_arrive(const Native *native)
{
    return native->arrivals->next < native->workload->n_tasks;
}

void native_arrivals_run(gpointer data)
{
    Carrier *carrier = data;
    Native *native = carrier->native;
    SimTime next = 0;

    prctl(PR_SET_TIMERSLACK, 1);
    native_wait_at_gate(native);
    while (next != SIMTIME_NEVER) {
        pthread_mutex_lock(&native->arrivals->mutex);
        next = arrive_until(carrier, native_now(native));
        pthread_mutex_unlock(&native->arrivals->mutex);
        if (next != SIMTIME_NEVER)
            clock_sleep_until(native->control->origin + next);
    }
    while (sem_wait(&native->closing) != 0)
        continue;
}

/* ---- finishes ---- */

static void release_successors(Carrier *carrier, guint32 task, SimTime now)
{
    const Workload *workload = carrier->native->workload;
    const guint32 group = workload->tasks[task].group;
    const gboolean group_finished = carrier->native->arrivals->unfinished[group] == 0;

    for (guint32 i = 0; i < workload->n_groups; i++) {
        const Group *other = &workload->groups[i];

        for (guint j = 0; other->after && j < other->after->len; j++) {
            const After *after = &g_array_index(other->after, After, j);

            if (after->group != group)
                continue;
            if (after->by_instance)
                one_less(carrier, other->first + task - workload->groups[group].first, now, now);
            else if (group_finished)
                for (guint32 k = 0; k < other->n_tasks; k++)
                    one_less(carrier, other->first + k, now, now);
        }
    }
}

/* The last task has finished: everybody may go home. */
static void close_all(Native *native)
{
    if (native->crew)
        native_crew_close(native->crew);
    if (native->executor)
        native_crew_close(native->executor);
    for (guint i = 0; native->loops && i < native->plan->n_interpreters; i++)
        native_loop_close(native_loop_at(native, i));
    if (native->dispatcher)
        native_dispatcher_close(native);
    sem_post(&native->closing);
}

void native_finished(Carrier *carrier, guint32 task, SimTime now)
{
    Native *native = carrier->native;
    NativeArrivals *arrivals = native->arrivals;
    const guint32 next = task + 1, n_tasks = native->workload->n_tasks;

    carrier_note_for(carrier, task, JOURNAL_FINISH, STATE_NONE, now, FALSE);
    pthread_mutex_lock(&arrivals->mutex);
    arrivals->flags[task] |= TASK_FINISHED;
    arrivals->unfinished[native->workload->tasks[task].group]--;
    if (arrivals->any_after)
        release_successors(carrier, task, now);
    if (next < n_tasks && native->workload->tasks[next].job > 0 && arrivals->flags[next] & TASK_HELD_BACK)
        offer(native, next, now);
    if (++arrivals->n_finished == n_tasks)
        close_all(native);
    pthread_mutex_unlock(&arrivals->mutex);
}
