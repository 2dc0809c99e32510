/* laws_text - theory beside simulation, for a terminal. */
#pragma once

#include "explain/explanation.h"

/* Each law with the policies that it is about. */
void laws_write(GString *text, const Explanation *explanation);

/* Whether all hold, and what explains most: the load that is offered, and the longest path. */
void laws_write_short(GString *text, const Explanation *explanation);
