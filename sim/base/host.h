/* host - what this computer offers the process. */
#pragma once

#include <glib.h>

/* Cores that the process may run on: its affinity mask, bounded by the quota of its cgroups. At least 1. */
guint host_cores(void);

/* The CPUs that it may run on, at most SIZE of them, by number: one of each physical core first, then their siblings.
 * Returns how many there are. */
guint host_cpus(guint *cpus, guint size);

/* CPUs that share a cache of the last level with CPU, itself included; 0: the system does not tell. */
guint host_cache_cores(guint cpu);

/* The name of the scheduler model that its kernel follows: cfs before Linux 6.6, eevdf from there on. */
const char *host_scheduler(void);

/* Bytes of memory that are free for it, bounded by the limits of its cgroups; G_MAXUINT64: nothing says. */
guint64 host_memory(void);
