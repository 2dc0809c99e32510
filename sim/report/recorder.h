/* recorder - the timeline of one run: what every executor writes and every figure is made from.
 *
 * An executor says from which instant on a task is in which state; the recorder sums. Nobody keeps the
 * stretches: where a row sink is attached it is handed each one as it ends, otherwise a change of state
 * costs a few additions. */
#pragma once

#include "workload.h"

typedef enum {
    STATE_COMPUTE,  /* on a core, at work that was asked for */
    STATE_WAIT,     /* off core, as long as was asked for */
    STATE_READY,    /* able to run, no core */
    STATE_LOCK,     /* asleep for the lock */
    STATE_RESOURCE, /* asleep for a unit */
    STATE_LOOP,     /* its event loop has another task in hand */
    STATE_QUEUED,   /* not yet taken by a thread */
    STATE_OVERHEAD, /* costs of section 5 */
    N_STATES,
    STATE_NONE = N_STATES, /* not arrived, or finished */
} TaskState;

const char *task_state_name(TaskState state); /* "compute" ... */

typedef enum { WHERE_NOBODY = -1, WHERE_MAIN = -2, WHERE_DISPATCHER = -3 } WhereThread;

/* Who carries a task, and where. */
typedef struct {
    gint32 interpreter;
    gint32 thread; /* from 0, or a WhereThread */
    gint32 core;   /* -1: none */
    gboolean lock; /* the thread holds its interpreter's lock */
} Where;

typedef struct {
    guint32 track; /* index of the task; from n_tasks on: a thread that carries none */
    TaskState state;
    Where where;
    SimTime begin, end; /* begin < end; neighbours that agree in all else are already merged */
} Stretch;

typedef struct RowSink RowSink;
struct RowSink {
    void (*row)(RowSink *sink, const Stretch *stretch); /* in order of end, then of track */
    /* One begins, of which nothing more is known yet; of a track always after the end of the one before. May be
     * NULL. */
    void (*begins)(RowSink *sink, guint32 track, TaskState state, SimTime begin);
};

typedef struct {
    SimTime arrival, start, finish; /* -1: not yet */
} TaskRecord;

typedef struct Recorder Recorder;
struct Recorder {
    const Workload *workload;
    guint32 n_tasks;
    TaskRecord *tasks;
    guint8 *states;    /* a task's present TaskState */
    SimTime *clocks;   /* a task's, 1 + n_columns of them: begin of its present state, and the sums of those in `column` */
    guint n_columns;
    gint8 column[N_STATES + 1]; /* a state's; 0: no task was in it yet, or no figure is made from it */
    GArray **delays; /* a group's, of SimTime, in the order in which they ended */

    guint64 context_switches, preemptions, lock_switches, migrations;
    SimTime *lock_held; /* an interpreter's */
    guint n_locks;      /* 0: no lock */
    __int128 on_core;   /* core time of any kind */
    SimTime end;        /* last instant at which anything was recorded */

    guint32 in_progress, max_in_progress;
    guint32 parallel, max_parallel;
    SimTime progress_since, parallel_since; /* when those last changed */

    GPtrArray *sinks;     /* of RowSink *, not owned */
    struct OpenRow *open; /* a track's row that may still grow; NULL without sinks */
    guint32 n_tracks;
    SimTime instant;  /* of the changes in `changed` */
    GArray *changed;  /* of guint32: tracks with a change at this instant, each once */
    GSequence *later; /* changes known beforehand, by time */
};

/* N_LOCKS interpreters with a lock; N_EXTRA threads that carry no task and want rows of their own. */
Recorder *recorder_new(const Workload *workload, guint n_locks, guint n_extra);
/* The bytes that one without sinks takes for so many tasks with so many phases in all, and the figures that
 * are made of it: at most about. */
guint64 recorder_bytes(guint64 n_tasks, guint64 n_phases);
void recorder_add_sink(Recorder *recorder, RowSink *sink); /* before the first record */
void recorder_free(Recorder *recorder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Recorder, recorder_free)

/* From NOW on TRACK is in STATE; WHERE may be NULL with STATE_NONE. With sinks attached NOW never goes back,
 * whatever the track: rows are handed on in order. */
static inline void recorder_state(Recorder *recorder, guint32 track, TaskState state, const Where *where,
                                  SimTime now);
/* The same, known beforehand: from WHEN on, at least the present instant, TRACK is in STATE, where it is
 * now. */
void recorder_state_later(Recorder *recorder, guint32 track, TaskState state, SimTime when);
void recorder_arrive(Recorder *recorder, guint32 task, SimTime now);
void recorder_start(Recorder *recorder, guint32 task, SimTime now);  /* its first phase begins */
void recorder_finish(Recorder *recorder, guint32 task, SimTime now); /* ends its state, too */
/* A core begins (+1) or ends (-1) work that was asked for. */
static inline void recorder_parallel(Recorder *recorder, gint change, SimTime now);
/* A sample of `delay` for TASK's group. */
static inline void recorder_delay(Recorder *recorder, guint32 task, SimTime delay);
/* Closes what is open; no record may follow. Tasks keep the state that they ended in. */
void recorder_end(Recorder *recorder, SimTime now);

/* Since when TASK is in its present state. */
SimTime recorder_since(const Recorder *recorder, guint32 task);
/* The time that TASK has spent in STATE, without its present one. */
SimTime recorder_in_state(const Recorder *recorder, guint32 task, TaskState state);
/* What TASK, finished, did of neither computing nor waiting as asked, since its arrival. */
SimTime recorder_waiting(const Recorder *recorder, guint32 task);

/* recorder_clock where TASK was in a state in which no task was before: that one gets a column. */
void recorder_clock_new(Recorder *recorder, guint32 task, TaskState state, SimTime now);
/* What recorder_state does for the sinks. */
void recorder_row(Recorder *recorder, guint32 track, TaskState state, const Where *where, SimTime now);

/* A level counts towards the maximum only if it lasted longer than 0 ns. */
static inline void recorder_level(guint32 *level, guint32 *max, SimTime *since, gint change, SimTime now)
{
    if (now > *since) {
        *max = MAX(*max, *level);
        *since = now;
    }
    *level += change;
}

/* The sums' part of recorder_state. */
static inline void recorder_clock(Recorder *recorder, guint32 task, TaskState state, SimTime now)
{
    SimTime *clock = &recorder->clocks[(gsize)task * (1 + recorder->n_columns)];
    const TaskState before = recorder->states[task];
    const gint8 column = recorder->column[before];

    if (column == 0 && before != STATE_NONE && now != clock[0]) {
        recorder_clock_new(recorder, task, state, now);
        return;
    }
    clock[column] += now - clock[0]; /* without a column it is set to NOW */
    clock[0] = now;
    recorder->states[task] = (guint8)state;
}

static inline void recorder_state(Recorder *recorder, guint32 track, TaskState state, const Where *where,
                                  SimTime now)
{
    if (track < recorder->n_tasks)
        recorder_clock(recorder, track, state, now);
    if (recorder->open)
        recorder_row(recorder, track, state, where, now);
}

static inline void recorder_parallel(Recorder *recorder, gint change, SimTime now)
{
    recorder_level(&recorder->parallel, &recorder->max_parallel, &recorder->parallel_since, change, now);
}

static inline void recorder_delay(Recorder *recorder, guint32 task, SimTime delay)
{
    g_array_append_val(recorder->delays[recorder->workload->tasks[task].group], delay);
}
