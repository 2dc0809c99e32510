/* asking - simulates what an explanation is made of: each question, with several seeds, and numbers of workers.
 *
 * Every seed draws the same trace for a question as for the scenario as it is, so that their differences, seed
 * by seed, are what the change does and not what the draw does. */
#include "explain/asking.h"

#include <math.h>
#include <string.h>

#include "base/statistics.h"
#include "explain/change.h"

#define A_FEW 3 /* replications that tell whether anything is drawn; the fewest that show a spread */
#define MOST_EVENTS 10000000.0 /* of all questions under all seeds */

/* The outcome of the I-th policy, or of whoever stands in for it. */
static const Outcome *answer_of(const Explanation *explanation, const WhatIf *what_if,
                                const Outcomes *outcomes, guint i)
{
    return outcomes_of(outcomes,
                       what_if && what_if->stand_in ? what_if->stand_in : explanation->scenario->policies[i]);
}

static void keep_goals(const Explanation *explanation, const WhatIf *what_if, const Outcomes *outcomes,
                       gint64 *goals)
{
    for (guint i = 0; i < explanation->n_policies; i++) {
        const Outcome *outcome =
            !what_if || what_if->applies[i] ? answer_of(explanation, what_if, outcomes, i) : NULL;

        goals[i] = outcome ? outcome->goal : NOT_APPLICABLE;
    }
}

static void keep_answer(const Explanation *explanation, WhatIf *what_if, const Outcomes *outcomes)
{
    keep_goals(explanation, what_if, outcomes, what_if->goals);
    memcpy(what_if->mean_goals, what_if->goals, explanation->n_policies * sizeof *what_if->goals);
    for (guint i = 0; i < explanation->n_policies; i++) {
        const Outcome *outcome = what_if->applies[i] ? answer_of(explanation, what_if, outcomes, i) : NULL;
        const Outcome *before = outcomes_of(explanation->outcomes, explanation->scenario->policies[i]);

        what_if->makespans[i] = outcome ? outcome->makespan : NOT_APPLICABLE;
        what_if->harms[i] = outcome && before ? outcome_harm(before, outcome) : 0;
        what_if->is_clear[i] = TRUE;
    }
}

gboolean asking_what_if(Explanation *explanation, const Simulations *simulations)
{
    g_autoptr(Workload) workload =
        scenario_workload(explanation->scenario, explanation->scenario->seed, 1, simulations->error);

    if (!workload)
        return FALSE;
    explanation->what_ifs =
        what_ifs_new(explanation->scenario, workload, explanation->rows, explanation->n_policies);
    for (guint i = 0; i < explanation->what_ifs->len; i++) {
        WhatIf *what_if = g_ptr_array_index(explanation->what_ifs, i);
        g_autoptr(Outcomes) outcomes = simulations_ask(simulations, what_if, NULL);

        if (!outcomes)
            return FALSE;
        keep_answer(explanation, what_if, outcomes);
        explanation->n_events += outcomes->n_events;
    }
    return TRUE;
}

/* ---- other seeds ---- */

/* The first N replications come to the same. */
static gboolean are_alike(const Explanation *explanation, guint n)
{
    const gsize size = explanation->n_policies * sizeof(gint64);

    for (guint i = 1; i < n; i++)
        if (memcmp(explanation->replications, (const char *)explanation->replications + i * size, size) != 0)
            return FALSE;
    return TRUE;
}

static gint64 *replication(const Explanation *explanation, guint i)
{
    return explanation->replications + (gsize)i * explanation->n_policies;
}

/* Where nothing is drawn, a few are as good as many. */
gboolean asking_replicate(Explanation *explanation, const Simulations *simulations, guint n_replications)
{
    explanation->replications = g_new0(gint64, (gsize)MAX(n_replications, 1) * explanation->n_policies);
    for (guint i = 0; i < n_replications && !explanation->is_certain; explanation->n_replications = ++i) {
        const guint64 seed = explanation->scenario->seed + i;
        g_autoptr(Outcomes) outcomes = simulations_ask(simulations, NULL, &seed);

        if (!outcomes)
            return FALSE;
        keep_goals(explanation, NULL, outcomes, replication(explanation, i));
        explanation->is_certain = i + 1 == A_FEW && are_alike(explanation, A_FEW);
    }
    return TRUE;
}

/* As many as can be afforded; too few to show a spread are none. */
static guint seeds_for(const Explanation *explanation)
{
    const double most = MOST_EVENTS / (double)MAX(explanation->n_events, 1);

    if (explanation->is_certain || explanation->n_replications < A_FEW || most < A_FEW)
        return 1;
    return (guint)MIN(most, explanation->n_replications);
}

/* The figures of one policy, a seed each, as it is and with what is asked. */
typedef struct {
    double *before, *after;
    gboolean lacks_one;
} Pairs;

static Pairs *pairs_new(const Explanation *explanation)
{
    Pairs *pairs = g_new0(Pairs, explanation->n_policies);

    for (guint i = 0; i < explanation->n_policies; i++) {
        pairs[i].before = g_new(double, explanation->n_seeds);
        pairs[i].after = g_new(double, explanation->n_seeds);
    }
    return pairs;
}

static void pairs_free(const Explanation *explanation, Pairs *pairs)
{
    for (guint i = 0; i < explanation->n_policies; i++) {
        g_free(pairs[i].before);
        g_free(pairs[i].after);
    }
    g_free(pairs);
}

