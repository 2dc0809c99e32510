/* host - what this computer offers the process. */
#pragma once

#include <glib.h>

/* Cores that the process may run on: its affinity mask, bounded by the CPU quota of its cgroups. At least 1. */
guint host_cores(void);

/* Bytes of memory that are free for it, bounded by the limits of its cgroups; G_MAXUINT64 where nothing says so. */
guint64 host_memory(void);
