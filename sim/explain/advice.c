/* advice - which policy, with how many workers, why, how sure that is, and what would change it.
 *
 * Of policies that are as good as each other, the one that asks least of whoever writes the program. */
#include "explain/advice.h"


#include "report/measure.h"

#define AS_GOOD 20000 /* millionths: figures this near to each other are alike */

/* From what asks least to what asks most. */
static const struct {
    const char *policy, *costs;
} demands[] = {
    { "sequential", "nothing else: it is the simplest program" },
    { "async", "every call that waits must be awaited; one blocking call anywhere stops all tasks" },
    { "threads", "state that tasks share needs locks of its own, or races" },
    { "processes", "all that goes to a worker and back is pickled, and each worker takes memory of its own" },
    { "process-async", "what is sent is pickled, each worker takes memory, and no call may block its loop" },
    { "subinterpreters", "only what can be sent is shared, and not every extension can be imported" },
    { "free-threaded", "races on shared state, extensions that switch the lock back on, and a build of its "
                       "own; tasks that share objects gain less than this upper bound" },
};

gboolean advice_is_upper_bound(const char *policy)
{
    return g_str_equal(policy, "free-threaded");
}

static guint demand(const char *policy)
{
    guint i = 0;

    while (i < G_N_ELEMENTS(demands) && !g_str_equal(demands[i].policy, policy))
        i++;
    return i;
}

static gboolean as_good(const Explanation *explanation, gint64 figure, gint64 best)
{
    return figure != NOT_APPLICABLE && ABS(explanation_gain(explanation, figure, best)) <= AS_GOOD;
}

/* The best in GOALS, or what is as good and asks less; -1: none. BUT: not this policy, or -1. */
static gint choose(const Explanation *explanation, const gint64 *all, gint but)
{
    g_autofree gint64 *goals = g_memdup2(all, explanation->n_policies * sizeof *all);
    gint best, choice;

    if (but >= 0)
        goals[but] = NOT_APPLICABLE;
    best = choice = explanation_best(explanation, goals);
    for (guint i = 0; best >= 0 && i < explanation->n_policies; i++)
        if (as_good(explanation, goals[i], goals[best]) &&
            demand(explanation->scenario->policies[i]) < demand(explanation->scenario->policies[choice]))
            choice = (gint)i;
    return choice;
}

static gint64 *goals_of(const Explanation *explanation)
{
    gint64 *goals = g_new(gint64, explanation->n_policies);

    for (guint i = 0; i < explanation->n_policies; i++)
        goals[i] = explanation_goal(explanation, i);
    return goals;
}

/* ---- workers ---- */

/* The fewest workers that are as good as the best number, with what they come to; NULL: nothing was sized. */
static const Sizing *fewest_workers(const Explanation *explanation)
{
    gint64 best = NOT_APPLICABLE;

    for (guint i = 0; i < explanation->sizings->len; i++) {
        const gint64 goal = g_array_index(explanation->sizings, Sizing, i).goal;

        if (best == NOT_APPLICABLE || explanation_gain(explanation, best, goal) > 0)
            best = goal;
    }
    for (guint i = 0; i < explanation->sizings->len; i++)
        if (as_good(explanation, g_array_index(explanation->sizings, Sizing, i).goal, best))
            return &g_array_index(explanation->sizings, Sizing, i);
    return NULL;
}

/* A pool that would be the best if it had another number of workers. */
static void tell_other_pool(const Explanation *explanation, const Advice *advice, GString *text)
{
    const Sizing *sizing = fewest_workers(explanation);
    g_autofree char *figure = sizing ? explanation_figure(explanation, sizing->goal) : NULL;

    if (sizing && explanation->sized != advice->policy &&
        explanation_gain(explanation, explanation_goal(explanation, (guint)advice->policy), sizing->goal) >
            AS_GOOD)
        g_string_append_printf(text, " With %u workers %s would come to %s.", sizing->workers,
                               explanation->scenario->policies[explanation->sized], figure);
}

