/* trace - tasks from a CSV file: task,arrival_ns,kind,duration_ns, a row a phase. */
#pragma once

#include "workload.h"

/* Tasks NAME.0, NAME.1, ... that stand together are the group NAME; any other task is a group of its own. */
typedef struct {
    char *name;
    guint32 first, n_tasks;
} TraceGroup;

typedef struct {
    GArray *tasks;        /* of Task; `group` counts from 0 within the trace */
    GArray *groups;       /* of TraceGroup */
    GBytes *phases;       /* that the tasks point into */
    gboolean all_at_zero; /* every task arrives at 0 */
} Trace;

Trace *trace_load(const char *path, GError **error);
void trace_free(Trace *trace);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Trace, trace_free)
