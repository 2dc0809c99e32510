/* explanation - a scenario simulated as it is, with one thing different at a time, and with other seeds. */
#include "explain/explanation.h"

#include "explain/asking.h"
#include "explain/replication.h"
#include "report/measure.h"

#define MILLIONTHS 1000000
#define MOST_FACTOR 1000 /* what is more is told as that */

/* ---- reading ---- */

/* The set that leaves the most cores of SCENARIO; NULL: it has one number of them. */
static char *most_cores(const Scenario *scenario)
{
    gint64 cores = 0;

    for (guint i = 0; i < scenario->cores->len; i++)
        cores = MAX(cores, g_array_index(scenario->cores, gint64, i));
    return scenario->cores->len > 1 ? g_strdup_printf("machine.cores=%" G_GINT64_FORMAT, cores) : NULL;
}

/* The sets that leave one machine of SCENARIO: the first scheduler and lock, the most cores. */
static GPtrArray *one_machine(const Scenario *scenario)
{
    GPtrArray *sets = g_ptr_array_new_with_free_func(g_free);
    char *cores = most_cores(scenario);

    if (cores)
        g_ptr_array_add(sets, cores);
    if (g_strv_length(scenario->schedulers) > 1)
        g_ptr_array_add(sets, g_strdup_printf("machine.scheduler=%s", scenario->schedulers[0]));
    if (g_strv_length(scenario->locks) > 1)
        g_ptr_array_add(sets, g_strdup_printf("lock.name=%s", scenario->locks[0]));
    return sets;
}

/* OVERRIDES with SETS (of char *) behind its own; *ALL holds what they are made of. */
static Overrides with_sets(const Overrides *overrides, const GPtrArray *sets, GPtrArray **all)
{
    Overrides changed = *overrides;

    *all = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; overrides->sets && overrides->sets[i]; i++)
        g_ptr_array_add(*all, g_strdup(overrides->sets[i]));
    for (guint i = 0; i < sets->len; i++)
        g_ptr_array_add(*all, g_strdup(g_ptr_array_index(sets, i)));
    g_ptr_array_add(*all, NULL);
    changed.sets = (GStrv)(*all)->pdata;
    return changed;
}

/* The scenario on one machine, and the overrides that make it. */
static gboolean read_scenario(Explanation *explanation, const char *path, const Overrides *overrides,
                              GError **error)
{
    g_autoptr(Scenario) several = scenario_load(path, overrides, error);
    g_autoptr(GPtrArray) machine = NULL;

    if (!several)
        return FALSE;
    machine = one_machine(several);
    explanation->is_one_of_several = machine->len > 0;
    explanation->overrides = with_sets(overrides, machine, &explanation->sets);
    explanation->scenario = scenario_load(path, &explanation->overrides, error);
    return explanation->scenario != NULL;
}

/* ---- simulating ---- */

static const RankedRow *row_of(const Ranking *ranking, const char *policy)
{
    for (guint i = 0; i < ranking->rows->len; i++) {
        const RankedRow *row = g_ptr_array_index(ranking->rows, i);

        if (g_str_equal(row->summary.combination.policy, policy))
            return row;
    }
    return NULL;
}

static gboolean simulate_as_is(Explanation *explanation, const Simulations *simulations)
{
    g_autoptr(Observer) observer = observer_new();

    explanation->ranking = ranking_new();
    explanation->outcomes = outcomes_new();
    simulations_tell(simulations, "as it is", 1, 1);
    if (!simulations_hand(
            simulations, explanation->scenario, NULL,
            (ResultSink *[]){ &explanation->ranking->sink, &explanation->outcomes->sink, &observer->sink },
            3))
        return FALSE;
    for (guint i = 0; i < explanation->n_policies; i++) {
        explanation->rows[i] = row_of(explanation->ranking, explanation->scenario->policies[i]);
        explanation->observed[i] = g_ptr_array_index(observer->runs, i);
    }
    g_ptr_array_set_free_func(observer->runs, NULL);
    ranking_sort(explanation->ranking);
    return TRUE;
}

/* Every scheduler and lock that the file lists, on the most cores. */
static gboolean simulate_machines(Explanation *explanation, const Overrides *overrides,
                                  const Simulations *simulations)
{
    g_autoptr(Scenario) several = scenario_load(simulations->path, overrides, simulations->error);
    g_autofree char *cores = several ? most_cores(several) : NULL;
    g_autoptr(GPtrArray) sets = g_ptr_array_new();
    Simulations all = *simulations;

    if (!several)
        return FALSE;
    if (g_strv_length(several->schedulers) == 1 && g_strv_length(several->locks) == 1)
        return TRUE;
    if (cores)
        g_ptr_array_add(sets, cores);
    all.overrides = explanation->several_overrides =
        with_sets(overrides, sets, &explanation->several_sets);
    simulations_tell(simulations, "schedulers and locks", 1, 1);
    explanation->several = simulations_load(&all, NULL);
    explanation->machines = explanation->several ? simulations_run(&all, NULL, NULL) : NULL;
    explanation->n_events += explanation->machines ? explanation->machines->n_events : 0;
    return explanation->machines != NULL;
}

/* ---- as a whole ---- */

