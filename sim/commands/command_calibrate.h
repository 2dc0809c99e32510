/* command_calibrate - measuring this host's costs, for the commands that need them. */
#pragma once

#include "real/python_set.h"

/* Measures with progress on a terminal, and writes the profile to PATH. PYTHON may be NULL. */
gboolean command_calibrate_to(const char *path, const Python *python, gboolean quiet, GError **error);
