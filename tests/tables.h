/* tables - runs a shipped scenario and keeps what tests look at: the rows of its table. */
#pragma once

#include "commands/experiment.h"

/* One row. */
typedef struct {
    Summary summary; /* its texts are gone */
    GroupFigures *groups;
    guint n_groups;
    SimTime quickest; /* least time from a task's start to its finish */
} Row;

typedef struct {
    ResultSink sink;
    Scenario *scenario;
    GPtrArray *rows; /* of Row * */
} Table;

/* scenarios/NAME.ini; SETS are overrides, separated by spaces. A test that cannot load or run it fails. */
Scenario *table_scenario(const char *name, const char *sets);

/* Hands all runs of SCENARIO to SINK. */
void table_experiment(const Scenario *scenario, ResultSink *sink);

/* All rows of the shipped scenario NAME, with SETS. */
Table *table_run(const char *name, const char *sets);
void table_free(Table *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Table, table_free)

/* The N-th row, from 0, of POLICY; its makespan; its figures of the group NAME. */
const Row *table_row(const Table *table, const char *policy, guint n);
gint64 table_makespan(const Table *table, const char *policy);
const GroupFigures *table_group(const Table *table, const char *policy, const char *name);
