/* cause - what holds up the tasks of a row, by the measured shares of their time.
 *
 * A task loses the time that it neither computes nor waits. The state in which the tasks lose most is the cause; of time
 * lost in a queue it is what those in front do meanwhile, and if that keeps all cores busy, the cores. Time lost to
 * starting counts as the cause when starting takes a good part of the makespan. Where little is lost, nothing is. */
#include "cause.h"

#include <string.h>

#include "measure.h"

#define MILLIONTHS 1000000
#define LITTLE 50000     /* of the tasks' time */
#define GOOD_PART 250000 /* of the makespan */
#define BUSY 900000      /* of the cores' time */

static gint64 ratio(__int128 part, __int128 whole)
{
    return whole > 0 ? (gint64)((2 * part * MILLIONTHS + whole) / (2 * whole)) : 0;
}

static __int128 all_time(const Summary *summary)
{
    __int128 sum = 0;

    for (guint state = 0; state < N_STATES; state++)
        sum += summary->in_state[state];
    return sum;
}

static gint64 share(const Summary *summary, TaskState state)
{
    return ratio(summary->in_state[state], all_time(summary));
}

/* How many tasks are in STATE, averaged over the makespan. */
static gint64 mean_in(const Summary *summary, TaskState state)
{
    return ratio(summary->in_state[state], summary->makespan);
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
    return (SimTime)n_starts(row) * row->plan.start + row->plan.n_offload * row->plan.offload_start;
}

/* Of a queue: what those in front do most. */
static Cause cause_in_front(const Summary *summary)
{
    static const struct {
        TaskState state;
        Cause cause;
    } causes[] = { { STATE_COMPUTE, CAUSE_COMPUTING }, { STATE_WAIT, CAUSE_WAITING },
                   { STATE_LOCK, CAUSE_LOCK },         { STATE_READY, CAUSE_CORES },
                   { STATE_RESOURCE, CAUSE_RESOURCE }, { STATE_OVERHEAD, CAUSE_OVERHEAD } };
    guint most = 0;

    for (guint i = 1; i < G_N_ELEMENTS(causes); i++)
        if (summary->in_state[causes[i].state] > summary->in_state[causes[most].state])
            most = i;
    return causes[most].cause;
}

Cause cause_of(const RankedRow *row)
{
    static const TaskState losses[] = { STATE_READY, STATE_LOCK, STATE_RESOURCE, STATE_LOOP, STATE_QUEUED, STATE_OVERHEAD };
    const Summary *summary = &row->summary;
    __int128 lost = all_time(summary) - summary->in_state[STATE_COMPUTE] - summary->in_state[STATE_WAIT];
    TaskState most = losses[0];

    if (ratio(lost, all_time(summary)) < LITTLE)
        return CAUSE_NOTHING;
    for (guint i = 1; i < G_N_ELEMENTS(losses); i++)
        if (summary->in_state[losses[i]] > summary->in_state[most])
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
        return cause_in_front(summary);
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
    return mean_in(&row->summary, STATE_LOCK);
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
    return share(&row->summary, STATE_RESOURCE);
}

static gint64 overhead_share(const RankedRow *row)
{
    return share(&row->summary, STATE_OVERHEAD);
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
    return mean_in(&row->summary, STATE_LOOP) + mean_in(&row->summary, STATE_QUEUED);
}

static gint64 core_waiters(const RankedRow *row)
{
    return mean_in(&row->summary, STATE_READY) + held_back(row);
}

static gint64 lost_share(const RankedRow *row)
{
    return MILLIONTHS - share(&row->summary, STATE_COMPUTE) - share(&row->summary, STATE_WAIT);
}

/* "97 %", or "97 to 99 %" where the rows differ. */
static void append_range(GString *text, Measured measured, char *(*as_text)(gint64), const RankedRow *const *rows,
                         guint n)
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

void cause_describe(GString *text, Cause cause, const RankedRow *const *rows, guint n, const char *resource)
{
    switch (cause) {
    case CAUSE_NOTHING:
        g_string_append(text, "hardly anything, ");
        append_range(text, lost_share, measure_percent, rows, n);
        g_string_append(text, " of their time");
        break;
    case CAUSE_LOCK:
        g_string_append(text, "the lock, held ");
        append_range(text, lock_held, measure_percent, rows, n);
        g_string_append(text, " of the time with ");
        append_range(text, lock_waiters, measure_mean, rows, n);
        g_string_append(text, " tasks waiting for it");
        break;
    case CAUSE_CORES:
        g_string_append(text, "the cores, busy ");
        append_range(text, cores_busy, measure_percent, rows, n);
        g_string_append(text, " of the time with ");
        append_range(text, core_waiters, measure_mean, rows, n);
        g_string_append(text, " tasks waiting for one");
        break;
    case CAUSE_RESOURCE:
        g_string_append_printf(text, "queueing for %s, ", resource ? resource : "a resource");
        append_range(text, resource_share, measure_percent, rows, n);
        g_string_append(text, " of their time");
        break;
    case CAUSE_WAITING:
        g_string_append(text, "waiting one after the other, cores idle ");
        append_range(text, cores_idle, measure_percent, rows, n);
        g_string_append(text, " of the time");
        break;
    case CAUSE_COMPUTING:
        g_string_append(text, "computing one after the other, ");
        append_range(text, at_once, measure_mean, rows, n);
        g_string_append(text, " at once while ");
        append_range(text, held_back, measure_mean, rows, n);
        g_string_append(text, " stand back");
        break;
    case CAUSE_LOOP:
        g_string_append(text, "an event loop with another task in hand, ");
        append_range(text, held_back, measure_mean, rows, n);
        g_string_append(text, " of them held back");
        break;
    case CAUSE_START:
        g_string_append(text, "starting up, ");
        append_range(text, start_share, measure_percent, rows, n);
        g_string_append(text, " of the makespan");
        break;
    case CAUSE_OVERHEAD:
        g_string_append(text, "overhead, ");
        append_range(text, overhead_share, measure_percent, rows, n);
        g_string_append(text, " of their time");
        break;
    case N_CAUSES:
        g_assert_not_reached();
    }
}
