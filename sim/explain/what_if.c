/* what_if - the things that an explanation takes away or adds, one at a time, and what to change for each. */
#include "explain/what_if.h"

#include <string.h>

#include "explain/change.h"
#include "explain/concerns.h"

#define MOST_CORES 4096

char *what_if_workers_set(const char *policy, guint workers)
{
    return g_strdup_printf("policy.%s.workers=%u", policy, workers);
}

static SimTime computing(const Workload *workload)
{
    __int128 sum = 0;

    for (guint32 i = 0; i < workload->n_tasks; i++)
        for (guint32 j = 0; j < workload->tasks[i].n_phases; j++)
            if (phase_on_core(workload->tasks[i].phases[j].kind))
                sum += phase_duration(&workload->tasks[i].phases[j]);
    return (SimTime)MIN(sum, SIMTIME_MAX);
}

/* ---- what is different ---- */

void what_if_free(gpointer data)
{
    WhatIf *what_if = data;

    g_free(what_if->name);
    g_free(what_if->phrase);
    g_free(what_if->object);
    g_ptr_array_unref(what_if->sets);
    g_free(what_if->applies);
    g_free(what_if->goals);
    g_free(what_if->makespans);
    g_free(what_if->harms);
    g_free(what_if->mean_goals);
    g_free(what_if->is_clear);
    g_free(what_if);
}

gboolean what_if_tells_cause(const WhatIf *what_if)
{
    switch (what_if->kind) {
    case WHAT_NO_LOCK:
    case WHAT_MANY_CORES:
    case WHAT_MANY_WORKERS:
    case WHAT_MANY_BOTH:
    case WHAT_UNIT_MORE:
    case WHAT_NO_START:
    case WHAT_NO_PAYLOAD:
    case WHAT_GIVE_WAY:
    case WHAT_HALF_ALONE:
    case WHAT_HALF_LONGEST:
    case WHAT_ONE_QUEUE:
    case WHAT_NOT_PINNED:
    case WHAT_NO_PRIORITIES:
        return TRUE;
    default:
        return FALSE;
    }
}

/* Takes NAME and PHRASE over. The new question, or NULL where it concerns nobody. */
static WhatIf *add(Questions *questions, WhatKind kind, char *name, char *phrase, Concerns concerns)
{
    WhatIf *what_if = g_new0(WhatIf, 1);
    gboolean any = FALSE;

    *what_if = (WhatIf){ .kind = kind,
                         .name = name,
                         .phrase = phrase,
                         .sets = g_ptr_array_new_with_free_func(g_free),
                         .applies = g_new0(gboolean, questions->n_policies),
                         .goals = g_new0(gint64, questions->n_policies),
                         .makespans = g_new0(gint64, questions->n_policies),
                         .harms = g_new0(gint64, questions->n_policies),
                         .mean_goals = g_new0(gint64, questions->n_policies),
                         .is_clear = g_new0(gboolean, questions->n_policies) };
    for (guint i = 0; i < questions->n_policies; i++) {
        what_if->applies[i] = questions->rows[i] && concerns(questions, questions->rows[i]);
        any = any || what_if->applies[i];
    }
    if (!any) {
        what_if_free(what_if);
        return NULL;
    }
    g_ptr_array_add(questions->what_ifs, what_if);
    return what_if;
}

/* SETS, separated by blanks, and CHANGE, or NULL. */
static WhatIf *add_sets(Questions *questions, WhatKind kind, const char *name, const char *phrase,
                        Concerns concerns, const char *sets, void (*change)(Workload *workload))
{
    WhatIf *what_if = add(questions, kind, g_strdup(name), g_strdup(phrase), concerns);
    g_auto(GStrv) each = g_strsplit(sets, " ", -1);

    for (guint i = 0; what_if && each[i]; i++)
        g_ptr_array_add(what_if->sets, g_strdup(each[i]));
    if (what_if)
        what_if->change = change;
    return what_if;
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
    phrase = g_strdup_printf("switch interval %s, hand-over free", simtime_format(interval, shown));
    sets = g_strdup_printf("lock.interval=%s machine.lock_handoff=0", simtime_exact(interval, exact));
    add_sets(questions, WHAT_SHORT_INTERVAL, "short-interval", phrase, concerns_locked, sets, NULL);
}

/* WORKERS of every policy with a pool; 0: as many as it has, whatever the cores. */
static void set_workers(const Questions *questions, WhatIf *what_if, guint workers, guint more)
{
    for (guint i = 0; what_if && i < questions->n_policies; i++)
        if (questions->rows[i] && what_if_has_pool(questions->rows[i]))
            g_ptr_array_add(
                what_if->sets,
                what_if_workers_set(questions->rows[i]->summary.combination.policy,
                                    workers > 0 ? workers : what_if_workers(questions->rows[i]) + more));
}

