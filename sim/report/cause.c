/* cause - what holds up the tasks of a row, by the measured shares of their time.
 *
 * A task loses the time that it neither computes nor waits. The state in which the tasks lose most is the
 * cause; of time lost in a queue it is what those in front do meanwhile, and if that keeps all cores busy,
 * the cores. Time lost to starting counts as the cause when starting takes a good part of the makespan.
 * Where little is lost, nothing is. */
#include "cause.h"

#include <string.h>

#include "measure.h"

#define MILLIONTHS 1000000
#define LITTLE 100000    /* of the tasks' time */
#define GOOD_PART 250000 /* of the makespan */
#define BUSY 900000      /* of the cores' time */

static gint64 ratio(__int128 part, __int128 whole)
{
    return whole > 0 ? (gint64)((2 * part * MILLIONTHS + whole) / (2 * whole)) : 0;
}

static __int128 all_time(const RankedRow *row)
{
    __int128 sum = 0;

    for (guint state = 0; state < N_STATES; state++)
        sum += row->in_state[state];
    return sum;
}

static gint64 share(const RankedRow *row, TaskState state)
{
    return ratio(row->in_state[state], all_time(row));
}

/* How many tasks are in STATE, averaged over the makespan. */
static gint64 mean_in(const RankedRow *row, TaskState state)
{
    return ratio(row->in_state[state], row->summary.makespan);
}

/* What the main thread starts one after the other, and how long that takes. */
static guint64 n_starts(const RankedRow *row)
{
    const Plan *plan = &row->plan;
    const guint64 n = plan->start_threads ? (guint64)row->summary.workers : plan->n_interpreters;

    return plan->start > 0 ? n - (plan->in_main ? 1 : 0) : 0;
}

static SimTime start_time(const RankedRow *row)
{
    const __int128 all =
        (__int128)n_starts(row) * row->plan.start + row->plan.n_offload * row->plan.offload_start;

    return (SimTime)MIN(all, row->summary.makespan); /* the last ones may have come too late for any task */
}

/* Of a queue: what those in front do most. */
static Cause cause_in_front(const RankedRow *row)
{
    static const struct {
        TaskState state;
        Cause cause;
    } causes[] = { { STATE_COMPUTE, CAUSE_COMPUTING }, { STATE_WAIT, CAUSE_WAITING },
                   { STATE_LOCK, CAUSE_LOCK },         { STATE_READY, CAUSE_CORES },
                   { STATE_RESOURCE, CAUSE_RESOURCE }, { STATE_OVERHEAD, CAUSE_OVERHEAD } };
    guint most = 0;

    for (guint i = 1; i < G_N_ELEMENTS(causes); i++)
        if (row->in_state[causes[i].state] > row->in_state[causes[most].state])
            most = i;
    return causes[most].cause;
}

Cause cause_of(const RankedRow *row)
{
    static const TaskState losses[] = { STATE_READY, STATE_LOCK,   STATE_RESOURCE,
                                        STATE_LOOP,  STATE_QUEUED, STATE_OVERHEAD };
    const Summary *summary = &row->summary;
    const __int128 lost = all_time(row) - row->in_state[STATE_COMPUTE] - row->in_state[STATE_WAIT];
    TaskState most = losses[0];

    if (ratio(lost, all_time(row)) < LITTLE)
        return CAUSE_NOTHING;
    for (guint i = 1; i < G_N_ELEMENTS(losses); i++)
        if (row->in_state[losses[i]] > row->in_state[most])
            most = losses[i];
    if (most == STATE_QUEUED && ratio(start_time(row), summary->makespan) >= GOOD_PART)
        return CAUSE_START;
    if ((most == STATE_QUEUED || most == STATE_LOOP) && summary->core_utilization >= BUSY)
        return CAUSE_CORES;
    switch (most) {
    case STATE_READY:
        return CAUSE_CORES;
    case STATE_LOCK:
        return CAUSE_LOCK;
    case STATE_RESOURCE:
        return CAUSE_RESOURCE;
    case STATE_OVERHEAD:
        return CAUSE_OVERHEAD;
    case STATE_LOOP:
        return CAUSE_LOOP;
    default:
        return cause_in_front(row);
    }
}

/* What a row measures, in millionths. */
typedef gint64 (*Measured)(const RankedRow *row);