/* An event loop, where nobody asked about one and it would be better. */
static void tell_async(const Explanation *explanation, const Advice *advice, GString *text)
{
    const char *const *policies = (const char *const *)explanation->scenario->policies;
    g_autofree char *figure = explanation_figure(explanation, explanation->async_goal);

    if (!g_strv_contains(policies, "async") &&
        explanation_gain(explanation, explanation_goal(explanation, (guint)advice->policy),
                         explanation->async_goal) > AS_GOOD)
        g_string_append_printf(
            text, " An event loop (async), which is not among the policies, would come to %s.", figure);
}

/* ---- why, and how sure ---- */

/* "with 4 workers: makespan 40 ms", and what it is now where that is another number. */
static void tell_figure(const Explanation *explanation, const Advice *advice, GString *text)
{
    const guint policy = (guint)advice->policy, now = what_if_workers(explanation->rows[policy]);
    const gboolean is_other = advice->workers > 0 && advice->workers != now;
    const gint64 goal = explanation_goal(explanation, policy);
    g_autofree char *figure =
        explanation_figure(explanation, is_other ? fewest_workers(explanation)->goal : goal);
    g_autofree char *figure_now = explanation_figure(explanation, goal);

    if (advice->workers > 0)
        g_string_append_printf(text, " with %u worker%s", advice->workers, advice->workers == 1 ? "" : "s");
    if (is_other)
        g_string_append_printf(text, " instead of %u", now);
    g_string_append_printf(
        text, ": %s %s%s", explanation->scenario->goal.text,
        advice_is_upper_bound(explanation->scenario->policies[policy]) ? "\342\211\244 " : "", figure);
    if (is_other && !g_str_equal(figure, figure_now))
        g_string_append_printf(text, " instead of %s", figure_now);
    g_string_append_c(text, '.');
}

static void tell_choice(const Explanation *explanation, const Advice *advice, GString *text)
{
    g_string_append_printf(text, "Use %s", explanation->scenario->policies[advice->policy]);
    tell_figure(explanation, advice, text);
    if (advice->instead >= 0) {
        g_autofree char *other =
            explanation_figure(explanation, explanation_goal(explanation, (guint)advice->instead));

        g_string_append_printf(text, " Without a free-threaded build: %s, %s.",
                               explanation->scenario->policies[advice->instead], other);
    }
}

static void tell_why(const Explanation *explanation, GString *text)
{
    const Diagnosis diagnosis = diagnose(explanation);
    guint policy;
    const WhatIf *evidence = diagnosis_evidence(explanation, diagnosis, &policy);

    g_string_append_printf(text, " What decides is %s", diagnosis_sentence(diagnosis));
    if (evidence) {
        g_autofree char *now = explanation_figure(explanation, explanation_goal(explanation, policy));
        g_autofree char *then = explanation_figure(explanation, evidence->goals[policy]);

        g_string_append_printf(text, " (%s, %s: %s instead of %s)", explanation->scenario->policies[policy],
                               evidence->phrase, then, now);
    }
    g_string_append_c(text, '.');
}

static void tell_target(const Explanation *explanation, const Advice *advice, GString *text)
{
    const Scenario *scenario = explanation->scenario;
    g_autofree char *target = measure_time(scenario->target);

    if (scenario->target > 0 && scenario->goal.figure != GOAL_THROUGHPUT)
        g_string_append_printf(
            text, " The target of %s is %s.", target,
            explanation_goal(explanation, (guint)advice->policy) <= scenario->target ? "met" : "missed");
}

static void tell_costs(const Explanation *explanation, const Advice *advice, GString *text)
{
    const guint i = demand(explanation->scenario->policies[advice->policy]);

    if (i < G_N_ELEMENTS(demands))
        g_string_append_printf(text, " What it costs besides time: %s.", demands[i].costs);
}

static void tell_certainty(const Explanation *explanation, const Advice *advice, GString *text)
{
    g_autofree char *lead = measure_percent(MAX(advice->least_lead, 0));

    if (explanation->is_certain)
        g_string_append(text, " How sure: other seeds come to the same.");
    else if (explanation->n_replications > 0)
        g_string_append_printf(text, " How sure: with %u of %u seeds it is the best or as good.",
                               advice->n_agree, explanation->n_replications);
    if (explanation->n_policies > 1 && explanation->n_replications > 0 && advice->least_lead > 0 &&
        advice->n_agree == explanation->n_replications)
        g_string_append_printf(text, " It is at least %s better than the next one.", lead);
    g_string_append(
        text, " This is what the model says; 'gilsim validate' measures how far off it is on this host.");
}