/* One for each task, or else how many: there are bounds to what is simulated. */
static char *many_cores(guint cores, guint n_tasks)
{
    return g_strdup_printf(cores == n_tasks ? "a core for each task (%u)" : "%u cores", cores);
}

static char *many_workers(guint workers, guint n_tasks)
{
    return workers == n_tasks ? g_strdup("a worker for each task") : g_strdup_printf("%u workers", workers);
}

static char *many_of_both(guint cores, guint workers, guint n_tasks)
{
    g_autofree char *those = many_workers(workers, n_tasks);

    return cores == n_tasks && workers == n_tasks ? g_strdup("for each task a core and a worker")
                                                  : g_strdup_printf("%u cores and %s", cores, those);
}

/* Workers are named only where they are what is varied: elsewhere they stay as many as they are. */
static void add_cores_and_workers(Questions *questions)
{
    const guint cores = (guint)g_array_index(questions->scenario->cores, gint64, 0);
    const guint n_tasks = questions->workload->n_tasks;
    const guint many = MIN(MAX(n_tasks, cores + 2), MOST_CORES), workers = MIN(n_tasks, WHAT_MOST_WORKERS);
    g_autofree char *phrase = many_cores(many, n_tasks), *those = many_workers(workers, n_tasks);
    g_autofree char *both = many_of_both(many, workers, n_tasks);
    g_autofree char *sets = g_strdup_printf("machine.cores=%u", many);
    g_autofree char *one_more = g_strdup_printf("machine.cores=%u", cores + 1);

    if (many > cores) {
        set_workers(
            questions,
            add_sets(questions, WHAT_MANY_CORES, "unlimited-cores", phrase, concerns_all, sets, change_unpin),
            0, 0);
        set_workers(questions,
                    add_sets(questions, WHAT_MANY_BOTH, "unlimited-cores-and-workers", both,
                             concerns_small_pool, sets, change_unpin),
                    workers, 0);
    }
    if (cores < MOST_CORES) {
        set_workers(
            questions,
            add_sets(questions, WHAT_CORE_MORE, "core-more", "one core more", concerns_all, one_more, NULL),
            0, 0);
        set_workers(questions,
                    add_sets(questions, WHAT_CORE_AND_WORKER, "core-and-worker-more",
                             "one core and one worker more", concerns_pool, one_more, NULL),
                    0, 1);
    }
    set_workers(
        questions,
        add_sets(questions, WHAT_WORKER_MORE, "worker-more", "one worker more", concerns_pool, "", NULL), 0,
        1);
    set_workers(
        questions,
        add_sets(questions, WHAT_MANY_WORKERS, "worker-per-task", those, concerns_small_pool, "", NULL),
        workers, 0);
}

static void add_few_threads(Questions *questions)
{
    const guint cores = (guint)g_array_index(questions->scenario->cores, gint64, 0);
    WhatIf *what_if =
        add(questions, WHAT_AS_MANY_AS_CORES, g_strdup("as-many-threads-as-cores"),
            g_strdup_printf("a pool of %u thread%s, as many as cores", cores, cores == 1 ? "" : "s"),
            concerns_crowd);

    for (guint i = 0; what_if && i < questions->n_policies; i++)
        if (what_if->applies[i])
            g_ptr_array_add(what_if->sets,
                            what_if_workers_set(questions->rows[i]->summary.combination.policy, cores));
}

/* Processes that take tasks from one queue, with threads enough for all; each process has its lock, as each
 * loop had. The first policy that is dealt out says how many. */
static void add_one_queue(Questions *questions)
{
    WhatIf *what_if = add(questions, WHAT_ONE_QUEUE, g_strdup("one-queue"),
                          g_strdup("one queue for all processes"), concerns_dealt);
    guint first = 0, workers;

    if (!what_if)
        return;
    while (!what_if->applies[first])
        first++;
    workers = what_if_workers(questions->rows[first]);
    what_if->stand_in = "processes";
    g_ptr_array_add(what_if->sets, g_strdup("scenario.policies=processes"));
    g_ptr_array_add(what_if->sets, what_if_workers_set(what_if->stand_in, workers));
    g_ptr_array_add(
        what_if->sets,
        g_strdup_printf("policy.processes.threads=%u",
                        (MIN(questions->workload->n_tasks, WHAT_MOST_WORKERS) + workers - 1) / workers));
}

