/* sweep - carries out what is left of a sweep, with several workers, and tells how far it is. */
#include "sweep.h"

#include <glib/gstdio.h>

#include "base/interrupt.h"
#include "sweep/pool.h"

#define CLEAR_LINE "\r\033[K"
#define SYNC_EVERY G_USEC_PER_SEC

typedef struct {
    const SweepWork *work;
    GArray *jobs;   /* of guint64, see sweep_missing */
    guint n_done;   /* of them */
    gint64 begin;   /* microseconds */
    gint64 next_sync;
} Sweep;

guint sweep_n_points(const Grid *grid, const Identity *identity)
{
    if (grid->n_points <= identity->shard)
        return 0;
    return (grid->n_points - identity->shard + identity->n_shards - 1) / identity->n_shards;
}

GArray *sweep_missing(const Grid *grid, const Identity *identity, const Ledger *ledger)
{
    const guint64 n_all = (guint64)grid->n_points * identity->repeats;
    g_autofree guint8 *is_done = g_malloc0(n_all + 1);
    GArray *missing = g_array_new(FALSE, FALSE, sizeof(guint64));

    for (guint i = 0; i < ledger->records->len; i++) {
        const LedgerRecord *record = g_ptr_array_index(ledger->records, i);

        if (record->point < grid->n_points && record->repeat < identity->repeats)
            is_done[(guint64)record->point * identity->repeats + record->repeat] = TRUE;
    }
    for (guint64 job = 0; job < n_all; job++)
        if (!is_done[job] && job / identity->repeats % identity->n_shards == identity->shard)
            g_array_append_val(missing, job);
    return missing;
}

static guint64 job_number(const Sweep *sweep, guint job)
{
    return g_array_index(sweep->jobs, guint64, job);
}

static guint point_of(const Sweep *sweep, guint job)
{
    return (guint)(job_number(sweep, job) / sweep->work->identity->repeats);
}

static guint repeat_of(const Sweep *sweep, guint job)
{
    return (guint)(job_number(sweep, job) % sweep->work->identity->repeats);
}

static gboolean work_at(guint job, GString *result, gpointer data, GError **error)
{
    const Sweep *sweep = data;

    return point_run(sweep->work->source, point_of(sweep, job), repeat_of(sweep, job), result, error);
}

static gboolean take(guint job, const char *result, gsize length, gpointer data, GError **error)
{
    Sweep *sweep = data;

    sweep->n_done++;
    return ledger_add(sweep->work->ledger, point_of(sweep, job), repeat_of(sweep, job), result, length, error);
}

/* "sweep: 120 of 640 (19 %), 45/s, 12 s left" */
static void show(const Sweep *sweep, gint64 now)
{
    const double elapsed = (double)(now - sweep->begin) / G_USEC_PER_SEC;
    const guint n_before = sweep->work->ledger->records->len - sweep->n_done;
    const guint n_all = n_before + sweep->jobs->len;
    const double rate = elapsed > 0 ? sweep->n_done / elapsed : 0;

    fprintf(sweep->work->progress, CLEAR_LINE "sweep: %u of %u (%u %%)", n_before + sweep->n_done, n_all,
            (guint)((guint64)(n_before + sweep->n_done) * 100 / MAX(n_all, 1)));
    if (sweep->n_done > 0)
        fprintf(sweep->work->progress, ", %.0f/s, %.0f s left", rate, (sweep->jobs->len - sweep->n_done) / rate);
    fflush(sweep->work->progress);
}

static void tick(gpointer data)
{
    Sweep *sweep = data;
    const gint64 now = g_get_monotonic_time();

    if (now < sweep->next_sync)
        return;
    sweep->next_sync = now + SYNC_EVERY;
    ledger_sync(sweep->work->ledger, NULL); /* the one at the end tells what is wrong */
    if (sweep->work->progress)
        show(sweep, now);
}

/* The ledger's lock is the parent's alone. */
static void enter(gpointer data)
{
    g_close(((Sweep *)data)->work->ledger->file, NULL);
}

gboolean sweep_run(const SweepWork *work, GError **error)
{
    Sweep sweep = { .work = work, .begin = g_get_monotonic_time() };
    const PoolHooks hooks = { .work = work_at, .take = take, .tick = tick, .enter = enter, .data = &sweep };
    gboolean done = TRUE;

    sweep.jobs = sweep_missing(work->source->grid, work->identity, work->ledger);
    interrupt_defer(TRUE);
    if (sweep.jobs->len > 0)
        done = pool_run(sweep.jobs->len, work->n_workers, &hooks, error);
    if (work->progress)
        fputs(CLEAR_LINE, work->progress);
    g_array_unref(sweep.jobs);
    return done && ledger_sync(work->ledger, error);
}
