/* what_if - the things that an explanation takes away or adds, one at a time, and what to change for each. */
#include "explain/what_if.h"

#include "explain/change.h"
#include "policy.h"
#include "registry.h"

#define MOST_CORES 4096
#define MOST_WORKERS 1000

/* What is asked about. */
typedef struct {
    const Scenario *scenario;
    const Workload *workload;
    const RankedRow *const *rows;
    guint n_policies;
    GPtrArray *what_ifs;
} Questions;

typedef gboolean (*Applies)(const Questions *questions, const RankedRow *row);

gboolean what_if_has_pool(const RankedRow *row)
{
    const Model *policy = registry_find(MODEL_POLICY, row->summary.combination.policy);

    return row->plan.threads != THREADS_PER_TASK && policy->options &&
           option_find(policy->options, "workers");
}

guint what_if_workers(const RankedRow *row)
{
    return row->plan.start_threads ? row->plan.n_workers : row->plan.n_interpreters;
}

char *what_if_workers_set(const char *policy, guint workers)
{
    return g_strdup_printf("policy.%s.workers=%u", policy, workers);
}

/* ---- whom it concerns ---- */

static gboolean always(const Questions *questions, const RankedRow *row)
{
    (void)questions, (void)row;
    return TRUE;
}

static gboolean is_locked(const Questions *questions, const RankedRow *row)
{
    (void)questions;
    return !g_str_equal(row->summary.combination.lock, "none");
}

static gboolean has_pool(const Questions *questions, const RankedRow *row)
{
    (void)questions;
    return what_if_has_pool(row);
}

static gboolean could_have_more(const Questions *questions, const RankedRow *row)
{
    return what_if_has_pool(row) &&
           what_if_workers(row) + 1 < MIN(questions->workload->n_tasks, MOST_WORKERS);
}

static gboolean starts(const Questions *questions, const RankedRow *row)
{
    (void)questions;
    return row->plan.start > 0 || row->plan.offload_start > 0;
}

static gboolean switches(const Questions *questions, const RankedRow *row)
{
    const Costs *costs = &questions->scenario->costs;
    (void)row;

    return costs->context_switch || costs->migration || costs->wake_latency || costs->lock_handoff ||
           costs->loop_step;
}

static gboolean sends(const Questions *questions, const RankedRow *row)
{
    const Costs *costs = &questions->scenario->costs;
    const Plan *plan = &row->plan;

    return (plan->ipc || plan->offload == OFFLOAD_PROCESSES) && (costs->ipc_call || costs->ipc_mib);
}

static gboolean asks_for(const Questions *questions, gboolean on_core)
{
    for (guint32 i = 0; i < questions->workload->n_tasks; i++) {
        const Task *task = &questions->workload->tasks[i];

        for (guint32 j = 0; j < task->n_phases; j++)
            if (task->phases[j].duration > 0 && phase_on_core(task->phases[j].kind) == on_core)
                return TRUE;
    }
    return FALSE;
}

static gboolean waits(const Questions *questions, const RankedRow *row)
{
    (void)row;
    return asks_for(questions, FALSE);
}

static gboolean computes(const Questions *questions, const RankedRow *row)
{
    (void)row;
    return asks_for(questions, TRUE);
}

static gboolean is_loop(const Questions *questions, const RankedRow *row)
{
    return row->plan.threads == THREADS_LOOP && asks_for(questions, TRUE);
}

static gboolean has_alone(const Questions *questions, const RankedRow *row)
{
    (void)row;
    return change_has_alone(questions->workload);
}

static SimTime computing(const Workload *workload)
{
    __int128 sum = 0;

    for (guint32 i = 0; i < workload->n_tasks; i++)
        for (guint32 j = 0; j < workload->tasks[i].n_phases; j++)
            if (phase_on_core(workload->tasks[i].phases[j].kind))
                sum += workload->tasks[i].phases[j].duration;
    return (SimTime)MIN(sum, SIMTIME_MAX);
}

/* ---- what is different ---- */

static void what_if_free(gpointer data)
{
    WhatIf *what_if = data;

    g_free(what_if->name);
    g_free(what_if->phrase);
    g_ptr_array_unref(what_if->sets);
    g_free(what_if->applies);
    g_free(what_if->goals);
    g_free(what_if->makespans);
    g_free(what_if);
}

/* Takes NAME and PHRASE over. The new question, or NULL where it concerns nobody. */
static WhatIf *add(Questions *questions, WhatKind kind, char *name, char *phrase, Applies applies)
{
    WhatIf *what_if = g_new0(WhatIf, 1);
    gboolean any = FALSE;

    *what_if = (WhatIf){ .kind = kind,
                         .name = name,
                         .phrase = phrase,
                         .sets = g_ptr_array_new_with_free_func(g_free),
                         .applies = g_new0(gboolean, questions->n_policies),
                         .goals = g_new0(gint64, questions->n_policies),
                         .makespans = g_new0(gint64, questions->n_policies) };
    for (guint i = 0; i < questions->n_policies; i++) {
        what_if->applies[i] = questions->rows[i] && applies(questions, questions->rows[i]);
        any = any || what_if->applies[i];
    }
    if (!any) {
        what_if_free(what_if);
        return NULL;
    }
    g_ptr_array_add(questions->what_ifs, what_if);
    return what_if;
}

