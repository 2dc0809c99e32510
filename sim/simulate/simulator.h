/* simulator - carries a plan out in simulated time: the executor `sim`. */
#pragma once

#include <stdio.h>

#include "report/figures.h"

#define SIMULATOR_ERROR simulator_error_quark()
GQuark simulator_error_quark(void);
enum { SIMULATOR_ERROR_DEADLOCK, SIMULATOR_ERROR_NO_PROGRESS, SIMULATOR_ERROR_TOO_MANY_EVENTS, SIMULATOR_ERROR_PLUGIN };

/* Scenarios exist whose time goes on for ever without progress. */
#define EVENTS_UNLIMITED G_MAXUINT64

typedef struct {
    guint64 max_events; /* 0: the usual limit, 200 million or 100 a phase; EVENTS_UNLIMITED: none */
    FILE *decisions;    /* each scheduling and lock decision with its reason, or NULL */
    struct Observer *observer; /* looks on, or NULL */
    guint luck;         /* see Run */
    struct Tap *tap;    /* where a plug-in of the run is isolated: what its decisions go through, or NULL */
} SimulatorOptions;

/* Carries PLAN out for WORKLOAD on COMBINATION's machine and writes the timeline to RECORDER (which was made for
 * simulator_n_locks and simulator_n_extra). FALSE with a message that names the threads where it could not
 * go on; the recorder then holds the results so far, closed. */
gboolean simulator_run(const Scenario *scenario, const Workload *workload, const Combination *combination,
                       const Plan *plan, const SimulatorOptions *options, Recorder *recorder, guint64 *n_events,
                       GError **error);
/* The bytes that carrying PLAN out takes for so many tasks, beside workload and recorder: at most about. */
guint64 simulator_bytes(const Plan *plan, const char *scheduler, guint64 n_tasks);
guint simulator_n_locks(const Plan *plan, const char *lock);
guint simulator_n_extra(const Plan *plan);
