/* explanation_text - an explanation for a terminal of 80 columns. */
#include "explain/explanation_text.h"

#include "base/paragraph.h"
#include "explain/findings.h"
#include "explain/laws_text.h"
#include "explain/column.h"
#include "report/table.h"

#define NOTHING 5000 /* millionths: brings nothing, either way */

#define MOST_MACHINES 40

static void write_heading(GString *text, const Explanation *explanation)
{
    const Scenario *scenario = explanation->scenario;
    const guint cores = (guint)g_array_index(scenario->cores, gint64, 0);

    g_string_append_printf(text, "%s\n%u core%s, scheduler %s, lock %s, profile %s; goal: %s\n",
                           scenario->title, cores, cores == 1 ? "" : "s", scenario->schedulers[0],
                           scenario->locks[0], scenario->profile, scenario->goal.text);
    if (explanation->is_one_of_several)
        paragraph_append(
            text,
            "Of several machines the what-ifs are about the one with the first scheduler and lock and the most "
            "cores; --cores, --scheduler and --lock choose another.",
            TABLE_WIDTH);
}

/* What each scheduler and lock comes to. */
static void write_machines(GString *text, const Explanation *explanation)
{
    const Outcomes *machines = explanation->machines;

    if (!machines)
        return;
    g_string_append_printf(text, "\nSchedulers and locks, on %u core%s",
                           (guint)g_array_index(explanation->scenario->cores, gint64, 0),
                           g_array_index(explanation->scenario->cores, gint64, 0) == 1 ? "" : "s");
    if (explanation->n_seeds > 1)
        g_string_append_printf(text, " (means of %u seeds)", explanation->n_seeds);
    g_string_append_c(text, '\n');
    for (guint i = 0; i < MIN(machines->runs->len, MOST_MACHINES); i++) {
        const Outcome *outcome = g_ptr_array_index(machines->runs, i);
        g_autofree char *figure = explanation_figure(explanation, outcome->mean_goal);

        g_string_append(text, "  ");
        column_append(text, outcome->combination.policy, 18, FALSE);
        column_append(text, outcome->combination.scheduler, 12, FALSE);
        column_append(text, outcome->combination.lock, 12, FALSE);
        column_append(text, figure, 12, TRUE);
        g_string_append_c(text, '\n');
    }
    if (machines->runs->len > MOST_MACHINES)
        g_string_append_printf(text, "  and %u more\n", machines->runs->len - MOST_MACHINES);
}

/* ---- what each change brings ---- */

typedef enum { ANSWER_TOLD, ANSWER_NOTHING, ANSWER_CHANCE } AnswerKind;

typedef struct {
    const WhatIf *what_if;
    AnswerKind kind;
    gint64 brings;
} Answer;

static gint compare_answers(gconstpointer a, gconstpointer b)
{
    const gint64 first = ((const Answer *)a)->brings, second = ((const Answer *)b)->brings;

    return first > second ? -1 : first < second;
}

/* Chance is what differs in the figures, though not clearly. */
static AnswerKind kind_of(const Explanation *explanation, guint policy, const WhatIf *what_if)
{
    const gint64 shown =
        explanation_gain(explanation, explanation->mean_goals[policy], what_if->mean_goals[policy]);
    const gboolean is_new = explanation->mean_goals[policy] == 0 && what_if->mean_goals[policy] != 0;

    if (ABS(shown) < NOTHING && !is_new)
        return ANSWER_NOTHING;
    return what_if->is_clear[policy] ? ANSWER_TOLD : ANSWER_CHANCE;
}

static GArray *answers_of(const Explanation *explanation, guint policy)
{
    GArray *answers = g_array_new(FALSE, FALSE, sizeof(Answer));

    for (guint i = 0; i < explanation->what_ifs->len; i++) {
        const WhatIf *what_if = g_ptr_array_index(explanation->what_ifs, i);
        gboolean applies;
        const gint64 brings = explanation_brings(explanation, policy, what_if, &applies);
        const Answer answer = { what_if, kind_of(explanation, policy, what_if), brings };

        if (applies)
            g_array_append_val(answers, answer);
    }
    g_array_sort(answers, compare_answers);
    return answers;
}

static void write_answer(GString *text, const Explanation *explanation, guint policy, const Answer *answer)
{
    const gint64 goal = explanation->mean_goals[policy], then = answer->what_if->mean_goals[policy];
    g_autofree char *figure = explanation_figure(explanation, then);
    g_autofree char *difference = explanation_figure(explanation, ABS(goal - then));
    g_autofree char *signed_difference = g_strdup_printf("%s%s", then < goal ? "-" : "+", difference);
    g_autofree char *verdict = explanation_verdict(explanation, goal, then);

    g_string_append(text, "  ");
    column_append(text, answer->what_if->phrase, 38, FALSE);
    column_append(text, figure, 11, TRUE);
    column_append(text, signed_difference, 12, TRUE);
    column_append(text, verdict, 15, TRUE);
    g_string_append_c(text, '\n');
}

