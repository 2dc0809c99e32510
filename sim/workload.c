/* workload - the trace: every task with its arrival and phases; its names and its end. */
#include "workload.h"

const char *workload_task_name(const Workload *workload, guint32 task, GString *text)
{
    const Task *t = &workload->tasks[task];
    const Group *group = &workload->groups[t->group];

    g_string_assign(text, group->name);
    if (group->n_instances > 1)
        g_string_append_printf(text, ".%" G_GUINT32_FORMAT, t->instance);
    if (group->periodic)
        g_string_append_printf(text, "#%" G_GUINT32_FORMAT, t->job);
    return text->str;
}

void workload_free(Workload *workload)
{
    for (guint32 i = 0; i < workload->n_groups; i++) {
        g_free(workload->groups[i].name);
        g_free(workload->groups[i].affinity);
        g_clear_pointer(&workload->groups[i].after, g_array_unref);
    }
    for (guint32 i = 0; i < workload->n_resources; i++)
        g_free(workload->resources[i].name);
    g_free(workload->groups);
    g_free(workload->resources);
    g_free(workload->tasks);
    g_clear_pointer(&workload->blocks, g_ptr_array_unref);
    g_free(workload);
}
