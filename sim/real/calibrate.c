/* calibrate - the order of the probes, and what they note in the profile. */
#define _GNU_SOURCE
#include "calibrate.h"

#include <sched.h>

#include "base/host.h"
#include "base/interrupt.h"
#include "clock.h"
#include "host_profile.h"
#include "report/measure.h"

#define CALIBRATE_ERROR calibrate_error_quark()
static G_DEFINE_QUARK(gilsim-calibrate-error, calibrate_error)

#define MOST_CPUS 4096
#define WORK (1 * SIMTIME_S)
#define TRIES 3 /* to find the host steady */

/* wake_latency comes before what subtracts it. */
static const struct {
    const char *what;
    void (*run)(Calibration *calibration);
} probes[] = {
    { "wake-ups", calibrate_wake_latency },      { "timers", calibrate_timer_slack },
    { "switches", calibrate_context_switch },    { "migrations", calibrate_migration },
    { "cores that run out of threads", calibrate_pulls },
    { "threads", calibrate_thread_start },       { "processes", calibrate_process_start },
    { "pipes", calibrate_ipc },                  { "event loop", calibrate_loop_step },
    { "lock", calibrate_lock_handoff },          { "requests for the lock", calibrate_requester_wins },
    { "requests noticed", calibrate_check_interval }, { "cores at once", calibrate_parallel_tax },
    { "what is known", calibrate_constants },
};

/* ---- notes ---- */

static void set_comment(Calibration *calibration, const char *key, const char *comment)
{
    g_autofree char *text = g_strconcat(" ", comment, NULL);

    g_key_file_set_comment(calibration->profile, calibration->side, key, text, NULL);
}

void calibration_value(Calibration *calibration, const char *key, const char *value, const char *note)
{
    g_key_file_set_value(calibration->profile, calibration->side, key, value);
    set_comment(calibration, key, note);
}

/* VALUE, one of them, is WHICH. */
static void note_times(Calibration *calibration, const char *key, SimTime value, const char *which, const Spread *spread,
                       guint n, const char *note)
{
    char exact[SIMTIME_TEXT], middle[SIMTIME_TEXT], low[SIMTIME_TEXT], high[SIMTIME_TEXT];
    g_autofree char *comment = g_strdup_printf("%s: %s %s, half of them from %s to %s, n = %u", note, which,
                                               simtime_format(value, middle), simtime_format(spread->low, low),
                                               simtime_format(spread->high, high), n);

    calibration_value(calibration, key, simtime_exact(value, exact), comment);
}

Spread calibration_times(Calibration *calibration, const char *key, SimTime *samples, guint n, const char *note)
{
    const Spread spread = statistics_spread(samples, n);

    note_times(calibration, key, spread.median, "median", &spread, n, note);
    return spread;
}

void calibration_mean(Calibration *calibration, const char *key, SimTime *samples, guint n, const char *note)
{
    const Spread spread = statistics_spread(samples, n);

    note_times(calibration, key, spread.mean, "mean", &spread, n, note);
}

char *calibration_list(const double *values, guint n)
{
    GString *list = g_string_new(NULL);
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    for (guint i = 0; i < n; i++)
        g_string_append_printf(list, "%s%s", i > 0 ? ", " : "",
                               g_ascii_formatd(number, sizeof number, "%.4f", values[i]));
    return g_string_free(list, FALSE);
}

/* ---- threads on cores ---- */

/* N CPUs from the I-th on (modulo their number), as far as there are so many. */
static cpu_set_t mask_of(const Calibration *calibration, guint i, guint n)
{
    cpu_set_t mask;

    CPU_ZERO(&mask);
    for (guint cpu = 0; cpu < MIN(n, calibration->n_cpus); cpu++)
        CPU_SET(calibration->cpus[(i + cpu) % calibration->n_cpus], &mask);
    return mask;
}

pthread_t calibration_thread(const Calibration *calibration, guint i, void *(*body)(void *), gpointer data)
{
    const cpu_set_t mask = mask_of(calibration, i, 1);
    pthread_attr_t attributes;
    pthread_t thread;

    pthread_attr_init(&attributes);
    pthread_attr_setaffinity_np(&attributes, sizeof mask, &mask);
    if (pthread_create(&thread, &attributes, body, data) != 0)
        g_error("no thread can be started");
    pthread_attr_destroy(&attributes);
    return thread;
}

static void allow(const Calibration *calibration, guint i, guint n)
{
    const cpu_set_t mask = mask_of(calibration, i, n);

    sched_setaffinity(0, sizeof mask, &mask);
}

