/* change - a workload with one thing about it different: what an explanation simulates again.
 *
 * Each changes WORKLOAD in place, to be handed to an experiment. */
#pragma once

#include "workload.h"

/* Every wait is half as long; every phase on a core is; halves of a nanosecond round up. */
void change_halve_waits(Workload *workload);
void change_halve_computing(Workload *workload);

/* Whatever is on a core gives way with a `yield` every millisecond, or longer where that were too often. */
void change_give_way(Workload *workload);
/* The same, but for what is within `offload { }`. */
void change_give_way_on_loop(Workload *workload);

/* A task of its own that others come after, or that comes after others, is done in half the time. */
void change_halve_alone(Workload *workload);
gboolean change_has_alone(const Workload *workload);

/* The task that asks for most is done in half the time. Its index; -1 where several ask for as much. */
void change_halve_longest(Workload *workload);
gint64 change_longest(const Workload *workload);

/* Tasks may run on every core; all have one priority. */
void change_unpin(Workload *workload);
void change_level_priorities(Workload *workload);

/* Each group arrives some microseconds later, the first one last: what stood first in the file where tasks
 * arrive together is behind the others. Of many groups they are parts of a microsecond, about a millisecond
 * in all. */
void change_reverse_order(Workload *workload);
