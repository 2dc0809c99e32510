/* outcome - the few figures of a run that what-ifs are compared by. */
#include "explain/outcome.h"

#define MILLIONTHS 1000000

static void outcome_free(gpointer data)
{
    Outcome *outcome = data;

    g_free(outcome->turnarounds);
    g_free(outcome);
}

static gboolean run_ends(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    Outcomes *outcomes = (Outcomes *)sink;
    Outcome *outcome;
    (void)error;

    outcomes->n_events += run->n_events;
    if (figures->summary.skipped)
        return TRUE;
    outcome = g_new0(Outcome, 1);
    outcome->combination = figures->summary.combination;
    outcome->combination.policy = g_intern_string(outcome->combination.policy);
    outcome->combination.lock = g_intern_string(outcome->combination.lock);
    outcome->combination.scheduler = g_intern_string(outcome->combination.scheduler);
    outcome->goal = outcome->mean_goal = figures->summary.goal;
    outcome->makespan = figures->summary.makespan;
    outcome->n_groups = figures->n_groups;
    outcome->turnarounds = g_new(gint64, figures->n_groups);
    for (guint i = 0; i < figures->n_groups; i++)
        outcome->turnarounds[i] = figures->groups[i].mean_turnaround;
    g_ptr_array_add(outcomes->runs, outcome);
    return TRUE;
}

Outcomes *outcomes_new(void)
{
    Outcomes *outcomes = g_new0(Outcomes, 1);

    outcomes->sink.run_ends = run_ends;
    outcomes->runs = g_ptr_array_new_with_free_func(outcome_free);
    return outcomes;
}

void outcomes_free(Outcomes *outcomes)
{
    g_ptr_array_unref(outcomes->runs);
    g_free(outcomes);
}

const Outcome *outcomes_of(const Outcomes *outcomes, const char *policy)
{
    for (guint i = 0; i < outcomes->runs->len; i++) {
        const Outcome *outcome = g_ptr_array_index(outcomes->runs, i);

        if (g_str_equal(outcome->combination.policy, policy))
            return outcome;
    }
    return NULL;
}

static gint64 growth(gint64 before, gint64 after)
{
    if (before == NOT_APPLICABLE || after == NOT_APPLICABLE || after <= before)
        return 0;
    return before > 0 ? (gint64)MIN((__int128)(after - before) * MILLIONTHS / before, G_MAXINT64)
                      : G_MAXINT64;
}

gint64 outcome_harm(const Outcome *outcome, const Outcome *other)
{
    gint64 harm = growth(outcome->makespan, other->makespan);

    for (guint i = 0; i < MIN(outcome->n_groups, other->n_groups); i++)
        harm = MAX(harm, growth(outcome->turnarounds[i], other->turnarounds[i]));
    return harm;
}