void calibration_pin(const Calibration *calibration, guint i)
{
    allow(calibration, i, 1);
}

void calibration_pin_to_two(const Calibration *calibration)
{
    allow(calibration, 0, 2);
}

void calibration_unpin(const Calibration *calibration)
{
    allow(calibration, 0, calibration->n_cpus);
}

/* ---- the whole ---- */

/* Whether DISPERSION, of WHAT, may stand; a warning is appended where it is large. */
static gboolean is_steady(const char *what, gint64 dispersion, GString *warning, GError **error)
{
    g_autofree char *percent = measure_percent(dispersion);

    if (dispersion > CALIBRATE_REFUSES) {
        g_set_error(error, CALIBRATE_ERROR, 0,
                    "this host is too unsteady to be measured: the speed of %s varies by %s, and 20 %% is the most; end "
                    "other programs, and set the processor to a fixed frequency",
                    what, percent);
        return FALSE;
    }
    if (dispersion > CALIBRATE_WARNS)
        g_string_append_printf(warning,
                               "%sthe speed of %s varies by %s, more than 2 %%: predictions will be off by as much; end "
                               "other programs, or set the processor to a fixed frequency, and calibrate again",
                               warning->len > 0 ? "; " : "", what, percent);
    return TRUE;
}

static gboolean measure_work(Calibration *calibration, GString *warning, GError **error)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    for (guint i = 0; i < TRIES && !interrupt_pending() &&
                      (i == 0 || calibration->work.dispersion * MILLIONTHS > CALIBRATE_WARNS);
         i++) {
        const BurnSpeed work = burn_calibrate(WORK);

        if (i == 0 || work.dispersion < calibration->work.dispersion)
            calibration->work = work;
    }
    g_autofree char *dispersion = measure_percent((gint64)(calibration->work.dispersion * MILLIONTHS));
    g_autofree char *note = g_strdup_printf("turns of the native work loop in a nanosecond; half of %u samples within %s",
                                            calibration->work.n_samples, dispersion);
    g_autofree char *comment = g_strconcat(" ", note, NULL);

    g_key_file_set_value(calibration->profile, "host", "work_speed",
                         g_ascii_formatd(number, sizeof number, "%.6f", calibration->work.speed));
    g_key_file_set_comment(calibration->profile, "host", "work_speed", comment, NULL);
    return is_steady("the work loop", (gint64)(calibration->work.dispersion * MILLIONTHS), warning, error);
}

/* FALSE after Ctrl-C, with ERROR set. */
static gboolean may_go_on(GError **error)
{
    if (interrupt_pending())
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INTR, "interrupted: no profile was written");
    return !interrupt_pending();
}

static gboolean measure_python(Calibration *calibration, const Python *python, GString *warning, GError **error)
{
    gint64 dispersion = G_MAXINT64;

    calibration->side = "python";
    for (guint i = 0; i < TRIES && dispersion > CALIBRATE_REFUSES; i++) {
        if (!calibrate_python(calibration, python, error))
            return FALSE;
        dispersion = g_key_file_get_int64(calibration->profile, "host", "python_dispersion", NULL);
    }
    return is_steady("Python's loop", dispersion, warning, error);
}

gboolean calibrate(GKeyFile *profile, const Python *python,
                   void (*progress)(const char *what, guint i, guint n), char **warning, GError **error)
{
    const guint n = G_N_ELEMENTS(probes) + 1 + (python != NULL);
    g_autofree guint *cpus = g_new(guint, MOST_CPUS);
    g_autoptr(GString) doubts = g_string_new(NULL);
    Calibration calibration = { .profile = profile, .side = "native", .cpus = cpus, .progress = progress };
    gboolean done;

    calibration.n_cpus = MIN(host_cpus(cpus, MOST_CPUS), host_cores());
    host_profile_describe(profile, python);
    if (progress)
        progress("the work loop", 0, n);
    done = measure_work(&calibration, doubts, error);
    for (guint i = 0; i < G_N_ELEMENTS(probes) && done && !interrupt_pending(); i++) {
        if (progress)
            progress(probes[i].what, i + 1, n);
        probes[i].run(&calibration);
    }
    done = done && may_go_on(error);
    if (done && python && progress)
        progress("Python", n - 1, n);
    done = done && (!python || measure_python(&calibration, python, doubts, error));
    *warning = doubts->len > 0 ? g_strdup(doubts->str) : NULL;
    return done;
}