static gint64 lock_held(const RankedRow *row)
{
    return row->summary.lock_utilization;
}

static gint64 lock_waiters(const RankedRow *row)
{
    return mean_in(row, STATE_LOCK);
}

static gint64 cores_busy(const RankedRow *row)
{
    return row->summary.core_utilization;
}

static gint64 cores_idle(const RankedRow *row)
{
    return MAX(MILLIONTHS - row->summary.core_utilization, 0);
}

static gint64 resource_share(const RankedRow *row)
{
    return share(row, STATE_RESOURCE);
}

static gint64 overhead_share(const RankedRow *row)
{
    return share(row, STATE_OVERHEAD);
}

static gint64 start_share(const RankedRow *row)
{
    return ratio(start_time(row), row->summary.makespan);
}

static gint64 at_once(const RankedRow *row)
{
    return row->summary.mean_parallel;
}

static gint64 held_back(const RankedRow *row)
{
    return mean_in(row, STATE_LOOP) + mean_in(row, STATE_QUEUED);
}

static gint64 core_waiters(const RankedRow *row)
{
    return mean_in(row, STATE_READY) + held_back(row);
}

static gint64 lost_share(const RankedRow *row)
{
    return MILLIONTHS - share(row, STATE_COMPUTE) - share(row, STATE_WAIT);
}

/* "97 %", or "97 to 99 %" where the rows differ. */
static void append_range(GString *text, Measured measured, char *(*as_text)(gint64),
                         const RankedRow *const *rows, guint n)
{
    gint64 low = measured(rows[0]), high = low;
    g_autofree char *first = NULL, *last = NULL;

    for (guint i = 1; i < n; i++) {
        low = MIN(low, measured(rows[i]));
        high = MAX(high, measured(rows[i]));
    }
    first = as_text(low);
    last = as_text(high);
    if (!g_str_equal(first, last)) {
        if (g_str_has_suffix(first, " %"))
            first[strlen(first) - 2] = '\0';
        g_string_append_printf(text, "%s to ", first);
    }
    g_string_append(text, last);
}

/* "BEFORE 97 % BETWEEN 3.1 AFTER" */
static const struct {
    const char *before;
    Measured first;
    char *(*first_text)(gint64);
    const char *between;
    Measured second; /* or NULL: that was all */
    char *(*second_text)(gint64);
    const char *after;
} descriptions[N_CAUSES] = {
    [CAUSE_NOTHING] = { "hardly anything, ", lost_share, measure_percent, " of their time", NULL, NULL,
                        NULL },
    [CAUSE_LOCK] = { "the lock, held ", lock_held, measure_percent, " of the time with ", lock_waiters,
                     measure_mean, " tasks waiting for it" },
    [CAUSE_CORES] = { "the cores, busy ", cores_busy, measure_percent, " of the time with ", core_waiters,
                      measure_mean, " tasks waiting for one" },
    [CAUSE_RESOURCE] = { "queueing for ", resource_share, measure_percent, " of their time", NULL, NULL,
                         NULL },
    [CAUSE_WAITING] = { "waiting one after the other, cores idle ", cores_idle, measure_percent,
                        " of the time", NULL, NULL, NULL },
    [CAUSE_COMPUTING] = { "computing one after the other, ", at_once, measure_mean, " at once while ",
                          held_back, measure_mean, " stand back" },
    [CAUSE_LOOP] = { "an event loop busy with another task, ", held_back, measure_mean, " held back", NULL,
                     NULL, NULL },
    [CAUSE_START] = { "starting up for ", start_share, measure_percent, " of the makespan", NULL, NULL,
                      NULL },
    [CAUSE_OVERHEAD] = { "overhead, ", overhead_share, measure_percent, " of their time", NULL, NULL, NULL },
};

void cause_describe(GString *text, Cause cause, const RankedRow *const *rows, guint n, const char *resource)
{
    g_string_append(text, descriptions[cause].before);
    if (cause == CAUSE_RESOURCE)
        g_string_append_printf(text, "%s, ", resource ? resource : "a resource");
    append_range(text, descriptions[cause].first, descriptions[cause].first_text, rows, n);
    g_string_append(text, descriptions[cause].between);
    if (descriptions[cause].second) {
        append_range(text, descriptions[cause].second, descriptions[cause].second_text, rows, n);
        g_string_append(text, descriptions[cause].after);
    }
}
