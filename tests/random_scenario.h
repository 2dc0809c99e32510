/* random_scenario - small scenarios drawn from a seed, for laws that hold whatever is simulated. */
#pragma once

#include <glib.h>

/* The text of a scenario with all policies and locks, on a random machine. WHOLE_USES: each task is nothing but one
 * `use db { ... }`, and nothing costs anything. Resources are used in one order, an executor before
 * the others: there are no deadlocks. g_free. */
char *random_scenario(guint32 seed, gboolean whole_uses);
