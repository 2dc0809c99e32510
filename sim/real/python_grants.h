/* python_grants - when those who waited for a unit of a resource were granted it: when one was given
 * back. */
#pragma once

#include "python_board.h"

/* A phase's (guint64 *) time (gint64 *). */
GHashTable *python_grants(const PythonBoard *board, const Workload *workload);
