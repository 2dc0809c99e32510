/* steps - simulates one run and hands its steps on as it goes. A step is an instant at which something
 * happened or was decided, however many rounds it took. */
#pragma once

#include "commands/experiment.h"
#include "snapshot.h"

/* Takes SNAPSHOT over. FALSE: enough. */
typedef gboolean (*StepTaker)(Snapshot *snapshot, gpointer data);

/* Hands the steps of COMBINATION's run to TAKE, from number FIRST (>= 1) and time FROM on; those before are
 * only counted: *N_STEPS (NULL: not wanted) is their number up to the end, or to where it was enough. The
 * same arguments, the same steps. FALSE with ERROR set where the run could not go on to its end; what it
 * did until then was handed on. */
gboolean steps_run(const Scenario *scenario, const Workload *workload, const Combination *combination,
                   guint64 first, SimTime from, StepTaker take, gpointer data, guint64 *n_steps,
                   GError **error);
