/* test_textbooks - published schedules, charts and averages: profile ideal, a thread a task, no lock. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "simulated.h"

/* One worked example. Times are in the book's unit, whatever that is; here milliseconds. */
typedef struct {
    const char *source;
    const char *machine; /* keys of [machine], and further groups behind them */
    const char *jobs;    /* "name arrival burst [keys]" a line; a ',' separates the keys */
    const char *chart;   /* "P1 0-24 P2 24-27", of one core; NULL: not published */
    const char *finish;  /* "3 9 13 18 20", in the order of the jobs; NULL: not published */
    const char *waiting, *turnaround, *response; /* averages as printed, or NULL */
} Example;

/* Silberschatz, Galvin, Gagne, Operating System Concepts, 10th edition, chapter 5; the page's examples in
 * their order. */
static const Example silberschatz[] = {
    { "5.3.1, FCFS, P1 P2 P3", "scheduler = fifo\n", "P1 0 24\nP2 0 3\nP3 0 3\n", "P1 0-24 P2 24-27 P3 27-30",
      NULL, "17", NULL, NULL },
    { "5.3.1, FCFS, P2 P3 P1", "scheduler = fifo\n", "P2 0 3\nP3 0 3\nP1 0 24\n", "P2 0-3 P3 3-6 P1 6-30",
      NULL, "3", NULL, NULL },
    { "5.3.2, SJF", "scheduler = sjf\n", "P1 0 6\nP2 0 8\nP3 0 7\nP4 0 3\n", "P4 0-3 P1 3-9 P3 9-16 P2 16-24",
      NULL, "7", NULL, NULL },
    { "5.3.2, the same under FCFS", "scheduler = fifo\n", "P1 0 6\nP2 0 8\nP3 0 7\nP4 0 3\n", NULL, NULL,
      "10.25", NULL, NULL },
    { "5.3.2, shortest remaining time first", "scheduler = srtf\n", "P1 0 8\nP2 1 4\nP3 2 9\nP4 3 5\n",
      "P1 0-1 P2 1-5 P4 5-10 P1 10-17 P3 17-26", NULL, "6.5", NULL, NULL },
    { "5.3.2, the same under SJF", "scheduler = sjf\n", "P1 0 8\nP2 1 4\nP3 2 9\nP4 3 5\n", NULL, NULL,
      "7.75", NULL, NULL },
    { "5.3.3, RR, quantum 4", "scheduler = rr\nquantum = 4ms\n", "P1 0 24\nP2 0 3\nP3 0 3\n",
      "P1 0-4 P2 4-7 P3 7-10 P1 10-30", NULL, "5.66", NULL, NULL },
    { "5.3.4, priority", "scheduler = priority\n",
      "P1 0 10 priority = 3\nP2 0 1 priority = 1\nP3 0 2 priority = 4\nP4 0 1 priority = 5\nP5 0 5 priority = 2\n",
      "P2 0-1 P5 1-6 P1 6-16 P3 16-18 P4 18-19", NULL, "8.2", NULL, NULL },
    { "5.3.4, priority with RR, quantum 2",
      "scheduler = priority\nquantum = 2ms\n[scheduler priority]\nrr = yes\n",
      "P1 0 4 priority = 3\nP2 0 5 priority = 2\nP3 0 8 priority = 2\nP4 0 7 priority = 1\nP5 0 3 priority = 3\n",
      "P4 0-7 P2 7-9 P3 9-11 P2 11-13 P3 13-15 P2 15-16 P3 16-20 P1 20-22 P5 22-24 P1 24-26 P5 26-27", NULL,
      NULL, NULL, NULL },
};

/* The same, figure 5.6: average turnaround by quantum; and a quantum beyond which nothing changes. */
#define FIGURE_5_6(quantum, turnaround)                                                                      \
    {                                                                                                        \
        "figure 5.6, quantum " #quantum, "scheduler = rr\nquantum = " #quantum "ms\n",                       \
            "P1 0 6\nP2 0 3\nP3 0 1\nP4 0 7\n", NULL, NULL, NULL, turnaround, NULL                           \
    }
