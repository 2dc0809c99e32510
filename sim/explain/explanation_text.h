/* explanation_text - an explanation for a terminal of 80 columns. */
#pragma once

#include "explain/advice.h"

/* WITH_LAWS: with each law, theory beside simulation; else a line on them all. */
void explanation_write_text(GString *text, const Explanation *explanation, const Advice *advice,
                            gboolean with_laws);
