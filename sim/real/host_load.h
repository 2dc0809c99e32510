/* host_load - what else the host did while something was measured: stolen time, other processes' load. */
#pragma once

#include "simtime.h"

typedef struct {
    SimTime when;   /* clock_now() */
    SimTime stolen; /* core time that the host of a virtual machine kept to itself */
    SimTime busy;   /* core time of all processes; the kernel counts it in ticks of 10 ms */
    SimTime own;    /* that of this process and of its children that have ended */
} HostLoad;

HostLoad host_load_now(void);

/* Core time between BEFORE and AFTER that was stolen, and that went to others. */
SimTime host_load_stolen(const HostLoad *before, const HostLoad *after);
SimTime host_load_others(const HostLoad *before, const HostLoad *after);

/* Why what ran between BEFORE and AFTER on CORES cores is to be set aside, or NULL. More than 2 % of the cores' time
 * stolen, or more than 5 % with others; both in excess of 2 ticks. */
const char *host_load_disturbed(const HostLoad *before, const HostLoad *after, guint cores);
