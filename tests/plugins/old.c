/* old - built for an interface that is no longer. */
#include "scheduler.h"

static const Scheduler old = { .model = { .name = "old", .summary = "goes wrong" } };

#undef GILSIM_ABI
#define GILSIM_ABI 0
SCHEDULER_REGISTER(old)
