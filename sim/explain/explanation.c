/* explanation - a scenario simulated as it is, with one thing different at a time, and with other seeds. */
#include "explain/explanation.h"

#include <string.h>

#include "report/measure.h"

#define MILLIONTHS 1000000

/* What all experiments of an explanation have in common. */
typedef struct {
    const Explanation *explanation;
    const char *path;
    GError **error;
} Simulations;

/* ---- reading ---- */

static Scenario *load(const char *path, const Overrides *overrides, const GPtrArray *sets, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    Overrides changed = *overrides;

    for (guint i = 0; overrides->sets && overrides->sets[i]; i++)
        g_ptr_array_add(all, overrides->sets[i]);
    for (guint i = 0; sets && i < sets->len; i++)
        g_ptr_array_add(all, g_ptr_array_index(sets, i));
    g_ptr_array_add(all, NULL);
    changed.sets = (GStrv)all->pdata;
    return scenario_load(path, &changed, error);
}

/* The sets that leave one machine of SCENARIO: the first scheduler and lock, the most cores. */
static GPtrArray *one_machine(const Scenario *scenario)
{
    GPtrArray *sets = g_ptr_array_new_with_free_func(g_free);
    gint64 cores = 0;

    for (guint i = 0; i < scenario->cores->len; i++)
        cores = MAX(cores, g_array_index(scenario->cores, gint64, i));
    if (scenario->cores->len > 1)
        g_ptr_array_add(sets, g_strdup_printf("machine.cores=%" G_GINT64_FORMAT, cores));
    if (g_strv_length(scenario->schedulers) > 1)
        g_ptr_array_add(sets, g_strdup_printf("machine.scheduler=%s", scenario->schedulers[0]));
    if (g_strv_length(scenario->locks) > 1)
        g_ptr_array_add(sets, g_strdup_printf("lock.name=%s", scenario->locks[0]));
    return sets;
}

/* The scenario on one machine, and the overrides that make it. */
static gboolean read_scenario(Explanation *explanation, const char *path, const Overrides *overrides,
                              GError **error)
{
    g_autoptr(Scenario) several = load(path, overrides, NULL, error);
    g_autoptr(GPtrArray) machine = NULL;

    if (!several)
        return FALSE;
    machine = one_machine(several);
    explanation->is_one_of_several = machine->len > 0;
    explanation->sets = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; overrides->sets && overrides->sets[i]; i++)
        g_ptr_array_add(explanation->sets, g_strdup(overrides->sets[i]));
    for (guint i = 0; i < machine->len; i++)
        g_ptr_array_add(explanation->sets, g_strdup(g_ptr_array_index(machine, i)));
    g_ptr_array_add(explanation->sets, NULL);
    explanation->overrides = *overrides;
    explanation->overrides.sets = (GStrv)explanation->sets->pdata;
    explanation->scenario = load(path, &explanation->overrides, NULL, error);
    return explanation->scenario != NULL;
}

/* ---- simulating ---- */

/* The policies of SCENARIO in its order, with the change that WHAT_IF (or NULL) makes; WATCHED (or NULL) is
 * another sink. */
static Ranking *simulate(const Scenario *scenario, const WhatIf *what_if, ResultSink *watched, GError **error)
{
    const ExperimentOptions options = { .executor = &executor_sim,
                                        .change = what_if ? what_if->change : NULL };
    g_autoptr(GPtrArray) sinks = g_ptr_array_new();
    g_autoptr(Ranking) ranking = ranking_new();

    g_ptr_array_add(sinks, &ranking->sink);
    if (watched)
        g_ptr_array_add(sinks, watched);
    return experiment_run(scenario, &options, sinks, error) ? g_steal_pointer(&ranking) : NULL;
}

static const RankedRow *row_of(const Ranking *ranking, const char *policy)
{
    for (guint i = 0; i < ranking->rows->len; i++) {
        const RankedRow *row = g_ptr_array_index(ranking->rows, i);

        if (g_str_equal(row->summary.combination.policy, policy))
            return row;
    }
    return NULL;
}

static void keep_goals(const Explanation *explanation, const Ranking *ranking, gint64 *goals,
                       gint64 *makespans)
{
    for (guint i = 0; i < explanation->n_policies; i++) {
        const RankedRow *row = row_of(ranking, explanation->scenario->policies[i]);

        goals[i] = row ? row->summary.goal : NOT_APPLICABLE;
        if (makespans)
            makespans[i] = row ? row->summary.makespan : NOT_APPLICABLE;
    }
}

