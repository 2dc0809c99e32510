/* recorder - sums the states of tasks and hands finished rows of the timeline to whoever wants them.
 *
 * Only at the end of an instant is it known what each track went on with: a state that was left again at the
 * instant it began is no row, and one that was taken up again goes on. So the changes of an instant are
 * noted, and rows end when the clock moves on: in order of end, and sorted by track within an instant. */
#include "recorder.h"

#include <string.h>

#include "base/large.h"

/* A row that may still grow, and what its track does at the present instant. */
typedef struct OpenRow {
    SimTime begin;
    TaskState state, next_state;
    Where where, next_where;
    gboolean changed; /* the track is in `changed` */
} OpenRow;

/* A change of state that is known beforehand. */
typedef struct {
    SimTime when;
    guint32 track;
    TaskState state;
} Later;

static const Where nowhere = { .interpreter = WHERE_NOBODY, .thread = WHERE_NOBODY, .core = -1 };

const char *task_state_name(TaskState state)
{
    static const char *const names[] = { "compute", "wait",   "ready",    "lock", "resource",
                                         "loop",    "queued", "overhead", "none" };

    g_assert(state <= STATE_NONE);
    return names[state];
}

static gsize clock_size(const Recorder *recorder)
{
    return (1 + recorder->n_columns) * sizeof(SimTime);
}

/* Room for all delays that there can be, so that they need not move; memory is taken where they are. */
static GArray *room_for_delays(const Workload *workload, const Group *group)
{
    guint64 n = 0;

    for (guint32 i = group->first; i < group->first + group->n_tasks; i++)
        n += workload->tasks[i].n_phases;
    return g_array_sized_new(FALSE, FALSE, sizeof(SimTime), (guint)MIN(n, G_MAXINT32 / sizeof(SimTime)));
}

Recorder *recorder_new(const Workload *workload, guint n_locks, guint n_extra)
{
    Recorder *recorder = g_new0(Recorder, 1);

    recorder->workload = workload;
    recorder->n_tasks = workload->n_tasks;
    recorder->n_tracks = workload->n_tasks + n_extra;
    recorder->tasks = g_new(TaskRecord, workload->n_tasks);
    memset(recorder->tasks, -1, workload->n_tasks * sizeof(TaskRecord));
    recorder->states = g_malloc(workload->n_tasks);
    memset(recorder->states, STATE_NONE, workload->n_tasks);
    recorder->n_columns = 3;
    recorder->column[STATE_COMPUTE] = 1;
    recorder->column[STATE_WAIT] = 2;
    recorder->column[STATE_READY] = 3;
    recorder->clocks = large_new0(workload->n_tasks, clock_size(recorder));
    recorder->delays = g_new(GArray *, workload->n_groups);
    for (guint32 i = 0; i < workload->n_groups; i++)
        recorder->delays[i] = room_for_delays(workload, &workload->groups[i]);
    recorder->n_locks = n_locks;
    recorder->lock_held = g_new0(SimTime, n_locks);
    recorder->sinks = g_ptr_array_new();
    recorder->changed = g_array_new(FALSE, FALSE, sizeof(guint32));
    recorder->later = g_sequence_new(g_free);
    return recorder;
}

/* A delay follows each arrival, wait and unit; it is sorted in a copy, as turnarounds are. */
guint64 recorder_bytes(guint64 n_tasks, guint64 n_phases)
{
    const guint64 task = sizeof(TaskRecord) + 1 + (1 + N_STATES) * sizeof(SimTime);

    return n_tasks * (task + sizeof(SimTime)) + (n_tasks + n_phases / 2) * 2 * sizeof(SimTime);
}

SimTime recorder_since(const Recorder *recorder, guint32 task)
{
    return recorder->clocks[(gsize)task * (1 + recorder->n_columns)];
}

SimTime recorder_in_state(const Recorder *recorder, guint32 task, TaskState state)
{
    const gint8 column = recorder->column[state];

    return column == 0 ? 0 : recorder->clocks[(gsize)task * (1 + recorder->n_columns) + (gsize)column];
}

SimTime recorder_waiting(const Recorder *recorder, guint32 task)
{
    const TaskRecord *record = &recorder->tasks[task];

    return record->finish - record->arrival - recorder_in_state(recorder, task, STATE_COMPUTE) -
           recorder_in_state(recorder, task, STATE_WAIT);
}

static void widen(Recorder *recorder, TaskState state)
{
    const gsize size = clock_size(recorder);
    SimTime *narrow = recorder->clocks, *wide;

    recorder->column[state] = (gint8)++recorder->n_columns;
    wide = large_new0(recorder->n_tasks, clock_size(recorder));
    for (gsize i = 0; i < recorder->n_tasks; i++)
        memcpy(&wide[i * (1 + recorder->n_columns)], &narrow[i * recorder->n_columns], size);
    large_free(narrow, recorder->n_tasks, size);
    recorder->clocks = wide;
}

void recorder_clock_new(Recorder *recorder, guint32 task, TaskState state, SimTime now)
{
    widen(recorder, recorder->states[task]);
    recorder_clock(recorder, task, state, now);
}

void recorder_add_sink(Recorder *recorder, RowSink *sink)
{
    if (!recorder->open) {
        recorder->open = g_new0(OpenRow, recorder->n_tracks);
        for (guint32 i = 0; i < recorder->n_tracks; i++) {
            OpenRow *row = &recorder->open[i];

            row->state = row->next_state = STATE_NONE;
            row->where = row->next_where = nowhere;
        }
    }
    g_ptr_array_add(recorder->sinks, sink);
}

