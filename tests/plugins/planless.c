/* planless - a policy without its one hook. */
#include "policy.h"

static const Policy planless = { .model = { .name = "planless", .summary = "goes wrong" } };

POLICY_REGISTER(planless)
