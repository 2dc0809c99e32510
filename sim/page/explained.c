/* explained - what an explanation says, for a page: the advice, what stands out, and the table of what-ifs. */
#include "explained.h"

#include <string.h>

#include "base/digits.h"
#include "explain/findings.h"
#include "html.h"

#define NOTHING 5000  /* millionths: brings nothing, either way */
#define NOTICED 30000 /* a figure that differs by more looks different */
#define MOST_QUESTIONS 100

/* ---- the advice ---- */

/* Where a new thought begins; without one of these, the advice is one paragraph. */
static const char *const turns[] = { " What decides is",
                                     " What it costs besides time:", " How sure:", " What would change it:" };

/* The next of them in TEXT, or its end. */
static const char *next_turn(const char *text)
{
    const char *next = text + strlen(text);

    for (guint i = 0; i < G_N_ELEMENTS(turns); i++) {
        const char *turn = strstr(text, turns[i]);

        if (turn && turn < next)
            next = turn;
    }
    return next;
}

static void append_thoughts(GString *html, const char *text)
{
    const char *end;

    for (gboolean is_first = TRUE; *text != '\0'; text = end, is_first = FALSE) {
        end = next_turn(text + 1);
        g_string_append(html, is_first ? "<p class=\"lead\">" : "<p>");
        html_text_length(html, text, (gsize)(end - text));
        g_string_append(html, "</p>\n");
    }
}

void explained_write_advice(GString *html, const Explanation *explanation, const Advice *advice)
{
    g_autoptr(GPtrArray) findings = findings_of(explanation);

    if (explanation->is_one_of_several)
        g_string_append_printf(
            html,
            "<p class=\"note\">Of several machines this is about the one with the first scheduler and "
            "lock and the most cores: %" G_GINT64_FORMAT ".</p>\n",
            g_array_index(explanation->scenario->cores, gint64, 0));
    append_thoughts(html, advice->text);
    if (findings->len == 0)
        return;
    g_string_append(html, "<h3>What stands out</h3>\n<ul>\n");
    for (guint i = 0; i < findings->len; i++)
        html_element(html, "li", g_ptr_array_index(findings, i));
    g_string_append(html, "</ul>\n");
}

/* ---- what if ---- */

typedef struct {
    const WhatIf *what_if;
    gint64 most; /* what it brings the policy that it brings most */
} Question;

static gint compare_questions(gconstpointer a, gconstpointer b)
{
    const Question *first = a, *second = b;

    return first->most > second->most ? -1 : first->most < second->most;
}

/* Of those that concern any policy. */
static GArray *questions_of(const Explanation *explanation)
{
    GArray *questions = g_array_new(FALSE, FALSE, sizeof(Question));

    for (guint i = 0; i < explanation->what_ifs->len; i++) {
        Question question = { g_ptr_array_index(explanation->what_ifs, i), G_MININT64 };

        for (guint p = 0; p < explanation->n_policies; p++) {
            gboolean applies;
            const gint64 brings = explanation_brings(explanation, p, question.what_if, &applies);

            if (applies)
                question.most = MAX(question.most, brings);
        }
        if (question.most != G_MININT64)
            g_array_append_val(questions, question);
    }
    g_array_sort(questions, compare_questions);
    return questions;
}

static void append_value(GString *html, const char *class, gint64 figure)
{
    g_string_append_printf(html, "<td class=\"%s\" data-value=\"", class);
    digits_integer(html, figure);
    g_string_append(html, "\">");
}

/* Where the means over seeds do not differ clearly: they may differ all the same. */
static const char *no_verdict(const Explanation *explanation, guint policy, const WhatIf *what_if)
{
    const gint64 gain =
        explanation_gain(explanation, explanation->mean_goals[policy], what_if->mean_goals[policy]);

    return ABS(gain) < NOTICED ? "no effect" : "may be chance";
}