static void add_pairs(const Explanation *explanation, Pairs *pairs, guint seed, const gint64 *goals)
{
    for (guint p = 0; p < explanation->n_policies; p++) {
        const gint64 before = replication(explanation, seed)[p];

        pairs[p].before[seed] = (double)before;
        pairs[p].after[seed] = (double)goals[p];
        pairs[p].lacks_one |= before == NOT_APPLICABLE || goals[p] == NOT_APPLICABLE;
    }
}

/* The difference is told where 0 is outside of its confidence interval. */
static void keep_means(const Explanation *explanation, WhatIf *what_if, const Pairs *pairs)
{
    for (guint p = 0; p < explanation->n_policies; p++) {
        const guint n = explanation->n_seeds;
        Estimate difference;

        if (pairs[p].lacks_one)
            continue;
        difference = statistics_difference(pairs[p].after, pairs[p].before, n);
        what_if->mean_goals[p] = (gint64)(statistics_estimate(pairs[p].after, n).mean + 0.5);
        what_if->is_clear[p] = fabs(difference.mean) > difference.half_width;
    }
}

static gboolean ask_seeds_of(Explanation *explanation, const Simulations *simulations, WhatIf *what_if)
{
    Pairs *pairs = pairs_new(explanation);
    g_autofree gint64 *goals = g_new(gint64, explanation->n_policies);
    guint s = 0;

    add_pairs(explanation, pairs, s++, what_if->goals);
    for (; s < explanation->n_seeds; s++) {
        const guint64 seed = explanation->scenario->seed + s;
        g_autoptr(Outcomes) outcomes = simulations_ask(simulations, what_if, &seed);

        if (!outcomes)
            break;
        keep_goals(explanation, what_if, outcomes, goals);
        add_pairs(explanation, pairs, s, goals);
    }
    if (s == explanation->n_seeds)
        keep_means(explanation, what_if, pairs);
    pairs_free(explanation, pairs);
    return s == explanation->n_seeds;
}

static void mean_as_is(Explanation *explanation)
{
    explanation->mean_goals = g_new(gint64, explanation->n_policies);
    for (guint p = 0; p < explanation->n_policies; p++) {
        __int128 sum = 0;

        explanation->mean_goals[p] = explanation_goal(explanation, p);
        for (guint s = 0; s < explanation->n_seeds && explanation->n_seeds > 1; s++) {
            const gint64 goal = replication(explanation, s)[p];

            if (goal == NOT_APPLICABLE)
                sum = NOT_APPLICABLE;
            else if (sum != NOT_APPLICABLE)
                sum += goal;
        }
        if (explanation->n_seeds > 1)
            explanation->mean_goals[p] =
                sum == NOT_APPLICABLE ? NOT_APPLICABLE : (gint64)(sum / explanation->n_seeds);
    }
}

gboolean asking_seeds(Explanation *explanation, const Simulations *simulations)
{
    explanation->n_seeds = seeds_for(explanation);
    mean_as_is(explanation);
    for (guint i = 0; i < explanation->what_ifs->len && explanation->n_seeds > 1; i++)
        if (!ask_seeds_of(explanation, simulations, g_ptr_array_index(explanation->what_ifs, i)))
            return FALSE;
    return TRUE;
}

/* ---- an event loop ---- */

gboolean asking_async(Explanation *explanation, const Simulations *simulations)
{
    g_autofree gint64 *goals = g_new(gint64, explanation->n_policies);
    g_autoptr(Outcomes) as_it_is = simulations_one(simulations, "async", NULL, NULL);
    g_autoptr(Outcomes) reversed =
        as_it_is ? simulations_one(simulations, "async", NULL, change_reverse_order) : NULL;
    const Outcome *outcome = reversed ? outcomes_of(as_it_is, "async") : NULL;
    const Outcome *other = reversed ? outcomes_of(reversed, "async") : NULL, *best;
    gint first;

    if (!reversed)
        return FALSE;
    explanation->async_goal = outcome ? outcome->goal : NOT_APPLICABLE;
    explanation->async_reversed = other ? other->goal : NOT_APPLICABLE;
    keep_goals(explanation, NULL, explanation->outcomes, goals);
    first = explanation_best(explanation, goals);
    best = first >= 0 ? outcomes_of(explanation->outcomes, explanation->scenario->policies[first]) : NULL;
    explanation->async_harm = best && outcome ? outcome_harm(best, outcome) : 0;
    return TRUE;
}

/* ---- numbers of workers ---- */

static gint compare_workers(gconstpointer a, gconstpointer b)
{
    const guint first = ((const Sizing *)a)->workers, second = ((const Sizing *)b)->workers;

    return first < second ? -1 : first > second;
}

static void add_sizing(GArray *sizings, guint workers)
{
    const Sizing sizing = { workers, NOT_APPLICABLE, NOT_APPLICABLE, 0 };

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

static gboolean size(const Explanation *explanation, const Simulations *simulations, const char *policy,
                     Sizing *sizing)
{
    g_autofree char *set = what_if_workers_set(policy, sizing->workers);
    g_autoptr(Outcomes) outcomes = simulations_one(simulations, policy, set, NULL);
    const Outcome *outcome = outcomes ? outcomes_of(outcomes, policy) : NULL;

    if (outcome) {
        sizing->goal = outcome->goal;
        sizing->makespan = outcome->makespan;
        sizing->harm = outcome_harm(outcomes_of(explanation->outcomes, policy), outcome);
    }
    return outcomes != NULL;
}

/* Powers of two up to a worker a task, the cores and what there is now. */
gboolean asking_sizes(Explanation *explanation, const Simulations *simulations)
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
    for (guint i = 0; i < explanation->sizings->len; i++)
        if (!size(explanation, simulations, explanation->scenario->policies[best],
                  &g_array_index(explanation->sizings, Sizing, i)))
            return FALSE;
    return TRUE;
}
