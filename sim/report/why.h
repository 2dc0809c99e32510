/* why - a few sentences on why the ranking is what it is, from what was measured. */
#pragma once

#include "ranking.h"

/* Appends a paragraph in lines of at most WIDTH characters; nothing where there is nothing to compare. */
void why_write(GString *text, const Ranking *ranking, guint width);
