/* sjf - shortest job first: the thread whose next burst is shortest; it keeps its core. An oracle: no system knows it. */
#include "scheduler.h"

static gboolean sjf_before(const RunQueue *queue, const Thread *a, const Thread *b)
{
    (void)queue;
    return thread_burst(a) < thread_burst(b);
}

static const Scheduler sjf = {
    .model = { .name = "sjf",
               .summary = "shortest next burst first; nobody is preempted (an oracle: bursts are known beforehand)",
               .bad_when = "bursts are not known, or long tasks must not starve",
               .source = "Silberschatz, Galvin, Gagne, Operating System Concepts, 5.3.2",
               .trust = TRUST_EXACT },
    .picks = "shortest burst",
    .before = sjf_before,
};

SCHEDULER_REGISTER(sjf)
