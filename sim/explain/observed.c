/* observed - what an explanation wants to know of a run beyond its figures: who queued for the lock and who
 * held it, and sums of the timeline that laws are held against. */
#include "explain/observed.h"

#include "explain/laws.h"
#include "explain/load.h"

/* The run that goes on. */
typedef struct Watching {
    RowSink rows;
    const Workload *workload;
    Observed *observed;
    Sums sums;
    SimTime *came; /* a task's: when it came to the lock that it still waits for; -1: it does not */
} Watching;

void observed_free(Observed *observed)
{
    if (!observed)
        return;
    for (guint i = 0; i < observed->n_groups; i++)
        g_free(observed->groups[i].name);
    g_free(observed->groups);
    for (guint i = 0; observed->laws && i < observed->laws->len; i++)
        g_free(g_array_index(observed->laws, Law, i).what);
    g_clear_pointer(&observed->laws, g_array_unref);
    g_free(observed);
}

/* What TASK asks for; what PLAN's loops hand on to their executor is not part of longest_on_core. */
static void add_asked(ObservedGroup *group, const Task *task, const Plan *plan)
{
    SimTime in_hand = 0;
    gint offloaded = 0;

    for (guint32 i = 0; i < task->n_phases; i++) {
        const Phase *phase = &task->phases[i];
        const gboolean gives_way = phase->kind == PHASE_WAIT || phase->kind == PHASE_YIELD;

        if (plan->offload != OFFLOAD_IN_PLACE)
            offloaded += (phase->kind == PHASE_OFFLOAD) - (phase->kind == PHASE_OFFLOAD_END);
        *(phase_on_core(phase->kind) ? &group->computing : &group->waiting) += phase_duration(phase);
        if (phase->kind == PHASE_COMPUTE || phase->kind == PHASE_HOLD)
            group->locked += phase_duration(phase);
        in_hand = gives_way || offloaded > 0 ? 0 : in_hand + phase_duration(phase);
        group->longest_on_core = MAX(group->longest_on_core, in_hand);
    }
}

static Observed *observed_new(const Workload *workload, const Plan *plan)
{
    Observed *observed = g_new0(Observed, 1);

    observed->n_groups = workload->n_groups;
    observed->groups = g_new0(ObservedGroup, workload->n_groups);
    for (guint i = 0; i < workload->n_groups; i++) {
        ObservedGroup *group = &observed->groups[i];
        const Group *asked = &workload->groups[i];

        group->name = g_strdup(asked->name);
        group->n_tasks = asked->n_tasks;
        for (guint32 t = asked->first; t < asked->first + asked->n_tasks; t++)
            add_asked(group, &workload->tasks[t], plan);
    }
    return observed;
}

/* A waiter wakes up to ask for the lock and sleeps again; all of that is one wait for it. */
static void watch_lock(ObservedGroup *group, SimTime *came, const Stretch *stretch)
{
    const gboolean has_it = stretch->where.core >= 0 && stretch->where.lock;

    if (stretch->state == STATE_LOCK && *came < 0) {
        *came = stretch->begin;
    } else if (*came >= 0 && (has_it || stretch->state == STATE_COMPUTE || stretch->state == STATE_WAIT)) {
        group->n_lock_waits++;
        group->lock_waits += stretch->begin - *came;
        group->longest_wait = MAX(group->longest_wait, stretch->begin - *came);
        *came = -1;
    }
    if (has_it)
        group->lock_held += stretch->end - stretch->begin;
}

static void watch_row(RowSink *sink, const Stretch *stretch)
{
    Watching *watching = (Watching *)sink;
    const SimTime length = stretch->end - stretch->begin;
    Sums *sums = &watching->sums;

    sums->on_core += stretch->where.core >= 0 ? length : 0;
    /* a parent without tasks has a lock that is nobody's in the figures */
    sums->with_lock +=
        stretch->where.core >= 0 && stretch->where.lock && stretch->where.interpreter >= 0 ? length : 0;
    if (stretch->track >= watching->workload->n_tasks)
        return;
    sums->in_system += length;
    sums->computing += stretch->state == STATE_COMPUTE ? length : 0;
    sums->waiting += stretch->state == STATE_WAIT ? length : 0;
    watch_lock(&watching->observed->groups[watching->workload->tasks[stretch->track].group],
               &watching->came[stretch->track], stretch);
}

static gboolean run_begins(ResultSink *sink, Run *run, GError **error)
{
    Watching *watching = ((Observer *)sink)->watching;
    (void)error;

    *watching = (Watching){ .rows = { watch_row },
                            .workload = run->workload,
                            .observed = observed_new(run->workload, &run->plan),
                            .came = g_new(SimTime, run->workload->n_tasks) };
    for (guint32 i = 0; i < run->workload->n_tasks; i++)
        watching->came[i] = -1;
    recorder_add_sink(run->recorder, &watching->rows);
    return TRUE;
}

static gboolean run_ends(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    Observer *observer = (Observer *)sink;
    Observed *observed = g_steal_pointer(&observer->watching->observed);
    (void)error;

    g_clear_pointer(&observer->watching->came, g_free);
    if (observed) {
        for (guint i = 0; i < figures->n_groups; i++)
            observed->groups[i].figures = figures->groups[i];
        observed->laws = laws_of(run, figures, &observer->watching->sums);
        load_observe(observed, run);
    }
    g_ptr_array_add(observer->runs, observed);
    return TRUE;
}

Observer *observer_new(void)
{
    Observer *observer = g_new0(Observer, 1);

    observer->sink = (ResultSink){ NULL, run_begins, run_ends };
    observer->runs = g_ptr_array_new_with_free_func((GDestroyNotify)observed_free);
    observer->watching = g_new0(Watching, 1);
    return observer;
}

void observer_free(Observer *observer)
{
    observed_free(observer->watching->observed);
    g_free(observer->watching->came);
    g_free(observer->watching);
    g_ptr_array_unref(observer->runs);
    g_free(observer);
}

gint observed_holder(const Observed *observed, gint group)
{
    gint most = -1;

    for (guint i = 0; i < observed->n_groups; i++)
        if ((gint)i != group && observed->groups[i].lock_held > 0 &&
            (most < 0 || observed->groups[i].lock_held > observed->groups[most].lock_held))
            most = (gint)i;
    return most;
}
