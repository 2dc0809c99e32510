/* native_work - a stretch of work on a core, and where the thread was off its core meanwhile.
 *
 * The residual of a stretch, its elapsed less its core time, is `ready`; it is noted where a gap between
 * two looks at the clock shows that it was, and the rest of it at the stretch's end. */
#include "native.h"

/* A stretch that is shorter does without a look at the thread's core time, which would cost it a percent or
 * more. */
#define EXACT (100 * SIMTIME_US)
/* What is shorter is no gap: a look at the clock, or a page of memory. */
#define GAP (2 * SIMTIME_US)
/* A tick that takes longer was off its core, and counts as a gap. */
#define LONG_TICK (5 * SIMTIME_US)

static void begin_stretch(Carrier *carrier, SimTime length)
{
    SimTime now;

    carrier_sees_core(carrier);
    carrier->exact =
        (length >= EXACT && carrier->interpreter->lock.ticks == 0) || carrier->burner.body != BODY_WORK;
    if (carrier->exact)
        carrier->marked_cpu = clock_thread();
    now = clock_now();
    carrier->marked = carrier->noted = now;
    carrier->ticked = carrier->locked = 0;
    burn_begin(&carrier->burner, now);
    carrier_note(carrier, JOURNAL_STATE, STATE_COMPUTE, now - carrier->native->control->origin);
}

/* Elapsed time from the last mark to NOW, which has just been, that was not core time. If that is at least
 * LEAST, a mark is set; otherwise it is 0, and left for later. */
static SimTime time_off_core(Carrier *carrier, SimTime now, SimTime least)
{
    const SimTime cpu = clock_thread();
    const SimTime off = (now - carrier->marked) - (cpu - carrier->marked_cpu);

    if (off < least)
        return 0;
    carrier->marked = now;
    carrier->marked_cpu = cpu;
    return off;
}

void carrier_saw_gap(gpointer data, SimTime from, SimTime to)
{
    Carrier *carrier = data;
    const SimTime origin = carrier->native->control->origin;

    if (!eventlog_takes_detail(&carrier->log))
        return; /* what is not noted here is at the end of the stretch */
    const SimTime off =
        carrier->exact ? time_off_core(carrier, clock_now(), GAP) : to - MAX(from, carrier->noted);
    if (off < GAP)
        return;
    const SimTime begin = MIN(MAX(from, carrier->noted), carrier->exact ? carrier->marked - off : to - off);
    carrier_note(carrier, JOURNAL_STATE, STATE_READY, begin - origin);
    carrier_sees_core(carrier);
    carrier_note(carrier, JOURNAL_STATE, STATE_COMPUTE, begin + off - origin);
    carrier->noted = begin + off;
}

/* The stretch ended at END, when the thread still held its lock if it did. What was not noted as it happened
 * is noted as if it came last. */
static void end_stretch(Carrier *carrier, SimTime end)
{
    const SimTime all = end - carrier->noted, origin = carrier->native->control->origin;
    const SimTime cost = MIN(carrier->ticked, all), locked = MIN(carrier->locked, all - cost);
    SimTime off = carrier->exact ? time_off_core(carrier, end, 0) - locked : 0; /* asked for once: CLAMP is a macro */

    off = CLAMP(off, 0, all - cost - locked);
    if (off > 0)
        carrier_note(carrier, JOURNAL_STATE, STATE_READY, end - cost - locked - off - origin);
    if (locked > 0)
        carrier_note(carrier, JOURNAL_STATE, STATE_LOCK, end - cost - locked - origin);
    carrier_note(carrier, JOURNAL_STATE, STATE_OVERHEAD, end - cost - origin);
}

/* The lock, which the thread let go at BEFORE, is taken again, and what is LEFT of the work begins. */
static void resume_with_lock(Carrier *carrier, SimTime before, SimTime left)
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
        begin_stretch(carrier, left);
    } else {
        carrier->locked += clock_now() - before;
        burn_begin(&carrier->burner, clock_now());
    }
}

/* The holder saw a request while it computed. */
static void give_way(Carrier *carrier, SimTime left)
{
    const SimTime before = clock_now();

    carrier->holds = FALSE;
    real_lock_drop(&carrier->interpreter->lock, &carrier->user, REAL_DROP_ASKED);
    resume_with_lock(carrier, before, left);
}

/* cpython2: lets go and takes the lock again, back to back, unless another is faster. */
static void tick(Carrier *carrier, SimTime left)
{
    RealLock *lock = &carrier->interpreter->lock;
    const guint64 n_handoffs = lock->n_handoffs;
    const SimTime before = clock_now();

    real_lock_drop(lock, &carrier->user, REAL_DROP_ASKED);
    carrier->holds = real_lock_try(lock, &carrier->user);
    if (carrier->holds && lock->n_handoffs == n_handoffs)
        carrier->ticked += MIN(clock_now() - before, LONG_TICK);
    else
        resume_with_lock(carrier, before, left);
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
        const SimTime left = (SimTime)((n -= done) / carrier->burner.speed);

        carrier->until_tick -= ticks ? done : 0;
        if (n > 0 && carrier->until_tick <= 0)
            tick(carrier, left);
        else if (n > 0)
            give_way(carrier, left);
    }
}

void carrier_works(Carrier *carrier, PhaseKind kind, SimTime duration)
{
    const gint64 n = burn_iterations(&carrier->burner, duration);

    if (n == 0)
        return;
    begin_stretch(carrier, duration);
    if (kind == PHASE_COMPUTE && carrier->holds)
        work_and_listen(carrier, n);
    else
        burn(&carrier->burner, n, NULL);
    end_stretch(carrier, clock_now());
    if (kind == PHASE_HOLD)
        carrier_give_way(carrier);
}
