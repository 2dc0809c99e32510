/* command_notices - prepares scenarios for this host, and tells what they ask for that it cannot give. */
#pragma once

#include <glib.h>

/* See real_prepare. Unless QUIET, a line on standard error for each change, whatever the number of SCENARIOS (of
 * Scenario *) that it is made to. */
void command_prepare(const GPtrArray *scenarios, gboolean realtime, gboolean quiet);
