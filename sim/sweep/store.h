/* store - the folder of a sweep: sweep.ini (what was asked for), points.log (what is finished), and, once all
 * is, summary.csv and means.csv. */
#pragma once

#include "sweep/identity.h"
#include "sweep/results.h"

/* Opens the folder PATH for the sweep IDENTITY, or makes it. With RESTART it forgets what the folder has of
 * another sweep. NULL with ERROR set where it holds something else. */
Ledger *store_open(const char *path, const Identity *identity, gboolean restart, GError **error);

/* What was asked for in a folder that exists. */
Identity *store_identity(const char *path, GError **error);

/* What is finished there, and in *IDENTITY, also where it fails (NULL: unknown), what was asked for. */
Ledger *store_read(const char *path, Identity **identity, GError **error);

/* Writes summary.csv and means.csv, each in one go. */
gboolean store_write_tables(const char *path, const Results *results, gboolean higher_is_better,
                            GError **error);