static const Example quanta[] = {
    FIGURE_5_6(1, "11"),    FIGURE_5_6(2, "11.5"), FIGURE_5_6(3, "10.75"), FIGURE_5_6(4, "11.5"),
    FIGURE_5_6(5, "12.25"), FIGURE_5_6(6, "10.5"), FIGURE_5_6(7, "10.5"),
};

/* Stallings, Operating Systems: Internals and Design Principles, chapter 9: tables 9.4 and 9.5, figure 9.5.
 */
#define A_TO_E "A 0 3\nB 2 6\nC 4 4\nD 6 5\nE 8 2\n"
#define FEEDBACK(quanta)                                                                                     \
    "scheduler = mlfq\n[scheduler mlfq]\nlevels = 10\nquantum = " quanta "\ndemote_alone = no\n"
static const Example stallings[] = {
    { "table 9.5, FCFS", "scheduler = fifo\n", A_TO_E, "A 0-3 B 3-9 C 9-13 D 13-18 E 18-20", "3 9 13 18 20",
      NULL, "8.60", NULL },
    { "table 9.5, RR q = 1", "scheduler = rr\nquantum = 1ms\n", A_TO_E,
      "A 0-2 B 2-3 A 3-4 B 4-5 C 5-6 B 6-7 D 7-8 C 8-9 B 9-10 E 10-11 D 11-12 C 12-13 B 13-14 E 14-15 "
      "D 15-16 C 16-17 B 17-18 D 18-20",
      "4 18 17 20 15", NULL, "10.80", NULL },
    { "table 9.5, RR q = 4", "scheduler = rr\nquantum = 4ms\n", A_TO_E,
      "A 0-3 B 3-7 C 7-11 D 11-15 B 15-17 E 17-19 D 19-20", "3 17 11 20 19", NULL, "10.00", NULL },
    { "table 9.5, SPN", "scheduler = sjf\n", A_TO_E, "A 0-3 B 3-9 E 9-11 C 11-15 D 15-20", "3 9 15 20 11",
      NULL, "7.60", NULL },
    { "table 9.5, SRT", "scheduler = srtf\n", A_TO_E, "A 0-3 B 3-4 C 4-8 E 8-10 B 10-15 D 15-20",
      "3 15 8 20 10", NULL, "7.20", NULL },
    { "table 9.5, HRRN", "scheduler = hrrn\n", A_TO_E, "A 0-3 B 3-9 C 9-13 E 13-15 D 15-20", "3 9 13 20 15",
      NULL, "8.00", NULL },
    { "table 9.5, FB q = 1", FEEDBACK("1ms"), A_TO_E, NULL, "4 20 16 19 11", NULL, "10.00", NULL },
    { "table 9.5, FB q = 2^i", FEEDBACK("1ms, 2ms, 4ms, 8ms, 16ms"), A_TO_E, NULL, "4 17 18 20 14", NULL,
      "10.60", NULL },
};

/* Tanenbaum, Bos, Modern Operating Systems, 4th edition, 2.4.2 and exercise 2.45 (in minutes; 5 is the
 * highest). */
#define EXERCISE                                                                                             \
    "A 0 10 priority = 2\nB 0 6 priority = 0\nC 0 2 priority = 3\nD 0 4 priority = 4\nE 0 8 priority = 1\n"
static const Example tanenbaum[] = {
    { "figure 2-41 (a), original order", "scheduler = fifo\n", "A 0 8\nB 0 4\nC 0 4\nD 0 4\n",
      "A 0-8 B 8-12 C 12-16 D 16-20", NULL, NULL, "14", NULL },
    { "figure 2-41 (b), shortest job first", "scheduler = sjf\n", "A 0 8\nB 0 4\nC 0 4\nD 0 4\n",
      "B 0-4 C 4-8 D 8-12 A 12-20", NULL, NULL, "11", NULL },
    { "2.4.2, shortest job first is not optimal where jobs arrive later", "scheduler = sjf\n",
      "A 0 2\nB 0 4\nC 3 1\nD 3 1\nE 3 1\n", "A 0-2 B 2-6 C 6-7 D 7-8 E 8-9", NULL, NULL, "4.6", NULL },
    { "exercise, priority", "scheduler = priority\n", EXERCISE, NULL, "24 6 26 30 14", NULL, "20", NULL },
    { "exercise, first-come, first-served", "scheduler = fifo\n", EXERCISE, NULL, "10 16 18 22 30", NULL,
      "19.2", NULL },
    { "exercise, shortest job first", "scheduler = sjf\n", EXERCISE, NULL, "30 12 2 6 20", NULL, "14", NULL },
};

