/* findings - what is wrong with the policies as they are, each in a sentence that names who and how much.
 *
 * A finding is told of the policy that it concerns most; the others that it concerns are named behind. */
#include "explain/findings.h"

#include "explain/finding_kinds.h"

static void finding_free(gpointer data)
{
    Finding *finding = data;

    g_array_unref(finding->others);
    g_array_unref(finding->figures);
    g_free(finding->who);
    g_free(finding->behind);
    g_free(finding->text);
    g_free(finding);
}

static Finding *finding_new(const char *kind, guint policy)
{
    Finding *finding = g_new0(Finding, 1);

    *finding = (Finding){ .kind = kind,
                          .policy = policy,
                          .others = g_array_new(FALSE, FALSE, sizeof(guint)),
                          .figures = g_array_new(FALSE, FALSE, sizeof(FindingFigure)) };
    return finding;
}

static gboolean concerns(const FindingKind *kind, const Subject *subject)
{
    const Explanation *explanation = subject->explanation;

    return explanation->rows[subject->policy] && subject->gain >= kind->least &&
           explanation->observed[subject->policy] &&
           explanation->rows[subject->policy]->summary.makespan > 0 &&
           (!kind->concerns || kind->concerns(subject));
}

/* IS_LESS: it concerns each of them less. */
static void name_others(const Explanation *explanation, const Finding *finding, gboolean is_less,
                        GString *text)
{
    for (guint i = 0; i < finding->others->len; i++)
        g_string_append_printf(text, "%s%s",
                               i == 0                         ? is_less ? " Less so under " : " Also under "
                               : i + 1 < finding->others->len ? ", "
                                                              : " and ",
                               explanation->scenario->policies[g_array_index(finding->others, guint, i)]);
    g_string_append(text, finding->others->len > 0 ? "." : "");
}

/* The finding about all whom it concerns, or NULL where it concerns nobody. WHAT_IF: NULL for a kind without. */
static Finding *find(const FindingKind *kind, const Explanation *explanation, const WhatIf *what_if)
{
    Subject most = { 0 };
    gint64 extent, greatest = G_MININT64;
    gboolean is_alone = TRUE; /* it concerns no other as much */
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GString) text = g_string_new(NULL);
    Finding *finding;

    for (guint p = 0; p < explanation->n_policies; p++) {
        gboolean applies = FALSE;
        const Subject subject = { explanation, p, what_if,
                                  what_if ? explanation_brings(explanation, p, what_if, &applies) : 0 };

        if ((what_if && !applies) || !concerns(kind, &subject))
            continue;
        g_array_append_val(all, p);
        extent = kind->extent ? kind->extent(&subject) : subject.gain;
        if (extent >= greatest)
            is_alone = extent > greatest;
        if (extent > greatest) {
            greatest = extent;
            most = subject;
        }
    }
    if (all->len == 0)
        return NULL;
    finding = finding_new(kind->name, most.policy);
    for (guint i = 0; i < all->len; i++)
        if (g_array_index(all, guint, i) != most.policy)
            g_array_append_val(finding->others, g_array_index(all, guint, i));
    kind->describe(&most, finding, text);
    name_others(explanation, finding, is_alone, text);
    finding->text = g_string_free(g_steal_pointer(&text), FALSE);
    return finding;
}

static void find_unfinished(const Explanation *explanation, GPtrArray *findings)
{
    for (guint p = 0; p < explanation->n_policies; p++)
        if (explanation->rows[p] && explanation->rows[p]->summary.stopped) {
            Finding *finding = finding_new("does-not-finish", p);

            finding->text = g_strdup_printf("%s does not finish: %s.", explanation->scenario->policies[p],
                                            explanation->rows[p]->summary.stopped);
            g_ptr_array_add(findings, finding);
        }
}

static void add_found(GPtrArray *findings, Finding *finding)
{
    if (finding)
        g_ptr_array_add(findings, finding);
}

GPtrArray *findings_new(const Explanation *explanation)
{
    GPtrArray *findings = g_ptr_array_new_with_free_func(finding_free);
    guint n_kinds;
    const FindingKind *kinds = finding_kinds(&n_kinds);

    find_unfinished(explanation, findings);
    for (guint k = 0; k < n_kinds; k++) {
        if (kinds[k].asked == N_WHAT_KINDS)
            add_found(findings, find(&kinds[k], explanation, NULL));
        for (guint i = 0; i < explanation->what_ifs->len; i++) {
            const WhatIf *what_if = g_ptr_array_index(explanation->what_ifs, i);

            if (what_if->kind == kinds[k].asked)
                add_found(findings, find(&kinds[k], explanation, what_if));
        }
    }
    return findings;
}

GPtrArray *findings_of(const Explanation *explanation)
{
    g_autoptr(GPtrArray) findings = findings_new(explanation);
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < findings->len; i++)
        g_ptr_array_add(texts, g_strdup(((const Finding *)g_ptr_array_index(findings, i))->text));
    return texts;
}
