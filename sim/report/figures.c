/* figures - every figure of a finished run, as the semantics define them (section 8).
 *
 * Sums are kept in 128 bits, ratios are integers of millionths rounded half up: no figure depends on
 * floating point. Tasks that did not finish (a deadlock) count in states and levels, not in turnarounds. */
#include "figures.h"

#include "base/sorting.h"
#include "overload.h"

#define MILLIONTHS 1000000

/* NUMERATOR / DENOMINATOR (both >= 0) rounded half up, or empty. */
static gint64 divide(__int128 numerator, __int128 denominator)
{
    return denominator > 0 ? (gint64)((2 * numerator + denominator) / (2 * denominator)) : NOT_APPLICABLE;
}

static gint64 ratio(__int128 numerator, __int128 denominator)
{
    return divide(numerator * MILLIONTHS, denominator);
}

gint64 figures_percentile(const SimTime *sorted, gsize n, guint percent)
{
    return n > 0 ? sorted[(n * percent + 99) / 100 - 1] : NOT_APPLICABLE;
}

/* Values to be sorted, and their sum. */
typedef struct {
    SimTime *values;
    gsize n;
    __int128 sum;
} Sample;

static void sample_add(Sample *sample, SimTime value)
{
    sample->values[sample->n++] = value;
    sample->sum += value;
}

static gint64 sample_mean(const Sample *sample)
{
    return divide(sample->sum, sample->n);
}

/* Turnarounds of the finished ones of N tasks from FIRST on, sorted. */
static Sample turnarounds(const Recorder *recorder, guint32 first, guint32 n)
{
    Sample sample = { g_new(SimTime, MAX(n, 1)), 0, 0 };

    for (guint32 i = first; i < first + n; i++)
        if (recorder->tasks[i].finish >= 0)
            sample_add(&sample, recorder->tasks[i].finish - recorder->tasks[i].arrival);
    sort_times(sample.values, sample.n);
    return sample;
}

/* Delays of the groups from FIRST to before END, sorted. */
static Sample delays(const Recorder *recorder, guint32 first, guint32 end)
{
    Sample sample = { 0 };
    gsize n = 0;

    for (guint32 g = first; g < end; g++)
        n += recorder->delays[g]->len;
    sample.values = g_new(SimTime, MAX(n, 1));
    for (guint32 g = first; g < end; g++)
        for (guint i = 0; i < recorder->delays[g]->len; i++)
            sample_add(&sample, g_array_index(recorder->delays[g], SimTime, i));
    sort_times(sample.values, sample.n);
    return sample;
}

static void add_states(const Recorder *recorder, guint32 first, guint32 n, __int128 in_state[N_STATES])
{
    for (guint32 i = first; i < first + n; i++)
        for (guint state = 0; state < N_STATES; state++)
            in_state[state] += recorder_in_state(recorder, i, (TaskState)state);
}

static void fill_in_group(GroupFigures *figures, const Recorder *recorder, guint32 index)
{
    const Group *group = &recorder->workload->groups[index];
    Sample turnaround = turnarounds(recorder, group->first, group->n_tasks);
    Sample delay = delays(recorder, index, index + 1);

    figures->group = group->name;
    figures->tasks = group->n_tasks;
    figures->mean_turnaround = sample_mean(&turnaround);
    figures->p50_turnaround = figures_percentile(turnaround.values, turnaround.n, 50);
    figures->p95_turnaround = figures_percentile(turnaround.values, turnaround.n, 95);
    figures->p99_turnaround = figures_percentile(turnaround.values, turnaround.n, 99);
    figures->delays = (gint64)delay.n;
    figures->mean_delay = sample_mean(&delay);
    figures->p50_delay = figures_percentile(delay.values, delay.n, 50);
    figures->p95_delay = figures_percentile(delay.values, delay.n, 95);
    figures->p99_delay = figures_percentile(delay.values, delay.n, 99);
    figures->max_delay = figures_percentile(delay.values, delay.n, 100);
    add_states(recorder, group->first, group->n_tasks, figures->in_state);
    g_free(turnaround.values);
    g_free(delay.values);
}

/* When the program had something to do, and what was going on then. */
typedef struct {
    SimTime first, last; /* first arrival; last finish, or the end if a task did not finish */
    guint32 n_started, n_finished;
    __int128 response, in_progress; /* sums over tasks */
    __int128 waiting;               /* of the finished ones */
} Span;

static Span measure_span(const Recorder *recorder)
{
    Span span = { .first = SIMTIME_NEVER };

    for (guint32 i = 0; i < recorder->n_tasks; i++) {
        const TaskRecord *task = &recorder->tasks[i];
        const SimTime finish = task->finish >= 0 ? task->finish : recorder->end;

        if (task->arrival >= 0)
            span.first = MIN(span.first, task->arrival);
        span.last = MAX(span.last, finish);
        if (task->start >= 0) {
            span.n_started++;
            span.response += task->start - task->arrival;
            span.in_progress += finish - task->start;
        }
        if (task->finish >= 0) {
            span.n_finished++;
            span.waiting +=
                recorder_waiting(recorder, i);
        }
    }
    return span;
}

static gint64 count_misses(const Recorder *recorder)
{
    const Workload *workload = recorder->workload;
    gint64 misses = NOT_APPLICABLE;

    for (guint32 g = 0; g < workload->n_groups; g++) {
        const Group *group = &workload->groups[g];

        if (group->deadline == 0)
            continue;
        misses = MAX(misses, 0);
        for (guint32 i = group->first; i < group->first + group->n_tasks; i++)
            misses += figures_missed(recorder, i);
    }
    return misses;
}

