/* asking - simulates each question that an explanation asks, an event loop, and numbers of workers: all with the
 * scenario's own seed. */
#include "explain/asking.h"

#include <string.h>

#include "explain/change.h"
#include "explain/replication.h"

#define MOST_ASKED 60000000 /* events of all questions, unless all are to be asked: about half a minute */

const Outcome *asking_answer(const Explanation *explanation, const WhatIf *what_if, const Outcomes *outcomes,
                             guint i)
{
    return outcomes_of(outcomes,
                       what_if && what_if->stand_in ? what_if->stand_in : explanation->scenario->policies[i]);
}

void asking_goals(const Explanation *explanation, const WhatIf *what_if, const Outcomes *outcomes,
                  gint64 *goals)
{
    for (guint i = 0; i < explanation->n_policies; i++) {
        const Outcome *outcome =
            !what_if || what_if->applies[i] ? asking_answer(explanation, what_if, outcomes, i) : NULL;

        goals[i] = outcome ? outcome->goal : NOT_APPLICABLE;
    }
}

static void keep_answer(const Explanation *explanation, WhatIf *what_if, const Outcomes *outcomes)
{
    asking_goals(explanation, what_if, outcomes, what_if->goals);
    memcpy(what_if->mean_goals, what_if->goals, explanation->n_policies * sizeof *what_if->goals);
    for (guint i = 0; i < explanation->n_policies; i++) {
        const Outcome *outcome = what_if->applies[i] ? asking_answer(explanation, what_if, outcomes, i) : NULL;
        const Outcome *before = outcomes_of(explanation->outcomes, explanation->scenario->policies[i]);

        what_if->makespans[i] = outcome ? outcome->makespan : NOT_APPLICABLE;
        what_if->harms[i] = outcome && before ? outcome_harm(before, outcome) : 0;
        what_if->is_clear[i] = TRUE;
    }
}

static gboolean ask(Explanation *explanation, const Simulations *simulations, WhatIf *what_if)
{
    g_autoptr(Outcomes) outcomes = simulations_ask(simulations, what_if, NULL);

    if (!outcomes)
        return FALSE;
    keep_answer(explanation, what_if, outcomes);
    explanation->n_events += outcomes->n_events;
    return TRUE;
}

/* Keeps the first questions that can be afforded, those first that tell causes. */
static void leave_out(Explanation *explanation)
{
    guint n = MAX(MOST_ASKED / MAX(explanation->outcomes->n_events, 1), 1), n_causes = 0;

    for (guint i = 0; i < explanation->what_ifs->len; i++)
        n_causes += what_if_tells_cause(g_ptr_array_index(explanation->what_ifs, i));
    for (guint i = 0, asked = 0, others = n - MIN(n, n_causes); i < explanation->what_ifs->len;) {
        const gboolean is_cause = what_if_tells_cause(g_ptr_array_index(explanation->what_ifs, i));

        if (is_cause ? asked < n : others > 0) {
            asked += is_cause;
            others -= !is_cause;
            i++;
        } else {
            g_ptr_array_add(explanation->left_out, g_ptr_array_steal_index(explanation->what_ifs, i));
        }
    }
}

gboolean asking_what_if(Explanation *explanation, const Simulations *simulations,
                        const ExplanationOptions *options)
{
    g_autoptr(Workload) workload =
        scenario_workload(explanation->scenario, explanation->scenario->seed, 1, simulations->error);

    if (!workload)
        return FALSE;
    explanation->what_ifs =
        what_ifs_new(explanation->scenario, workload, explanation->rows, explanation->n_policies);
    explanation->left_out = g_ptr_array_new_with_free_func(what_if_free);
    if (!options->all)
        leave_out(explanation);
    for (guint i = 0; i < explanation->what_ifs->len; i++) {
        WhatIf *what_if = g_ptr_array_index(explanation->what_ifs, i);

        simulations_tell(simulations, what_if->phrase, i + 1, explanation->what_ifs->len);
        if (!ask(explanation, simulations, what_if))
            return FALSE;
    }
    return TRUE;
}

/* ---- an event loop ---- */

gboolean asking_async(Explanation *explanation, const Simulations *simulations)
{
    g_autofree gint64 *means = explanation_means(explanation);
    const gint first = explanation_best(explanation, means);
    const Outcome *best =
        first >= 0 ? outcomes_of(explanation->outcomes, explanation->scenario->policies[first]) : NULL;
    g_autoptr(Outcomes) as_it_is = NULL, reversed = NULL;
    const Outcome *outcome, *other;

    simulations_tell(simulations, "an event loop", 1, 1);
    as_it_is = simulations_one(simulations, "async", NULL, NULL, NULL);
    reversed = as_it_is ? simulations_one(simulations, "async", NULL, change_reverse_order, NULL) : NULL;
    if (!reversed)
        return FALSE;
    outcome = outcomes_of(as_it_is, "async");
    other = outcomes_of(reversed, "async");
    explanation->async_goal = outcome ? outcome->goal : NOT_APPLICABLE;
    explanation->async_reversed = other ? other->goal : NOT_APPLICABLE;
    explanation->async_harm = best && outcome ? outcome_harm(best, outcome) : 0;
    explanation->n_events += as_it_is->n_events + reversed->n_events;
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
    const Sizing sizing = { workers, NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE, FALSE, 0 };

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
                       ? explanation_mean(explanation, i)
                       : NOT_APPLICABLE;
    return explanation_best(explanation, goals);
}

static gboolean size(Explanation *explanation, const Simulations *simulations, const char *policy,
                     Sizing *sizing)
{
    g_autofree char *set = what_if_workers_set(policy, sizing->workers);
    g_autoptr(Outcomes) outcomes = simulations_one(simulations, policy, set, NULL, NULL);
    const Outcome *outcome = outcomes ? outcomes_of(outcomes, policy) : NULL;

    if (outcome) {
        sizing->goal = sizing->mean_goal = outcome->goal;
        sizing->is_clear = TRUE;
        sizing->makespan = outcome->makespan;
        sizing->harm = outcome_harm(outcomes_of(explanation->outcomes, policy), outcome);
    }
    explanation->n_events += outcomes ? outcomes->n_events : 0;
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
    for (guint i = 0; i < explanation->sizings->len; i++) {
        simulations_tell(simulations, "numbers of workers", i + 1, explanation->sizings->len);
        if (!size(explanation, simulations, explanation->scenario->policies[best],
                  &g_array_index(explanation->sizings, Sizing, i)))
            return FALSE;
    }
    return TRUE;
}
