/* journal - what a real run saw, event by event, and its way into the recorder.
 *
 * The recorder wants its records in order of time; what runs for real notes events wherever it happens to
 * be, some of them afterwards (a sleeper learns only when it is awake that its wait was over). So each
 * thread keeps its own events, and when the run has ended all of them are sorted and replayed. The life of
 * a task:
 *
 *     ARRIVE                         it is `queued`, and could go on from here
 *     STATE overhead, lock, ...      who carries it, and what it does
 *     BEGIN                          a phase begins (compute, hold, nogil, wait, yield, use): the first is its
 *                                    start, and each tells a delay if the task could have gone on before
 *     STATE compute                  ... with the core, and whether the lock is held
 *     STATE wait
 *     COULD able                     the wait's asked end (not the wake-up): it could go on from here
 *     ...
 *     FINISH                         ends its state */
#pragma once

#include "report/recorder.h"

typedef enum {
    JOURNAL_ARRIVE, /* state and where do not matter */
    JOURNAL_STATE,  /* the track is in `state` from now on */
    JOURNAL_COULD,  /* the same, and the task could go on from now on: the next BEGIN tells the delay */
    JOURNAL_BEGIN,  /* the task's next phase begins; its state stays as it is */
    JOURNAL_FINISH,
} JournalKind;

/* A state for COULD and STATE where the run cannot see why a thread that could run does not yet: `overhead`
 * (it is being woken) while a core of the run has nothing to compute, else `ready`. */
#define JOURNAL_ABLE (N_STATES + 1)

typedef struct {
    SimTime time;  /* nanoseconds since the run's begin */
    Where where;   /* the recorder's: {WHERE_NOBODY, WHERE_NOBODY, -1, FALSE} where nobody carries it */
    guint32 track; /* a task, or n_tasks + i: a thread with a row of its own, which has only STATE */
    guint8 kind;   /* JournalKind */
    guint8 state;  /* TaskState or JOURNAL_ABLE */
} JournalEvent;

/* Puts EVENTS (of JournalEvent) in order of time; of equal times the one that stands first comes first. */
void journal_sort(GArray *events);

/* Replays N sorted EVENTS of a run on CORES cores into RECORDER and ends it at END, or with the last event
 * if that is later. Bears with a run that broke off: what cannot be (an event of a task that has not
 * arrived or has finished) is left out. Sets all of the recorder but its counters of switches and its sums
 * of locks and cores. */
void journal_replay(const JournalEvent *events, gsize n, guint cores, SimTime end, Recorder *recorder);