static void add_sets(Questions *questions, WhatKind kind, const char *name, const char *phrase,
                     Applies applies, const char *sets)
{
    WhatIf *what_if = add(questions, kind, g_strdup(name), g_strdup(phrase), applies);
    g_auto(GStrv) each = g_strsplit(sets, " ", -1);

    for (guint i = 0; what_if && each[i]; i++)
        g_ptr_array_add(what_if->sets, g_strdup(each[i]));
}

static void add_change(Questions *questions, WhatKind kind, const char *name, const char *phrase,
                       Applies applies, void (*change)(Workload *workload))
{
    WhatIf *what_if = add(questions, kind, g_strdup(name), g_strdup(phrase), applies);

    if (what_if)
        what_if->change = change;
}

/* 100 us, or ten times that and so on where a run would be of too many switches. */
static void add_short_interval(Questions *questions)
{
    enum { MOST_SWITCHES = 500000 };
    SimTime interval = 100 * SIMTIME_US;
    g_autofree char *phrase = NULL, *sets = NULL;
    char shown[SIMTIME_TEXT], exact[SIMTIME_TEXT];

    while (interval < computing(questions->workload) / MOST_SWITCHES)
        interval *= 10;
    if (interval >= questions->scenario->interval)
        return;
    phrase = g_strdup_printf("interval %s, passing it on is free", simtime_format(interval, shown));
    sets = g_strdup_printf("lock.interval=%s machine.lock_handoff=0", simtime_exact(interval, exact));
    add_sets(questions, WHAT_SHORT_INTERVAL, "short-interval", phrase, is_locked, sets);
}

static void add_cores(Questions *questions)
{
    const guint cores = (guint)g_array_index(questions->scenario->cores, gint64, 0);
    const guint many = MIN(MAX(questions->workload->n_tasks, cores + 2), MOST_CORES);
    g_autofree char *phrase = g_strdup_printf("unlimited cores (%u)", many);
    g_autofree char *sets = g_strdup_printf("machine.cores=%u", many);
    g_autofree char *one_more = g_strdup_printf("machine.cores=%u", cores + 1);

    if (many > cores)
        add_sets(questions, WHAT_MANY_CORES, "unlimited-cores", phrase, always, sets);
    if (cores < MOST_CORES)
        add_sets(questions, WHAT_CORE_MORE, "core-more", "one core more", always, one_more);
}

/* WORKERS(row) for every policy with a pool. */
static void add_workers(Questions *questions, WhatKind kind, const char *name, const char *phrase,
                        Applies applies, guint all)
{
    WhatIf *what_if = add(questions, kind, g_strdup(name), g_strdup(phrase), applies);

    for (guint i = 0; what_if && i < questions->n_policies; i++)
        if (what_if->applies[i])
            g_ptr_array_add(what_if->sets,
                            what_if_workers_set(questions->rows[i]->summary.combination.policy,
                                                all > 0 ? all : what_if_workers(questions->rows[i]) + 1));
}

static void add_units(Questions *questions)
{
    for (guint32 i = 0; i < questions->workload->n_resources; i++) {
        const Resource *resource = &questions->workload->resources[i];
        WhatIf *what_if = add(questions, WHAT_UNIT_MORE, g_strdup_printf("unit-more-%s", resource->name),
                              g_strdup_printf("one unit more of %s", resource->name), always);

        if (what_if)
            g_ptr_array_add(what_if->sets, g_strdup_printf("resource.%s.capacity=%u", resource->name,
                                                           resource->capacity + 1));
    }
}

static void add_costs(Questions *questions)
{
    add_sets(questions, WHAT_NO_START, "no-start-up-cost", "start-up at no cost", starts,
             "machine.thread_start=0 machine.process_start=0 machine.subinterpreter_start=0");
    add_sets(questions, WHAT_NO_SWITCHING, "no-switching-cost", "switching at no cost", switches,
             "machine.context_switch=0 machine.migration=0 machine.wake_latency=0 machine.lock_handoff=0 "
             "machine.loop_step=0");
    add_sets(questions, WHAT_NO_PAYLOAD, "no-payload-cost", "sending tasks at no cost", sends,
             "machine.ipc_call=0 machine.ipc_mib=0");
}

GPtrArray *what_ifs_new(const Scenario *scenario, const Workload *workload, const RankedRow *const *rows,
                        guint n_policies)
{
    Questions questions = { scenario, workload, rows, n_policies,
                            g_ptr_array_new_with_free_func(what_if_free) };

    add_sets(&questions, WHAT_NO_LOCK, "no-lock", "without the lock", is_locked, "lock.name=none");
    add_short_interval(&questions);
    add_cores(&questions);
    add_workers(&questions, WHAT_WORKER_MORE, "worker-more", "one worker more", has_pool, 0);
    add_workers(&questions, WHAT_MANY_WORKERS, "worker-per-task", "a worker for each task", could_have_more,
                MIN(workload->n_tasks, MOST_WORKERS));
    add_units(&questions);
    add_costs(&questions);
    add_change(&questions, WHAT_HALF_WAITS, "half-waits", "waits half as long", waits, change_halve_waits);
    add_change(&questions, WHAT_HALF_COMPUTING, "half-computing", "computing twice as fast", computes,
               change_halve_computing);
    add_change(&questions, WHAT_GIVE_WAY, "give-way", "the loop's tasks giving way often", is_loop,
               change_give_way);
    add_change(&questions, WHAT_HALF_ALONE, "half-alone", "tasks that stand alone twice as fast", has_alone,
               change_halve_alone);
    return questions.what_ifs;
}
