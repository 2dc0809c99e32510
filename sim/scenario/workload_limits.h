/* workload_limits - how large a workload may be. */
#pragma once

#include <glib.h>

#define LIMIT_TASKS 10000000                       /* 10^7 */
#define LIMIT_PHASES (G_GUINT64_CONSTANT(1) << 31) /* of all tasks */
#define LIMIT_JOBS 1000000                         /* of periodic tasks */
