/* advice_text - an advice in plain words: the choice and whether it meets the target, then the reasons. */
#include "explain/advice_text.h"

#include "explain/choice.h"
#include "explain/telling.h"
#include "report/measure.h"

#define MUCH 500000

static const char *at_best(const char *policy)
{
    return advice_is_upper_bound(policy) ? " at best" : "";
}

/* The outcome of the policy on the machine that is advised; NULL: none is. */
static const Outcome *on_machine(const Telling *telling, const char *policy)
{
    const Outcomes *machines = telling->explanation->machines;
    const Advice *advice = telling->advice;

    if (!advice->scheduler && !advice->lock)
        return NULL;
    for (guint i = 0; machines && i < machines->runs->len; i++) {
        const Outcome *outcome = g_ptr_array_index(machines->runs, i);

        if (g_str_equal(outcome->combination.policy, policy) &&
            (!advice->scheduler || g_str_equal(outcome->combination.scheduler, advice->scheduler)) &&
            (!advice->lock || g_str_equal(outcome->combination.lock, advice->lock)))
            return outcome;
    }
    return NULL;
}

/* ---- the choice ---- */

static void tell_workers(const Telling *telling)
{
    const RankedRow *row = telling->explanation->rows[telling->advice->policy];
    const guint workers = telling->advice->workers;

    if (workers == 0)
        return;
    g_string_append_printf(telling->text, " with %u worker%s", workers, workers == 1 ? "" : "s");
    if (!what_if_has_pool(row))
        g_string_append(telling->text, " instead of a thread for each task");
    else if (workers != what_if_workers(row))
        g_string_append_printf(telling->text, " instead of %u", what_if_workers(row));
}

/* "makespan 40 ms", as the file has it, and how sure that mean is. The figure. */
static gint64 tell_mean(const Telling *telling)
{
    const Explanation *explanation = telling->explanation;
    const Replicated *its = &explanation->replicated[telling->advice->policy];
    g_autofree char *figure = explanation_figure(explanation, its->mean),
                    *low = explanation_figure(explanation, its->low),
                    *high = explanation_figure(explanation, its->high);

    g_string_append_printf(telling->text, ": %s %s%s", explanation->scenario->goal.text, figure,
                           at_best(telling_name(telling, telling->advice->policy)));
    if (explanation_has_means(explanation) && g_str_equal(low, high))
        g_string_append_printf(telling->text, " (mean of %u seeds)", explanation->n_replications);
    else if (explanation_has_means(explanation))
        g_string_append_printf(telling->text, " (mean of %u seeds; 95 %% interval %s to %s)",
                               explanation->n_replications, low, high);
    return its->mean;
}

/* "makespan 40 ms instead of 50 ms": with other workers, or on the best machine. The figure. */
static gint64 tell_changed(const Telling *telling, const Outcome *machine, gint64 goal)
{
    const Explanation *explanation = telling->explanation;
    const gint policy = telling->advice->policy;
    g_autofree char *figure = explanation_figure(explanation, machine ? machine->mean_goal : goal),
                    *now = explanation_figure(explanation, explanation->mean_goals[policy]);

    g_string_append_printf(telling->text, ": %s %s%s", explanation->scenario->goal.text, figure,
                           at_best(telling_name(telling, policy)));
    if (!machine)
        g_string_append_printf(telling->text, " instead of %s", now);
    if (explanation->n_seeds > 1)
        g_string_append_printf(telling->text, " (mean%s of %u seeds)", machine ? "" : "s",
                               explanation->n_seeds);
    return machine ? machine->mean_goal : goal;
}

static gint64 tell_figure(const Telling *telling)
{
    const Explanation *explanation = telling->explanation;
    const guint policy = (guint)telling->advice->policy;
    const Outcome *machine = on_machine(telling, telling_name(telling, (gint)policy));
    gint64 goal;

    if (explanation->machines)
        goal = explanation->mean_goals[policy];
    else
        choice_workers(explanation, policy, &goal);
    return machine || goal != explanation->mean_goals[policy] ? tell_changed(telling, machine, goal)
                                                              : tell_mean(telling);
}

