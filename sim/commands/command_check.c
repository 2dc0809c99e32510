/* command_check - reads scenarios and says what is wrong with them, or what is in them. */
#include <stdio.h>

#include "command.h"
#include "request.h"

/* Phases as one writes them: what ends a use or an offload is none of its own. */
static guint64 count_written_phases(const Task *task)
{
    guint64 n = 0;

    for (guint32 i = 0; i < task->n_phases; i++)
        n += task->phases[i].kind != PHASE_GIVE_BACK && task->phases[i].kind != PHASE_OFFLOAD_END;
    return n;
}

static guint64 count_all_phases(const Workload *workload)
{
    const Phase *last = NULL; /* the same for instances that share theirs */
    guint64 n = 0, each = 0;

    for (guint32 i = 0; i < workload->n_tasks; i++) {
        if (workload->tasks[i].phases != last)
            each = count_written_phases(&workload->tasks[i]);
        last = workload->tasks[i].phases;
        n += each;
    }
    return n;
}

static const char *plural(guint64 n, const char *one, const char *more)
{
    return n == 1 ? one : more;
}

static void print_contents(const char *file, const Scenario *scenario, const Workload *workload)
{
    guint64 n_phases = count_all_phases(workload);
    guint n_policies = g_strv_length(scenario->policies);

    printf("%s: %u %s in %u %s, %" G_GUINT64_FORMAT " %s, %u %s\n", file, workload->n_tasks,
           plural(workload->n_tasks, "task", "tasks"), workload->n_groups,
           plural(workload->n_groups, "group", "groups"), n_phases, plural(n_phases, "phase", "phases"),
           n_policies, plural(n_policies, "policy", "policies"));
}

static gboolean check_file(Request *request, const char *file)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Scenario) scenario = request_load(request, file, &error);
    g_autoptr(Workload) workload = scenario ? scenario_workload(scenario, scenario->seed, 1, &error) : NULL;

    if (workload)
        print_contents(file, scenario, workload);
    else
        command_complain("%s", error->message);
    return workload != NULL;
}

int command_check(int argc, char **argv)
{
    g_autoptr(Request) request = request_new();
    gboolean good = TRUE;
    int status;

    if (!command_parse(&argc, &argv, NULL, request_options(request), "gilsim check my.ini", &status))
        return status;
    if (argc == 1) {
        command_complain("which file? Expected gilsim check FILE...");
        return STATUS_USAGE;
    }
    for (int i = 1; i < argc; i++)
        good = check_file(request, argv[i]) && good;
    return good ? STATUS_DONE : STATUS_USAGE;
}
