/* choice - which policy is advised, and with how many workers. */
#include "explain/choice.h"

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

static guint demand(const char *policy)
{
    guint i = 0;

    while (i < G_N_ELEMENTS(demands) && !g_str_equal(demands[i].policy, policy))
        i++;
    return i;
}

const char *choice_costs(const char *policy)
{
    const guint i = demand(policy);

    return i < G_N_ELEMENTS(demands) ? demands[i].costs : NULL;
}

gboolean choice_as_good(const Explanation *explanation, gint64 figure, gint64 best)
{
    return figure != NOT_APPLICABLE && ABS(explanation_gain(explanation, figure, best)) <= CHOICE_AS_GOOD;
}

gint choice_of(const Explanation *explanation, const gint64 *all, gint but)
{
    g_autofree gint64 *goals = g_memdup2(all, explanation->n_policies * sizeof *all);
    gint best, choice;

    if (but >= 0)
        goals[but] = NOT_APPLICABLE;
    best = choice = explanation_best(explanation, goals);
    for (guint i = 0; best >= 0 && i < explanation->n_policies; i++)
        if (choice_as_good(explanation, goals[i], goals[best]) &&
            demand(explanation->scenario->policies[i]) < demand(explanation->scenario->policies[choice]))
            choice = (gint)i;
    return choice;
}

/* ---- workers ---- */

static const Sizing *sizing_at(const Explanation *explanation, guint i)
{
    return &g_array_index(explanation->sizings, Sizing, i);
}

/* The fewest workers that are as good as the best number of those that do no harm. */
static const Sizing *fewest_workers(const Explanation *explanation)
{
    gint64 best = NOT_APPLICABLE;

    for (guint i = 0; i < explanation->sizings->len; i++) {
        const Sizing *sizing = sizing_at(explanation, i);

        if (sizing->harm <= CHOICE_HARM && sizing->mean_goal != NOT_APPLICABLE &&
            (best == NOT_APPLICABLE || explanation_gain(explanation, best, sizing->mean_goal) > 0))
            best = sizing->mean_goal;
    }
    for (guint i = 0; i < explanation->sizings->len; i++)
        if (sizing_at(explanation, i)->harm <= CHOICE_HARM &&
            choice_as_good(explanation, sizing_at(explanation, i)->mean_goal, best))
            return sizing_at(explanation, i);
    return NULL;
}

guint choice_workers(const Explanation *explanation, guint policy, gint64 *goal)
{
    const WhatIf *fewer = explanation_find(explanation, WHAT_AS_MANY_AS_CORES, policy);
    const Sizing *sizing = (gint)policy == explanation->sized ? fewest_workers(explanation) : NULL;
    gboolean applies;

    if (goal)
        *goal = explanation->mean_goals[policy];
    if (sizing && sizing->is_clear &&
        explanation_gain(explanation, explanation->mean_goals[policy], sizing->mean_goal) > CHOICE_AS_GOOD) {
        if (goal)
            *goal = sizing->mean_goal;
        return sizing->workers;
    }
    if (fewer && explanation_brings(explanation, policy, fewer, &applies) > CHOICE_CLEAR &&
        fewer->harms[policy] <= CHOICE_HARM) {
        if (goal)
            *goal = fewer->mean_goals[policy];
        return explanation->rows[policy]->summary.combination.cores;
    }
    return what_if_has_pool(explanation->rows[policy]) ? what_if_workers(explanation->rows[policy]) : 0;
}