/* Arpaci-Dusseau, Operating Systems: Three Easy Pieces, chapter 7 (in seconds). */
static const Example ostep[] = {
    { "figure 7.1, FIFO", "scheduler = fifo\n", "A 0 10\nB 0 10\nC 0 10\n", "A 0-10 B 10-20 C 20-30", NULL,
      NULL, "20", NULL },
    { "figure 7.2, why FIFO is not that great", "scheduler = fifo\n", "A 0 100\nB 0 10\nC 0 10\n",
      "A 0-100 B 100-110 C 110-120", NULL, NULL, "110", NULL },
    { "figure 7.3, SJF", "scheduler = sjf\n", "A 0 100\nB 0 10\nC 0 10\n", "B 0-10 C 10-20 A 20-120", NULL,
      NULL, "50", NULL },
    { "figure 7.4, SJF with late arrivals", "scheduler = sjf\n", "A 0 100\nB 10 10\nC 10 10\n",
      "A 0-100 B 100-110 C 110-120", NULL, NULL, "103.33", NULL },
    { "figure 7.5, STCF", "scheduler = srtf\n", "A 0 100\nB 10 10\nC 10 10\n",
      "A 0-10 B 10-20 C 20-30 A 30-120", NULL, NULL, "50", NULL },
    { "figure 7.6, SJF again", "scheduler = sjf\n", "A 0 5\nB 0 5\nC 0 5\n", "A 0-5 B 5-10 C 10-15", NULL,
      NULL, NULL, "5" },
    { "figure 7.7, round robin", "scheduler = rr\nquantum = 1ms\n", "A 0 5\nB 0 5\nC 0 5\n",
      "A 0-1 B 1-2 C 2-3 A 3-4 B 4-5 C 5-6 A 6-7 B 7-8 C 8-9 A 9-10 B 10-11 C 11-12 A 12-13 B 13-14 C 14-15",
      "13 14 15", NULL, "14", "1" },
};

static void append_keys(GString *text, const char *keys)
{
    g_auto(GStrv) each = g_strsplit(keys, ",", -1);
    for (guint i = 0; each[i] != NULL; i++)
        g_string_append_printf(text, "%s\n", g_strstrip(each[i]));
}

/* As a scenario file. */
static char *scenario_of(const Example *example)
{
    GString *text = g_string_new("[machine]\ncores = 1\nprofile = ideal\n");
    g_auto(GStrv) jobs = g_strsplit(example->jobs, "\n", -1);
    g_string_append(text, example->machine);
    for (guint i = 0; jobs[i] != NULL && *jobs[i] != '\0'; i++) {
        g_auto(GStrv) words = g_strsplit(jobs[i], " ", 4);
        g_string_append_printf(text, "[task %s]\narrival = %sms\nphases = compute %sms\n", words[0], words[1],
                               words[2]);
        append_keys(text, words[3] != NULL ? words[3] : "");
    }
    return g_string_free(text, FALSE);
}