static gboolean simulate_with(Simulations *simulations, const GPtrArray *sets, const WhatIf *what_if,
                              gint64 *goals, gint64 *makespans)
{
    const Explanation *explanation = simulations->explanation;
    g_autoptr(Scenario) scenario = load(simulations->path, &explanation->overrides, sets, simulations->error);
    g_autoptr(Ranking) ranking = scenario ? simulate(scenario, what_if, NULL, simulations->error) : NULL;

    if (ranking)
        keep_goals(explanation, ranking, goals, makespans);
    return ranking != NULL;
}

static gboolean simulate_as_is(Explanation *explanation, GError **error)
{
    g_autoptr(Observer) observer = observer_new();

    explanation->ranking = simulate(explanation->scenario, NULL, &observer->sink, error);
    if (!explanation->ranking)
        return FALSE;
    for (guint i = 0; i < explanation->n_policies; i++) {
        explanation->rows[i] = row_of(explanation->ranking, explanation->scenario->policies[i]);
        explanation->observed[i] = g_ptr_array_index(observer->runs, i);
    }
    g_ptr_array_set_free_func(observer->runs, NULL);
    ranking_sort(explanation->ranking);
    return TRUE;
}

static gboolean ask(Simulations *simulations, Explanation *explanation)
{
    g_autoptr(Workload) workload =
        scenario_workload(explanation->scenario, explanation->scenario->seed, 1, simulations->error);

    if (!workload)
        return FALSE;
    explanation->what_ifs =
        what_ifs_new(explanation->scenario, workload, explanation->rows, explanation->n_policies);
    for (guint i = 0; i < explanation->what_ifs->len; i++) {
        WhatIf *what_if = g_ptr_array_index(explanation->what_ifs, i);

        if (!simulate_with(simulations, what_if->sets, what_if, what_if->goals, what_if->makespans))
            return FALSE;
        for (guint p = 0; p < explanation->n_policies; p++)
            if (!what_if->applies[p])
                what_if->goals[p] = what_if->makespans[p] = NOT_APPLICABLE;
    }
    return TRUE;
}

/* The first N replications come to the same. */
static gboolean are_alike(const Explanation *explanation, guint n)
{
    const gsize size = explanation->n_policies * sizeof(gint64);

    for (guint i = 1; i < n; i++)
        if (memcmp(explanation->replications, (const char *)explanation->replications + i * size, size) != 0)
            return FALSE;
    return TRUE;
}

/* Where nothing is drawn, a few are as good as many. */
static gboolean replicate(Simulations *simulations, Explanation *explanation, guint n)
{
    enum { A_FEW = 3 };

    explanation->replications = g_new0(gint64, (gsize)n * explanation->n_policies);
    for (guint i = 0; i < n; explanation->n_replications = ++i) {
        g_autoptr(GPtrArray) sets = g_ptr_array_new_with_free_func(g_free);

        g_ptr_array_add(sets,
                        g_strdup_printf("scenario.seed=%" G_GUINT64_FORMAT, explanation->scenario->seed + i));
        if (!simulate_with(simulations, sets, NULL,
                           explanation->replications + (gsize)i * explanation->n_policies, NULL))
            return FALSE;
        if (i + 1 == A_FEW && are_alike(explanation, A_FEW))
            explanation->is_certain = TRUE;
        if (explanation->is_certain) {
            explanation->n_replications = A_FEW;
            break;
        }
    }
    return TRUE;
}

/* ---- of one policy ---- */

/* The goal of POLICY alone, with SET. */
static gboolean goal_of(Simulations *simulations, const char *policy, char *set, gint64 *goal)
{
    const Explanation *explanation = simulations->explanation;
    g_autoptr(GPtrArray) sets = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Scenario) scenario = NULL;
    g_autoptr(Ranking) ranking = NULL;
    const RankedRow *row;

    g_ptr_array_add(sets, g_strdup_printf("scenario.policies=%s", policy));
    if (set)
        g_ptr_array_add(sets, set);
    scenario = load(simulations->path, &explanation->overrides, sets, simulations->error);
    ranking = scenario ? simulate(scenario, NULL, NULL, simulations->error) : NULL;
    row = ranking ? row_of(ranking, policy) : NULL;
    *goal = row ? row->summary.goal : NOT_APPLICABLE;
    return ranking != NULL;
}

static gint compare_workers(gconstpointer a, gconstpointer b)
{
    const guint first = ((const Sizing *)a)->workers, second = ((const Sizing *)b)->workers;

    return first < second ? -1 : first > second;
}

static void add_sizing(GArray *sizings, guint workers)
{
    const Sizing sizing = { workers, NOT_APPLICABLE };

    for (guint i = 0; i < sizings->len; i++)
        if (g_array_index(sizings, Sizing, i).workers == workers)
            return;
    g_array_append_val(sizings, sizing);
}

