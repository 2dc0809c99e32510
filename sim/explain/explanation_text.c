/* explanation_text - an explanation for a terminal of 80 columns. */
#include "explain/explanation_text.h"

#include "base/paragraph.h"
#include "explain/findings.h"
#include "explain/laws.h"
#include "report/measure.h"
#include "report/table.h"

#define NOTHING 5000 /* millionths: brings nothing, either way */

/* TEXT and blanks up to WIDTH characters, at least one; RIGHT: blanks first. */
static void pad(GString *line, const char *text, glong width, gboolean right)
{
    const glong blanks = MAX(width - g_utf8_strlen(text, -1), 1);

    if (!right)
        g_string_append(line, text);
    for (glong i = 0; i < blanks; i++)
        g_string_append_c(line, ' ');
    if (right)
        g_string_append(line, text);
}

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
            "Of several machines this explains the one with the first scheduler and lock and the most "
            "cores; --cores, --scheduler and --lock choose another.",
            TABLE_WIDTH);
}

/* ---- what each change brings ---- */

typedef struct {
    const WhatIf *what_if;
    gint64 brings;
} Answer;

static gint compare_answers(gconstpointer a, gconstpointer b)
{
    const gint64 first = ((const Answer *)a)->brings, second = ((const Answer *)b)->brings;

    return first > second ? -1 : first < second;
}

static GArray *answers_of(const Explanation *explanation, guint policy)
{
    GArray *answers = g_array_new(FALSE, FALSE, sizeof(Answer));

    for (guint i = 0; i < explanation->what_ifs->len; i++) {
        gboolean applies;
        Answer answer = { g_ptr_array_index(explanation->what_ifs, i), 0 };

        answer.brings = explanation_brings(explanation, policy, answer.what_if, &applies);
        if (applies)
            g_array_append_val(answers, answer);
    }
    g_array_sort(answers, compare_answers);
    return answers;
}

static void write_answer(GString *text, const Explanation *explanation, guint policy, const Answer *answer)
{
    const gint64 goal = explanation_goal(explanation, policy), then = answer->what_if->goals[policy];
    g_autofree char *figure = explanation_figure(explanation, then);
    g_autofree char *difference = explanation_figure(explanation, ABS(goal - then));
    g_autofree char *percent = measure_percent(ABS(answer->brings));
    g_autofree char *signed_difference = g_strdup_printf("%s%s", then < goal ? "-" : "+", difference);
    g_autofree char *verdict = g_strdup_printf("%s %s", percent, answer->brings > 0 ? "better" : "worse");

    g_string_append(text, "  ");
    pad(text, answer->what_if->phrase, 38, FALSE);
    pad(text, figure, 11, TRUE);
    pad(text, signed_difference, 12, TRUE);
    pad(text, verdict, 14, TRUE);
    g_string_append_c(text, '\n');
}

static void write_nothing(GString *text, const GArray *answers)
{
    g_autoptr(GString) words = g_string_new("To no effect: ");
    const gsize length = words->len;

    for (guint i = 0; i < answers->len; i++) {
        const Answer *answer = &g_array_index(answers, Answer, i);

        if (ABS(answer->brings) < NOTHING)
            g_string_append_printf(words, "%s%s", words->len > length ? "; " : "", answer->what_if->phrase);
    }
    if (words->len > length)
        paragraph_append(text, words->str, TABLE_WIDTH);
}

static void write_policy(GString *text, const Explanation *explanation, guint policy)
{
    const char *name = explanation->scenario->policies[policy];
    g_autofree char *figure = explanation_figure(explanation, explanation_goal(explanation, policy));
    g_autoptr(GArray) answers = answers_of(explanation, policy);

    g_string_append_printf(text, "%s: %s%s\n", name, advice_is_upper_bound(name) ? "\342\211\244 " : "",
                           figure);
    for (guint i = 0; i < answers->len; i++)
        if (ABS(g_array_index(answers, Answer, i).brings) >= NOTHING)
            write_answer(text, explanation, policy, &g_array_index(answers, Answer, i));
    write_nothing(text, answers);
}

