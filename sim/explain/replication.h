/* replication - the same with other seeds: what figures are on average, and which differ by more than chance. */
#pragma once

#include "explain/explanation.h"

#define REPLICATION_FEW 3 /* that tell whether anything is drawn; the fewest that show a spread */

/* Of the policies as they are. FALSE with the simulations' error set. */
gboolean replication_of_policies(Explanation *explanation, const Simulations *simulations,
                                 const ExplanationOptions *options);

/* Of all that asking and the machines brought, with as many seeds as can be afforded. The same. */
gboolean replication_of_answers(Explanation *explanation, const Simulations *simulations);

/* The policies FIRST and SECOND differ, seed by seed, by more than seeds do. */
gboolean replication_tells_apart(const Explanation *explanation, guint first, guint second);
