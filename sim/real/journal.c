/* journal - what a real run saw, event by event, and its way into the recorder. */
#include "journal.h"

typedef struct {
    Recorder *recorder;
    guint cores;
    guint n_computing; /* tasks */
    SimTime *could;    /* a task's: since when its next phase could begin; -1: nothing to tell */
} Replay;

static gint compare_times(gconstpointer a, gconstpointer b)
{
    const SimTime first = ((const JournalEvent *)a)->time, second = ((const JournalEvent *)b)->time;

    return first < second ? -1 : first > second;
}

void journal_sort(GArray *events)
{
    g_array_sort(events, compare_times); /* keeps the order of equals */
}

static TaskState resolve(const Replay *replay, const JournalEvent *event)
{
    if (event->state != JOURNAL_ABLE)
        return event->state;
    return replay->recorder->parallel < replay->cores ? STATE_OVERHEAD : STATE_READY;
}

/* Two that follow each other on a core may overlap by some microseconds in their notes: no more compute
 * than there are cores. */
static void set_state(Replay *replay, guint32 task, TaskState state, const Where *where, SimTime now)
{
    Recorder *recorder = replay->recorder;

    replay->n_computing -= recorder->states[task] == STATE_COMPUTE;
    replay->n_computing += state == STATE_COMPUTE;
    recorder_state(recorder, task, state, where, now);
    if (recorder->parallel != MIN(replay->n_computing, replay->cores))
        recorder_parallel(recorder, (gint)MIN(replay->n_computing, replay->cores) - (gint)recorder->parallel,
                          now);
}

static void begin(Replay *replay, guint32 task, SimTime now)
{
    if (replay->recorder->tasks[task].start < 0)
        recorder_start(replay->recorder, task, now);
    if (replay->could[task] >= 0)
        recorder_delay(replay->recorder, task, now - replay->could[task]);
    replay->could[task] = -1;
}

static void finish(Replay *replay, guint32 task, SimTime now)
{
    if (replay->recorder->tasks[task].start < 0)
        recorder_start(replay->recorder, task, now);
    set_state(replay, task, STATE_NONE, NULL, now);
    recorder_finish(replay->recorder, task, now);
}

static void replay_task(Replay *replay, const JournalEvent *event)
{
    static const Where nobody = { .interpreter = WHERE_NOBODY, .thread = WHERE_NOBODY, .core = -1 };
    const TaskRecord *task = &replay->recorder->tasks[event->track];

    if ((task->arrival >= 0) == (event->kind == JOURNAL_ARRIVE) || task->finish >= 0)
        return;
    switch ((JournalKind)event->kind) {
    case JOURNAL_ARRIVE:
        recorder_arrive(replay->recorder, event->track, event->time);
        set_state(replay, event->track, STATE_QUEUED, &nobody, event->time);
        replay->could[event->track] = event->time;
        break;
    case JOURNAL_COULD:
        replay->could[event->track] = event->time;
        set_state(replay, event->track, resolve(replay, event), &event->where, event->time);
        break;
    case JOURNAL_STATE:
        set_state(replay, event->track, resolve(replay, event), &event->where, event->time);
        break;
    case JOURNAL_BEGIN:
        begin(replay, event->track, event->time);
        break;
    case JOURNAL_FINISH:
        finish(replay, event->track, event->time);
        break;
    }
}

void journal_replay(const JournalEvent *events, gsize n, guint cores, SimTime end, Recorder *recorder)
{
    Replay replay = { recorder, cores, 0, g_new(SimTime, recorder->n_tasks) };

    for (guint32 i = 0; i < recorder->n_tasks; i++)
        replay.could[i] = -1;
    for (gsize i = 0; i < n; i++) {
        g_assert(i == 0 || events[i - 1].time <= events[i].time);
        if (events[i].track < recorder->n_tasks)
            replay_task(&replay, &events[i]);
        else if (events[i].track < recorder->n_tracks && events[i].kind == JOURNAL_STATE)
            recorder_state(recorder, events[i].track, resolve(&replay, &events[i]), &events[i].where,
                           events[i].time);
    }
    recorder_end(recorder, n > 0 ? MAX(end, events[n - 1].time) : MAX(end, 0));
    g_free(replay.could);
}
