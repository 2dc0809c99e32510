/* specs - what a scenario says about its tasks: what the reader fills in and the workload is drawn from. */
#pragma once

#include "arrival.h"
#include "base/names.h"
#include "phases.h"
#include "trace.h"

/* One [task NAME], or the [trace]. */
typedef struct {
    char *name;    /* of the task; NULL: the trace */
    guint line;    /* of its [task NAME] */
    guint32 group; /* its group; of a trace its first one */

    gint64 count;
    Arrival arrival;
    char *phases_text; /* until they are parsed */
    Phases *phases;
    GStrv after_names;
    GArray *after; /* of guint32, groups */
    SimTime period, deadline;
    guint64 *affinity; /* as in Group */

    char *trace_file;
    Trace *trace;

    gint64 payload, nice, priority, tickets;
    gint body; /* Body */
} TaskSpec;

/* One [resource R]. */
typedef struct {
    char *name;
    gint64 capacity;
    gint scope; /* 0 host, 1 process */
} ResourceSpec;

typedef struct TaskSpecs {
    GArray *tasks;     /* of TaskSpec, in file order */
    GArray *resources; /* of ResourceSpec, in file order */
    Names *groups;     /* of the workload, in its order */
    GArray *task_of;   /* of guint32: for each group the index of its task */
} TaskSpecs;

TaskSpecs *task_specs_new(void);
void task_specs_free(TaskSpecs *specs);