static void add_process_executor(Questions *questions)
{
    WhatIf *what_if =
        add(questions, WHAT_PROCESS_EXECUTOR, g_strdup("process-executor"), NULL, concerns_offloading);
    guint n = (guint)g_array_index(questions->scenario->cores, gint64, 0);

    for (guint i = 0; what_if && i < questions->n_policies; i++) {
        if (!what_if->applies[i])
            continue;
        n = questions->rows[i]->plan.n_offload > 0 ? questions->rows[i]->plan.n_offload : n;
        g_ptr_array_add(what_if->sets, g_strdup_printf("policy.%s.executor=%u processes",
                                                       questions->rows[i]->summary.combination.policy, n));
    }
    if (what_if)
        what_if->phrase = g_strdup_printf("offload { } to %u process%s", n, n == 1 ? "" : "es");
}

/* But for those that --set cannot name. */
static void add_units(Questions *questions)
{
    for (guint32 i = 0; i < questions->workload->n_resources; i++) {
        const Resource *resource = &questions->workload->resources[i];
        WhatIf *what_if;

        if (strchr(resource->name, '='))
            continue;
        what_if = add(questions, WHAT_UNIT_MORE, g_strdup_printf("unit-more-%s", resource->name),
                      g_strdup_printf("one unit more of %s", resource->name), concerns_all);
        if (!what_if)
            continue;
        what_if->object = g_strdup(resource->name);
        what_if->units = resource->capacity;
        g_ptr_array_add(what_if->sets,
                        g_strdup_printf("resource.%s.capacity=%u", resource->name, resource->capacity + 1));
    }
}

static void set_free(WhatIf *what_if, CostsOf kind)
{
    for (const char *const *name = costs_of[kind]; what_if && *name; name++)
        g_ptr_array_add(what_if->sets, g_strdup_printf("machine.%s=0", *name));
}

static void add_costs(Questions *questions)
{
    WhatIf *no_switching;

    set_free(add_sets(questions, WHAT_NO_START, "no-start-up-cost", "start-up at no cost", concerns_started, "", NULL),
             COSTS_OF_STARTING);
    no_switching = add_sets(questions, WHAT_NO_SWITCHING, "no-switching-cost", "switching at no cost",
                            concerns_switching, "", NULL);
    set_free(no_switching, COSTS_OF_SWITCHING);
    set_free(no_switching, COSTS_OF_WAKING);
    set_free(add_sets(questions, WHAT_NO_PAYLOAD, "no-payload-cost", "sending tasks at no cost", concerns_sending, "",
                      NULL),
             COSTS_OF_SENDING);
}

static void add_changes(Questions *questions)
{
    static const struct {
        WhatKind kind;
        const char *name, *phrase;
        Concerns concerns;
        void (*change)(Workload *workload);
    } changes[] = {
        { WHAT_HALF_WAITS, "half-waits", "waits half as long", concerns_waiting, change_halve_waits },
        { WHAT_HALF_COMPUTING, "half-computing", "computing twice as fast", concerns_computing,
          change_halve_computing },
        { WHAT_GIVE_WAY, "give-way", "the loop's tasks giving way often", concerns_loop, change_give_way },
        { WHAT_GIVE_WAY, "give-way-on-loop", "what is on the loop giving way often",
          concerns_loop_with_executor, change_give_way_on_loop },
        { WHAT_HALF_ALONE, "half-alone", "tasks that stand alone twice as fast", concerns_alone,
          change_halve_alone },
        { WHAT_HALF_LONGEST, "half-longest", "the longest task twice as fast", concerns_longest,
          change_halve_longest },
        { WHAT_NOT_PINNED, "not-pinned", "tasks allowed on every core", concerns_pinned, change_unpin },
        { WHAT_NO_PRIORITIES, "no-priorities", "all tasks of the same priority", concerns_priorities,
          change_level_priorities },
        { WHAT_OTHER_ORDER, "other-order", "who arrives together, the other way", concerns_order,
          change_reverse_order },
    };

    for (guint i = 0; i < G_N_ELEMENTS(changes); i++)
        add_sets(questions, changes[i].kind, changes[i].name, changes[i].phrase, changes[i].concerns, "",
                 changes[i].change);
}

GPtrArray *what_ifs_new(const Scenario *scenario, const Workload *workload, const RankedRow *const *rows,
                        guint n_policies)
{
    Questions questions = { scenario, workload, rows, n_policies,
                            g_ptr_array_new_with_free_func(what_if_free) };

    add_sets(&questions, WHAT_NO_LOCK, "no-lock", "without the lock", concerns_locked, "lock.name=none",
             NULL);
    add_short_interval(&questions);
    add_cores_and_workers(&questions);
    add_few_threads(&questions);
    add_one_queue(&questions);
    add_process_executor(&questions);
    add_units(&questions);
    add_costs(&questions);
    add_changes(&questions);
    return questions.what_ifs;
}
