/* bench - gilsim's speed beside a SimPy program of the same scenario and a bare event queue, in one run.
 *
 *     bench PYTHON MODEL.py
 *
 * The scenario is drawn once; SimPy reads the same trace, and must come to the same makespan. Figures are
 * medians of the runs, and from the slowest to the fastest. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/experiment.h"
#include "hold.h"

#define N_RUNS 5
#define N_SIMPY_RUNS 3
#define N_LARGE_RUNS 3 /* of a million tasks */
#define N_HOLDS 3000000
#define MEGA 1e6

typedef struct {
    guint tasks, pairs, cores; /* a pair: compute, then wait */
    const char *policy, *scheduler, *profile;
    gboolean simpy; /* the model is the same there, and it is small enough to wait for */
} Case;

static const Case cases[] = {
    { 1000, 100, 4, "free-threaded", "fifo", "ideal", TRUE },
    { 10000, 10, 4, "free-threaded", "fifo", "ideal", TRUE },
    { 1000, 100, 4, "async", "fifo", "ideal", FALSE },
    { 1000, 100, 4, "free-threaded", "eevdf", "ideal", FALSE },
    { 100000, 10, 1024, "free-threaded", "eevdf", "ideal", FALSE },
    { 1000000, 5, 64, "free-threaded", "eevdf", "ideal", FALSE },
    { 8, 5000, 4, "threads", "eevdf", "linux", FALSE }, /* under cpython3 */
    { 1000, 2, 4, "threads", "eevdf", "linux", FALSE }, /* nearly all of them wait for the lock */
};

/* Millions a second, of a number of runs. */
typedef struct {
    double rates[N_RUNS];
    guint n;
    gint64 makespan;
} Timing;

typedef struct {
    ResultSink sink;
    Timing *timing;
} MakespanSink;

static gint64 simulated_us; /* by the last run */
static guint64 n_events;

static gboolean run_timed(Run *run, GError **error)
{
    const gint64 begin = g_get_monotonic_time();
    const gboolean done = executor_sim.run(run, error);

    simulated_us = g_get_monotonic_time() - begin;
    n_events = run->n_events;
    return done;
}

static gint compare(gconstpointer a, gconstpointer b)
{
    const double first = *(const double *)a, second = *(const double *)b;

    return first < second ? -1 : first > second;
}

static double median(Timing *timing)
{
    qsort(timing->rates, timing->n, sizeof(double), compare);
    return timing->rates[timing->n / 2];
}

static char *timing_text(Timing *timing)
{
    const double middle = median(timing);

    return g_strdup_printf("%.2f (%.2f-%.2f)", middle, timing->rates[0], timing->rates[timing->n - 1]);
}

static void fail(const char *what, const GError *error)
{
    fprintf(stderr, "bench: %s%s%s\n", what, error ? ": " : "", error ? error->message : "");
    exit(1);
}

static gboolean take_makespan(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    (void)run, (void)error;
    if (figures->summary.stopped)
        fail(figures->summary.stopped, NULL);
    ((MakespanSink *)sink)->timing->makespan = figures->summary.makespan;
    return TRUE;
}

static Scenario *scenario_of(const Case *one)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_strdup_printf("[scenario]\npolicies = %s\nseed = 1\n"
                                            "[machine]\nprofile = %s\ncores = %u\nscheduler = %s\n"
                                            "[task t]\ncount = %u\n"
                                            "phases = repeat %u { compute exp(1ms); wait exp(10ms) }\n",
                                            one->policy, one->profile, one->cores, one->scheduler, one->tasks, one->pairs);
    Scenario *scenario = scenario_parse("bench.ini", text, strlen(text), NULL, &error);

    if (!scenario)
        fail("the scenario cannot be read", error);
    return scenario;
}

static Timing time_gilsim(const Case *one, const Scenario *scenario)
{
    Executor timed = executor_sim;
    const ExperimentOptions options = { .executor = &timed };
    Timing timing = { .n = one->tasks < 1000000 ? N_RUNS : N_LARGE_RUNS };
    MakespanSink sink = { { .run_ends = take_makespan }, &timing };
    g_autoptr(GPtrArray) sinks = g_ptr_array_new();

    timed.run = run_timed;
    g_ptr_array_add(sinks, &sink);
    for (guint i = 0; i < timing.n; i++) {
        g_autoptr(GError) error = NULL;

        if (!experiment_run(scenario, &options, sinks, &error))
            fail("gilsim", error);
        timing.rates[i] = 2.0 * one->tasks * one->pairs / (double)simulated_us;
    }
    return timing;
}

