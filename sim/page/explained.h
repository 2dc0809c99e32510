/* explained - what an explanation says, for a page: the advice, what stands out, and the table of what-ifs. */
#pragma once

#include "explain/advice.h"

void explained_write_advice(GString *html, const Explanation *explanation, const Advice *advice);

/* What the sign before figures that are the best to be hoped for means. */
void explained_write_bound(GString *html);

/* A row a question, best first, a column a policy. */
void explained_write_what_ifs(GString *html, const Explanation *explanation);
