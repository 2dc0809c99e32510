/* small_ranking - rankings of rows with made-up figures, for tests of what tells them. */
#pragma once

#include "report/ranking.h"
#include "small_workload.h"

/* What a test says of a row; the rest is 0. Times in ms, ratios in per cent. */
typedef struct {
    const char *policy, *lock;
    guint cores;
    gint64 makespan, goal; /* goal 0: the makespan; -1: not finished */
    gint64 bound;
    gint64 in_progress, at_work;  /* means, in hundredths */
    gint64 cores_busy, lock_held; /* lock_held -1: no lock */
    gint64 in_state[N_STATES];
    gboolean overloaded;
    const char *skipped;
} SmallRow;

static inline Figures small_figures(const SmallRow *row)
{
    const gint64 ms = SIMTIME_MS, percent = 10000;
    Figures figures = { .plan = {
                            .n_interpreters = 1, .threads = THREADS_PER_TASK, .n_workers = 1, .factor = 1 } };
    Summary *summary = &figures.summary;

    figures.plan.locked = row->lock_held >= 0;
    summary->combination = (Combination){ "sim", row->policy, row->lock, "fifo", row->cores, 0, 1 };
    summary->workers = 1;
    summary->deadline_misses = NOT_APPLICABLE;
    summary->makespan = row->goal < 0 ? NOT_APPLICABLE : row->makespan * ms;
    summary->goal = row->goal < 0 ? NOT_APPLICABLE : row->goal > 0 ? row->goal * ms : row->makespan * ms;
    summary->unfinished = row->goal < 0;
    summary->stopped = row->goal < 0 ? (char *)"deadlock at 1 ms" : NULL;
    summary->skipped = (char *)row->skipped;
    summary->speedup = row->makespan > 0 ? 1000 * ms / row->makespan : NOT_APPLICABLE;
    summary->bound = row->bound * ms;
    summary->mean_in_progress = row->in_progress * percent;
    summary->mean_parallel = row->at_work * percent;
    summary->max_in_progress = (row->in_progress + 99) / 100;
    summary->max_parallel = (row->at_work + 99) / 100;
    summary->core_utilization = row->cores_busy * percent;
    summary->lock_utilization = row->lock_held >= 0 ? row->lock_held * percent : NOT_APPLICABLE;
    for (guint i = 0; i < N_STATES; i++)
        summary->in_state[i] = row->in_state[i] * ms;
    summary->overloaded = row->overloaded;
    return figures;
}

/* SCENARIO with WORKLOAD and N ROWS, sorted. */
static inline Ranking *small_ranking(const Scenario *scenario, const Workload *workload, const SmallRow *rows,
                                     guint n)
{
    Ranking *ranking = ranking_new();

    ranking->sink.begin(&ranking->sink, scenario, workload, NULL);
    for (guint i = 0; i < n; i++) {
        const Figures figures = small_figures(&rows[i]);

        ranking->sink.run_ends(&ranking->sink, NULL, &figures, NULL);
    }
    ranking_sort(ranking);
    return ranking;
}

/* A scenario with the goal FIGURE and lists of LOCKS and CORES, which must last; free with
 * small_scenario_clear. */
static inline Scenario small_scenario(GoalFigure figure, gint percentile, char *goal, char **locks,
                                      guint n_cores)
{
    static char title[] = "A title", profile[] = "ideal", fifo[] = "fifo";
    static char *schedulers[] = { fifo, NULL };
    Scenario scenario = {
        .title = title, .profile = profile, .seed = 1, .schedulers = schedulers, .locks = locks
    };

    scenario.goal = (Goal){ .figure = figure, .percentile = percentile, .group = -1, .text = goal };
    scenario.cores = g_array_new(FALSE, TRUE, sizeof(gint64));
    g_array_set_size(scenario.cores, n_cores);
    return scenario;
}

static inline void small_scenario_clear(Scenario *scenario)
{
    g_array_unref(scenario->cores);
}
