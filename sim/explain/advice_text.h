/* advice_text - an advice in plain words. */
#pragma once

#include "explain/advice.h"

/* A paragraph; g_free. */
char *advice_tell(const Explanation *explanation, const Advice *advice);
