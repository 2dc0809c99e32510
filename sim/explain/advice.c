/* advice - which policy, with how many workers, why, how sure that is, and what would change it. */
#include "explain/advice.h"

#include "explain/advice_text.h"
#include "explain/choice.h"
#include "explain/replication.h"

gboolean advice_is_upper_bound(const char *policy)
{
    return g_str_equal(policy, "free-threaded");
}

/* ---- over seeds and questions ---- */

/* How far *NEXT, the best of the others, is behind the choice, of its figure. */
static gint64 lead(const Explanation *explanation, const gint64 *all, gint policy, gint *next)
{
    g_autofree gint64 *goals = g_memdup2(all, explanation->n_policies * sizeof *all);

    goals[policy] = NOT_APPLICABLE;
    *next = explanation_best(explanation, goals);
    return *next >= 0 ? explanation_gain(explanation, all[*next], all[policy]) : 0;
}

static void judge_means(const Explanation *explanation, const gint64 *means, Advice *advice)
{
    advice->lead = lead(explanation, means, advice->policy, &advice->next);
    advice->leads_clearly =
        advice->next >= 0 && replication_tells_apart(explanation, (guint)advice->policy, (guint)advice->next);
}

static void judge_replications(const Explanation *explanation, Advice *advice)
{
    advice->least_lead = explanation->n_replications > 0 ? G_MAXINT64 : 0;
    for (guint i = 0; i < explanation->n_replications; i++) {
        const gint64 *goals = explanation->replications + (gsize)i * explanation->n_policies;
        const gint best = explanation_best(explanation, goals);
        gint next;
        const gint64 its = lead(explanation, goals, advice->policy, &next);

        advice->n_agree += best >= 0 && choice_as_good(explanation, goals[advice->policy], goals[best]);
        if (its < advice->least_lead) {
            advice->least_lead = its;
            advice->least_lead_seed = i;
        }
    }
}

/* Nobody can have these, has them as another policy, or need have them: they change no circumstances. */
static gboolean is_wishful(WhatKind kind)
{
    return kind == WHAT_NO_LOCK || kind == WHAT_NO_SWITCHING || kind == WHAT_NO_PAYLOAD ||
           kind == WHAT_NO_START || kind == WHAT_AS_MANY_AS_CORES;
}

/* The questions whose answer makes another policy clearly better than the choice. */
static void ask_otherwise(const Explanation *explanation, Advice *advice)
{
    const gint as_it_is = choice_of(explanation, explanation->mean_goals, -1);

    for (guint i = 0; i < explanation->what_ifs->len; i++) {
        const WhatIf *what_if = g_ptr_array_index(explanation->what_ifs, i);
        g_autofree gint64 *goals =
            g_memdup2(explanation->mean_goals, explanation->n_policies * sizeof *explanation->mean_goals);
        gint choice;

        for (guint p = 0; p < explanation->n_policies; p++)
            if (what_if->applies[p] && what_if->is_clear[p])
                goals[p] = what_if->mean_goals[p];
        choice = choice_of(explanation, goals, -1);
        if (choice >= 0 && choice != advice->policy && choice != as_it_is && !is_wishful(what_if->kind) &&
            explanation_gain(explanation, goals[advice->policy], goals[choice]) > CHOICE_CLEAR)
            g_ptr_array_add(advice->otherwise, g_strdup_printf("%s (then %s)", what_if->phrase,
                                                               explanation->scenario->policies[choice]));
    }
}

/* The best of the schedulers and locks that the scenario lists, where they differ. */
static void choose_machine(const Explanation *explanation, Advice *advice)
{
    const Outcome *best = NULL, *worst = NULL;

    for (guint i = 0; explanation->machines && i < explanation->machines->runs->len; i++) {
        const Outcome *outcome = g_ptr_array_index(explanation->machines->runs, i);

        if (!g_str_equal(outcome->combination.policy, explanation->scenario->policies[advice->policy]) ||
            outcome->mean_goal == NOT_APPLICABLE)
            continue;
        if (!best || explanation_gain(explanation, best->mean_goal, outcome->mean_goal) > 0)
            best = outcome;
        if (!worst || explanation_gain(explanation, worst->mean_goal, outcome->mean_goal) < 0)
            worst = outcome;
    }
    if (!best || choice_as_good(explanation, worst->mean_goal, best->mean_goal))
        return;
    if (g_strv_length(explanation->several->schedulers) > 1)
        advice->scheduler = best->combination.scheduler;
    if (g_strv_length(explanation->several->locks) > 1 && !g_str_equal(best->combination.lock, "none"))
        advice->lock = best->combination.lock;
}

static void look_up_margin(const Explanation *explanation, Advice *advice, const Margin *margin)
{
    const char *policy = explanation->scenario->policies[advice->policy];

    if (!margin)
        return;
    advice->n_measured =
        margin_of(margin, policy, explanation->scenario->name, &advice->median_error, &advice->worst_error);
    advice->is_measured_itself = advice->n_measured > 0;
    if (!advice->is_measured_itself)
        advice->n_measured = margin_of(margin, policy, NULL, &advice->median_error, &advice->worst_error);
}

Advice *advice_new_measured(const Explanation *explanation, const Margin *margin)
{
    Advice *advice = g_new0(Advice, 1);
    g_autofree gint64 *means = explanation_means(explanation);

    advice->otherwise = g_ptr_array_new_with_free_func(g_free);
    advice->policy = choice_of(explanation, means, -1);
    advice->instead = advice->next = -1;
    if (advice->policy >= 0) {
        if (advice_is_upper_bound(explanation->scenario->policies[advice->policy]))
            advice->instead = choice_of(explanation, means, advice->policy);
        /* numbers of workers were tried on the first machine only */
        if (!explanation->machines)
            advice->workers = choice_workers(explanation, (guint)advice->policy, NULL);
        judge_means(explanation, means, advice);
        judge_replications(explanation, advice);
        ask_otherwise(explanation, advice);
        choose_machine(explanation, advice);
        look_up_margin(explanation, advice, margin);
    }
    advice->text = advice_tell(explanation, advice);
    return advice;
}

Advice *advice_new(const Explanation *explanation)
{
    return advice_new_measured(explanation, NULL);
}

void advice_free(Advice *advice)
{
    g_ptr_array_unref(advice->otherwise);
    g_free(advice->text);
    g_free(advice);
}
