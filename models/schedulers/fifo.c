/* fifo - first in, first out: a thread keeps its core until it gives it up. */
#include "scheduler.h"

static const Scheduler fifo = {
    .model = { .name = "fifo",
               .summary = "first in, first out; nobody is preempted",
               .bad_when = "short tasks stand behind long ones",
               .source = "Silberschatz, Galvin, Gagne, Operating System Concepts, 5.3.1 (FCFS); sched(7), SCHED_FIFO",
               .trust = TRUST_EXACT },
    .picks = "longest ready",
};

SCHEDULER_REGISTER(fifo)