Explanation *explanation_new(const char *path, const Overrides *overrides, const ExplanationOptions *options,
                             GError **error)
{
    g_autoptr(Explanation) explanation = g_new0(Explanation, 1);
    Simulations simulations = { .path = path, .progress = options->progress, .error = error };

    explanation->sizings = g_array_new(FALSE, FALSE, sizeof(Sizing));
    if (!read_scenario(explanation, path, overrides, error))
        return NULL;
    simulations.overrides = explanation->overrides;
    explanation->n_policies = g_strv_length(explanation->scenario->policies);
    explanation->rows = g_new0(const RankedRow *, explanation->n_policies);
    explanation->observed = g_new0(Observed *, explanation->n_policies);
    if (!simulate_as_is(explanation, &simulations) ||
        !replication_of_policies(explanation, &simulations, options) ||
        !simulate_machines(explanation, overrides, &simulations) ||
        !asking_what_if(explanation, &simulations, options) || !asking_async(explanation, &simulations) ||
        !asking_sizes(explanation, &simulations) ||
        !replication_of_answers(explanation, &simulations))
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
    g_clear_pointer(&explanation->outcomes, outcomes_free);
    g_clear_pointer(&explanation->machines, outcomes_free);
    g_clear_pointer(&explanation->several, scenario_free);
    g_clear_pointer(&explanation->what_ifs, g_ptr_array_unref);
    g_clear_pointer(&explanation->left_out, g_ptr_array_unref);
    g_clear_pointer(&explanation->several_sets, g_ptr_array_unref);
    g_clear_pointer(&explanation->sets, g_ptr_array_unref);
    g_clear_pointer(&explanation->scenario, scenario_free);
    g_array_unref(explanation->sizings);
    g_free(explanation->replications);
    g_free(explanation->replicated);
    g_free(explanation->mean_goals);
    g_free(explanation);
}

gint64 explanation_gain(const Explanation *explanation, gint64 figure, gint64 changed)
{
    const gint sign = explanation->scenario->goal.figure == GOAL_THROUGHPUT ? -1 : 1;

    if (figure == NOT_APPLICABLE || changed == NOT_APPLICABLE || figure == 0)
        return 0;
    return (gint64)((__int128)sign * ((__int128)figure - changed) * MILLIONTHS / figure);
}

gint64 explanation_brings(const Explanation *explanation, guint policy, const WhatIf *what_if,
                          gboolean *applies)
{
    const gint64 goal = explanation->mean_goals[policy], changed = what_if->mean_goals[policy];

    *applies = what_if->applies[policy] && goal != NOT_APPLICABLE && changed != NOT_APPLICABLE;
    return *applies && what_if->is_clear[policy] ? explanation_gain(explanation, goal, changed) : 0;
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

gboolean explanation_has_means(const Explanation *explanation)
{
    return !explanation->is_certain && explanation->n_replications >= REPLICATION_FEW;
}

gint64 explanation_mean(const Explanation *explanation, guint policy)
{
    return explanation->replicated[policy].mean;
}

gint64 *explanation_means(const Explanation *explanation)
{
    gint64 *means = g_new(gint64, explanation->n_policies);

    for (guint i = 0; i < explanation->n_policies; i++)
        means[i] = explanation_mean(explanation, i);
    return means;
}

const WhatIf *explanation_find(const Explanation *explanation, WhatKind kind, guint policy)
{
    for (guint i = 0; i < explanation->what_ifs->len; i++) {
        const WhatIf *what_if = g_ptr_array_index(explanation->what_ifs, i);

        if (what_if->kind == kind && what_if->applies[policy])
            return what_if;
    }
    return NULL;
}

char *explanation_left_out(const Explanation *explanation)
{
    GString *text;

    if (explanation->left_out->len == 0)
        return NULL;
    text = g_string_new(NULL);
    g_string_append_printf(text,
                           "Not asked, as simulating this scenario takes %.1f million events each time (--all "
                           "asks all the same): ",
                           (double)explanation->outcomes->n_events / 1e6);
    for (guint i = 0; i < explanation->left_out->len; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? "; " : "",
                               ((WhatIf *)g_ptr_array_index(explanation->left_out, i))->phrase);
    return g_string_free(text, FALSE);
}

char *explanation_figure(const Explanation *explanation, gint64 figure)
{
    return explanation->scenario->goal.figure == GOAL_THROUGHPUT ? measure_rate(figure)
                                                                 : measure_time(figure);
}

/* "3.1x", "31x". */
static char *factor_text(gint64 greater, gint64 lesser)
{
    enum { TEN = 10 };
    const gint64 tenths = (gint64)(((__int128)greater * TEN + lesser / 2) / lesser);

    return tenths < TEN * TEN
               ? g_strdup_printf("%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT "x", tenths / TEN, tenths % TEN)
               : g_strdup_printf("%" G_GINT64_FORMAT "x", (tenths + TEN / 2) / TEN);
}

char *explanation_verdict(const Explanation *explanation, gint64 figure, gint64 changed)
{
    const gint64 gain = explanation_gain(explanation, figure, changed);
    const gint64 lesser = MIN(figure, changed), greater = MAX(figure, changed);
    const gboolean is_better =
        figure != 0 ? gain >= 0 : explanation->scenario->goal.figure == GOAL_THROUGHPUT;
    const char *word = is_better ? "better" : "worse";
    g_autofree char *size = NULL;

    if (lesser <= 0 || greater / MAX(lesser, 1) >= MOST_FACTOR)
        return greater > 0 ? g_strdup_printf("> %dx %s", MOST_FACTOR, word) : g_strdup("the same");
    size = greater / lesser >= 2 ? factor_text(greater, lesser) : measure_percent(ABS(gain));
    return g_strdup_printf("%s %s", size, word);
}
