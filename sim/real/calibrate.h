/* calibrate - measures what each move costs on this host, with probes that know nothing of any scenario.
 *
 *     calibrate.c             the order of the probes, and what they note
 *     calibrate_threads.c     switches, wake-ups, timers, starts of threads
 *     calibrate_pulls.c       what a core does that runs out of threads
 *     calibrate_locks.c       the real lock: hand-overs, requests, who wins
 *     calibrate_processes.c   processes, pipes, and an event loop's step
 *     calibrate_work.c        the work loop, alone and beside others
 *     calibrate_python.c      the same of an interpreter (sim/replay/calibrate.py)
 *     host_profile.c          the file: where it is, of which host, whether that is still this one
 *
 * Probes are short and repeated; a figure is the median of its samples (or, where it says so, their mean), and the profile
 * tells their spread beside it. */
#pragma once

#include <pthread.h>

#include "base/statistics.h"
#include "burn.h"
#include "python_set.h"

typedef struct {
    GKeyFile *profile;
    const char *side; /* the group that is being filled in: "native", "python" */
    guint *cpus, n_cpus;
    BurnSpeed work;
    SimTime wake_latency, short_wake; /* found by an earlier probe, which later ones subtract */
    /* Told before each probe, NULL: nobody wants to know. */
    void (*progress)(const char *what, guint i, guint n);
} Calibration;

/* Above the first the work loop's dispersion is a warning, above the second a refusal (millionths). */
#define CALIBRATE_WARNS 20000
#define CALIBRATE_REFUSES 200000

/* Fills PROFILE in with what the host costs natively and, where PYTHON is not NULL, in that interpreter. FALSE with ERROR
 * set where the host is too unsteady to be measured, or a probe could not be carried out. *WARNING (g_free): what is to be
 * said of the result, or NULL. */
gboolean calibrate(GKeyFile *profile, const Python *python,
                   void (*progress)(const char *what, guint i, guint n), char **warning, GError **error);

/* ---- for the probes ---- */

/* Notes N samples of KEY, which are sorted: their median is the value. NOTE says what a sample is. */
Spread calibration_times(Calibration *calibration, const char *key, SimTime *samples, guint n, const char *note);
/* The same, but their mean is the value: of what is paid often, and now and then costs many times as much. */
void calibration_mean(Calibration *calibration, const char *key, SimTime *samples, guint n, const char *note);
/* Notes a value that is no median of times. */
void calibration_value(Calibration *calibration, const char *key, const char *value, const char *note);
/* "1, 1.0035": factors or probabilities. g_free. */
char *calibration_list(const double *values, guint n);
/* Runs BODY(DATA) in a thread on the I-th CPU (i modulo their number); join it. */
pthread_t calibration_thread(const Calibration *calibration, guint i, void *(*body)(void *), gpointer data);
/* The calling thread stays on the I-th CPU, or on one of the first two; calibration_unpin lets it go. */
void calibration_pin(const Calibration *calibration, guint i);
void calibration_pin_to_two(const Calibration *calibration);
void calibration_unpin(const Calibration *calibration);

void calibrate_pulls(Calibration *calibration);
void calibrate_context_switch(Calibration *calibration);
void calibrate_migration(Calibration *calibration);
void calibrate_wake_latency(Calibration *calibration);
void calibrate_timer_slack(Calibration *calibration);
void calibrate_thread_start(Calibration *calibration);
void calibrate_lock_handoff(Calibration *calibration);
void calibrate_requester_wins(Calibration *calibration);
void calibrate_check_interval(Calibration *calibration);
void calibrate_process_start(Calibration *calibration);
void calibrate_ipc(Calibration *calibration);
void calibrate_loop_step(Calibration *calibration);
void calibrate_parallel_tax(Calibration *calibration);
void calibrate_constants(Calibration *calibration); /* what natively needs no probe */
gboolean calibrate_python(Calibration *calibration, const Python *python, GError **error);
