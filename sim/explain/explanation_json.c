/* explanation_json - an explanation as one JSON object; times in nanoseconds, throughput in tasks a second. */
#include "explain/explanation_json.h"

#include "base/digits.h"
#include "base/json.h"
#include "explain/findings.h"
#include "explain/laws.h"

/* Begins a member: a comma where one stands before it. */
static void member(GString *json, const char *name)
{
    const char last = json->str[json->len - 1];

    if (last != '{' && last != '[')
        g_string_append(json, ", ");
    if (name) {
        json_text(json, name, -1);
        g_string_append(json, ": ");
    }
}

static void add_text(GString *json, const char *name, const char *text)
{
    member(json, name);
    json_text(json, text, -1);
}

static void add_integer(GString *json, const char *name, gint64 value)
{
    member(json, name);
    if (value == NOT_APPLICABLE)
        g_string_append(json, "null");
    else
        digits_integer(json, value);
}

static void add_yes_no(GString *json, const char *name, gboolean yes)
{
    member(json, name);
    g_string_append(json, yes ? "true" : "false");
}

static void add_number(GString *json, const char *name, double value)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    member(json, name);
    g_string_append(json, g_ascii_formatd(text, sizeof text, "%.9g", value));
}

/* A ratio that may be negative. */
static void add_millionths(GString *json, const char *name, gint64 millionths)
{
    member(json, name);
    if (millionths == NOT_APPLICABLE) {
        g_string_append(json, "null");
        return;
    }
    if (millionths < 0)
        g_string_append_c(json, '-');
    digits_ratio(json, ABS(millionths));
}

static void add_goal(GString *json, const Explanation *explanation, gint64 goal)
{
    if (explanation->scenario->goal.figure == GOAL_THROUGHPUT)
        add_millionths(json, "goal_per_s", goal);
    else
        add_integer(json, "goal_ns", goal);
}

static void open(GString *json, const char *name, char bracket)
{
    member(json, name);
    g_string_append_c(json, bracket);
}

static void add_what_ifs(GString *json, const Explanation *explanation, guint policy)
{
    open(json, "what_if", '[');
    for (guint i = 0; i < explanation->what_ifs->len; i++) {
        const WhatIf *what_if = g_ptr_array_index(explanation->what_ifs, i);
        gboolean applies;
        const gint64 brings = explanation_brings(explanation, policy, what_if, &applies);

        if (!applies)
            continue;
        open(json, NULL, '{');
        add_text(json, "name", what_if->name);
        add_text(json, "phrase", what_if->phrase);
        add_goal(json, explanation, what_if->goals[policy]);
        add_integer(json, "makespan_ns", what_if->makespans[policy]);
        add_millionths(json, "brings", brings);
        g_string_append_c(json, '}');
    }
    g_string_append_c(json, ']');
}

static void add_laws(GString *json, const Observed *observed)
{
    static const char *const relations[] = { "=", ">=", "<=", "~" };

    open(json, "laws", '[');
    for (guint i = 0; observed && i < observed->laws->len; i++) {
        const Law *law = &g_array_index(observed->laws, Law, i);

        open(json, NULL, '{');
        add_text(json, "name", law->name);
        add_text(json, "what", law->what);
        add_text(json, "relation", relations[law->kind]);
        add_number(json, "theory", law->theory);
        add_number(json, "simulated", law->simulated);
        add_number(json, "difference_pct", law_difference(law));
        add_yes_no(json, "holds", law->holds);
        g_string_append_c(json, '}');
    }
    g_string_append_c(json, ']');
}

static void add_policies(GString *json, const Explanation *explanation)
{
    open(json, "policies", '[');
    for (guint p = 0; p < explanation->n_policies; p++) {
        const RankedRow *row = explanation->rows[p];

        open(json, NULL, '{');
        add_text(json, "policy", explanation->scenario->policies[p]);
        add_yes_no(json, "upper_bound", advice_is_upper_bound(explanation->scenario->policies[p]));
        add_goal(json, explanation, explanation_goal(explanation, p));
        add_integer(json, "makespan_ns", row ? row->summary.makespan : NOT_APPLICABLE);
        add_integer(json, "workers", row ? row->summary.workers : NOT_APPLICABLE);
        add_what_ifs(json, explanation, p);
        add_laws(json, explanation->observed[p]);
        g_string_append_c(json, '}');
    }
    g_string_append_c(json, ']');
}

static void add_texts(GString *json, const char *name, const GPtrArray *texts)
{
    open(json, name, '[');
    for (guint i = 0; i < texts->len; i++)
        add_text(json, NULL, g_ptr_array_index(texts, i));
    g_string_append_c(json, ']');
}

static void add_advice(GString *json, const Explanation *explanation, const Advice *advice)
{
    open(json, "advice", '{');
    member(json, "policy");
    if (advice->policy >= 0)
        json_text(json, explanation->scenario->policies[advice->policy], -1);
    else
        g_string_append(json, "null");
    add_integer(json, "workers", advice->workers > 0 ? advice->workers : NOT_APPLICABLE);
    add_integer(json, "seeds", explanation->n_replications);
    add_integer(json, "seeds_that_agree", advice->n_agree);
    add_texts(json, "otherwise", advice->otherwise);
    add_text(json, "text", advice->text);
    g_string_append_c(json, '}');
}

void explanation_write_json(GString *json, const Explanation *explanation, const Advice *advice)
{
    const Scenario *scenario = explanation->scenario;
    g_autoptr(GPtrArray) findings = findings_of(explanation);

    g_string_append_c(json, '{');
    add_text(json, "scenario", scenario->name);
    add_text(json, "title", scenario->title);
    add_text(json, "goal", scenario->goal.text);
    add_integer(json, "cores", g_array_index(scenario->cores, gint64, 0));
    add_text(json, "scheduler", scenario->schedulers[0]);
    add_text(json, "lock", scenario->locks[0]);
    add_text(json, "profile", scenario->profile);
    add_integer(json, "target_ns", scenario->target > 0 ? scenario->target : NOT_APPLICABLE);
    add_text(json, "cause", diagnosis_word(diagnose(explanation)));
    add_policies(json, explanation);
    add_texts(json, "findings", findings);
    add_advice(json, explanation, advice);
    g_string_append(json, "}\n");
}
