/* laws_text - theory beside simulation, for a terminal. */
#include "explain/laws_text.h"

#include "explain/column.h"
#include "explain/laws.h"
#include "report/measure.h"

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
    column_append(text, policy, 18, FALSE);
    column_append(text, simulated, 12, TRUE);
    column_append(text, relations[law->kind], 4, TRUE);
    column_append(text, theory, 12, TRUE);
    column_append(text, signed_percent, 10, TRUE);
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

static void write_verdict(GString *text, const Explanation *explanation)
{
    guint n = 0, n_broken = 0;

    for (guint p = 0; p < explanation->n_policies; p++) {
        const GArray *laws = explanation->observed[p] ? explanation->observed[p]->laws : NULL;

        for (guint i = 0; laws && i < laws->len; i++) {
            n += g_array_index(laws, Law, i).kind != LAW_ESTIMATE;
            n_broken += !g_array_index(laws, Law, i).holds;
        }
    }
    if (n_broken > 0)
        g_string_append(
            text, "A law is broken: that is a bug in gilsim, and its figures here are not to be trusted.\n");
    else if (n > 0)
        g_string_append_printf(text, "  Laws checked on these runs: %u; all hold (--laws tells each).\n", n);
}

void laws_write(GString *text, const Explanation *explanation)
{
    g_string_append(text, "\nTheory beside simulation (simulated, theory, difference)\n");
    for (guint p = 0; p < explanation->n_policies; p++) {
        const GArray *laws = explanation->observed[p] ? explanation->observed[p]->laws : NULL;

        for (guint i = 0; laws && i < laws->len; i++)
            write_same_laws(text, explanation, p, &g_array_index(laws, Law, i));
    }
    write_verdict(text, explanation);
}

/* ---- in short ---- */

static void write_loads(GString *text, const Explanation *explanation)
{
    for (guint p = 0; p < explanation->n_policies; p++) {
        const Observed *observed = explanation->observed[p];
        g_autofree char *load = observed ? measure_percent((gint64)(observed->offered.load * 1e6)) : NULL;

        if (observed && observed->offered.of)
            g_string_append_printf(text, "  %s: tasks ask for %s of %s while they arrive.\n",
                                   explanation->scenario->policies[p], load, observed->offered.of);
    }
}

/* Of the first that was observed: it is the workload's. */
static void write_path(GString *text, const Explanation *explanation)
{
    const Observed *observed = NULL;
    g_autofree char *path = NULL;

    for (guint p = 0; p < explanation->n_policies && !observed; p++)
        observed = explanation->observed[p];
    if (!observed)
        return;
    path = measure_time(observed->path);
    g_string_append(text, "  With nobody in another's way");
    if (explanation->n_seeds > 1) /* beside means over seeds */
        g_string_append_printf(text, " (seed %" G_GUINT64_FORMAT ")", explanation->scenario->seed);
    g_string_append_printf(text, ": %s; no makespan can be shorter.\n", path);
}

static void write_estimates(GString *text, const Explanation *explanation)
{
    for (guint p = 0; p < explanation->n_policies; p++) {
        const GArray *laws = explanation->observed[p] ? explanation->observed[p]->laws : NULL;

        for (guint i = 0; laws && i < laws->len; i++) {
            const Law *law = &g_array_index(laws, Law, i);
            g_autofree char *theory = law_figure(law, law->theory),
                            *simulated = law_figure(law, law->simulated);

            if (law->kind == LAW_ESTIMATE)
                g_string_append_printf(text, "  %s, %s: %s; simulated %s, theory %s.\n",
                                       explanation->scenario->policies[p], law->name, law->what, simulated,
                                       theory);
        }
    }
}

void laws_write_short(GString *text, const Explanation *explanation)
{
    g_string_append(text, "\nTheory\n");
    write_loads(text, explanation);
    write_path(text, explanation);
    write_estimates(text, explanation);
    write_verdict(text, explanation);
}