static void write_trace(const Scenario *scenario, const char *path)
{
    g_autoptr(GError) error = NULL;
    Workload *workload = scenario_workload(scenario, scenario->seed, 1, &error);
    FILE *file = g_fopen(path, "w");

    if (!workload || !file)
        fail("the trace cannot be written", error);
    fputs("task,arrival_ns,kind,duration_ns\n", file);
    for (guint32 i = 0; i < workload->n_tasks; i++)
        for (guint32 p = 0; p < workload->tasks[i].n_phases; p++) {
            const Phase *phase = &workload->tasks[i].phases[p];

            fprintf(file, "t.%u,0,%s,%" G_GINT64_FORMAT "\n", i, phase->kind == PHASE_WAIT ? "wait" : "compute",
                    phase_duration(phase));
        }
    if (fclose(file) != 0)
        fail("the trace cannot be written", NULL);
    workload_free(workload);
}

static Timing time_simpy(const Case *one, const char *python, const char *model, const char *trace)
{
    g_autofree char *cores = g_strdup_printf("%u", one->cores);
    const char *const argv[] = { python, model, trace, cores, NULL };
    Timing timing = { .n = N_SIMPY_RUNS };

    for (guint i = 0; i < N_SIMPY_RUNS; i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *out = NULL;
        char *rest;
        int status;

        if (!g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, &status, &error) ||
            !g_spawn_check_wait_status(status, &error))
            fail("SimPy", error);
        timing.makespan = g_ascii_strtoll(out, &rest, 10);
        timing.rates[i] = 2.0 * one->tasks * one->pairs / g_ascii_strtod(rest, NULL) / MEGA;
    }
    return timing;
}

static Timing time_hold(const Case *one)
{
    Timing timing = { .n = N_RUNS };

    for (guint i = 0; i < N_RUNS; i++)
        timing.rates[i] = hold_run(one->tasks, N_HOLDS) / MEGA;
    return timing;
}

static void bench(const Case *one, const char *python, const char *model)
{
    g_autoptr(Scenario) scenario = scenario_of(one);
    g_autofree char *trace = g_strdup_printf("%s/gilsim-bench-%d.csv", g_get_tmp_dir(), getpid());
    Timing gilsim = time_gilsim(one, scenario), hold = time_hold(one), simpy;
    g_autofree char *gilsim_text = timing_text(&gilsim), *hold_text = timing_text(&hold), *simpy_text = NULL;
    g_autofree char *work = g_strdup_printf("%u x %u, %u cores", one->tasks, 2 * one->pairs, one->cores);
    g_autofree char *models = g_strdup_printf("%s, %s", one->policy, one->scheduler);

    const double events = n_events / (2.0 * one->tasks * one->pairs); /* a phase */

    printf("%-22s %-21s %-20s %6.2f %7.2f  %-20s %5.2f", work, models, gilsim_text, events, median(&gilsim) * events,
           hold_text, median(&gilsim) * events / median(&hold));
    fflush(stdout);
    if (one->simpy) {
        write_trace(scenario, trace);
        simpy = time_simpy(one, python, model, trace);
        g_unlink(trace);
        if (simpy.makespan != gilsim.makespan)
            fail("SimPy comes to another makespan", NULL);
        simpy_text = timing_text(&simpy);
        printf("  %-17s %5.1f", simpy_text, median(&gilsim) / median(&simpy));
    }
    putchar('\n');
}

int main(int argc, char **argv)
{
    if (argc != 3)
        fail("expected PYTHON MODEL.py", NULL);
    puts("Millions of phases a second (events: how many a phase, and millions a second; the heap: of events): the median,\n"
         "and from the slowest run to the fastest. compute exp(1ms), wait exp(10ms); profile ideal, threads: linux, under\n"
         "cpython3. Where SimPy runs too, its makespan is the same. Ratios are of events to the heap's, of phases to SimPy's.\n");
    printf("%-22s %-21s %-20s %6s %7s  %-20s %5s  %-17s %5s\n", "tasks x phases", "models", "gilsim", "events", "events/s",
           "4-ary heap", "ratio", "SimPy", "ratio");
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        bench(&cases[i], argv[1], argv[2]);
    return 0;
}
