/* trial - what all runs on this host share: how long one may last, and why one ended early. */
#pragma once

#include "commands/executor.h"
#include "supervise.h"

/* Why RUN's cores and affinities cannot be had on this host, as a sentence (g_free), or NULL. */
char *trial_cannot_place(const Run *run);

/* A multiple of what the simulator predicts, and EXTRA. *PREDICTED (g_error_free): what keeps the
 * simulated run from its end, or NULL. */
SimTime trial_limit(const Run *run, SimTime extra, GError **predicted);

/* Has RUN, whose recorder is filled in, been carried out? COMPLAINT: what it said itself of its early
 * end, or NULL. */
gboolean trial_judge(const Run *run, const Supervised *ended, SimTime limit, const char *complaint,
                     const GError *predicted, GError **error);