/* The best policy with a pool, or -1. */
static gint best_pool(const Explanation *explanation)
{
    g_autofree gint64 *goals = g_new(gint64, explanation->n_policies);

    for (guint i = 0; i < explanation->n_policies; i++)
        goals[i] = explanation->rows[i] && what_if_has_pool(explanation->rows[i])
                       ? explanation->rows[i]->summary.goal
                       : NOT_APPLICABLE;
    return explanation_best(explanation, goals);
}

/* Powers of two up to a worker a task, the cores and what there is now. */
static gboolean size(Simulations *simulations, Explanation *explanation)
{
    enum { MOST_WORKERS = 512 };
    const gint best = explanation->sized = best_pool(explanation);
    const guint most = MIN(explanation->ranking->totals.n_tasks, MOST_WORKERS);

    if (best < 0)
        return TRUE;
    for (guint n = 1; n < most; n *= 2)
        add_sizing(explanation->sizings, n);
    add_sizing(explanation->sizings, most);
    add_sizing(explanation->sizings, MIN(explanation->rows[best]->summary.combination.cores, most));
    add_sizing(explanation->sizings, what_if_workers(explanation->rows[best]));
    g_array_sort(explanation->sizings, compare_workers);
    for (guint i = 0; i < explanation->sizings->len; i++) {
        Sizing *sizing = &g_array_index(explanation->sizings, Sizing, i);
        const char *policy = explanation->scenario->policies[best];

        if (!goal_of(simulations, policy, what_if_workers_set(policy, sizing->workers), &sizing->goal))
            return FALSE;
    }
    return TRUE;
}

/* ---- as a whole ---- */

Explanation *explanation_new(const char *path, const Overrides *overrides, guint n_replications,
                             GError **error)
{
    g_autoptr(Explanation) explanation = g_new0(Explanation, 1);
    Simulations simulations = { explanation, path, error };

    explanation->sizings = g_array_new(FALSE, FALSE, sizeof(Sizing));
    if (!read_scenario(explanation, path, overrides, error))
        return NULL;
    explanation->n_policies = g_strv_length(explanation->scenario->policies);
    explanation->rows = g_new0(const RankedRow *, explanation->n_policies);
    explanation->observed = g_new0(Observed *, explanation->n_policies);
    if (!simulate_as_is(explanation, error) || !ask(&simulations, explanation) ||
        !replicate(&simulations, explanation, n_replications) ||
        !goal_of(&simulations, "async", NULL, &explanation->async_goal) || !size(&simulations, explanation))
        return NULL;
    return g_steal_pointer(&explanation);
}

void explanation_free(Explanation *explanation)
{
    for (guint i = 0; explanation->observed && i < explanation->n_policies; i++)
        observed_free(explanation->observed[i]);
    g_free(explanation->observed);
    g_free(explanation->rows);
    g_clear_pointer(&explanation->ranking, ranking_free);
    g_clear_pointer(&explanation->what_ifs, g_ptr_array_unref);
    g_clear_pointer(&explanation->sets, g_ptr_array_unref);
    g_clear_pointer(&explanation->scenario, scenario_free);
    g_array_unref(explanation->sizings);
    g_free(explanation->replications);
    g_free(explanation);
}

gint64 explanation_gain(const Explanation *explanation, gint64 figure, gint64 changed)
{
    const gint sign = explanation->scenario->goal.figure == GOAL_THROUGHPUT ? -1 : 1;

    if (figure == NOT_APPLICABLE || changed == NOT_APPLICABLE || figure == 0)
        return 0;
    return (gint64)((__int128)sign * (figure - changed) * MILLIONTHS / figure);
}

gint64 explanation_brings(const Explanation *explanation, guint policy, const WhatIf *what_if,
                          gboolean *applies)
{
    const gint64 goal = explanation_goal(explanation, policy);

    *applies = what_if->applies[policy] && goal != NOT_APPLICABLE && what_if->goals[policy] != NOT_APPLICABLE;
    return *applies ? explanation_gain(explanation, goal, what_if->goals[policy]) : 0;
}

gint explanation_best(const Explanation *explanation, const gint64 *goals)
{
    const gboolean more_is_better = explanation->scenario->goal.figure == GOAL_THROUGHPUT;
    gint best = -1;

    for (guint i = 0; i < explanation->n_policies; i++)
        if (goals[i] != NOT_APPLICABLE &&
            (best < 0 || (more_is_better ? goals[i] > goals[best] : goals[i] < goals[best])))
            best = (gint)i;
    return best;
}

gint64 explanation_goal(const Explanation *explanation, guint policy)
{
    return explanation->rows[policy] ? explanation->rows[policy]->summary.goal : NOT_APPLICABLE;
}

char *explanation_figure(const Explanation *explanation, gint64 figure)
{
    return explanation->scenario->goal.figure == GOAL_THROUGHPUT ? measure_rate(figure)
                                                                 : measure_time(figure);
}