/* "0:P1 0-24\n0:P2 24-27\n" as "P1 0-24 P2 24-27". */
static char *chart_of(const char *scenario)
{
    g_autofree char *cores = simulated_cores(scenario, "free-threaded");
    g_autoptr(GString) text = g_string_new(cores);
    g_string_replace(text, "\n0:", " ", 0);
    g_string_erase(text, 0, 2);
    g_string_truncate(text, text->len - 1);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* "A 0>3\nB 3>9\n" as "3 9". */
static char *finishes_of(const char *scenario)
{
    g_autofree char *tasks = simulated_tasks(scenario, "free-threaded");
    g_auto(GStrv) lines = g_strsplit(g_strchomp(tasks), "\n", -1);
    GString *text = g_string_new(NULL);
    for (guint i = 0; lines[i] != NULL; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? " " : "", strchr(lines[i], '>') + 1);
    return g_string_free(text, FALSE);
}

/* Equal to what was printed, to less than one of its last digit: books round, and cut off. */
static void assert_printed(const Example *example, const char *what, const char *printed, gint64 mean)
{
    const char *point = printed != NULL ? strchr(printed, '.') : NULL;
    const double unit = pow(10, point != NULL ? -(double)strlen(point + 1) : -2);
    if (printed != NULL && fabs((double)mean / 1e6 - g_ascii_strtod(printed, NULL)) >= unit)
        fail_msg("%s: mean %s: %s in the book, not %" G_GINT64_FORMAT " ns", example->source, what, printed,
                 mean);
}

static void assert_text(const Example *example, const char *printed, const char *text)
{
    if (printed != NULL && strcmp(printed, text) != 0)
        fail_msg("%s\n  in the book: %s\n         here: %s", example->source, printed, text);
}

static void assert_as_published(const Example *examples, guint n)
{
    for (guint i = 0; i < n; i++) {
        const Example *example = &examples[i];
        g_autofree char *scenario = scenario_of(example);
        g_autofree char *chart = chart_of(scenario), *finishes = finishes_of(scenario);
        g_autoptr(Figures) figures = simulated_figures(scenario, "free-threaded");
        assert_text(example, example->chart, chart);
        assert_text(example, example->finish, finishes);
        assert_printed(example, "waiting", example->waiting, figures->summary.mean_waiting);
        assert_printed(example, "turnaround", example->turnaround, figures->summary.mean_turnaround);
        assert_printed(example, "response", example->response, figures->summary.mean_response);
    }
}

static void silberschatz_chapter_5(void **state)
{
    (void)state;
    assert_as_published(silberschatz, G_N_ELEMENTS(silberschatz));
    assert_as_published(quanta, G_N_ELEMENTS(quanta));
}

static void stallings_chapter_9(void **state)
{
    (void)state;
    assert_as_published(stallings, G_N_ELEMENTS(stallings));
}

static void tanenbaum_chapter_2(void **state)
{
    (void)state;
    assert_as_published(tanenbaum, G_N_ELEMENTS(tanenbaum));
}

static void ostep_chapter_7(void **state)
{
    (void)state;
    assert_as_published(ostep, G_N_ELEMENTS(ostep));
}

/* ---- with waits, periods, and several cores ---- */

/* A whole scenario and its chart, core by core. */
typedef struct {
    const char *source, *scenario, *chart;
} Chart;

#define IDEAL "[machine]\ncores = 1\nprofile = ideal\n"

static void assert_charts(const Chart *charts, guint n)
{
    for (guint i = 0; i < n; i++) {
        g_autofree char *chart = simulated_cores(charts[i].scenario, "free-threaded");
        if (strcmp(chart, charts[i].chart) != 0)
            fail_msg("%s\nin the book:\n%shere:\n%s", charts[i].source, charts[i].chart, chart);
    }
}

/* The same book: chapter 7 on jobs that wait, chapter 8. */
static const Chart ostep_charts[] = {
    /* with 50 ms, as in the figure, both have 10 ms left at 80 ms, and who is first then is anybody's choice
     */
    { "figure 7.9, overlap: A waits 10 ms after each 10 ms, B needs 60 ms",
      IDEAL
      "scheduler = srtf\n"
      "[task A]\nphases = repeat 4 { compute 10ms; wait 10ms }\n  compute 10ms\n"
      "[task B]\nphases = compute 60ms\n",
      "0:A 0-10\n0:B 10-20\n0:A 20-30\n0:B 30-40\n0:A 40-50\n0:B 50-60\n0:A 60-70\n0:B 70-80\n"
      "0:A 80-90\n0:B 90-110\n" },
    { "figure 8.3 (left), along came an interactive job: 20 ms at 100 ms, slices of 10 ms, three queues",
      IDEAL "scheduler = mlfq\n[scheduler mlfq]\nlevels = 3\nquantum = 10ms\n"
            "[task A]\nphases = compute 180ms\n[task B]\narrival = 100ms\nphases = compute 20ms\n",
      "0:A 0-100\n0:B 100-120\n0:A 120-200\n" },
    { "figure 8.3 (right), B computes 1 ms at a time and stays on top",
      IDEAL "scheduler = mlfq\n[scheduler mlfq]\nlevels = 3\nquantum = 10ms\nallotment = 1\nstay = yes\n"
            "[task A]\nphases = compute 30ms\n[task B]\nphases = repeat 3 { compute 1ms; wait 9ms }\n",
      "0:A 0-10\n0:B 10-11\n0:A 11-20\n0:B 20-21\n0:A 21-30\n0:B 30-31\n0:A 31-33\n" },
    { "figure 8.4, without a boost a job at the bottom starves; with one it runs",
      IDEAL "scheduler = mlfq\n[scheduler mlfq]\nlevels = 2\nquantum = 10ms\nboost = 50ms\nstay = yes\n"
            "[task A]\nphases = compute 20ms\n[task B]\nphases = repeat 8 { compute 10ms; yield }\n",
      "0:A 0-10\n0:B 10-50\n0:A 50-60\n0:B 60-100\n" },
};

static void ostep_jobs_that_wait_and_feedback(void **state)
{
    (void)state;
    assert_charts(ostep_charts, G_N_ELEMENTS(ostep_charts));
}

/* The README of its homework, scheduler.py -j 3 -s 100: jobs of int(10 * random()) seconds, and each average. */
static void ostep_homework_with_the_seed_of_its_example(void **state)
{
    static const Example averages = { "scheduler.py -p FIFO -j 3 -s 100", "", "", NULL, NULL, "2", "6", "2" };
    static const char scenario[] = "[scenario]\nseed = 100\ndraws = ostep\n" IDEAL "scheduler = fifo\n"
                                   "[task job]\ncount = 3\n"
                                   "phases = compute choice(0, 1ms, 2ms, 3ms, 4ms, 5ms, 6ms, 7ms, 8ms, 9ms)\n";
    g_autofree char *chart = simulated_cores(scenario, "free-threaded");
    g_autoptr(Figures) figures = simulated_figures(scenario, "free-threaded");
    (void)state;
    assert_string_equal(chart, "0:job.0 0-1\n0:job.1 1-5\n0:job.2 5-12\n");
    assert_printed(&averages, "waiting", averages.waiting, figures->summary.mean_waiting);
    assert_printed(&averages, "turnaround", averages.turnaround, figures->summary.mean_turnaround);
    assert_printed(&averages, "response", averages.response, figures->summary.mean_response);
}

/* Figure 9.3 of the same book, a trace of stride scheduling: strides of 100, 200 and 40. */
static void ostep_stride_trace(void **state)
{
    const Chart trace = {
        "figure 9.3, stride",
        IDEAL "scheduler = stride\nslice = 1ms\n"
              "[task A]\ntickets = 100\nphases = compute 2ms\n[task B]\ntickets = 50\nphases = compute 1ms\n"
              "[task C]\ntickets = 250\nphases = compute 5ms\n",
        "0:A 0-1\n0:B 1-2\n0:C 2-5\n0:A 5-6\n0:C 6-8\n"
    };
    (void)state;
    assert_charts(&trace, 1);
}

#define PERIODIC(name, period, compute)                                                                      \
    "[task " name "]\nperiod = " #period "ms\nphases = compute " #compute "ms\n"

/* Silberschatz and others, 5.6.3 and 5.6.4. */
static const Chart real_time_charts[] = {
    { "figure 5.21, rate monotonic: 20 of 50 and 35 of 100",
      IDEAL "scheduler = rm\n" PERIODIC("P1", 50, 20) PERIODIC("P2", 100, 35),
      "0:P1#0 0-20\n0:P2#0 20-50\n0:P1#1 50-70\n0:P2#0 70-75\n" },
    { "figure 5.20, the other way round P1 misses at 50",
      IDEAL "scheduler = priority\n" PERIODIC("P1", 50, 20) "priority = 2\n" PERIODIC("P2", 100,
                                                                                      35) "priority = 1\n",
      "0:P2#0 0-35\n0:P1#0 35-55\n0:P1#1 55-75\n" },
    { "figure 5.22, rate monotonic: 25 of 50 and 35 of 80; P2 is late at 85",
      "[scenario]\nhorizon = 80ms\n" IDEAL "scheduler = rm\n" PERIODIC("P1", 50, 25) PERIODIC("P2", 80, 35),
      "0:P1#0 0-25\n0:P2#0 25-50\n0:P1#1 50-75\n0:P2#0 75-85\n" },
    { "figure 5.23, the same under earliest deadline first",
      "[scenario]\nhorizon = 150ms\n" IDEAL "scheduler = edf\n" PERIODIC("P1", 50, 25) PERIODIC("P2", 80, 35),
      "0:P1#0 0-25\n0:P2#0 25-60\n0:P1#1 60-85\n0:P2#1 85-100\n0:P1#2 100-125\n0:P2#1 125-145\n" },
};

static void silberschatz_real_time(void **state)
{
    (void)state;
    assert_charts(real_time_charts, G_N_ELEMENTS(real_time_charts));
}

static gint64 misses(const char *scenario)
{
    g_autoptr(Figures) figures = simulated_figures(scenario, "free-threaded");
    return figures->summary.deadline_misses;
}

/* Which sets of periodic tasks a scheduler can serve. */
static const struct {
    const char *source, *scheduler, *tasks;
    gboolean served;
} task_sets[] = {
    { "Silberschatz, figure 5.21", "rm", PERIODIC("P1", 50, 20) PERIODIC("P2", 100, 35), TRUE },
    { "Silberschatz, figure 5.22", "rm", PERIODIC("P1", 50, 25) PERIODIC("P2", 80, 35), FALSE },
    { "Silberschatz, figure 5.23", "edf", PERIODIC("P1", 50, 25) PERIODIC("P2", 80, 35), TRUE },
    { "Tanenbaum, Modern Operating Systems, 3rd edition, figure 7-13", "rm",
      PERIODIC("A", 30, 10) PERIODIC("B", 40, 15) PERIODIC("C", 50, 5), TRUE },
    { "the same, figure 7-14: A needs 15", "rm",
      PERIODIC("A", 30, 15) PERIODIC("B", 40, 15) PERIODIC("C", 50, 5), FALSE },
    { "the same", "edf", PERIODIC("A", 30, 15) PERIODIC("B", 40, 15) PERIODIC("C", 50, 5), TRUE },
    { "Buttazzo, Hard Real-Time Computing Systems, figure 4.12", "rm",
      PERIODIC("t1", 5, 2) PERIODIC("t2", 7, 4), FALSE },
    { "the same", "edf", PERIODIC("t1", 5, 2) PERIODIC("t2", 7, 4), TRUE },
    { "Liu, Layland: all of a core with harmonic periods", "rm",
      PERIODIC("a", 2, 1) PERIODIC("b", 4, 1) PERIODIC("c", 8, 2), TRUE },
};

static void sets_of_periodic_tasks_are_served_or_not_as_published(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(task_sets); i++) {
        g_autofree char *text =
            g_strdup_printf(IDEAL "scheduler = %s\n%s", task_sets[i].scheduler, task_sets[i].tasks);
        if ((misses(text) == 0) != task_sets[i].served)
            fail_msg("%s, %s: %" G_GINT64_FORMAT " deadlines missed", task_sets[i].source,
                     task_sets[i].scheduler, misses(text));
    }
}