/* "(rr 55 ms, fifo 1190 ms)": the other schedulers and locks. */
static void tell_other_machines(const Telling *telling)
{
    const Explanation *explanation = telling->explanation;
    const Outcome *chosen = on_machine(telling, telling_name(telling, telling->advice->policy));
    guint n = 0;

    for (guint i = 0; chosen && i < explanation->machines->runs->len; i++) {
        const Outcome *outcome = g_ptr_array_index(explanation->machines->runs, i);
        g_autofree char *figure = explanation_figure(explanation, outcome->mean_goal);

        if (outcome == chosen || !g_str_equal(outcome->combination.policy, chosen->combination.policy))
            continue;
        g_string_append(telling->text, n++ == 0 ? " (with " : ", ");
        if (telling->advice->scheduler)
            g_string_append_printf(telling->text, "%s%s", outcome->combination.scheduler,
                                   telling->advice->lock ? " and " : "");
        g_string_append_printf(telling->text, "%s: %s",
                               telling->advice->lock ? outcome->combination.lock : "", figure);
    }
    g_string_append(telling->text, n > 0 ? ")" : "");
}

static void tell_target(const Telling *telling, gint64 figure)
{
    const Scenario *scenario = telling->explanation->scenario;
    g_autofree char *target = measure_time(scenario->target);

    if (scenario->target > 0 && scenario->goal.figure != GOAL_THROUGHPUT)
        g_string_append_printf(telling->text, " The target of %s is %s%s.", target,
                               figure <= scenario->target ? "met" : "missed",
                               explanation_has_means(telling->explanation) ? " on average" : "");
}

static void tell_choice(const Telling *telling)
{
    gint64 figure;

    g_string_append_printf(telling->text, "Use %s", telling_name(telling, telling->advice->policy));
    tell_workers(telling);
    if (telling->advice->scheduler)
        g_string_append_printf(telling->text, " with scheduler %s", telling->advice->scheduler);
    if (telling->advice->lock)
        g_string_append_printf(telling->text, " with lock %s", telling->advice->lock);
    figure = tell_figure(telling);
    tell_other_machines(telling);
    g_string_append_c(telling->text, '.');
    tell_target(telling, figure);
}

/* ---- what else there is ---- */

/* Why not the best, where it is not. */
static void tell_rule(const Telling *telling)
{
    const Explanation *explanation = telling->explanation;
    g_autofree gint64 *goals = explanation_means(explanation);
    g_autofree char *figure = NULL;
    gint best;

    best = explanation_best(explanation, goals);
    if (best == telling->advice->policy || goals[best] == goals[telling->advice->policy])
        return;
    figure = explanation_figure(explanation, goals[best]);
    g_string_append_printf(
        telling->text,
        " (%s comes to %s%s; what is within 2 %% counts as equal, and %s asks less of the program.)",
        telling_name(telling, best), figure, at_best(telling_name(telling, best)),
        telling_name(telling, telling->advice->policy));
}

static void tell_instead(const Telling *telling)
{
    const gint instead = telling->advice->instead;
    const Outcome *machine = instead >= 0 ? on_machine(telling, telling_name(telling, instead)) : NULL;
    const gint64 goal = instead < 0 ? 0
                        : machine   ? machine->mean_goal
                                    : explanation_mean(telling->explanation, (guint)instead);
    const SimTime target = telling->explanation->scenario->target;
    g_autofree char *figure = NULL;

    if (instead < 0)
        return;
    figure = explanation_figure(telling->explanation, goal);
    g_string_append_printf(telling->text, " Without a free-threaded build: %s, %s%s.",
                           telling_name(telling, instead), figure,
                           target <= 0 || telling->explanation->scenario->goal.figure == GOAL_THROUGHPUT ? ""
                           : goal <= target ? ", which meets the target"
                                            : ", which misses the target");
}

