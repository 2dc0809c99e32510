/* snapshot - one step of a watched run: what happened and was decided at an instant, and how all stood at
 * its end.
 *
 * Everything is text already, for a person to read, and fit for a terminal: no control characters. */
#pragma once

#include "report/recorder.h"

/* A name or so, coloured as its state is. */
typedef struct {
    char *text;
    TaskState state; /* STATE_NONE: in no colour */
} Part;

/* "lock   A since 5ms; asleep: B, C and 3 more" */
typedef struct {
    char *label;
    char *lead;     /* what stands before the parts, or "" */
    GArray *parts;  /* of Part */
    guint64 n_more; /* parts that are left out */
} Row;

typedef struct {
    guint64 number; /* of the step, from 1 */
    SimTime time;
    GPtrArray *events; /* of char *: what happened, then each decision with its reason */
    GPtrArray *rows;   /* of Row *: cores, locks, ready threads, resources, tasks */
} Snapshot;

Snapshot *snapshot_new(guint64 number, SimTime time);
void snapshot_free(Snapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Snapshot, snapshot_free)

/* Takes TEXT over. */
void snapshot_add_event(Snapshot *snapshot, char *text);
/* Takes LABEL and LEAD over; the row is the snapshot's. */
Row *snapshot_add_row(Snapshot *snapshot, char *label, char *lead);
/* Takes TEXT over; from ROW_MOST_PARTS parts on it is only counted. */
#define ROW_MOST_PARTS 12
void row_add(Row *row, char *text, TaskState state);
gboolean row_is_full(const Row *row);

/* Columns that the longest label takes. */
guint snapshot_label_width(const Snapshot *snapshot);

/* TIME to the nanosecond, in the largest unit that it has one of: "419.051574 ms". */
char *snapshot_time(SimTime time, char text[SIMTIME_TEXT]);

/* The step as lines of plain text, with an empty one at the end. */
void snapshot_write(GString *text, const Snapshot *snapshot);
