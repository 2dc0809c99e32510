/* python_board - the table that the replay scripts share with the executor. */
#define _GNU_SOURCE
#include "python_board.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define GAPS 65536 /* an interpreter's */

/* ---- the plan, as JSON ---- */

static void append_field(GString *json, const char *name, gint64 value)
{
    g_string_append_printf(json, "\"%s\": %" G_GINT64_FORMAT ", ", name, value);
}

static void append_flag(GString *json, const char *name, gboolean value)
{
    g_string_append_printf(json, "\"%s\": %s, ", name, value ? "true" : "false");
}

static void append_number(GString *json, const char *name, double value)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];

    g_string_append_printf(json, "\"%s\": %s, ", name, g_ascii_dtostr(digits, sizeof digits, value));
}

/* Ends a list whose every item was followed by a comma. */
static void end_list(GString *json, const char *end)
{
    if (json->str[json->len - 2] == ',')
        g_string_truncate(json, json->len - 2);
    g_string_append(json, end);
}

static void append_cpus(GString *json, const char *name, const guint64 *affinity, const Run *run,
                        const guint *cpus)
{
    g_string_append_printf(json, "\"%s\": [", name);
    for (guint core = 0; core < run->combination.cores; core++)
        if (!affinity || affinity[core / 64] >> core % 64 & 1)
            g_string_append_printf(json, "%u, ", cpus[core]);
    end_list(json, "], ");
}

static void append_group(GString *json, const Group *group, const Run *run, const guint *cpus)
{
    g_string_append(json, "{");
    append_field(json, "first", group->first);
    append_field(json, "tasks", group->n_tasks);
    append_field(json, "payload", group->payload);
    append_field(json, "nice", group->nice);
    if (group->affinity)
        append_cpus(json, "affinity", group->affinity, run, cpus);
    else
        g_string_append(json, "\"affinity\": null, ");
    g_string_append(json, "\"after\": [");
    for (guint i = 0; group->after && i < group->after->len; i++) {
        const After *after = &g_array_index(group->after, After, i);

        g_string_append_printf(json, "[%u, %s], ", after->group, after->by_instance ? "true" : "false");
    }
    end_list(json, "]}, ");
}

static void append_plan(GString *json, const Plan *plan)
{
    static const char *const threads[] = { "task", "workers", "loop" };
    static const char *const offload[] = { "null", "\"threads\"", "\"processes\"" };

    append_field(json, "interpreters", plan->n_interpreters);
    g_string_append_printf(json, "\"threads\": \"%s\", ", threads[plan->threads]);
    append_field(json, "workers", plan->n_workers);
    g_string_append_printf(json, "\"offload\": %s, ", offload[plan->offload]);
    append_field(json, "n_offload", plan->n_offload);
    append_field(json, "limit", plan->limit);
    append_flag(json, "in_main", plan->in_main);
    append_flag(json, "ipc", plan->ipc);
    append_flag(json, "one_process", plan->one_process);
}

static char *plan_text(const PythonBoard *board, const Run *run, const guint *cpus, double compute_speed)
{
    const Workload *workload = run->workload;
    GString *json = g_string_new("{");

    append_plan(json, &run->plan);
    append_number(json, "interval", run->scenario->interval / (double)SIMTIME_S);
    append_number(json, "speed", compute_speed);
    append_cpus(json, "cpus", NULL, run, cpus);
    append_field(json, "tasks", workload->n_tasks);
    append_field(json, "phases", (gint64)board->n_phases);
    append_field(json, "gaps", GAPS);
    append_field(json, "tasks_at", (guint8 *)board->tasks - board->memory);
    append_field(json, "phases_at", (guint8 *)board->phases - board->memory);
    append_field(json, "gaps_at", (guint8 *)board->gaps - board->memory);
    g_string_append(json, "\"resources\": [");
    for (guint32 i = 0; i < workload->n_resources; i++)
        g_string_append_printf(json, "[%u, %s], ", workload->resources[i].capacity,
                               workload->resources[i].per_process ? "true" : "false");
    end_list(json, "], \"groups\": [");
    for (guint32 i = 0; i < workload->n_groups; i++)
        append_group(json, &workload->groups[i], run, cpus);
    end_list(json, "]}");
    return g_string_free(json, FALSE);
}

/* ---- the table ---- */

static void write_trace(PythonBoard *board, const Workload *workload)
{
    guint32 phase = 0;

    for (guint32 i = 0; i < workload->n_tasks; i++) {
        const Task *task = &workload->tasks[i];

        board->tasks[i] = (PythonTask){ .arrival = task->arrival,
                                        .first_phase = phase,
                                        .n_phases = task->n_phases,
                                        .group = task->group,
                                        .job = task->job };
        for (guint32 k = 0; k < task->n_phases; k++)
            board->phases[phase++] = (PythonPhase){ .duration = phase_duration(&task->phases[k]),
                                                    .kind = task->phases[k].kind,
                                                    .resource = phase_resource(&task->phases[k]) };
    }
}

static gboolean map(PythonBoard *board)
{
    board->file = memfd_create("gilsim", 0);
    if (board->file < 0)
        return FALSE;
    if (ftruncate(board->file, (off_t)board->size) != 0)
        return FALSE;
    board->memory = mmap(NULL, board->size, PROT_READ | PROT_WRITE, MAP_SHARED, board->file, 0);
    return board->memory != MAP_FAILED;
}

/* The plan comes last; it needs to know where all else is. */
static gboolean append_text(PythonBoard *board, const char *text)
{
    const gsize at = board->size, length = strlen(text);

    if (ftruncate(board->file, (off_t)(at + length)) != 0 ||
        pwrite(board->file, text, length, (off_t)at) != (gssize)length)
        return FALSE;
    board->control->plan_at = (gint64)at;
    board->control->plan_length = (gint64)length;
    return TRUE;
}

gboolean python_board_open(PythonBoard *board, const Run *run, const guint *cpus, double compute_speed)
{
    const Plan *plan = &run->plan;
    const guint n_interpreters =
        plan->n_interpreters + (plan->offload == OFFLOAD_PROCESSES ? plan->n_offload : 0);
    const gsize tasks_at = sizeof(PythonControl);
    const gsize phases_at = tasks_at + run->workload->n_tasks * sizeof(PythonTask);
    const gsize gaps_at =
        phases_at + (run->workload->n_phases + 1) * sizeof(PythonPhase); /* one is the scripts' own */

    *board = (PythonBoard){ .n_phases = run->workload->n_phases, .n_gaps = (guint64)n_interpreters * GAPS };
    board->size = gaps_at + board->n_gaps * sizeof(PythonGap);
    if (!map(board)) {
        python_board_close(board);
        return FALSE;
    }
    board->control = (PythonControl *)board->memory;
    board->tasks = (PythonTask *)(board->memory + tasks_at);
    board->phases = (PythonPhase *)(board->memory + phases_at);
    board->gaps = (PythonGap *)(board->memory + gaps_at);
    write_trace(board, run->workload);
    g_autofree char *text = plan_text(board, run, cpus, compute_speed);
    if (append_text(board, text))
        return TRUE;
    python_board_close(board);
    return FALSE;
}

void python_board_close(PythonBoard *board)
{
    if (board->memory && board->memory != MAP_FAILED)
        munmap(board->memory, board->size);
    if (board->file >= 0)
        close(board->file);
    *board = (PythonBoard){ .file = -1 };
}
