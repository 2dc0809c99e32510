/* concerns - which policies a what-if is about: whether it touches anything of theirs. */
#include "explain/concerns.h"

#include "explain/change.h"
#include "policy.h"
#include "registry.h"

static gboolean takes(const RankedRow *row, const char *option)
{
    const Model *policy = registry_find(MODEL_POLICY, row->summary.combination.policy);

    return policy->options && option_find(policy->options, option);
}

gboolean what_if_has_pool(const RankedRow *row)
{
    return row->plan.threads != THREADS_PER_TASK && takes(row, "workers");
}

guint what_if_workers(const RankedRow *row)
{
    return row->plan.start_threads ? row->plan.n_workers : row->plan.n_interpreters;
}

gboolean concerns_all(const Questions *questions, const RankedRow *row)
{
    (void)questions, (void)row;
    return TRUE;
}

gboolean concerns_locked(const Questions *questions, const RankedRow *row)
{
    (void)questions;
    return !g_str_equal(row->summary.combination.lock, "none");
}

/* ---- how the program is organised ---- */

gboolean concerns_pool(const Questions *questions, const RankedRow *row)
{
    (void)questions;
    return what_if_has_pool(row);
}

gboolean concerns_small_pool(const Questions *questions, const RankedRow *row)
{
    return what_if_has_pool(row) &&
           what_if_workers(row) + 1 < MIN(questions->workload->n_tasks, WHAT_MOST_WORKERS);
}

gboolean concerns_crowd(const Questions *questions, const RankedRow *row)
{
    return row->plan.threads == THREADS_PER_TASK && takes(row, "workers") &&
           questions->workload->n_tasks > row->summary.combination.cores;
}

gboolean concerns_dealt(const Questions *questions, const RankedRow *row)
{
    (void)questions;
    return row->plan.queue == QUEUE_DEALT && row->plan.threads == THREADS_LOOP &&
           row->plan.n_interpreters > 1 && what_if_has_pool(row) && !row->plan.one_process;
}

gboolean concerns_started(const Questions *questions, const RankedRow *row)
{
    (void)questions;
    return row->plan.start > 0 || row->plan.offload_start > 0;
}

static gboolean offloads(const Workload *workload)
{
    for (guint32 i = 0; i < workload->n_tasks; i++)
        for (guint32 j = 0; j < workload->tasks[i].n_phases; j++)
            if (workload->tasks[i].phases[j].kind == PHASE_OFFLOAD)
                return TRUE;
    return FALSE;
}

gboolean concerns_offloading(const Questions *questions, const RankedRow *row)
{
    return row->plan.threads == THREADS_LOOP && row->plan.offload != OFFLOAD_PROCESSES &&
           takes(row, "executor") && offloads(questions->workload);
}

/* ---- costs ---- */

gboolean concerns_switching(const Questions *questions, const RankedRow *row)
{
    const Costs *costs = &questions->scenario->costs;
    (void)row;

    return costs_has(costs, COSTS_OF_SWITCHING) || costs_has(costs, COSTS_OF_WAKING);
}

gboolean concerns_sending(const Questions *questions, const RankedRow *row)
{
    const Plan *plan = &row->plan;

    return (plan->ipc || plan->offload == OFFLOAD_PROCESSES) &&
           costs_has(&questions->scenario->costs, COSTS_OF_SENDING);
}

/* ---- what tasks ask for ---- */

static gboolean asks_for(const Questions *questions, gboolean on_core)
{
    for (guint32 i = 0; i < questions->workload->n_tasks; i++) {
        const Task *task = &questions->workload->tasks[i];

        for (guint32 j = 0; j < task->n_phases; j++)
            if (phase_duration(&task->phases[j]) > 0 && phase_on_core(task->phases[j].kind) == on_core)
                return TRUE;
    }
    return FALSE;
}

gboolean concerns_waiting(const Questions *questions, const RankedRow *row)
{
    (void)row;
    return asks_for(questions, FALSE);
}

gboolean concerns_computing(const Questions *questions, const RankedRow *row)
{
    (void)row;
    return asks_for(questions, TRUE);
}

gboolean concerns_loop(const Questions *questions, const RankedRow *row)
{
    return row->plan.threads == THREADS_LOOP && row->plan.offload == OFFLOAD_IN_PLACE &&
           asks_for(questions, TRUE);
}

gboolean concerns_loop_with_executor(const Questions *questions, const RankedRow *row)
{
    return row->plan.threads == THREADS_LOOP && row->plan.offload != OFFLOAD_IN_PLACE &&
           asks_for(questions, TRUE);
}

gboolean concerns_alone(const Questions *questions, const RankedRow *row)
{
    (void)row;
    return change_has_alone(questions->workload);
}

gboolean concerns_longest(const Questions *questions, const RankedRow *row)
{
    (void)row;
    return questions->scenario->goal.figure <= GOAL_THROUGHPUT && change_longest(questions->workload) >= 0;
}

gboolean concerns_pinned(const Questions *questions, const RankedRow *row)
{
    (void)row;
    for (guint32 i = 0; i < questions->workload->n_groups; i++)
        if (questions->workload->groups[i].affinity)
            return TRUE;
    return FALSE;
}

gboolean concerns_priorities(const Questions *questions, const RankedRow *row)
{
    const Workload *workload = questions->workload;

    if (!g_str_equal(row->summary.combination.scheduler, "priority"))
        return FALSE;
    for (guint32 i = 1; i < workload->n_groups; i++)
        if (workload->groups[i].priority != workload->groups[0].priority)
            return TRUE;
    return FALSE;
}

/* Tasks of two groups arrive at one instant. */
gboolean concerns_order(const Questions *questions, const RankedRow *row)
{
    const Workload *workload = questions->workload;
    g_autoptr(GHashTable) first =
        g_hash_table_new(g_int64_hash, g_int64_equal); /* arrival -> the first task */
    (void)row;

    for (guint32 i = 0; i < workload->n_tasks; i++) {
        const Task *other = g_hash_table_lookup(first, &workload->tasks[i].arrival);

        if (other && other->group != workload->tasks[i].group)
            return TRUE;
        if (!other)
            g_hash_table_insert(first, (gpointer)&workload->tasks[i].arrival, (gpointer)&workload->tasks[i]);
    }
    return FALSE;
}
