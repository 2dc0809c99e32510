/* clock - this host's clocks, in nanoseconds. */
#pragma once

#include <errno.h>
#include <time.h>

#include "simtime.h"

static inline SimTime clock_read(clockid_t clock)
{
    struct timespec time;

    clock_gettime(clock, &time);
    return (SimTime)time.tv_sec * SIMTIME_S + time.tv_nsec;
}

/* Never goes back; the same in all processes. */
static inline SimTime clock_now(void)
{
    return clock_read(CLOCK_MONOTONIC);
}

/* That the calling thread has spent on a core. A system call: some hundred nanoseconds. */
static inline SimTime clock_thread(void)
{
    return clock_read(CLOCK_THREAD_CPUTIME_ID);
}

/* The same of all threads of the process. */
static inline SimTime clock_process(void)
{
    return clock_read(CLOCK_PROCESS_CPUTIME_ID);
}

static inline struct timespec clock_timespec(SimTime time)
{
    return (struct timespec){ .tv_sec = time / SIMTIME_S, .tv_nsec = time % SIMTIME_S };
}

/* Sleeps until clock_now() is WHEN, or somewhat later. */
static inline void clock_sleep_until(SimTime when)
{
    const struct timespec until = clock_timespec(when);

    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        continue;
}
