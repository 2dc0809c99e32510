/* native_work - a stretch of work on a core, and where the thread was off its core meanwhile.
 *
 * A gap between two looks at the clock, during which the system took the core away, is `ready`. The thread's core time
 * would tell more, but asking for it has Linux look whether the thread's slice is used up, which otherwise happens at
 * the next tick: a measurement that changes what it measures. Only other kinds of work than computing, whose speed
 * depends on other cores, so that gaps tell nothing, need it. */
#define _GNU_SOURCE /* RUSAGE_THREAD */
#include "native.h"

#include <sys/resource.h>

/* What is shorter is no gap: a look at the clock, or a page of memory. */
#define GAP (2 * SIMTIME_US)
/* A tick that takes longer was off its core, and counts as a gap. */
#define LONG_TICK (5 * SIMTIME_US)

/* How often the system has taken the core from the thread. */
static gint64 count_preemptions(void)
{
    struct rusage usage;

    return getrusage(RUSAGE_THREAD, &usage) == 0 ? usage.ru_nivcsw : 0;
}

static void begin_stretch(Carrier *carrier)
{
    SimTime now;

    carrier_sees_core(carrier);
    if (carrier->burner.body == BODY_WORK)
        carrier->preempted = count_preemptions();
    else
        carrier->cpu_begun = clock_thread();
    now = clock_now();
    carrier->begun = carrier->noted = now;
    carrier->ticked = carrier->locked = carrier->off = 0;
    burn_begin(&carrier->burner, now);
    carrier_note(carrier, JOURNAL_STATE, STATE_COMPUTE, now - carrier->native->control->origin);
}

void carrier_saw_gap(gpointer data, SimTime from, SimTime to)
{
    Carrier *carrier = data;
    const SimTime origin = carrier->native->control->origin, begin = MAX(from, carrier->noted);
    const gint64 preempted = count_preemptions();

    if (to - begin < GAP || preempted == carrier->preempted)
        return; /* an interrupt, or the whole virtual machine stood still */
    carrier->preempted = preempted;
    if (!eventlog_takes_detail(&carrier->log)) {
        carrier->off += to - begin;
        return;
    }
    carrier_note(carrier, JOURNAL_STATE, STATE_READY, begin - origin);
    carrier_sees_core(carrier);
    carrier_note(carrier, JOURNAL_STATE, STATE_COMPUTE, to - origin);
    carrier->noted = to;
}

/* Elapsed time of the stretch, up to END, that was not core time and is not noted. */
static SimTime time_off_core(const Carrier *carrier, SimTime end)
{
    if (carrier->burner.body == BODY_WORK)
        return carrier->off;
    return end - carrier->begun - (clock_thread() - carrier->cpu_begun) - carrier->locked;
}

/* The stretch ended at END, when the thread still held its lock if it did. What was not noted as it happened
 * is noted as if it came last. */
static void end_stretch(Carrier *carrier, SimTime end)
{
    const SimTime all = end - carrier->noted, origin = carrier->native->control->origin;
    const SimTime cost = MIN(carrier->ticked, all), locked = MIN(carrier->locked, all - cost);
    SimTime off = time_off_core(carrier, end); /* asked for once: CLAMP is a macro */

    off = CLAMP(off, 0, all - cost - locked);
    if (off > 0)
        carrier_note(carrier, JOURNAL_STATE, STATE_READY, end - cost - locked - off - origin);
    if (locked > 0)
        carrier_note(carrier, JOURNAL_STATE, STATE_LOCK, end - cost - locked - origin);
    carrier_note(carrier, JOURNAL_STATE, STATE_OVERHEAD, end - cost - origin);
}

/* The lock, which the thread let go at BEFORE, is taken again, and the work goes on. */
static void resume_with_lock(Carrier *carrier, SimTime before)
{
    const guint32 track = carrier->track;
    const gboolean noted = eventlog_takes_detail(&carrier->log);

    if (noted) {
        end_stretch(carrier, before);
        carrier_note(carrier, JOURNAL_STATE, STATE_LOCK, before - carrier->native->control->origin);
    }
    carrier->track = NO_TASK; /* all of it is `lock` */
    carrier_take_lock(carrier);
    carrier->track = track;
    if (noted) {
        begin_stretch(carrier);
    } else {
        carrier->locked += clock_now() - before;
        burn_begin(&carrier->burner, clock_now());
    }
}

/* The holder saw a request while it computed. */
static void give_way(Carrier *carrier)
{
    const SimTime before = clock_now();

    carrier->holds = FALSE;
    real_lock_drop(&carrier->interpreter->lock, &carrier->user, REAL_DROP_ASKED);
    resume_with_lock(carrier, before);
}

/* cpython2: lets go and takes the lock again, back to back, unless another is faster. */
static void tick(Carrier *carrier)
{
    RealLock *lock = &carrier->interpreter->lock;
    const guint64 n_handoffs = lock->n_handoffs;
    const SimTime before = clock_now();

    real_lock_drop(lock, &carrier->user, REAL_DROP_ASKED);
    carrier->holds = real_lock_try(lock, &carrier->user);
    if (carrier->holds && lock->n_handoffs == n_handoffs)
        carrier->ticked += MIN(clock_now() - before, LONG_TICK);
    else
        resume_with_lock(carrier, before);
}

/* Works N iterations off as the holder of a lock that others may ask for. */
static void work_and_listen(Carrier *carrier, gint64 n)
{
    RealLock *lock = &carrier->interpreter->lock;
    const gboolean ticks = lock->ticks > 0;

    while (n > 0) {
        if (carrier->until_tick <= 0)
            carrier->until_tick = ticks ? burn_iterations(&carrier->burner, lock->ticks) : G_MAXINT64;
        const gint64 done = burn(&carrier->burner, MIN(n, carrier->until_tick), &lock->request);

        n -= done;
        carrier->until_tick -= ticks ? done : 0;
        if (n > 0 && carrier->until_tick <= 0)
            tick(carrier);
        else if (n > 0)
            give_way(carrier);
    }
}

void carrier_works(Carrier *carrier, PhaseKind kind, SimTime duration)
{
    const gint64 n = burn_iterations(&carrier->burner, duration);

    if (n == 0)
        return;
    begin_stretch(carrier);
    if (kind == PHASE_COMPUTE && carrier->holds)
        work_and_listen(carrier, n);
    else
        burn(&carrier->burner, n, NULL);
    end_stretch(carrier, clock_now());
    if (kind == PHASE_HOLD)
        carrier_give_way(carrier);
}
