/* specs - what a scenario says about its tasks: what the reader fills in and the workload is drawn from. */
#include "specs.h"

static void clear_task(gpointer data)
{
    TaskSpec *spec = data;

    g_free(spec->name);
    arrival_clear(&spec->arrival);
    g_free(spec->phases_text);
    g_clear_pointer(&spec->phases, phases_free);
    g_strfreev(spec->after_names);
    g_clear_pointer(&spec->after, g_array_unref);
    g_free(spec->affinity);
    g_free(spec->trace_file);
    g_clear_pointer(&spec->trace, trace_free);
}

static void clear_resource(gpointer data)
{
    g_free(((ResourceSpec *)data)->name);
}

TaskSpecs *task_specs_new(void)
{
    TaskSpecs *specs = g_new0(TaskSpecs, 1);

    specs->tasks = g_array_new(FALSE, TRUE, sizeof(TaskSpec));
    g_array_set_clear_func(specs->tasks, clear_task);
    specs->resources = g_array_new(FALSE, TRUE, sizeof(ResourceSpec));
    g_array_set_clear_func(specs->resources, clear_resource);
    specs->groups = names_new();
    specs->task_of = g_array_new(FALSE, FALSE, sizeof(guint32));
    return specs;
}

void task_specs_free(TaskSpecs *specs)
{
    names_free(specs->groups);
    g_array_unref(specs->task_of);
    g_array_unref(specs->tasks);
    g_array_unref(specs->resources);
    g_free(specs);
}
