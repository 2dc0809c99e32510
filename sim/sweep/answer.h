/* answer - what a sweep says in words: who is best at each point and by how much, and what meets the
 * target. */
#pragma once

#include "sweep/identity.h"
#include "sweep/results.h"

/* Adds the table and, where the scenario has a target, the cheapest point that meets it: the first in the
 * order in which the values were given. */
void answer_write(GString *text, const Results *results, const Identity *identity);
