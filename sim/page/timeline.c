/* timeline - the stretches of each run, as the page's script draws them: which of them are kept. */
#include "timeline_data.h"

/* Of the groups as many as their share of all tasks, at least one; evenly spaced. */
static void choose_tasks(Timeline *timeline)
{
    const guint64 most = TIMELINE_MOST_TASKS;

    timeline->shown = g_new0(guint8, timeline->n_tasks);
    for (guint g = 0; g < timeline->groups->len; g++) {
        const ShownGroup *group = &g_array_index(timeline->groups, ShownGroup, g);
        const guint64 share = MAX(group->n_tasks * most / timeline->n_tasks, 1);
        const guint64 n = timeline->n_tasks <= most ? group->n_tasks : MIN(share, group->n_tasks);

        for (guint64 i = 0; i < n && timeline->n_shown < 2 * most; i++, timeline->n_shown++)
            timeline->shown[group->first + i * group->n_tasks / n] = TRUE;
    }
}

static gboolean begin(ResultSink *sink, const Scenario *scenario, const Workload *workload, GError **error)
{
    Timeline *timeline = (Timeline *)sink;
    (void)error;

    timeline->more_is_better = scenario->goal.figure == GOAL_THROUGHPUT;
    timeline->n_tasks = workload->n_tasks;
    for (guint32 i = 0; i < workload->n_groups; i++) {
        const Group *group = &workload->groups[i];
        const ShownGroup shown = { g_strdup(group->name), group->first, group->n_tasks, group->n_instances,
                                   group->periodic };

        g_array_append_val(timeline->groups, shown);
    }
    choose_tasks(timeline);
    return TRUE;
}

/* Whether STRETCH covers a multiple of RESOLUTION: many short ones stay in the mixture that they are, as
 * each that is kept stands for its surroundings. */
static gboolean is_seen(const Stretch *stretch, SimTime resolution)
{
    return resolution == 0 || stretch->end / resolution > stretch->begin / resolution;
}

/* Makes room by leaving out what is short. Resolutions are powers of two: what a coarse one sees, a finer
 * one saw. */
static void coarsen(Timeline *timeline, SimTime now)
{
    enum { FIRST_STEPS = 1 << 16 };
    GArray *stretches = timeline->stretches;

    if (timeline->resolution == 0)
        for (timeline->resolution = 1; timeline->resolution < now / FIRST_STEPS;)
            timeline->resolution *= 2;
    do {
        guint n = 0;

        timeline->resolution *= 2;
        for (guint i = 0; i < stretches->len; i++) {
            const Stretch *stretch = &g_array_index(stretches, Stretch, i);

            if (is_seen(stretch, timeline->resolution))
                g_array_index(stretches, Stretch, n++) = *stretch;
        }
        g_array_set_size(stretches, n);
    } while (stretches->len > timeline->most / 2 && timeline->resolution < now);
}

static void keep_stretch(RowSink *sink, const Stretch *stretch)
{
    Timeline *timeline = (Timeline *)((char *)sink - G_STRUCT_OFFSET(Timeline, rows));
    const gboolean has_row = stretch->track < timeline->n_tasks && timeline->shown[stretch->track];

    if (!has_row && stretch->where.core < 0)
        return;
    timeline->n_told++;
    if (!is_seen(stretch, timeline->resolution))
        return;
    g_array_append_val(timeline->stretches, *stretch);
    if (timeline->stretches->len > timeline->most)
        coarsen(timeline, stretch->end);
}

static gboolean run_begins(ResultSink *sink, Run *run, GError **error)
{
    Timeline *timeline = (Timeline *)sink;
    (void)error;

    timeline->stretches = g_array_new(FALSE, FALSE, sizeof(Stretch));
    timeline->n_told = 0;
    timeline->resolution = 0;
    recorder_add_sink(run->recorder, &timeline->rows);
    return TRUE;
}

/* Whether A comes before B in the ranking, or is as good. */
static gboolean is_as_good(const Timeline *timeline, gint64 a, gint64 b)
{
    if (a == NOT_APPLICABLE || b == NOT_APPLICABLE)
        return b == NOT_APPLICABLE;
    return timeline->more_is_better ? a >= b : a <= b;
}

static void leave_worst_out(Timeline *timeline)
{
    guint worst = 0;

    for (guint i = 1; i < timeline->runs->len; i++)
        if (is_as_good(timeline, g_array_index(timeline->runs, ShownRun, worst).goal,
                       g_array_index(timeline->runs, ShownRun, i).goal))
            worst = i;
    g_array_remove_index(timeline->runs, worst);
    timeline->n_left_out++;
}

static gboolean run_ends(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    Timeline *timeline = (Timeline *)sink;
    const Combination *combination = &figures->summary.combination;
    ShownRun shown = { .order = timeline->n_runs++, .makespan = figures->summary.makespan };
    (void)error;

    if (!timeline->stretches)
        return TRUE; /* it was skipped */
    shown.goal = figures->summary.goal;
    shown.policy = g_strdup(combination->policy);
    shown.lock = g_strdup(combination->lock);
    shown.scheduler = g_strdup(combination->scheduler);
    shown.stopped = g_strdup(figures->summary.stopped);
    shown.cores = combination->cores;
    shown.end = run->recorder->end;
    shown.n_kept = timeline->stretches->len;
    shown.n_left_out = timeline->n_told - timeline->stretches->len;
    shown.resolution = timeline->resolution;
    shown.data = timeline_pack(timeline->stretches);
    g_clear_pointer(&timeline->stretches, g_array_unref);
    g_array_append_val(timeline->runs, shown);
    if (timeline->runs->len > TIMELINE_MOST_RUNS)
        leave_worst_out(timeline);
    return TRUE;
}

static void clear_group(gpointer group)
{
    g_free(((ShownGroup *)group)->name);
}

static void clear_run(gpointer data)
{
    ShownRun *run = data;

    g_free(run->policy);
    g_free(run->lock);
    g_free(run->scheduler);
    g_free(run->stopped);
    g_free(run->data);
}

Timeline *timeline_new(guint n_runs)
{
    Timeline *timeline = g_new0(Timeline, 1);

    timeline->sink = (ResultSink){ begin, run_begins, run_ends };
    timeline->rows.row = keep_stretch;
    timeline->most =
        MIN(TIMELINE_MOST_STRETCHES, TIMELINE_MOST_IN_ALL / CLAMP(n_runs, 1, TIMELINE_MOST_RUNS));
    timeline->groups = g_array_new(FALSE, FALSE, sizeof(ShownGroup));
    g_array_set_clear_func(timeline->groups, clear_group);
    timeline->runs = g_array_new(FALSE, FALSE, sizeof(ShownRun));
    g_array_set_clear_func(timeline->runs, clear_run);
    return timeline;
}

void timeline_limit(Timeline *timeline, guint most)
{
    timeline->most = most;
}

void timeline_free(Timeline *timeline)
{
    g_array_unref(timeline->groups);
    g_array_unref(timeline->runs);
    if (timeline->stretches)
        g_array_unref(timeline->stretches);
    g_free(timeline->shown);
    g_free(timeline);
}

ResultSink *timeline_sink(Timeline *timeline)
{
    return &timeline->sink;
}
