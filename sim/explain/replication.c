/* replication - the same with other seeds: what figures are on average, and which differ by more than chance.
 *
 * Every seed draws the same trace for a question as for the scenario as it is, so that their differences, seed
 * by seed, are what the change does and not what the draw does. */
#include "explain/replication.h"

#include <math.h>
#include <string.h>

#include "base/statistics.h"
#include "explain/asking.h"
#include "explain/change.h"

#define REPLICATIONS 10
#define MOST_REPLICATED 30000000 /* events of the policies as they are under all seeds */
#define MOST_EVENTS 10000000.0   /* of all questions under all seeds */

/* ---- policies as they are ---- */

static gint64 *replication(const Explanation *explanation, guint i)
{
    return explanation->replications + (gsize)i * explanation->n_policies;
}

/* The first N replications come to the same. */
static gboolean are_alike(const Explanation *explanation, guint n)
{
    for (guint i = 1; i < n; i++)
        if (memcmp(explanation->replications, replication(explanation, i),
                   explanation->n_policies * sizeof(gint64)) != 0)
            return FALSE;
    return TRUE;
}

/* POLICY's goals, a seed each; g_free. NULL: it does not finish with one of them. */
static double *goals_of(const Explanation *explanation, guint policy, guint n)
{
    g_autofree double *goals = g_new(double, n + 1);

    for (guint i = 0; i < n; i++) {
        if (replication(explanation, i)[policy] == NOT_APPLICABLE)
            return NULL;
        goals[i] = (double)replication(explanation, i)[policy];
    }
    return g_steal_pointer(&goals);
}

/* The mean where there are enough seeds for one; none, where it does not finish with one of them. */
static Replicated replicated(const Explanation *explanation, guint policy)
{
    const gint64 own = explanation_goal(explanation, policy);
    const guint n = explanation->n_replications;
    g_autofree double *goals = goals_of(explanation, policy, n);
    Estimate estimate;

    if (!explanation_has_means(explanation))
        return (Replicated){ own, own, own };
    if (!goals)
        return (Replicated){ NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE };
    estimate = statistics_estimate(goals, n);
    return (Replicated){ llround(estimate.mean), llround(MAX(estimate.mean - estimate.half_width, 0)),
                         llround(estimate.mean + estimate.half_width) };
}

static guint n_wanted(const Explanation *explanation, const ExplanationOptions *options)
{
    const guint64 most = MOST_REPLICATED / MAX(explanation->outcomes->n_events, 1);

    if (options->n_replications >= 0)
        return (guint)options->n_replications;
    return options->all ? REPLICATIONS : (guint)CLAMP(most, REPLICATION_FEW, REPLICATIONS);
}

/* Where nothing is drawn, a few are as good as many. */
gboolean replication_of_policies(Explanation *explanation, const Simulations *simulations,
                                 const ExplanationOptions *options)
{
    const guint n = n_wanted(explanation, options);

    explanation->replications = g_new0(gint64, (gsize)MAX(n, 1) * explanation->n_policies);
    explanation->replicated = g_new0(Replicated, explanation->n_policies);
    for (guint i = 0; i < n && !explanation->is_certain; explanation->n_replications = ++i) {
        const guint64 seed = explanation->scenario->seed + i;
        g_autoptr(Outcomes) outcomes = NULL;

        simulations_tell(simulations, "other seeds", i + 1, n);
        outcomes = simulations_ask(simulations, NULL, &seed);
        if (!outcomes)
            return FALSE;
        asking_goals(explanation, NULL, outcomes, replication(explanation, i));
        explanation->is_certain = i + 1 == REPLICATION_FEW && are_alike(explanation, REPLICATION_FEW);
    }
    for (guint p = 0; p < explanation->n_policies; p++)
        explanation->replicated[p] = replicated(explanation, p);
    return TRUE;
}

