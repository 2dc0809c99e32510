/* choice - which policy is advised, and with how many workers. */
#pragma once

#include "explain/explanation.h"

/* The rule: of the policies as the file has them, the best by the goal's mean over seeds; of those within 2 % of
 * that, the one that asks least of whoever writes the program. Another number of workers, the fewest of those
 * that are as good, is advised where it is better by more than that, and than seeds differ, and makes neither the makespan nor any group's
 * turnaround worse by more than 10 %. */
#define CHOICE_AS_GOOD 20000 /* millionths */
#define CHOICE_HARM 100000
#define CHOICE_CLEAR 50000 /* what a change of the program must bring to be told */

/* The index of the policy that GOALS speak for; -1: none. BUT: not this one, or -1. */
gint choice_of(const Explanation *explanation, const gint64 *goals, gint but);

/* FIGURE is within that of BEST. */
gboolean choice_as_good(const Explanation *explanation, gint64 figure, gint64 best);

/* What POLICY costs besides time, as a clause; NULL: nobody knows. */
const char *choice_costs(const char *policy);

/* How many workers POLICY should have; 0: it has no pool, and should not. *GOAL (unless NULL): what that
 * comes to, on average of the explanation's n_seeds. */
guint choice_workers(const Explanation *explanation, guint policy, gint64 *goal);
