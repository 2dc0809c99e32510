/* explained - explanations for tests; one that cannot be made fails. */
#pragma once

#include "explain/explanation_text.h"
#include "explain/findings.h"

/* The scenario at PATH, or TEXT as one. */
Explanation *explain_file(const char *path, guint n_replications);
Explanation *explain_text(const char *text, guint n_replications);

/* The first finding of KIND, in FINDINGS; NULL: there is none. */
const Finding *finding_of(const GPtrArray *findings, const char *kind);

/* Its figure NAME; a test without it fails. */
gint64 finding_figure(const Finding *finding, const char *name);