gboolean replication_tells_apart(const Explanation *explanation, guint first, guint second)
{
    const guint n = explanation->n_replications;
    g_autofree double *one = goals_of(explanation, first, n), *other = goals_of(explanation, second, n);
    Estimate difference;

    if (!explanation_has_means(explanation) || !one || !other)
        return TRUE;
    difference = statistics_difference(one, other, n);
    return fabs(difference.mean) > difference.half_width;
}

/* ---- what was asked ---- */

/* As many as can be afforded; too few to show a spread are none. */
static guint seeds_for(const Explanation *explanation)
{
    const double most = MOST_EVENTS / (double)MAX(explanation->n_events, 1);

    if (!explanation_has_means(explanation) || most < REPLICATION_FEW)
        return 1;
    return (guint)MIN(most, explanation->n_replications);
}

static guint64 seed_of(const Explanation *explanation, guint i)
{
    return explanation->scenario->seed + i;
}

/* The mean of AFTER (n_seeds figures, of which NOT_APPLICABLE are none); *IS_CLEAR where its difference from
 * POLICY as it is has 0 outside of its confidence interval. FALSE: there is no mean. */
static gboolean compare(const Explanation *explanation, guint policy, const gint64 *after, gint64 *mean,
                        gboolean *is_clear)
{
    const guint n = explanation->n_seeds;
    g_autofree double *before = goals_of(explanation, policy, n), *changed = g_new(double, n);
    Estimate difference;

    for (guint i = 0; i < n; i++) {
        if (after[i] == NOT_APPLICABLE || !before)
            return FALSE;
        changed[i] = (double)after[i];
    }
    difference = statistics_difference(changed, before, n);
    *mean = llround(statistics_estimate(changed, n).mean);
    *is_clear = fabs(difference.mean) > difference.half_width;
    return TRUE;
}

static gboolean ask_again(Explanation *explanation, const Simulations *simulations, WhatIf *what_if)
{
    const guint n = explanation->n_seeds, n_policies = explanation->n_policies;
    g_autofree gint64 *after = g_new(gint64, (gsize)n * n_policies), *goals = g_new(gint64, n_policies);

    for (guint p = 0; p < n_policies; p++)
        after[(gsize)p * n] = what_if->goals[p];
    for (guint s = 1; s < n; s++) {
        const guint64 seed = seed_of(explanation, s);
        g_autoptr(Outcomes) outcomes = simulations_ask(simulations, what_if, &seed);

        if (!outcomes)
            return FALSE;
        asking_goals(explanation, what_if, outcomes, goals);
        for (guint p = 0; p < n_policies; p++)
            after[(gsize)p * n + s] = goals[p];
    }
    for (guint p = 0; p < n_policies; p++)
        compare(explanation, p, after + (gsize)p * n, &what_if->mean_goals[p], &what_if->is_clear[p]);
    return TRUE;
}

static gboolean size_again(Explanation *explanation, const Simulations *simulations, Sizing *sizing)
{
    const char *policy = explanation->scenario->policies[explanation->sized];
    g_autofree char *set = what_if_workers_set(policy, sizing->workers);
    g_autofree gint64 *after = g_new(gint64, explanation->n_seeds);

    after[0] = sizing->goal;
    for (guint s = 1; s < explanation->n_seeds; s++) {
        const guint64 seed = seed_of(explanation, s);
        g_autoptr(Outcomes) outcomes = simulations_one(simulations, policy, set, NULL, &seed);
        const Outcome *outcome = outcomes ? outcomes_of(outcomes, policy) : NULL;

        if (!outcomes)
            return FALSE;
        after[s] = outcome ? outcome->goal : NOT_APPLICABLE;
    }
    compare(explanation, (guint)explanation->sized, after, &sizing->mean_goal, &sizing->is_clear);
    return TRUE;
}

