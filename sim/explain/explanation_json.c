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

/* NAME with the goal's unit behind it: "goal_ns". */
static void add_figure(GString *json, const char *name, const Explanation *explanation, gint64 goal)
{
    const gboolean is_rate = explanation->scenario->goal.figure == GOAL_THROUGHPUT;
    g_autofree char *with_unit = g_strconcat(name, is_rate ? "_per_s" : "_ns", NULL);

    if (is_rate)
        add_millionths(json, with_unit, goal);
    else
        add_integer(json, with_unit, goal);
}

static void add_goal(GString *json, const Explanation *explanation, gint64 goal)
{
    add_figure(json, "goal", explanation, goal);
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
        add_figure(json, "mean_goal", explanation, what_if->mean_goals[policy]);
        add_yes_no(json, "clear", what_if->is_clear[policy]);
        add_millionths(json, "harm", MIN(what_if->harms[policy], G_MAXINT32 * (gint64)1000000));
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

static void add_load(GString *json, const Observed *observed)
{
    if (!observed)
        return;
    add_integer(json, "critical_path_ns", observed->path);
    if (!observed->offered.of)
        return;
    add_number(json, "offered_load", observed->offered.load);
    add_text(json, "offered_to", observed->offered.of);
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
        add_figure(json, "mean_goal", explanation, explanation_mean(explanation, p));
        add_figure(json, "mean_goal_low", explanation, explanation->replicated[p].low);
        add_figure(json, "mean_goal_high", explanation, explanation->replicated[p].high);
        add_integer(json, "makespan_ns", row ? row->summary.makespan : NOT_APPLICABLE);
        add_integer(json, "workers", row ? row->summary.workers : NOT_APPLICABLE);
        add_load(json, explanation->observed[p]);
        add_what_ifs(json, explanation, p);
        add_laws(json, explanation->observed[p]);
        g_string_append_c(json, '}');
    }
    g_string_append_c(json, ']');
}

static void add_finding_figure(GString *json, const Explanation *explanation, const FindingFigure *figure)
{
    g_autofree char *name = NULL;

    switch (figure->unit) {
    case FINDING_TIME:
        name = g_strconcat(figure->name, "_ns", NULL);
        add_integer(json, name, figure->value);
        break;
    case FINDING_GOAL:
        add_figure(json, figure->name, explanation, figure->value);
        break;
    case FINDING_COUNT:
        add_integer(json, figure->name, figure->value);
        break;
    case FINDING_SHARE:
    case FINDING_MEAN:
        add_millionths(json, figure->name, figure->value);
        break;
    }
}

static void add_finding(GString *json, const Explanation *explanation, const Finding *finding)
{
    const GStrv policies = explanation->scenario->policies;

    open(json, NULL, '{');
    add_text(json, "kind", finding->kind);
    add_text(json, "policy", policies[finding->policy]);
    open(json, "less_so", '[');
    for (guint i = 0; i < finding->others->len; i++)
        add_text(json, NULL, policies[g_array_index(finding->others, guint, i)]);
    g_string_append_c(json, ']');
    if (finding->who)
        add_text(json, "who", finding->who);
    if (finding->behind)
        add_text(json, "behind", finding->behind);
    open(json, "figures", '{');
    for (guint i = 0; i < finding->figures->len; i++)
        add_finding_figure(json, explanation, &g_array_index(finding->figures, FindingFigure, i));
    g_string_append(json, "}");
    add_text(json, "text", finding->text);
    g_string_append_c(json, '}');
}

static void add_findings(GString *json, const Explanation *explanation)
{
    g_autoptr(GPtrArray) findings = findings_new(explanation);

    open(json, "findings", '[');
    for (guint i = 0; i < findings->len; i++)
        add_finding(json, explanation, g_ptr_array_index(findings, i));
    g_string_append_c(json, ']');
}

/* What each scheduler and lock comes to, where there are several. */
static void add_machines(GString *json, const Explanation *explanation)
{
    open(json, "machines", '[');
    for (guint i = 0; explanation->machines && i < explanation->machines->runs->len; i++) {
        const Outcome *outcome = g_ptr_array_index(explanation->machines->runs, i);

        open(json, NULL, '{');
        add_text(json, "policy", outcome->combination.policy);
        add_text(json, "scheduler", outcome->combination.scheduler);
        add_text(json, "lock", outcome->combination.lock);
        add_integer(json, "cores", outcome->combination.cores);
        add_goal(json, explanation, outcome->goal);
        add_figure(json, "mean_goal", explanation, outcome->mean_goal);
        add_integer(json, "makespan_ns", outcome->makespan);
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

/* On average, and whether that is more than seeds differ. */
static void add_lead(GString *json, const Explanation *explanation, const Advice *advice)
{
    member(json, "next");
    if (advice->next >= 0)
        json_text(json, explanation->scenario->policies[advice->next], -1);
    else
        g_string_append(json, "null");
    add_millionths(json, "lead", advice->next >= 0 ? advice->lead : NOT_APPLICABLE);
    add_yes_no(json, "lead_is_clear", advice->leads_clearly);
}

static void add_left_out(GString *json, const Explanation *explanation)
{
    open(json, "left_out", '[');
    for (guint i = 0; i < explanation->left_out->len; i++)
        add_text(json, NULL, ((WhatIf *)g_ptr_array_index(explanation->left_out, i))->name);
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
    if (advice->scheduler)
        add_text(json, "scheduler", advice->scheduler);
    if (advice->lock)
        add_text(json, "lock", advice->lock);
    add_lead(json, explanation, advice);
    add_integer(json, "seeds", explanation->n_replications);
    add_integer(json, "seeds_that_agree", advice->n_agree);
    add_integer(json, "measured_on_host", advice->n_measured);
    add_yes_no(json, "measured_itself", advice->is_measured_itself);
    add_millionths(json, "median_error", advice->n_measured > 0 ? advice->median_error : NOT_APPLICABLE);
    add_millionths(json, "worst_error", advice->n_measured > 0 ? advice->worst_error : NOT_APPLICABLE);
    add_texts(json, "otherwise", advice->otherwise);
    add_text(json, "text", advice->text);
    g_string_append_c(json, '}');
}

void explanation_write_json(GString *json, const Explanation *explanation, const Advice *advice)
{
    const Scenario *scenario = explanation->scenario;

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
    add_integer(json, "seeds_of_what_ifs", explanation->n_seeds);
    add_left_out(json, explanation);
    add_policies(json, explanation);
    add_machines(json, explanation);
    add_findings(json, explanation);
    add_advice(json, explanation, advice);
    g_string_append(json, "}\n");
}
