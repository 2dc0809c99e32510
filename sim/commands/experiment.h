/* experiment - runs every combination that a scenario asks for, and hands each row's results on.
 *
 * One row's results are held at a time. The life of a sink:
 *
 *     begin(sink, scenario, workload)      once a scenario
 *         run_begins(sink, run)            a row: may attach a row sink to its recorder, or set its decisions
 *         run_ends(sink, run, figures)     its results; they are gone afterwards */
#pragma once

#include "executor.h"

typedef struct ResultSink ResultSink;
struct ResultSink {
    /* Each may be NULL. FALSE with an error (nothing more can be written) ends the experiment. */
    gboolean (*begin)(ResultSink *sink, const Scenario *scenario, const Workload *workload, GError **error);
    gboolean (*run_begins)(ResultSink *sink, Run *run, GError **error);
    gboolean (*run_ends)(ResultSink *sink, const Run *run, const Figures *figures, GError **error);
};

typedef struct {
    const Executor *executor;
    guint64 max_events;      /* a run: see SimulatorOptions */
    double scale;            /* of all durations of the workload; 0: 1 */
    guint repeat;            /* draws with the scenario's seed + repeat */
    guint luck;              /* the machine's, see Run */
    void (*change)(Workload *workload); /* makes another workload of it before anything is run, or NULL */
    const RealOptions *real; /* or NULL */
} ExperimentOptions;

/* Runs SCENARIO's policies, schedulers, locks and cores, in this order, for SINKS (of ResultSink *). A run
 * that is skipped or stops early says so in its figures, and the others go on. */
gboolean experiment_run(const Scenario *scenario, const ExperimentOptions *options, GPtrArray *sinks,
                        GError **error);

/* The first of these. */
Combination experiment_first(const Scenario *scenario, const ExperimentOptions *options);

/* The run of COMBINATION by itself, with its plan and an empty recorder; options->executor carries it out.
 * experiment_one_clear frees what it holds. */
Run experiment_one(const Scenario *scenario, const Workload *workload, const ExperimentOptions *options,
                   const Combination *combination);
void experiment_one_clear(Run *run);

/* The bytes that the largest run of SCENARIO takes beside the workload, which has so many tasks and phases: at
 * most about. */
guint64 experiment_bytes(const Scenario *scenario, guint64 n_tasks, guint64 n_phases);

/* How many rows SCENARIO asks for. */
guint experiment_n_rows(const Scenario *scenario);