/* The first jobs, released together, take longest: R = C + sum of ceil(R / T) C over the more urgent ones. */
static const struct {
    const char *source;
    gint periods[4], computes[4], responses[4]; /* ends with 0 */
} response_times[] = {
    { "Burns, Wellings, Real-Time Systems and Programming Languages, 11.5",
      { 7, 12, 20 },
      { 3, 3, 5 },
      { 3, 6, 20 } },
    { "the same: priorities by rate", { 20, 40, 80 }, { 5, 10, 40 }, { 5, 15, 80 } },
    { "Silberschatz, figure 5.21", { 50, 100 }, { 20, 35 }, { 20, 75 } },
    { "Lehoczky, Sha, Ding, 1989, example 1", { 100, 150, 350 }, { 40, 40, 100 }, { 40, 80, 300 } },
};

static gint response_by_formula(const gint *periods, const gint *computes, guint i)
{
    gint response = computes[i], before = 0;
    while (response != before) {
        before = response;
        response = computes[i];
        for (guint other = 0; other < i; other++)
            response += (before + periods[other] - 1) / periods[other] * computes[other];
    }
    return response;
}

static void response_times_under_rate_monotonic_equal_the_analysis(void **state)
{
    (void)state;
    for (guint s = 0; s < G_N_ELEMENTS(response_times); s++) {
        g_autoptr(GString) text = g_string_new(NULL);
        const gint *periods = response_times[s].periods, *computes = response_times[s].computes;
        gint longest = 0;
        for (guint i = 0; periods[i] != 0; i++) {
            longest = MAX(longest, periods[i]);
            assert_int_equal(response_by_formula(periods, computes, i), response_times[s].responses[i]);
        }
        g_string_printf(text, "[scenario]\nhorizon = %dms\n" IDEAL "scheduler = rm\n", longest);
        for (guint i = 0; periods[i] != 0; i++)
            g_string_append_printf(text, "[task t%u]\nperiod = %dms\nphases = compute %dms\n", i, periods[i],
                                   computes[i]);
        g_autofree char *tasks = simulated_tasks(text->str, "free-threaded");
        for (guint i = 0; periods[i] != 0; i++) {
            g_autofree char *job = g_strdup_printf("t%u#0 ", i);
            g_autofree char *end = g_strdup_printf(">%d", response_times[s].responses[i]);
            const char *line = strstr(tasks, job);
            assert_non_null(line);
            g_autofree char *found = g_strndup(strchr(line, '>'), strcspn(strchr(line, '>'), "\n"));
            assert_string_equal(found, end);
        }
    }
}

