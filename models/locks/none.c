/* none - no lock: the same steps, always granted. */
#include "lock.h"

static const LockModel none = {
    .model = { .name = "none",
               .summary = "no lock: every thread may compute at any time",
               .bad_when = "as a prediction for threads that share objects: then it is an upper bound",
               .source = "PEP 703, without its per-object locks",
               .trust = TRUST_EXACT },
    .locks = FALSE,
};

LOCK_REGISTER(none)