/* Best first. */
static void write_what_ifs(GString *text, const Explanation *explanation)
{
    g_autofree gint64 *goals = g_new(gint64, explanation->n_policies);
    gint policy;

    for (guint i = 0; i < explanation->n_policies; i++)
        goals[i] = explanation_goal(explanation, i);
    g_string_append(text, "\nWhat each change alone would bring\n");
    while ((policy = explanation_best(explanation, goals)) >= 0) {
        write_policy(text, explanation, (guint)policy);
        goals[policy] = NOT_APPLICABLE;
    }
}

/* ---- theory ---- */

static char *law_figure(const Law *law, double figure)
{
    const gint64 millionths = (gint64)(figure * 1e6 + 0.5);

    switch (law->unit) {
    case LAW_TIME:
        return measure_time((gint64)(figure + 0.5));
    case LAW_SHARE:
        return measure_percent(millionths);
    case LAW_FACTOR:
        return measure_factor(millionths);
    case LAW_TASKS:
        return measure_mean(millionths);
    }
    g_assert_not_reached();
}

static void write_law(GString *text, const char *policy, const Law *law)
{
    static const char *const relations[] = { "=", ">=", "<=", "~" };
    g_autofree char *theory = law_figure(law, law->theory), *simulated = law_figure(law, law->simulated);
    const gint64 difference = (gint64)(law_difference(law) * 1e4);
    g_autofree char *percent = measure_percent(ABS(difference));
    g_autofree char *signed_percent = g_strdup_printf("%s%s",
                                                      difference > 0   ? "+"
                                                      : difference < 0 ? "-"
                                                                       : "",
                                                      percent);

    g_string_append(text, "    ");
    pad(text, policy, 18, FALSE);
    pad(text, simulated, 12, TRUE);
    pad(text, relations[law->kind], 4, TRUE);
    pad(text, theory, 12, TRUE);
    pad(text, signed_percent, 10, TRUE);
    g_string_append(text, law->holds ? "\n" : "  BROKEN\n");
}

/* The policies that the same law is about, from POLICY on; none if an earlier one was. */
static void write_same_laws(GString *text, const Explanation *explanation, guint policy, const Law *law)
{
    gboolean is_first = TRUE;

    for (guint p = 0; p < explanation->n_policies; p++) {
        const GArray *laws = explanation->observed[p] ? explanation->observed[p]->laws : NULL;

        for (guint i = 0; laws && i < laws->len; i++) {
            const Law *other = &g_array_index(laws, Law, i);

            if (!g_str_equal(other->what, law->what))
                continue;
            if (is_first && p < policy)
                return;
            if (is_first)
                g_string_append_printf(text, "  %s: %s\n", law->name, law->what);
            is_first = FALSE;
            write_law(text, explanation->scenario->policies[p], other);
        }
    }
}

static void write_laws(GString *text, const Explanation *explanation)
{
    gboolean any_broken = FALSE;

    g_string_append(text, "\nTheory beside simulation (simulated, theory, difference)\n");
    for (guint p = 0; p < explanation->n_policies; p++) {
        const GArray *laws = explanation->observed[p] ? explanation->observed[p]->laws : NULL;

        for (guint i = 0; laws && i < laws->len; i++) {
            const Law *law = &g_array_index(laws, Law, i);

            write_same_laws(text, explanation, p, law);
            any_broken = any_broken || !law->holds;
        }
    }
    if (any_broken)
        g_string_append(
            text, "A law is broken: that is a bug in gilsim, and its figures here are not to be trusted.\n");
}

void explanation_write_text(GString *text, const Explanation *explanation, const Advice *advice,
                            gboolean with_laws)
{
    g_autoptr(GPtrArray) findings = findings_of(explanation);

    write_heading(text, explanation);
    write_what_ifs(text, explanation);
    g_string_append(text, findings->len > 0 ? "\nWhat stands out\n" : "");
    for (guint i = 0; i < findings->len; i++)
        paragraph_append(text, g_ptr_array_index(findings, i), TABLE_WIDTH);
    g_string_append(text, "\nAdvice\n");
    paragraph_append(text, advice->text, TABLE_WIDTH);
    if (with_laws)
        write_laws(text, explanation);
}
