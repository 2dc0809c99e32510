/* command_swept - how sweep and merge end: the tables in their folder, and the answer. */
#pragma once

#include "command.h"
#include "sweep/store.h"

/* The exit status for a folder that was refused because of ERROR. */
int command_refused(const GError *error);

/* Writes summary.csv and means.csv to FOLDER, and what FORMAT says to standard output. Returns the exit
 * status. */
int command_swept(const char *folder, const Grid *grid, const Identity *identity, const Ledger *ledger,
                  Format format);
