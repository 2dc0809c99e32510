/* columns - the columns of the tables that other programs read: name, type, and where the value is. */
#include "columns.h"

#include "base/csv.h"
#include "base/digits.h"
#include "base/json.h"

#define AT(structure, field) G_STRUCT_OFFSET(structure, field)

/* The eight states, whose figures have type VALUE in STRUCTURE. */
#define STATES(structure, type, value)                                                                       \
    { "compute_ns", type, AT(structure, in_state) + STATE_COMPUTE * sizeof(value) },                         \
        { "wait_ns", type, AT(structure, in_state) + STATE_WAIT * sizeof(value) },                           \
        { "ready_ns", type, AT(structure, in_state) + STATE_READY * sizeof(value) },                         \
        { "lock_ns", type, AT(structure, in_state) + STATE_LOCK * sizeof(value) },                           \
        { "resource_ns", type, AT(structure, in_state) + STATE_RESOURCE * sizeof(value) },                   \
        { "loop_ns", type, AT(structure, in_state) + STATE_LOOP * sizeof(value) },                           \
        { "queued_ns", type, AT(structure, in_state) + STATE_QUEUED * sizeof(value) },                       \
    {                                                                                                        \
        "overhead_ns", type, AT(structure, in_state) + STATE_OVERHEAD * sizeof(value)                        \
    }

const Column summary_columns[] = {
    { "executor", COLUMN_TEXT, AT(Summary, combination.executor) },
    { "policy", COLUMN_TEXT, AT(Summary, combination.policy) },
    { "lock", COLUMN_TEXT, AT(Summary, combination.lock) },
    { "scheduler", COLUMN_TEXT, AT(Summary, combination.scheduler) },
    { "cores", COLUMN_COUNT, AT(Summary, combination.cores) },
    { "workers", COLUMN_INTEGER, AT(Summary, workers) },
    { "seed", COLUMN_UNSIGNED, AT(Summary, combination.seed) },
    { "repeat", COLUMN_COUNT, AT(Summary, combination.repeat) },
    { "tasks", COLUMN_INTEGER, AT(Summary, tasks) },
    { "makespan_ns", COLUMN_INTEGER, AT(Summary, makespan) },
    { "throughput_per_s", COLUMN_RATIO, AT(Summary, throughput) },
    { "speedup", COLUMN_RATIO, AT(Summary, speedup) },
    { "mean_turnaround_ns", COLUMN_INTEGER, AT(Summary, mean_turnaround) },
    { "p50_turnaround_ns", COLUMN_INTEGER, AT(Summary, p50_turnaround) },
    { "p95_turnaround_ns", COLUMN_INTEGER, AT(Summary, p95_turnaround) },
    { "p99_turnaround_ns", COLUMN_INTEGER, AT(Summary, p99_turnaround) },
    { "mean_response_ns", COLUMN_INTEGER, AT(Summary, mean_response) },
    { "mean_waiting_ns", COLUMN_INTEGER, AT(Summary, mean_waiting) },
    { "mean_in_progress", COLUMN_RATIO, AT(Summary, mean_in_progress) },
    { "max_in_progress", COLUMN_INTEGER, AT(Summary, max_in_progress) },
    { "mean_parallel", COLUMN_RATIO, AT(Summary, mean_parallel) },
    { "max_parallel", COLUMN_INTEGER, AT(Summary, max_parallel) },
    { "core_utilization", COLUMN_RATIO, AT(Summary, core_utilization) },
    { "lock_utilization", COLUMN_RATIO, AT(Summary, lock_utilization) },
    STATES(Summary, COLUMN_SUM, __int128),
    { "context_switches", COLUMN_INTEGER, AT(Summary, context_switches) },
    { "preemptions", COLUMN_INTEGER, AT(Summary, preemptions) },
    { "lock_switches", COLUMN_INTEGER, AT(Summary, lock_switches) },
    { "migrations", COLUMN_INTEGER, AT(Summary, migrations) },
    { "deadline_misses", COLUMN_INTEGER, AT(Summary, deadline_misses) },
    { NULL, 0, 0 },
};

const Column combination_columns[] = {
    { "executor", COLUMN_TEXT, AT(Combination, executor) },
    { "policy", COLUMN_TEXT, AT(Combination, policy) },
    { "lock", COLUMN_TEXT, AT(Combination, lock) },
    { "scheduler", COLUMN_TEXT, AT(Combination, scheduler) },
    { "cores", COLUMN_COUNT, AT(Combination, cores) },
    { "repeat", COLUMN_COUNT, AT(Combination, repeat) },
    { NULL, 0, 0 },
};

