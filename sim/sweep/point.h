/* point - one point of a sweep, simulated once: its rows of summary.csv. */
#pragma once

#include "commands/request.h"
#include "sweep/grid.h"
#include "sweep/inputs.h"

typedef struct {
    const Request *request;
    const char *file;     /* as the user calls it */
    const Scenario *base; /* without the grid: its text is what every point must find in the file */
    const Grid *grid;
} PointSource;

/* The scenario at POINT. NULL with ERROR set, in the words that the user typed. */
Scenario *point_load(const PointSource *source, guint point, GError **error);

/* Checks each value of each key, with the others as at the first point, and that no key is varied under two
 * names. *LARGEST is the point where each key has the value that needs the most memory; what the values refer
 * to is added to INPUTS. */
gboolean point_check_values(const PointSource *source, guint *largest, Inputs *inputs, GError **error);

/* The bytes that simulating SCENARIO takes, at most about. FALSE with ERROR set where it is too large. */
gboolean point_memory(const Scenario *scenario, guint64 *n_bytes, GError **error);

/* Simulates the scenario at POINT with the seed of REPEAT, and adds a row a combination to ROWS. */
gboolean point_run(const PointSource *source, guint point, guint repeat, GString *rows, GError **error);

/* Adds the names of a row's columns: the varied keys, those of summary.csv, and the goal. */
void point_write_names(const Grid *grid, GString *text);
