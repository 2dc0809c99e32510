/* telling - the reasons of an advice: why, what would help, how sure it is, and what would change it. */
#include "explain/telling.h"

#include "explain/choice.h"
#include "report/measure.h"

#define WORTH_TELLING 50000 /* millionths of the goal */
#define AS_GOOD 5000        /* what is less is told as no difference */

const char *telling_name(const Telling *telling, gint policy)
{
    return telling->explanation->scenario->policies[policy];
}

const char *telling_of_means(const Telling *telling)
{
    return telling->explanation->n_seeds > 1 ? " on average" : "";
}

/* ---- why, and what would help ---- */

/* What is told where no change shows that waiting decides: one after the other beside all at once. */
static void tell_one_by_one(const Telling *telling)
{
    const Explanation *explanation = telling->explanation;
    g_autofree char *loop = explanation_figure(explanation, explanation->async_goal);

    for (guint p = 0; p < explanation->n_policies; p++)
        if (g_str_equal(explanation->scenario->policies[p], "sequential")) {
            g_autofree char *figure = explanation_figure(explanation, explanation->mean_goals[p]);

            g_string_append_printf(telling->text, " (async: %s; sequential: %s%s)", loop, figure,
                                   telling_of_means(telling));
        }
}

static void tell_why(const Telling *telling)
{
    const Explanation *explanation = telling->explanation;
    const Diagnosis diagnosis = diagnose(explanation);
    g_autofree char *sentence = diagnosis_in_full(explanation, diagnosis);
    guint policy;
    const WhatIf *evidence = diagnosis_evidence(explanation, diagnosis, &policy);

    g_string_append_printf(telling->text, " What decides is %s", sentence);
    if (evidence) {
        g_autofree char *now = explanation_figure(explanation, explanation->mean_goals[policy]);
        g_autofree char *then = explanation_figure(explanation, evidence->mean_goals[policy]);

        g_string_append_printf(telling->text, " (%s, %s: %s instead of %s%s)",
                               telling_name(telling, (gint)policy), evidence->phrase, then, now,
                               telling_of_means(telling));
    } else if (diagnosis == DIAGNOSIS_WAITING) {
        tell_one_by_one(telling);
    }
    g_string_append_c(telling->text, '.');
}

/* What whoever runs or writes the program can have, unlike times and costs that are as they are. */
static const struct {
    WhatKind kind;
    const char *how; /* or NULL */
} ways[] = {
    { WHAT_SHORT_INTERVAL, "sys.setswitchinterval" },
    { WHAT_CORE_MORE, NULL },
    { WHAT_CORE_AND_WORKER, NULL },
    { WHAT_UNIT_MORE, NULL },
    { WHAT_GIVE_WAY, NULL },
    { WHAT_PROCESS_EXECUTOR, NULL },
    { WHAT_ONE_QUEUE, "processes with threads" },
    { WHAT_NOT_PINNED, NULL },
    { WHAT_MANY_WORKERS, NULL },
};

/* POLICY's best way that beats the workers that are advised, and does no harm; NULL: there is none. */
static const WhatIf *best_way(const Explanation *explanation, guint policy, const char **how)
{
    const WhatIf *best = NULL;
    gint64 most = WORTH_TELLING, advised;

    choice_workers(explanation, policy, &advised);
    for (guint w = 0; w < G_N_ELEMENTS(ways); w++) {
        const WhatIf *what_if = explanation_find(explanation, ways[w].kind, policy);
        gboolean applies;
        const gint64 brings = what_if && explanation_brings(explanation, policy, what_if, &applies) > 0
                                  ? explanation_gain(explanation, advised, what_if->mean_goals[policy])
                                  : 0;

        if (brings >= most && what_if->harms[policy] <= CHOICE_HARM) {
            most = brings + 1;
            best = what_if;
            *how = ways[w].how;
        }
    }
    return best;
}

static void tell_way(const Telling *telling, gint policy, gboolean *is_first)
{
    const char *how = NULL;
    const WhatIf *way = policy >= 0 ? best_way(telling->explanation, (guint)policy, &how) : NULL;
    g_autofree char *figure = way ? explanation_figure(telling->explanation, way->mean_goals[policy]) : NULL;

    if (!way)
        return;
    g_string_append_printf(telling->text, "%s %s, %s%s%s%s: %s%s",
                           *is_first ? " What would help further:" : ";", telling_name(telling, policy),
                           way->phrase, how ? " (" : "", how ? how : "", how ? ")" : "", figure,
                           telling_of_means(telling));
    *is_first = FALSE;
}

static void tell_ways(const Telling *telling)
{
    gboolean is_first = TRUE;

    tell_way(telling, telling->advice->policy, &is_first);
    tell_way(telling, telling->advice->instead, &is_first);
    g_string_append(telling->text, is_first ? "" : ".");
}