/* ---- Graham, Bounds on Multiprocessing Timing Anomalies, SIAM Journal on Applied Mathematics 17(2), 1969
 * ----
 *
 * A task that comes after another arrives in the round behind that one's end, when the next of the list has
 * taken the free core already. Where that matters the scheduler may preempt: the more urgent one then takes
 * the core at once, at the same instant, and nobody is preempted in the midst of work. */

/* Nine tasks on N_CORES, each LESS shorter, in the order of PRIORITIES; T5 and T6 after T4 only with
 * ALL_AFTER. */
static char *graham(guint n_cores, gint less, const gint *priorities, gboolean all_after,
                    const char *preemptive)
{
    static const gint times[] = { 3, 2, 2, 2, 4, 4, 4, 4, 9 };
    GString *text = g_string_new(NULL);
    g_string_printf(text,
                    "[machine]\ncores = %u\nprofile = ideal\nscheduler = priority\n"
                    "[scheduler priority]\npreemptive = %s\n",
                    n_cores, preemptive);
    for (gint i = 1; i <= 9; i++) {
        gboolean after_4 = i == 7 || i == 8 || (all_after && (i == 5 || i == 6));
        g_string_append_printf(text, "[task T%d]\npriority = %d\nphases = compute %dms\n%s", i,
                               priorities != NULL ? priorities[i - 1] : i, times[i - 1] - less,
                               i == 9    ? "after = T1\n"
                               : after_4 ? "after = T4\n"
                                         : "");
    }
    return g_string_free(text, FALSE);
}

