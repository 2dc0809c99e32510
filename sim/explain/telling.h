/* telling - an advice while it is put into words. */
#pragma once

#include "explain/advice.h"

typedef struct {
    const Explanation *explanation;
    const Advice *advice;
    GString *text;
} Telling;

/* The name of the policy with an index. */
const char *telling_name(const Telling *telling, gint policy);

/* Behind figures that are means over the seeds of what-ifs: " on average", or nothing. */
const char *telling_of_means(const Telling *telling);

/* Appends why, what would help further, what it costs, how sure it is and what would change it. */
void telling_reasons(const Telling *telling);
