/* sandbox - what a child process may do in which a plug-in runs: compute, remember, read files, and nothing
 * else. */
#pragma once

#include "plugin/tap.h"

/* From now on this process, which was forked for it, has nobody to talk to but TAP, limits on processor time
 * and memory, and a filter of system calls. What it tries all the same ends it, with its last words in TAP.
 * FALSE: it cannot be shut in here. */
gboolean sandbox_enter(Tap *tap);