static void assert_makespan(char *scenario, gint expected)
{
    g_autoptr(Figures) figures = simulated_figures(scenario, "free-threaded");
    assert_int_equal(figures->summary.makespan, expected * SIMTIME_MS);
    g_free(scenario);
}

static void graham_anomalies(void **state)
{
    /* the list T1 T2 T4 T5 T6 T3 T9 T7 T8 */
    static const gint other_list[] = { 1, 2, 6, 3, 4, 5, 8, 9, 7 };
    g_autofree char *scenario = graham(3, 0, NULL, TRUE, "no");
    g_autofree char *chart = simulated_cores(scenario, "free-threaded");
    (void)state;
    assert_string_equal(
        chart,
        "0:T1 0-3\n1:T2 0-2\n2:T3 0-2\n1:T4 2-4\n0:T9 3-12\n1:T5 4-8\n2:T6 4-8\n1:T7 8-12\n2:T8 8-12\n");
    assert_makespan(graham(3, 0, NULL, TRUE, "no"), 12);
    assert_makespan(graham(3, 0, other_list, TRUE, "yes"), 14); /* another list */
    assert_makespan(graham(4, 0, NULL, TRUE, "no"), 15);        /* a core more */
    assert_makespan(graham(3, 1, NULL, TRUE, "no"), 13);        /* shorter tasks */
    assert_makespan(graham(3, 0, NULL, FALSE, "yes"), 16);      /* fewer to wait for */
}

