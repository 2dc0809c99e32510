/* grid - the points of a sweep: each combination of what the keys are to be, in the order given.
 *
 * Points count from 0, and the last key changes fastest. */
#pragma once

#include "vary.h"

typedef struct {
    GPtrArray *varies; /* of Vary * */
    guint n_points;
} Grid;

/* Reads VARIES, the texts of all --vary (ends with NULL). Without any there is one point. */
Grid *grid_new(char *const *varies, GError **error);
void grid_free(Grid *grid);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Grid, grid_free)

/* What the key number KEY is at POINT. */
const char *grid_value(const Grid *grid, guint point, guint key);

/* SETS (ends with NULL, or NULL) and the values at POINT behind them, as Overrides takes them. g_strfreev. */
GStrv grid_sets(const Grid *grid, guint point, char *const *sets);

/* "machine.cores=4 let.idle=5ms", for a message. g_free. */
char *grid_point_text(const Grid *grid, guint point);
