/* host_load - what else the host did while something was measured: stolen time, other processes' load. */
#include "host_load.h"

#include <sys/resource.h>
#include <unistd.h>

#include "clock.h"

enum { USER = 1, NICE, SYSTEM, IDLE, IOWAIT, IRQ, SOFTIRQ, STEAL, N_FIELDS }; /* of the first line of /proc/stat */

static SimTime of_ticks(guint64 ticks)
{
    return (SimTime)ticks * (SIMTIME_S / sysconf(_SC_CLK_TCK));
}

static SimTime of_usage(int who)
{
    struct rusage usage;

    if (getrusage(who, &usage) != 0)
        return 0;
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * SIMTIME_S +
           (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * SIMTIME_US;
}

HostLoad host_load_now(void)
{
    HostLoad load = { .when = clock_now(), .own = of_usage(RUSAGE_SELF) + of_usage(RUSAGE_CHILDREN) };
    g_autofree char *text = NULL;
    guint64 fields[N_FIELDS] = { 0 };

    if (g_file_get_contents("/proc/stat", &text, NULL, NULL)) {
        char *end = text + 3; /* "cpu" */

        for (guint i = USER; i < N_FIELDS; i++)
            fields[i] = g_ascii_strtoull(end, &end, 10);
    }
    load.stolen = of_ticks(fields[STEAL]);
    load.busy = of_ticks(fields[USER] + fields[NICE] + fields[SYSTEM] + fields[IRQ] + fields[SOFTIRQ]);
    return load;
}

SimTime host_load_stolen(const HostLoad *before, const HostLoad *after)
{
    return after->stolen - before->stolen;
}

SimTime host_load_others(const HostLoad *before, const HostLoad *after)
{
    return MAX((after->busy - before->busy) - (after->own - before->own), 0);
}

const char *host_load_disturbed(const HostLoad *before, const HostLoad *after, guint cores)
{
    const SimTime time = (after->when - before->when) * cores, slack = of_ticks(2);

    if (host_load_stolen(before, after) > time / 50 + slack)
        return "stolen time";
    if (host_load_others(before, after) > time / 20 + slack)
        return "other processes";
    return NULL;
}