/* The mean of N goals; none where one of them does not apply. */
static gint64 mean_of(const gint64 *goals, guint n)
{
    __int128 sum = 0;

    for (guint i = 0; i < n; i++) {
        if (goals[i] == NOT_APPLICABLE)
            return NOT_APPLICABLE;
        sum += goals[i];
    }
    return (gint64)((sum + n / 2) / n);
}

/* The goal of `async`, which CHANGE (or NULL) makes something of, on average. */
static gboolean loop_again(const Explanation *explanation, const Simulations *simulations,
                           void (*change)(Workload *workload), gint64 *goal)
{
    g_autofree gint64 *goals = g_new(gint64, explanation->n_seeds);

    goals[0] = *goal;
    for (guint s = 1; s < explanation->n_seeds; s++) {
        const guint64 seed = seed_of(explanation, s);
        g_autoptr(Outcomes) outcomes = simulations_one(simulations, "async", NULL, change, &seed);
        const Outcome *outcome = outcomes ? outcomes_of(outcomes, "async") : NULL;

        if (!outcomes)
            return FALSE;
        goals[s] = outcome ? outcome->goal : NOT_APPLICABLE;
    }
    *goal = mean_of(goals, explanation->n_seeds);
    return TRUE;
}

/* Every seed has the same runs, but for what a plan cannot carry out with it. */
static gboolean machines_again(Explanation *explanation, const Simulations *simulations)
{
    const guint n = explanation->n_seeds, n_runs = explanation->machines->runs->len;
    g_autofree gint64 *goals = g_new(gint64, (gsize)n * n_runs);
    Simulations all = *simulations;

    all.overrides = explanation->several_overrides;
    for (guint s = 0; s < n; s++) {
        const guint64 seed = seed_of(explanation, s);
        g_autoptr(Outcomes) outcomes = simulations_ask(&all, NULL, &seed);

        if (!outcomes)
            return FALSE;
        for (guint i = 0; i < n_runs; i++)
            goals[(gsize)i * n + s] =
                outcomes->runs->len == n_runs ? ((Outcome *)outcomes->runs->pdata[i])->goal : NOT_APPLICABLE;
    }
    for (guint i = 0; i < n_runs; i++)
        ((Outcome *)explanation->machines->runs->pdata[i])->mean_goal = mean_of(goals + (gsize)i * n, n);
    return TRUE;
}

static void mean_as_is(Explanation *explanation)
{
    explanation->mean_goals = g_new(gint64, explanation->n_policies);
    for (guint p = 0; p < explanation->n_policies; p++) {
        g_autofree gint64 *goals = g_new(gint64, explanation->n_seeds);

        for (guint s = 0; s < explanation->n_seeds && explanation->n_seeds > 1; s++)
            goals[s] = replication(explanation, s)[p];
        explanation->mean_goals[p] = explanation->n_seeds > 1 ? mean_of(goals, explanation->n_seeds)
                                                              : explanation_goal(explanation, p);
    }
}

gboolean replication_of_answers(Explanation *explanation, const Simulations *simulations)
{
    explanation->n_seeds = seeds_for(explanation);
    mean_as_is(explanation);
    if (explanation->n_seeds == 1)
        return TRUE;
    for (guint i = 0; i < explanation->what_ifs->len; i++) {
        simulations_tell(simulations, "what-ifs with other seeds", i + 1, explanation->what_ifs->len);
        if (!ask_again(explanation, simulations, g_ptr_array_index(explanation->what_ifs, i)))
            return FALSE;
    }
    for (guint i = 0; i < explanation->sizings->len; i++) {
        simulations_tell(simulations, "numbers of workers with other seeds", i + 1, explanation->sizings->len);
        if (!size_again(explanation, simulations, &g_array_index(explanation->sizings, Sizing, i)))
            return FALSE;
    }
    return loop_again(explanation, simulations, NULL, &explanation->async_goal) &&
           loop_again(explanation, simulations, change_reverse_order, &explanation->async_reversed) &&
           (!explanation->machines || machines_again(explanation, simulations));
}
