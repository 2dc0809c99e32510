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

/* A task of its own that others come after, or that comes after others, is done in half the time. */
void change_halve_alone(Workload *workload);
gboolean change_has_alone(const Workload *workload);
