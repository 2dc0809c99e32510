/* rr - a good scheduler, whose name is taken. */
#include "scheduler.h"

static const Scheduler rr = { .model = { .name = "rr", .summary = "first in, first out" } };

SCHEDULER_REGISTER(rr)