const Column group_columns[] = {
    { "group", COLUMN_TEXT, AT(GroupFigures, group) },
    { "tasks", COLUMN_INTEGER, AT(GroupFigures, tasks) },
    { "mean_turnaround_ns", COLUMN_INTEGER, AT(GroupFigures, mean_turnaround) },
    { "p50_turnaround_ns", COLUMN_INTEGER, AT(GroupFigures, p50_turnaround) },
    { "p95_turnaround_ns", COLUMN_INTEGER, AT(GroupFigures, p95_turnaround) },
    { "p99_turnaround_ns", COLUMN_INTEGER, AT(GroupFigures, p99_turnaround) },
    { "delays", COLUMN_INTEGER, AT(GroupFigures, delays) },
    { "mean_delay_ns", COLUMN_INTEGER, AT(GroupFigures, mean_delay) },
    { "p50_delay_ns", COLUMN_INTEGER, AT(GroupFigures, p50_delay) },
    { "p95_delay_ns", COLUMN_INTEGER, AT(GroupFigures, p95_delay) },
    { "p99_delay_ns", COLUMN_INTEGER, AT(GroupFigures, p99_delay) },
    { "max_delay_ns", COLUMN_INTEGER, AT(GroupFigures, max_delay) },
    STATES(GroupFigures, COLUMN_SUM, __int128),
    { NULL, 0, 0 },
};

const Column task_columns[] = {
    { "group", COLUMN_TEXT, AT(TaskFigures, group) },
    { "task", COLUMN_TEXT, AT(TaskFigures, task) },
    { "arrival_ns", COLUMN_INTEGER, AT(TaskFigures, arrival) },
    { "start_ns", COLUMN_INTEGER, AT(TaskFigures, start) },
    { "finish_ns", COLUMN_INTEGER, AT(TaskFigures, finish) },
    { "response_ns", COLUMN_INTEGER, AT(TaskFigures, response) },
    { "turnaround_ns", COLUMN_INTEGER, AT(TaskFigures, turnaround) },
    { "waiting_ns", COLUMN_INTEGER, AT(TaskFigures, waiting) },
    STATES(TaskFigures, COLUMN_INTEGER, gint64),
    { "deadline_ns", COLUMN_INTEGER, AT(TaskFigures, deadline) },
    { "missed", COLUMN_INTEGER, AT(TaskFigures, missed) },
    { NULL, 0, 0 },
};

void columns_csv_names(GString *text, const Column *columns)
{
    for (; columns->name; columns++)
        csv_text(text, columns->name);
}

/* The number in FIELD as digits; FALSE where it is not applicable. */
static gboolean append_number(GString *text, ColumnType type, gconstpointer field)
{
    if ((type == COLUMN_INTEGER || type == COLUMN_RATIO) && *(const gint64 *)field == NOT_APPLICABLE)
        return FALSE;
    if (type == COLUMN_INTEGER)
        digits_integer(text, *(const gint64 *)field);
    else if (type == COLUMN_RATIO)
        digits_ratio(text, *(const gint64 *)field);
    else if (type == COLUMN_SUM)
        digits_integer(text, *(const __int128 *)field);
    else if (type == COLUMN_COUNT)
        digits_integer(text, *(const guint *)field);
    else
        digits_integer(text, *(const guint64 *)field);
    return TRUE;
}

void columns_csv(GString *text, const Column *columns, gconstpointer row)
{
    for (; columns->name; columns++) {
        const gconstpointer field = (const char *)row + columns->offset;

        if (columns->type == COLUMN_TEXT) {
            csv_text(text, *(const char *const *)field);
        } else {
            append_number(text, columns->type, field);
            csv_empty(text);
        }
    }
}

void columns_json(GString *text, const Column *columns, gconstpointer row)
{
    for (; columns->name; columns++) {
        const gconstpointer field = (const char *)row + columns->offset;

        json_text(text, columns->name, -1);
        g_string_append(text, ": ");
        if (columns->type == COLUMN_TEXT)
            json_text(text, *(const char *const *)field, -1);
        else if (!append_number(text, columns->type, field))
            g_string_append(text, "null");
        g_string_append(text, ", ");
    }
}
