/* calibrate_work - probes of the work loop beside others, and what natively needs no probe. */
#include <string.h>

#include "base/host.h"
#include "calibrate.h"
#include "clock.h"

#define MOST_CORES 64
#define SAMPLES 30
#define LENGTH SIMTIME_MS

typedef struct {
    double speed;
    gint *ready; /* threads that work */
    gint n;
    SimTime samples[SAMPLES];
} Work;

/* The first thread measures, the others work until it has done so. */
static void *work(void *data)
{
    Work *own = data;
    Burner burner = { .speed = own->speed, .chain = 1 };
    const gint64 n = burn_iterations(&burner, LENGTH);

    g_atomic_int_inc(own->ready);
    while (g_atomic_int_get(own->ready) < own->n)
        continue;
    for (guint i = 0; i < SAMPLES; i++) {
        const SimTime begin = clock_thread();

        burn_begin(&burner, clock_now());
        burn(&burner, n, NULL);
        own->samples[i] = clock_thread() - begin;
    }
    return NULL;
}

/* Core time of the same work with N cores busy. */
static SimTime time_beside(const Calibration *calibration, guint n)
{
    g_autofree Work *works = g_new0(Work, n);
    g_autofree pthread_t *threads = g_new(pthread_t, n);
    gint ready = 0;

    for (guint i = 0; i < n; i++) {
        works[i] = (Work){ .speed = calibration->work.speed, .ready = &ready, .n = (gint)n };
        threads[i] = calibration_thread(calibration, i, work, &works[i]);
    }
    for (guint i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    return statistics_spread(works[0].samples, SAMPLES).mean;
}

void calibrate_parallel_tax(Calibration *calibration)
{
    const guint n = MIN(calibration->n_cpus, MOST_CORES);
    const double alone = time_beside(calibration, 1);
    double factors[MOST_CORES] = { 1 };
    g_autofree char *list = NULL;

    for (guint i = 1; i < n; i++) {
        const double factor = time_beside(calibration, i + 1) / alone;

        factors[i] = MAX(factor, 1);
    }
    list = calibration_list(factors, n);
    calibration_value(calibration, "parallel_tax", list,
                      "core time of the same work with 1, 2, ... cores busy, over that with one");
}

/* "se.slice    :    1400000", of a thread of an ordinary policy that asked for no other; 0: this kernel does not tell. */
static SimTime told_slice(void)
{
    g_autofree char *text = NULL;
    const char *line = g_file_get_contents("/proc/thread-self/sched", &text, NULL, NULL) ? strstr(text, "se.slice") : NULL;
    const char *colon = line ? strchr(line, ':') : NULL;

    return colon ? CLAMP(g_ascii_strtoll(colon + 1, NULL, 10), 0, SIMTIME_S) : 0;
}

/* Linux reckons it from the CPUs of the whole machine, however few of them a program may use. */
static void note_slice(Calibration *calibration)
{
    char text[SIMTIME_TEXT];
    const SimTime slice = told_slice();

    calibration_value(calibration, "base_slice", simtime_exact(slice, text),
                      slice > 0 ? "as the kernel says: se.slice in /proc/thread-self/sched, whatever CPUs may be used"
                                : "not known: this kernel does not tell; reckoned from the number of cores");
}

static void note_cache_cores(Calibration *calibration)
{
    const guint n = host_cache_cores(calibration->cpus[0]);
    g_autofree char *number = g_strdup_printf("%u", n);

    if (!g_str_equal(host_scheduler(), "eevdf"))
        calibration_value(calibration, "cache_cores", "0", "not measured: an older Linux always looks for an idle core");
    else if (n == 0)
        calibration_value(calibration, "cache_cores", "0", "not known: this system does not tell");
    else
        calibration_value(calibration, "cache_cores", number,
                          "as the system says: CPUs that share a cache of the last level");
}

void calibrate_constants(Calibration *calibration)
{
    char text[SIMTIME_TEXT];
    struct timespec tick;

    note_slice(calibration);
    note_cache_cores(calibration);
    clock_getres(CLOCK_MONOTONIC_COARSE, &tick);
    calibration_value(calibration, "tick",
                      simtime_exact((SimTime)tick.tv_sec * SIMTIME_S + tick.tv_nsec, text),
                      "as the kernel says: the resolution of its coarse clock");
    calibration_value(calibration, "start_waits", "no", "pthread_create returns at once");
    calibration_value(calibration, "loop_timer", "0", "not measured: timers of native loops have nanoseconds");
    calibration_value(calibration, "free_threaded_tax", "1",
                      "not measured: native threads do nothing more without a lock");
    calibration_value(calibration, "ticks", costs_of_linux("ticks", TRUE),
                      "not measured: the native lock counts in what is written here");
}
