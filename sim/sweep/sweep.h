/* sweep - carries out what is left of a sweep, with several workers, and tells how far it is. */
#pragma once

#include <stdio.h>

#include "sweep/identity.h"
#include "sweep/ledger.h"
#include "sweep/point.h"

typedef struct {
    const PointSource *source;
    const Identity *identity; /* its shard and repeats */
    Ledger *ledger;
    guint n_workers;
    FILE *progress; /* a terminal, or NULL */
} SweepWork;

/* Points of the whole grid that IDENTITY's shard has. */
guint sweep_n_points(const Grid *grid, const Identity *identity);

/* What is not in LEDGER: of guint64, point * repeats + repeat, in order. */
GArray *sweep_missing(const Grid *grid, const Identity *identity, const Ledger *ledger);

/* Adds to the ledger what it lacks. FALSE with ERROR set, or without where the user interrupted it. */
gboolean sweep_run(const SweepWork *work, GError **error);