static void write_others(GString *text, const GArray *answers, AnswerKind kind, const char *title)
{
    g_autoptr(GString) words = g_string_new(title);
    const gsize length = words->len;

    for (guint i = 0; i < answers->len; i++) {
        const Answer *answer = &g_array_index(answers, Answer, i);

        if (answer->kind == kind)
            g_string_append_printf(words, "%s%s", words->len > length ? "; " : "", answer->what_if->phrase);
    }
    if (words->len > length)
        paragraph_append(text, words->str, TABLE_WIDTH);
}

/* What answers are compared with, and what else there is of it. */
static void write_as_is(GString *text, const Explanation *explanation, guint policy)
{
    const char *name = explanation->scenario->policies[policy];
    g_autofree char *figure = explanation_figure(explanation, explanation->mean_goals[policy]),
                    *own = explanation_figure(explanation, explanation_goal(explanation, policy)),
                    *mean = explanation_figure(explanation, explanation_mean(explanation, policy));

    g_string_append_printf(text, "%s: %s%s", name, advice_is_upper_bound(name) ? ADVICE_BOUND " " : "",
                           figure);
    if (explanation_has_means(explanation) && explanation->n_replications > explanation->n_seeds)
        g_string_append_printf(text, " (mean of %u seeds: %s)", explanation->n_replications, mean);
    else if (explanation->n_seeds > 1)
        g_string_append_printf(text, " (seed %" G_GUINT64_FORMAT " alone: %s)", explanation->scenario->seed,
                               own);
    g_string_append_c(text, '\n');
}

static void write_policy(GString *text, const Explanation *explanation, guint policy)
{
    g_autoptr(GArray) answers = answers_of(explanation, policy);

    write_as_is(text, explanation, policy);
    for (guint i = 0; i < answers->len; i++)
        if (g_array_index(answers, Answer, i).kind == ANSWER_TOLD)
            write_answer(text, explanation, policy, &g_array_index(answers, Answer, i));
    write_others(text, answers, ANSWER_NOTHING, "To no effect: ");
    write_others(text, answers, ANSWER_CHANCE, "No more than seeds differ: ");
}

/* What the sign before some figures means, and what was not asked. */
static void write_notes(GString *text, const Explanation *explanation)
{
    g_autofree char *left_out = explanation_left_out(explanation);
    gboolean any = FALSE;

    for (guint p = 0; p < explanation->n_policies; p++)
        any |= explanation->rows[p] && advice_is_upper_bound(explanation->scenario->policies[p]);
    if (any)
        paragraph_append(text, ADVICE_BOUND " " ADVICE_BOUND_MEANS, TABLE_WIDTH);
    if (left_out)
        paragraph_append(text, left_out, TABLE_WIDTH);
}

/* Best first. */
static void write_what_ifs(GString *text, const Explanation *explanation)
{
    g_autofree gint64 *goals =
        g_memdup2(explanation->mean_goals, explanation->n_policies * sizeof *explanation->mean_goals);
    gint policy;

    g_string_append(text, "\nWhat each change alone would bring");
    if (explanation->n_seeds > 1)
        g_string_append_printf(text, " (means of %u seeds)", explanation->n_seeds);
    else if (!explanation->is_certain)
        g_string_append(text, " (one seed: what is little may be chance)");
    g_string_append_c(text, '\n');
    while ((policy = explanation_best(explanation, goals)) >= 0) {
        write_policy(text, explanation, (guint)policy);
        goals[policy] = NOT_APPLICABLE;
    }
    write_notes(text, explanation);
}

void explanation_write_text(GString *text, const Explanation *explanation, const Advice *advice,
                            gboolean with_laws)
{
    g_autoptr(GPtrArray) findings = findings_of(explanation);

    write_heading(text, explanation);
    write_machines(text, explanation);
    write_what_ifs(text, explanation);
    g_string_append(text, findings->len > 0 ? "\nWhat stands out\n" : "");
    for (guint i = 0; i < findings->len; i++)
        paragraph_append(text, g_ptr_array_index(findings, i), TABLE_WIDTH);
    g_string_append(text, "\nAdvice\n");
    paragraph_append(text, advice->text, TABLE_WIDTH);
    if (with_laws)
        laws_write(text, explanation);
    else
        laws_write_short(text, explanation);
}