static void tell_otherwise(const Advice *advice, GString *text)
{
    g_string_append(text, advice->otherwise->len > 0 ? " What would change it: "
                                                     : " Nothing of what was tried would change it.");
    for (guint i = 0; i < advice->otherwise->len; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? "; " : "",
                               (char *)g_ptr_array_index(advice->otherwise, i));
    g_string_append(text, advice->otherwise->len > 0 ? "." : "");
}

/* ---- over seeds and questions ---- */

/* How far the next one behind the choice is, of its figure. */
static gint64 lead(const Explanation *explanation, const gint64 *all, gint policy)
{
    g_autofree gint64 *goals = g_memdup2(all, explanation->n_policies * sizeof *all);
    gint next;

    goals[policy] = NOT_APPLICABLE;
    next = explanation_best(explanation, goals);
    return next >= 0 ? explanation_gain(explanation, all[next], all[policy]) : 0;
}

static void judge_replications(const Explanation *explanation, Advice *advice)
{
    advice->least_lead = explanation->n_replications > 0 ? G_MAXINT64 : 0;
    for (guint i = 0; i < explanation->n_replications; i++) {
        const gint64 *goals = explanation->replications + (gsize)i * explanation->n_policies;
        const gint best = explanation_best(explanation, goals);

        advice->n_agree += best >= 0 && as_good(explanation, goals[advice->policy], goals[best]);
        advice->least_lead = MIN(advice->least_lead, lead(explanation, goals, advice->policy));
    }
}

/* The questions whose answer makes another policy clearly better than the choice. */
static void ask_otherwise(const Explanation *explanation, Advice *advice)
{
    for (guint i = 0; i < explanation->what_ifs->len; i++) {
        const WhatIf *what_if = g_ptr_array_index(explanation->what_ifs, i);
        g_autofree gint64 *goals = goals_of(explanation);
        gint choice;

        for (guint p = 0; p < explanation->n_policies; p++)
            if (what_if->applies[p])
                goals[p] = what_if->goals[p];
        choice = choose(explanation, goals, -1);
        if (choice >= 0 && choice != advice->policy)
            g_ptr_array_add(advice->otherwise, g_strdup_printf("%s (then %s)", what_if->phrase,
                                                               explanation->scenario->policies[choice]));
    }
}

Advice *advice_new(const Explanation *explanation)
{
    Advice *advice = g_new0(Advice, 1);
    g_autofree gint64 *goals = goals_of(explanation);
    GString *text = g_string_new(NULL);

    advice->otherwise = g_ptr_array_new_with_free_func(g_free);
    advice->policy = choose(explanation, goals, -1);
    advice->instead = -1;
    if (advice->policy < 0) {
        g_string_append(text, "No policy finishes all tasks.");
    } else {
        const char *policy = explanation->scenario->policies[advice->policy];

        if (advice_is_upper_bound(policy))
            advice->instead = choose(explanation, goals, advice->policy);
        if (what_if_has_pool(explanation->rows[advice->policy]))
            advice->workers = advice->policy == explanation->sized
                                  ? fewest_workers(explanation)->workers
                                  : what_if_workers(explanation->rows[advice->policy]);
        judge_replications(explanation, advice);
        ask_otherwise(explanation, advice);
        tell_choice(explanation, advice, text);
        tell_other_pool(explanation, advice, text);
        tell_async(explanation, advice, text);
        tell_target(explanation, advice, text);
        tell_why(explanation, text);
        tell_costs(explanation, advice, text);
        tell_certainty(explanation, advice, text);
        tell_otherwise(advice, text);
    }
    advice->text = g_string_free(text, FALSE);
    return advice;
}

void advice_free(Advice *advice)
{
    g_ptr_array_unref(advice->otherwise);
    g_free(advice->text);
    g_free(advice);
}