gboolean figures_missed(const Recorder *recorder, guint32 task)
{
    const Task *asked = &recorder->workload->tasks[task];
    const SimTime deadline = recorder->workload->groups[asked->group].deadline;
    const TaskRecord *record = &recorder->tasks[task];
    const SimTime finish = record->finish >= 0 ? record->finish : recorder->end;

    return deadline > 0 && record->arrival >= 0 && finish > record->arrival + deadline;
}

static void fill_in_times(Summary *summary, const Recorder *recorder)
{
    Sample turnaround = turnarounds(recorder, 0, recorder->n_tasks);

    summary->mean_turnaround = sample_mean(&turnaround);
    summary->p50_turnaround = figures_percentile(turnaround.values, turnaround.n, 50);
    summary->p95_turnaround = figures_percentile(turnaround.values, turnaround.n, 95);
    summary->p99_turnaround = figures_percentile(turnaround.values, turnaround.n, 99);
    g_free(turnaround.values);
}

static void fill_in_levels(Summary *summary, const Recorder *recorder, const Span *span)
{
    const __int128 elapsed = span->n_started > 0 ? span->last - span->first : 0;
    __int128 lock_held = 0;

    for (guint i = 0; i < recorder->n_locks; i++)
        lock_held += recorder->lock_held[i];
    summary->mean_in_progress = ratio(span->in_progress, elapsed);
    summary->max_in_progress = recorder->max_in_progress;
    summary->mean_parallel = ratio(summary->in_state[STATE_COMPUTE], elapsed);
    summary->max_parallel = recorder->max_parallel;
    summary->core_utilization = ratio(recorder->on_core, elapsed * summary->combination.cores);
    summary->lock_utilization = ratio(lock_held, elapsed * recorder->n_locks);
}

static void fill_in_summary(Summary *summary, const Recorder *recorder, gint64 sequential)
{
    const Span span = measure_span(recorder);
    const gboolean all_finished = span.n_finished == recorder->n_tasks && span.n_finished > 0;

    summary->tasks = recorder->n_tasks;
    summary->unfinished = recorder->n_tasks - span.n_finished;
    summary->makespan = all_finished ? span.last - span.first : NOT_APPLICABLE;
    summary->throughput = summary->speedup = NOT_APPLICABLE;
    if (all_finished)
        summary->throughput = ratio((__int128)span.n_finished * SIMTIME_S, summary->makespan);
    if (g_str_equal(summary->combination.policy, "sequential"))
        sequential = summary->makespan;
    if (all_finished && sequential != NOT_APPLICABLE)
        summary->speedup = ratio(sequential, summary->makespan);
    add_states(recorder, 0, recorder->n_tasks, summary->in_state);
    fill_in_times(summary, recorder);
    summary->mean_response = divide(span.response, span.n_started);
    summary->mean_waiting = divide(span.waiting, span.n_finished);
    fill_in_levels(summary, recorder, &span);
    summary->context_switches = (gint64)recorder->context_switches;
    summary->preemptions = (gint64)recorder->preemptions;
    summary->lock_switches = (gint64)recorder->lock_switches;
    summary->migrations = (gint64)recorder->migrations;
    summary->deadline_misses = count_misses(recorder);
    summary->overloaded = all_finished && is_overloaded(recorder);
}

static gint64 of_sample(const Goal *goal, Sample sample)
{
    const gint64 figure = goal->percentile == 0
                              ? sample_mean(&sample)
                              : figures_percentile(sample.values, sample.n, (guint)goal->percentile);

    g_free(sample.values);
    return figure;
}

static gint64 goal_figure(const Goal *goal, const Summary *summary, const Recorder *recorder)
{
    const Workload *workload = recorder->workload;
    const Group *group = goal->group >= 0 ? &workload->groups[goal->group] : NULL;

    if (summary->unfinished > 0)
        return NOT_APPLICABLE;
    switch (goal->figure) {
    case GOAL_MAKESPAN:
        return summary->makespan;
    case GOAL_THROUGHPUT:
        return summary->throughput;
    case GOAL_TURNAROUND:
        return of_sample(goal, group ? turnarounds(recorder, group->first, group->n_tasks)
                                     : turnarounds(recorder, 0, workload->n_tasks));
    case GOAL_DELAY:
        return of_sample(goal, group ? delays(recorder, (guint32)goal->group, (guint32)goal->group + 1)
                                     : delays(recorder, 0, workload->n_groups));
    }
    g_assert_not_reached();
}

Figures *figures_new(const Combination *combination, const Plan *plan, const Scenario *scenario,
                     const Recorder *recorder, gint64 sequential)
{
    Figures *figures = g_new0(Figures, 1);
    const Workload *workload = recorder->workload;
    Plan bounded = *plan;

    bounded.locked = recorder->n_locks > 0;
    figures->plan = *plan;
    figures->summary.combination = *combination;
    figures->summary.workers = (gint64)plan_n_workers(plan, workload->n_tasks);
    fill_in_summary(&figures->summary, recorder, sequential);
    figures->summary.bound = figures_lower_bound(workload, &bounded, combination->cores);
    figures->summary.goal = goal_figure(&scenario->goal, &figures->summary, recorder);
    figures->n_groups = workload->n_groups;
    figures->groups = g_new0(GroupFigures, workload->n_groups);
    for (guint32 i = 0; i < workload->n_groups; i++)
        fill_in_group(&figures->groups[i], recorder, i);
    return figures;
}

Figures *figures_new_skipped(const Combination *combination, const Plan *plan, const char *reason)
{
    Figures *figures = g_new0(Figures, 1);

    figures->plan = *plan;
    figures->summary.combination = *combination;
    figures->summary.skipped = g_strdup(reason);
    return figures;
}

void figures_free(Figures *figures)
{
    g_free(figures->summary.skipped);
    g_free(figures->summary.stopped);
    g_free(figures->groups);
    g_free(figures);
}
