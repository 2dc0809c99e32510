/* prepare - makes of what a scenario asks for what this host can give: its cores, its scheduler. */
#pragma once

#include "commands/experiment.h"

/* Numbers of cores beyond the host's become the host's; schedulers become the host's own, but fifo and rr
 * with REALTIME. Appends a sentence for each change to NOTICES (of char *). */
void real_prepare(Scenario *scenario, gboolean realtime, GPtrArray *notices);

/* How long all rows of SCENARIO take by simulation, with durations as in OPTIONS. FALSE with ERROR set
 * where there is no telling. */
gboolean real_predict(const Scenario *scenario, const ExperimentOptions *options, SimTime *total,
                      GError **error);