void recorder_free(Recorder *recorder)
{
    for (guint32 i = 0; i < recorder->workload->n_groups; i++)
        g_array_unref(recorder->delays[i]);
    g_free(recorder->delays);
    g_free(recorder->tasks);
    g_free(recorder->states);
    large_free(recorder->clocks, recorder->n_tasks, clock_size(recorder));
    g_free(recorder->lock_held);
    g_free(recorder->open);
    g_ptr_array_unref(recorder->sinks);
    g_array_unref(recorder->changed);
    g_sequence_free(recorder->later);
    g_free(recorder);
}

static gboolean where_equal(const Where *a, const Where *b)
{
    return a->interpreter == b->interpreter && a->thread == b->thread && a->core == b->core &&
           !a->lock == !b->lock;
}

static void hand_on(const Recorder *recorder, guint32 track, const OpenRow *row, SimTime end)
{
    const Stretch stretch = { track, row->state, row->where, row->begin, end };

    for (guint i = 0; i < recorder->sinks->len; i++) {
        RowSink *sink = g_ptr_array_index(recorder->sinks, i);

        sink->row(sink, &stretch);
    }
}

static void tell_begin(const Recorder *recorder, guint32 track, TaskState state)
{
    for (guint i = 0; i < recorder->sinks->len; i++) {
        RowSink *sink = g_ptr_array_index(recorder->sinks, i);

        if (sink->begins)
            sink->begins(sink, track, state, recorder->instant);
    }
}

static gint compare_tracks(gconstpointer a, gconstpointer b)
{
    const guint32 first = *(const guint32 *)a, second = *(const guint32 *)b;

    return first < second ? -1 : first > second;
}

/* The clock moves on: rows that did not go on at this instant have ended. */
static void end_instant(Recorder *recorder)
{
    g_array_sort(recorder->changed, compare_tracks);
    for (guint i = 0; i < recorder->changed->len; i++) {
        const guint32 track = g_array_index(recorder->changed, guint32, i);
        OpenRow *row = &recorder->open[track];

        row->changed = FALSE;
        if (row->state == row->next_state && where_equal(&row->where, &row->next_where))
            continue;
        if (row->state != STATE_NONE)
            hand_on(recorder, track, row, recorder->instant);
        row->state = row->next_state;
        row->where = row->next_where;
        row->begin = recorder->instant;
        if (row->state != STATE_NONE)
            tell_begin(recorder, track, row->state);
    }
    g_array_set_size(recorder->changed, 0);
}

static void change_row(Recorder *recorder, guint32 track, TaskState state, const Where *where, SimTime now)
{
    OpenRow *row = &recorder->open[track];

    g_assert(track < recorder->n_tracks && now >= recorder->instant);
    if (now > recorder->instant) {
        end_instant(recorder);
        recorder->instant = now;
    }
    row->next_state = state;
    row->next_where = where && state != STATE_NONE ? *where : nowhere;
    if (!row->changed) {
        row->changed = TRUE;
        g_array_append_val(recorder->changed, track);
    }
}

void recorder_row(Recorder *recorder, guint32 track, TaskState state, const Where *where, SimTime now)
{
    for (GSequenceIter *first = g_sequence_get_begin_iter(recorder->later); !g_sequence_iter_is_end(first);
         first = g_sequence_get_begin_iter(recorder->later)) {
        const Later *later = g_sequence_get(first);
        if (later->when > now)
            break;
        const Where same = recorder->open[later->track].next_where;
        change_row(recorder, later->track, later->state, &same, later->when);
        g_sequence_remove(first);
    }
    change_row(recorder, track, state, where, now);
}

static gint compare_later(gconstpointer a, gconstpointer b, gpointer data)
{
    const Later *first = a, *second = b;

    (void)data;
    return first->when < second->when ? -1 : first->when > second->when;
}

void recorder_state_later(Recorder *recorder, guint32 track, TaskState state, SimTime when)
{
    if (track < recorder->n_tasks)
        recorder_clock(recorder, track, state, when);
    if (recorder->open) {
        Later *later = g_new(Later, 1);

        *later = (Later){ when, track, state };
        g_sequence_insert_sorted(recorder->later, later, compare_later, NULL);
    }
}

void recorder_arrive(Recorder *recorder, guint32 task, SimTime now)
{
    g_assert(recorder->tasks[task].arrival < 0);
    recorder->tasks[task].arrival = now;
}

static void in_progress(Recorder *recorder, gint change, SimTime now)
{
    recorder_level(&recorder->in_progress, &recorder->max_in_progress, &recorder->progress_since, change,
                   now);
}

void recorder_start(Recorder *recorder, guint32 task, SimTime now)
{
    g_assert(recorder->tasks[task].start < 0);
    recorder->tasks[task].start = now;
    in_progress(recorder, 1, now);
}

void recorder_finish(Recorder *recorder, guint32 task, SimTime now)
{
    g_assert(recorder->tasks[task].finish < 0);
    recorder_state(recorder, task, STATE_NONE, NULL, now);
    recorder->tasks[task].finish = now;
    in_progress(recorder, -1, now);
}

void recorder_end(Recorder *recorder, SimTime now)
{
    for (guint32 i = 0; i < recorder->n_tasks; i++)
        recorder_state(recorder, i, recorder->states[i], NULL, now);
    if (recorder->open) {
        for (guint32 i = 0; i < recorder->n_tracks; i++)
            recorder_row(recorder, i, STATE_NONE, NULL, now);
        end_instant(recorder);
    }
    in_progress(recorder, 0, now);
    recorder_parallel(recorder, 0, now);
    recorder->end = now;
}