/* A pool that would be the best if it had another number of workers. */
static void tell_other_pool(const Telling *telling)
{
    const Explanation *explanation = telling->explanation;
    g_autofree char *figure = NULL;
    guint workers;
    gint64 goal;

    if (explanation->sized < 0 || explanation->sized == telling->advice->policy)
        return;
    workers = choice_workers(explanation, (guint)explanation->sized, &goal);
    figure = explanation_figure(explanation, goal);
    if (explanation_gain(explanation, explanation->mean_goals[telling->advice->policy], goal) >
        CHOICE_AS_GOOD)
        g_string_append_printf(
            telling->text,
            " That is as the file has them: with %u worker%s instead of %u, %s would come to %s%s.", workers,
            workers == 1 ? "" : "s", what_if_workers(explanation->rows[explanation->sized]),
            telling_name(telling, explanation->sized), figure, telling_of_means(telling));
}

/* An event loop, where nobody asked about one and it would be better whoever comes first, at nobody's cost. */
static void tell_async(const Telling *telling)
{
    const Explanation *explanation = telling->explanation;
    const gint64 goal = explanation->mean_goals[telling->advice->policy];
    g_autofree char *figure = explanation_figure(explanation, explanation->async_goal);

    if (!g_strv_contains((const char *const *)explanation->scenario->policies, "async") &&
        explanation_gain(explanation, goal, explanation->async_goal) > CHOICE_AS_GOOD &&
        explanation_gain(explanation, goal, explanation->async_reversed) > CHOICE_AS_GOOD &&
        explanation->async_harm <= MUCH)
        g_string_append_printf(telling->text,
                               " An event loop (async), which is not among the policies, would come to %s%s.",
                               figure, telling_of_means(telling));
}

/* A figure that holds only because of who stands first in the file. */
static void tell_order(const Telling *telling)
{
    const Explanation *explanation = telling->explanation;
    const guint policy = (guint)telling->advice->policy;
    const WhatIf *other = explanation_find(explanation, WHAT_OTHER_ORDER, policy);
    g_autofree char *figure = other ? explanation_figure(explanation, other->mean_goals[policy]) : NULL;
    gboolean applies;

    if (other && explanation_brings(explanation, policy, other, &applies) <= -MUCH)
        g_string_append_printf(
            telling->text,
            " That rests on the order of the file: if tasks that arrive together came the other way "
            "round, %s%s.",
            figure, telling_of_means(telling));
}

/* What the goal does not see. */
static void tell_makespan(const Telling *telling)
{
    const Explanation *explanation = telling->explanation;
    const gint64 its = explanation->rows[telling->advice->policy]->summary.makespan;
    gint least = telling->advice->policy;
    g_autofree char *figure = NULL, *other = NULL;

    for (guint p = 0; p < explanation->n_policies; p++)
        if (explanation->rows[p] && explanation->rows[p]->summary.makespan != NOT_APPLICABLE &&
            explanation->rows[p]->summary.makespan < explanation->rows[least]->summary.makespan)
            least = (gint)p;
    if (2 * (__int128)its < 3 * (__int128)explanation->rows[least]->summary.makespan ||
        explanation->scenario->goal.figure <= GOAL_THROUGHPUT)
        return;
    figure = measure_time(its);
    other = measure_time(explanation->rows[least]->summary.makespan);
    g_string_append_printf(telling->text,
                           " Mind the makespan, which the goal does not see: %s, against %s under %s%s.",
                           figure, other, telling_name(telling, least),
                           explanation_has_means(explanation) ? " (with the scenario's own seed)" : "");
}

char *advice_tell(const Explanation *explanation, const Advice *advice)
{
    Telling telling = { explanation, advice, g_string_new(NULL) };

    if (advice->policy < 0) {
        g_string_append(telling.text, "No policy finishes all tasks.");
        return g_string_free(telling.text, FALSE);
    }
    tell_choice(&telling);
    tell_rule(&telling);
    tell_instead(&telling);
    tell_other_pool(&telling);
    tell_async(&telling);
    tell_order(&telling);
    tell_makespan(&telling);
    telling_reasons(&telling);
    return g_string_free(telling.text, FALSE);
}
