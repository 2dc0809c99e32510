/* results - the figures of a finished sweep: for each point and combination of models, those of all
 * repeats. */
#pragma once

#include "base/statistics.h"
#include "sweep/grid.h"
#include "sweep/ledger.h"

/* One combination at one point. */
typedef struct {
    guint point;
    guint index;    /* among all cells */
    GStrv fields;   /* of its first repeat's row, by results_column */
    guint n;        /* repeats */
    double *values; /* of field f in repeat r: values[f * n_repeats + r]; NAN where it is empty or text */
} ResultCell;

typedef struct {
    const Grid *grid;
    GStrv columns; /* names, as in summary.csv */
    guint n_columns, n_repeats;
    guint first_figure; /* columns before it tell what a row is about */
    GPtrArray *rows;    /* of LedgerRecord *, by point and repeat; the ledger's */
    GPtrArray *cells;   /* of ResultCell *, by point, then in the order of the rows */
} Results;

/* Of what LEDGER, which must last as long, holds. */
Results *results_new(const Grid *grid, guint n_repeats, const Ledger *ledger);
void results_free(Results *results);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Results, results_free)

guint results_column(const Results *results, const char *name);

/* Of the column in all repeats; n = 0 where one of them has none. */
Estimate results_estimate(const Results *results, const ResultCell *cell, guint column);
Estimate results_difference(const Results *results, const ResultCell *cell, const ResultCell *other,
                            guint column);

/* "async", and whatever else tells CELL from the others of its point. g_free. */
char *results_label(const Results *results, const ResultCell *cell);

/* Cells whose tasks did not all finish: a deadlock, a plug-in at fault. */
guint results_n_without_goal(const Results *results);
