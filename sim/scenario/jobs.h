/* jobs - --jobs 0:24,0:3,0:3: the jobs of a textbook as a scenario, without a file. */
#pragma once

#include <glib.h>

/* JOBS, "arrival:burst" in milliseconds (or with a unit), separated by commas, as the text of a scenario:
 * tasks P1, P2, ..., a thread each, on one core with profile ideal. NULL with *WHY (g_free): "expected ...".
 */
char *jobs_scenario(const char *jobs, char **why);