/* ---- shares ---- */

/* What each of three tasks with the given tickets has had after so many slices of 1 ms; they compute on. */
static void assert_shares(const char *scheduler, const gint *tickets, gint n_slices, double tolerance)
{
    g_autoptr(GString) text = g_string_new(NULL);
    gint total = 0, begin, end, core;
    char name;
    double had[3] = { 0 };
    g_string_printf(text, IDEAL "scheduler = %s\nslice = 1ms\n", scheduler);
    for (guint i = 0; i < 3; i++) {
        total += tickets[i];
        g_string_append_printf(text, "[task %c]\ntickets = %d\nphases = compute %dms\n", 'A' + i, tickets[i],
                               n_slices);
    }
    g_autofree char *chart = simulated_cores(text->str, "free-threaded");
    g_auto(GStrv) lines = g_strsplit(chart, "\n", -1);
    for (guint i = 0; lines[i] != NULL && sscanf(lines[i], "%d:%c %d-%d", &core, &name, &begin, &end) == 4;
         i++)
        had[name - 'A'] += MAX(MIN(end, n_slices) - begin, 0);
    for (guint i = 0; i < 3; i++)
        if (fabs(had[i] - (double)n_slices * tickets[i] / total) > tolerance)
            fail_msg("%s: task %c with %d of %d tickets had %g of %d slices", scheduler, 'A' + i, tickets[i],
                     total, had[i], n_slices);
}

/* Never off by more than one slice for a pair of clients, a few for more: Waldspurger, Weihl, 1995,
 * section 2.3. */
static void stride_gives_shares_by_tickets_exactly(void **state)
{
    static const gint tickets[] = { 300, 200, 100 };
    (void)state;
    assert_shares("stride", tickets, 6, 0);
    assert_shares("stride", tickets, 600, 1);
    for (gint n = 1; n < 60; n++)
        assert_shares("stride", tickets, n, 1.5);
}

/* Binomial: within four standard deviations, sqrt(n p (1 - p)). */
static void lottery_gives_shares_by_tickets_in_the_long_run(void **state)
{
    static const gint tickets[] = { 300, 200, 100 };
    const double deviation = sqrt(6000 * 0.5 * 0.5);
    (void)state;
    assert_shares("lottery", tickets, 6000, 4 * deviation);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(silberschatz_chapter_5),
        cmocka_unit_test(silberschatz_real_time),
        cmocka_unit_test(stallings_chapter_9),
        cmocka_unit_test(tanenbaum_chapter_2),
        cmocka_unit_test(ostep_chapter_7),
        cmocka_unit_test(ostep_jobs_that_wait_and_feedback),
        cmocka_unit_test(ostep_homework_with_the_seed_of_its_example),
        cmocka_unit_test(ostep_stride_trace),
        cmocka_unit_test(sets_of_periodic_tasks_are_served_or_not_as_published),
        cmocka_unit_test(response_times_under_rate_monotonic_equal_the_analysis),
        cmocka_unit_test(graham_anomalies),
        cmocka_unit_test(stride_gives_shares_by_tickets_exactly),
        cmocka_unit_test(lottery_gives_shares_by_tickets_in_the_long_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
