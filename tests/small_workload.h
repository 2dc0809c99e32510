/* small_workload - workloads of a few tasks for tests that need no scenario file. */
#pragma once

#include "workload.h"

/* One group of a test's workload. */
typedef struct {
    const char *name;
    guint32 n_tasks;
    SimTime arrival, gap; /* instance i arrives at arrival + i * gap */
    const Phase *phases;
    guint32 n_phases;
    SimTime deadline;
    gint after; /* index of the group that it comes after as a whole, + 1; 0: none */
} SmallGroup;

static inline Workload *small_workload(const SmallGroup *groups, guint32 n_groups)
{
    Workload *workload = g_new0(Workload, 1);
    guint32 n_tasks = 0;

    workload->groups = g_new0(Group, n_groups);
    workload->n_groups = n_groups;
    for (guint32 g = 0; g < n_groups; g++) {
        Group *group = &workload->groups[g];

        group->name = g_strdup(groups[g].name);
        group->first = n_tasks;
        group->n_tasks = group->n_instances = groups[g].n_tasks;
        group->tickets = 100;
        group->deadline = groups[g].deadline;
        if (groups[g].after > 0) {
            const After after = { .group = (guint32)groups[g].after - 1 };

            group->after = g_array_new(FALSE, FALSE, sizeof(After));
            g_array_append_val(group->after, after);
        }
        n_tasks += group->n_tasks;
    }
    workload->tasks = g_new0(Task, n_tasks);
    workload->n_tasks = n_tasks;
    for (guint32 i = 0, g = 0; i < n_tasks; i++) {
        while (i >= workload->groups[g].first + workload->groups[g].n_tasks)
            g++;
        workload->tasks[i] = (Task){ .phases = groups[g].phases, .n_phases = groups[g].n_phases, .group = g };
        workload->tasks[i].instance = i - workload->groups[g].first;
        workload->tasks[i].arrival = groups[g].arrival + workload->tasks[i].instance * groups[g].gap;
        workload->n_phases += groups[g].n_phases;
    }
    return workload;
}

static inline void small_workload_free(Workload *workload)
{
    for (guint32 g = 0; g < workload->n_groups; g++) {
        g_free(workload->groups[g].name);
        g_clear_pointer(&workload->groups[g].after, g_array_unref);
    }
    g_free(workload->groups);
    g_free(workload->tasks);
    g_free(workload->resources);
    g_free(workload);
}
