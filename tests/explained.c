/* explained - explanations for tests; one that cannot be made fails. */
#include "explained.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

Explanation *explain_file(const char *path, guint n_replications)
{
    const Overrides none = { 0 };
    g_autoptr(GError) error = NULL;
    const ExplanationOptions options = { .n_replications = (gint)n_replications };
    Explanation *explanation = explanation_new(path, &none, &options, &error);

    if (!explanation)
        fail_msg("%s", error->message);
    return explanation;
}

Explanation *explain_text(const char *text, guint n_replications)
{
    g_autofree char *path = NULL;
    const gint file = g_file_open_tmp("gilsim-test-XXXXXX.ini", &path, NULL);
    Explanation *explanation;

    assert_true(file >= 0 && g_close(file, NULL));
    assert_true(g_file_set_contents(path, text, -1, NULL));
    explanation = explain_file(path, n_replications);
    g_unlink(path);
    return explanation;
}

const Finding *finding_of(const GPtrArray *findings, const char *kind)
{
    for (guint i = 0; i < findings->len; i++)
        if (g_str_equal(((const Finding *)g_ptr_array_index(findings, i))->kind, kind))
            return g_ptr_array_index(findings, i);
    return NULL;
}

gint64 finding_figure(const Finding *finding, const char *name)
{
    for (guint i = 0; finding && i < finding->figures->len; i++)
        if (g_str_equal(g_array_index(finding->figures, FindingFigure, i).name, name))
            return g_array_index(finding->figures, FindingFigure, i).value;
    fail_msg("no figure '%s'", name);
    return 0;
}
