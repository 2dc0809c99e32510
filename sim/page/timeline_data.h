/* timeline_data - what timeline.c keeps and timeline_data.c writes. */
#pragma once

#include "timeline.h"

/* A group as the page tells the names of its tasks. */
typedef struct {
    char *name;
    guint32 first, n_tasks, n_instances;
    gboolean periodic;
} ShownGroup;

typedef struct {
    char *policy, *lock, *scheduler, *stopped;
    guint cores, order;
    gint64 makespan, goal; /* or NOT_APPLICABLE */
    SimTime end;
    guint64 n_kept, n_left_out;
    SimTime resolution; /* 0: all are there */
    char *data;         /* NULL: it was skipped */
} ShownRun;

struct Timeline {
    ResultSink sink;
    RowSink rows;
    guint most;     /* stretches of a run */
    GArray *groups; /* of ShownGroup */
    guint32 n_tasks;
    guint8 *shown; /* a task's: it has a row */
    guint32 n_shown;
    GArray *runs; /* of ShownRun, in the experiment's order */
    guint n_runs; /* of the experiment so far */
    guint n_left_out;
    gboolean more_is_better; /* of the goal */

    /* of the run that goes on */
    GArray *stretches; /* of Stretch */
    guint64 n_told;
    SimTime resolution;
};

/* STRETCHES (of Stretch) as the header of timeline.h tells, sorted by track on the way. g_free. */
char *timeline_pack(GArray *stretches);
