/* observed - what an explanation wants to know of a run beyond its figures: who queued for the lock and who
 * held it, and sums of the timeline that laws are held against. */
#include "explain/observed.h"

#include "explain/laws.h"

/* The run that goes on. */
typedef struct Watching {
    RowSink rows;
    const Workload *workload;
    Observed *observed;
    Sums sums;
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

static Observed *observed_new(const Workload *workload)
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
            for (guint32 p = 0; p < workload->tasks[t].n_phases; p++) {
                const Phase *phase = &workload->tasks[t].phases[p];

                *(phase_on_core(phase->kind) ? &group->computing : &group->waiting) += phase->duration;
            }
    }
    return observed;
}

static void watch_task(ObservedGroup *group, const Stretch *stretch)
{
    const SimTime length = stretch->end - stretch->begin;

    if (stretch->state == STATE_LOCK) {
        group->n_lock_waits++;
        group->lock_waits += length;
        group->longest_wait = MAX(group->longest_wait, length);
    }
    if (stretch->where.core >= 0 && stretch->where.lock)
        group->lock_held += length;
    if (stretch->state == STATE_COMPUTE)
        group->longest_on_core = MAX(group->longest_on_core, length);
}

static void watch_row(RowSink *sink, const Stretch *stretch)
{
    Watching *watching = (Watching *)sink;
    const SimTime length = stretch->end - stretch->begin;
    Sums *sums = &watching->sums;

    sums->on_core += stretch->where.core >= 0 ? length : 0;
    sums->with_lock += stretch->where.core >= 0 && stretch->where.lock ? length : 0;
    if (stretch->track >= watching->workload->n_tasks)
        return;
    sums->in_system += length;
    sums->computing += stretch->state == STATE_COMPUTE ? length : 0;
    sums->waiting += stretch->state == STATE_WAIT ? length : 0;
    watch_task(&watching->observed->groups[watching->workload->tasks[stretch->track].group], stretch);
}

static gboolean run_begins(ResultSink *sink, Run *run, GError **error)
{
    Watching *watching = ((Observer *)sink)->watching;
    (void)error;

    *watching = (Watching){ .rows = { watch_row },
                            .workload = run->workload,
                            .observed = observed_new(run->workload) };
    recorder_add_sink(run->recorder, &watching->rows);
    return TRUE;
}

static gboolean run_ends(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    Observer *observer = (Observer *)sink;
    Observed *observed = g_steal_pointer(&observer->watching->observed);
    (void)error;

    if (observed)
        observed->laws = laws_of(run, figures, &observer->watching->sums);
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