static void append_answer(GString *html, const Explanation *explanation, guint policy, const WhatIf *what_if)
{
    gboolean applies;
    const gint64 brings = explanation_brings(explanation, policy, what_if, &applies);
    g_autofree char *verdict = NULL;
    g_autofree char *figure = explanation_figure(explanation, what_if->mean_goals[policy]);

    if (!applies) {
        g_string_append(html, "<td class=\"none\" title=\"does not concern it\">-</td>");
        return;
    }
    append_value(html,
                 brings >= NOTHING    ? "better"
                 : brings <= -NOTHING ? "worse"
                                      : "same",
                 what_if->mean_goals[policy]);
    html_text(html, figure);
    if (ABS(brings) >= NOTHING)
        verdict =
            explanation_verdict(explanation, explanation->mean_goals[policy], what_if->mean_goals[policy]);
    g_string_append(html, "<small>");
    html_text(html, verdict ? verdict : no_verdict(explanation, policy, what_if));
    g_string_append(html, "</small></td>");
}

static void append_heading(GString *html, const Explanation *explanation)
{
    g_string_append(
        html,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"What each change alone would "
        "bring\">\n<table><caption>What each change alone would bring: ");
    html_text(html, explanation->scenario->goal.text);
    g_string_append(html, "</caption>\n<thead><tr><th scope=\"col\">what if</th>");
    for (guint p = 0; p < explanation->n_policies; p++) {
        g_string_append(html, "<th scope=\"col\">");
        html_text(html, explanation->scenario->policies[p]);
        g_string_append(html, "</th>");
    }
    g_string_append(html, "</tr></thead>\n<tbody id=\"what-if\">\n");
}

static void append_as_is(GString *html, const Explanation *explanation)
{
    g_string_append(html, "<tr class=\"best\" data-name=\"as-is\"><th scope=\"row\">as it is</th>");
    for (guint p = 0; p < explanation->n_policies; p++) {
        const gint64 goal = explanation->mean_goals[p];
        g_autofree char *figure = explanation_figure(explanation, goal);

        if (goal == NOT_APPLICABLE) {
            g_string_append(html, "<td class=\"none\">-</td>");
            continue;
        }
        append_value(html, "same", goal);
        html_text(html, advice_is_upper_bound(explanation->scenario->policies[p]) ? ADVICE_BOUND " " : "");
        html_text(html, figure);
        g_string_append(html, "</td>");
    }
    g_string_append(html, "</tr>\n");
}

void explained_write_bound(GString *html)
{
    g_string_append(html, "<p class=\"note\">" ADVICE_BOUND " " ADVICE_BOUND_MEANS ".</p>\n");
}

/* What the sign before some figures means, and what was not asked. */
static void append_notes(GString *html, const Explanation *explanation)
{
    g_autofree char *left_out = explanation_left_out(explanation);
    gboolean any = FALSE;

    for (guint p = 0; p < explanation->n_policies; p++)
        any |= explanation->rows[p] && advice_is_upper_bound(explanation->scenario->policies[p]);
    if (any)
        explained_write_bound(html);
    if (left_out) {
        g_string_append(html, "<p class=\"note\">");
        html_text(html, left_out);
        g_string_append(html, ".</p>\n");
    }
}

void explained_write_what_ifs(GString *html, const Explanation *explanation)
{
    g_autoptr(GArray) questions = questions_of(explanation);

    append_heading(html, explanation);
    append_as_is(html, explanation);
    for (guint i = 0; i < MIN(questions->len, MOST_QUESTIONS); i++) {
        const WhatIf *what_if = g_array_index(questions, Question, i).what_if;

        g_string_append(html, "<tr data-name=\"");
        html_text(html, what_if->name);
        g_string_append(html, "\"><th scope=\"row\">");
        html_text(html, what_if->phrase);
        g_string_append(html, "</th>");
        for (guint p = 0; p < explanation->n_policies; p++)
            append_answer(html, explanation, p, what_if);
        g_string_append(html, "</tr>\n");
    }
    g_string_append(html, "</tbody></table></div>\n");
    if (explanation->n_seeds > 1)
        g_string_append_printf(
            html,
            "<p class=\"note\">Figures are means of %u seeds, from %" G_GUINT64_FORMAT
            " on, as the advice's are; what is under Results is of seed %" G_GUINT64_FORMAT
            " alone. <em>May be chance</em>: the difference is within the spread of seeds.</p>\n",
            explanation->n_seeds, explanation->scenario->seed, explanation->scenario->seed);
    append_notes(html, explanation);
    if (questions->len > MOST_QUESTIONS)
        g_string_append_printf(
            html, "<p class=\"note\">%u more left out here; <code>gilsim explain</code> has all.</p>\n",
            questions->len - MOST_QUESTIONS);
}