static void tell_costs(const Telling *telling)
{
    const char *costs = choice_costs(telling_name(telling, telling->advice->policy));

    if (costs)
        g_string_append_printf(telling->text, " What it costs besides time: %s.", costs);
}

/* ---- how sure ---- */

/* What the choice is ahead by, on average, and whether that is more than chance. */
static void tell_mean_lead(const Telling *telling)
{
    const Explanation *explanation = telling->explanation;
    const Advice *advice = telling->advice;
    g_autofree char *verdict = NULL;

    if (advice->next < 0)
        return;
    verdict = explanation_verdict(explanation, explanation_mean(explanation, (guint)advice->next),
                                  explanation_mean(explanation, (guint)advice->policy));
    g_string_append_printf(telling->text, " Over %u seeds it is on average %s%s %s, ",
                           explanation->n_replications, ABS(advice->lead) < AS_GOOD ? "as good as" : verdict,
                           ABS(advice->lead) < AS_GOOD ? "" : " than", telling_name(telling, advice->next));
    g_string_append(telling->text, advice->leads_clearly
                                       ? "which is more than chance (95 % confidence)."
                                       : "which is within the spread of seeds: it may be chance.");
}

/* The least lead, as "12 % better than async". */
static void tell_lead(const Telling *telling)
{
    const Explanation *explanation = telling->explanation;
    const gint64 *goals =
        explanation->replications + (gsize)telling->advice->least_lead_seed * explanation->n_policies;
    g_autofree gint64 *others = g_memdup2(goals, explanation->n_policies * sizeof *goals);
    g_autofree char *verdict = NULL;
    gint next;

    others[telling->advice->policy] = NOT_APPLICABLE;
    next = explanation_best(explanation, others);
    if (next < 0)
        return;
    verdict = explanation_verdict(explanation, goals[next], goals[telling->advice->policy]);
    g_string_append_printf(telling->text, " With each of them it is at least %s than %s.", verdict,
                           telling_name(telling, next));
}

static void tell_margin(const Telling *telling)
{
    const Advice *advice = telling->advice;
    g_autofree char *median = measure_percent(advice->median_error),
                    *worst = measure_percent(advice->worst_error);

    if (advice->n_measured == 0)
        g_string_append(
            telling->text,
            " This is what the model says; 'gilsim validate' measures how far off it is on this host.");
    else if (advice->is_measured_itself)
        g_string_append_printf(
            telling->text,
            " On this host the makespan of a scenario of this name under %s was measured: the prediction was %s "
            "off.",
            telling_name(telling, advice->policy), worst);
    else if (advice->n_measured == 1)
        g_string_append_printf(telling->text,
                               " On this host the one makespan of %s that was measured was %s off.",
                               telling_name(telling, advice->policy), median);
    else
        g_string_append_printf(
            telling->text,
            " On this host %u makespans of %s were measured: the prediction was %s off in the "
            "middle and %s at worst.",
            advice->n_measured, telling_name(telling, advice->policy), median, worst);
}

static void tell_certainty(const Telling *telling)
{
    const Explanation *explanation = telling->explanation;
    const Advice *advice = telling->advice;

    if (explanation->is_certain)
        g_string_append(telling->text, " How sure: other seeds come to the same.");
    else if (explanation->n_replications > 0)
        g_string_append_printf(telling->text, " How sure: with %u of %u seeds it is the best or as good.",
                               advice->n_agree, explanation->n_replications);
    else
        g_string_append(telling->text, " How sure: no other seeds were tried.");
    if (explanation_has_means(explanation))
        tell_mean_lead(telling);
    if (explanation->n_policies > 1 && explanation->n_replications > 0 &&
        advice->least_lead > CHOICE_AS_GOOD && advice->n_agree == explanation->n_replications)
        tell_lead(telling);
    tell_margin(telling);
}

static void tell_otherwise(const Telling *telling)
{
    const GPtrArray *otherwise = telling->advice->otherwise;

    g_string_append(telling->text, otherwise->len > 0
                                       ? " What would change it: "
                                       : " Nothing of what was tried would make another policy the choice.");
    for (guint i = 0; i < otherwise->len; i++)
        g_string_append_printf(telling->text, "%s%s", i > 0 ? "; " : "",
                               (char *)g_ptr_array_index(otherwise, i));
    g_string_append(telling->text, otherwise->len > 0 ? "." : "");
}

void telling_reasons(const Telling *telling)
{
    tell_why(telling);
    tell_ways(telling);
    tell_costs(telling);
    tell_certainty(telling);
    if (telling->explanation->n_policies > 1)
        tell_otherwise(telling);
}
