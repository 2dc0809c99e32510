/* chart_sources - where a chart's stretches come from: a simulation, what --out wrote, or the trace. */
#pragma once

#include "chart.h"
#include "commands/experiment.h"

/* Gathers what an experiment simulates. */
typedef struct {
    ResultSink sink; /* to be handed to the experiment */
    RowSink rows;
    gboolean wants_rows; /* FALSE: only titles and groups are gathered */
    Chart *chart;        /* NULL before the experiment begins */
    Panel *panel;
} ChartRun;

void chart_run_init(ChartRun *run, gboolean wants_rows);
void chart_run_clear(ChartRun *run);

/* Gathers what is in FOLDER: summary.csv, meta.json, and with WANTS_ROWS tasks.csv and timeline.csv, of
 * its first scenario. NULL with ERROR set, of CHART_ERROR where the folder does not hold what was
 * expected. */
Chart *chart_of_results(const char *folder, gboolean wants_rows, GError **error);

/* Gathers SCENARIO's trace before any policy: each task as if it ran alone from its arrival; one that
 * comes after others arrives when these, alone, would have finished. States are WorkloadStates. */
Chart *chart_of_workload(const Scenario *scenario, const Workload *workload);

typedef enum {
    WORKLOAD_COMPUTE,
    WORKLOAD_WAIT,
    WORKLOAD_HOLD,
    WORKLOAD_NOGIL,
    N_WORKLOAD_STATES
} WorkloadState;
