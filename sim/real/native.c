/* native - the executor that carries plans out on this host, with threads, processes and real locks. */
#include "native.h"

#include <sched.h>
#include <string.h>

#include "base/host.h"
#include "simulate/simulator.h"
#include "supervise.h"
#include "trial.h"

#define MOST_THREADS 10000
#define MOST_PROCESSES 1000
#define BODY_CALIBRATION (20 * SIMTIME_MS)
#define LEAST_PATIENCE (5 * SIMTIME_S) /* a run may last so much longer than trial_limit, */
#define STUCK_PATIENCE SIMTIME_S       /* or this if it is predicted to get stuck */

#define NATIVE_ERROR g_quark_from_static_string("gilsim-native-error")

/* ---- what it cannot do ---- */

static gboolean is_realtime(const Run *run)
{
    const char *scheduler = run->combination.scheduler;

    return run->real && run->real->realtime &&
           (g_str_equal(scheduler, "fifo") || g_str_equal(scheduler, "rr"));
}

static char *cannot_start(const Run *run)
{
    const guint64 n_threads = native_n_threads(&run->plan, run->workload->n_tasks);
    const guint n_processes = native_n_processes(&run->plan);

    if (n_threads > MOST_THREADS)
        return g_strdup_printf("it would need %" G_GUINT64_FORMAT
                               " threads, and at most %d are started for real",
                               n_threads, MOST_THREADS);
    if (n_processes > MOST_PROCESSES)
        return g_strdup_printf("it would need %u processes, and at most %d are started for real", n_processes,
                               MOST_PROCESSES);
    return NULL;
}

/* Both ends of a pipe have a payload in hand at once. */
static char *cannot_send(const Run *run)
{
    const guint64 n_ends =
        native_has_dispatcher(&run->plan) ? native_n_threads(&run->plan, run->workload->n_tasks) + 2 : 0;
    const guint64 memory = host_memory();
    double bytes = 0;

    for (guint32 i = 0; i < run->workload->n_groups; i++)
        bytes = MAX(bytes, (double)run->workload->groups[i].payload * n_ends);
    if (bytes <= memory / 2.0)
        return NULL;
    return g_strdup_printf("its payloads would need %.0f MiB of memory, and %.0f MiB are free",
                           bytes / (1 << 20), (double)memory / (1 << 20));
}

static char *cannot_place(const Run *run)
{
    const guint cores = run->combination.cores, host = host_cores();

    if (cores <= host && is_realtime(run) && cores >= host)
        return g_strdup_printf("the host's %s leaves nothing to others: %u of its %u cores are too many",
                               run->combination.scheduler, cores, host);
    return trial_cannot_place(run);
}

static char *native_cannot(const Run *run)
{
    char *why = cannot_start(run);

    if (!why)
        why = cannot_send(run);
    if (!why)
        why = cannot_place(run);
    if (!why && run->plan.locked && !real_lock_exists(run->combination.lock))
        why = g_strdup_printf("there is no real lock '%s', only a model of it", run->combination.lock);
    return why;
}

/* ---- before ---- */

static void choose_cpus(Native *native)
{
    const guint n = host_cpus(native->cpus, G_N_ELEMENTS(native->cpus));

    memset(native->core_of_cpu, -1, sizeof native->core_of_cpu);
    for (guint i = 0; i < MIN(n, native->run->combination.cores); i++)
        native->core_of_cpu[native->cpus[i]] = (gint)i;
}

/* Other bodies are measured before each run, alone: what they take beside others is the question. */
static void find_speeds(Native *native)
{
    const Run *run = native->run;
    const double given = run->real ? run->real->speed : 0;

    native->speed[BODY_WORK] = given > 0 ? given : burn_calibrate(BURN_USUAL).speed;
    for (guint32 i = 0; i < run->workload->n_groups; i++) {
        const Body body = (Body)run->workload->groups[i].body;

        if (native->speed[body] == 0)
            native->speed[body] = burn_calibrate_body(body, BODY_CALIBRATION).speed;
    }
}

/* While realtime threads run, gilsim stands above them, so that it can end them. */
static void set_above(gboolean above)
{
    const struct sched_param parameters = { .sched_priority = above ? REALTIME_PRIORITY + 1 : 0 };

    sched_setscheduler(0, above ? SCHED_FIFO : SCHED_OTHER, &parameters);
}

/* ---- after ---- */

static void add_carrier(Recorder *recorder, const Carrier *carrier)
{
    recorder->on_core += carrier->on_core;
    recorder->context_switches += (guint64)carrier->switches;
    recorder->preemptions += (guint64)carrier->preemptions;
    recorder->migrations += (guint64)carrier->migrations;
}

static void add_figures(const Native *native, Recorder *recorder)
{
    for (guint i = 0; i < native->n_carriers + native->plan->n_offload; i++)
        add_carrier(recorder, &native->carriers[i]);
    add_carrier(recorder, native->main);
    add_carrier(recorder, native->dispatching);
    for (guint i = 0; i < recorder->n_locks; i++) {
        recorder->lock_held[i] += native->interpreters[i].lock.held;
        recorder->lock_switches += native->interpreters[i].lock.n_handoffs;
    }
}

/* A run that broke off has ended now, others with their last event. */
static void hand_over(const Native *native, Run *run, gboolean broke_off)
{
    g_autoptr(GArray) events = eventbook_collect(native->book);
    const SimTime end = broke_off && native->control->origin > 0 ? native_now(native) : 0;

    journal_replay((const JournalEvent *)events->data, events->len, run->combination.cores, end,
                   run->recorder);
    add_figures(native, run->recorder);
    run->n_events = events->len;
}

static gboolean native_run(Run *run, GError **error)
{
    g_autofree Native *native = g_new(Native, 1);
    g_autoptr(GError) predicted = NULL;
    const SimTime limit = trial_limit(run, 0, &predicted) + (predicted ? STUCK_PATIENCE : LEAST_PATIENCE);
    gboolean done;

    if (!native_lay_out(native, run)) {
        g_set_error(error, NATIVE_ERROR, 0, "there is not enough memory for it");
        recorder_end(run->recorder, 0);
        native_clear(native);
        return FALSE;
    }
    native->realtime = is_realtime(run);
    find_speeds(native);
    choose_cpus(native);
    if (native->realtime)
        set_above(TRUE);
    const Supervised ended = supervise(native_main, native, limit);
    if (native->realtime)
        set_above(FALSE);
    hand_over(native, run, ended.end != SUPERVISED_EXITED || ended.number != EXIT_SUCCESS);
    done = trial_judge(run, &ended, limit, native->control->failed ? native->control->message : NULL, predicted,
                       error);
    native_clear(native);
    return done;
}

const Executor executor_native = { "native", simulator_n_locks, simulator_n_extra, native_cannot,
                                   native_run };
