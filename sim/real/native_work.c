/* native_work - a stretch of work on a core: what was asked for, and where the thread was off its core meanwhile.
 *
 * The residual of a stretch, its elapsed less its core time, is `ready`; it is noted where a gap between two looks at the
 * clock shows that it was, and the rest of it at the stretch's end. */
#include "native.h"

/* A stretch that is shorter does without a look at the thread's core time, which would cost it a percent or more. */
#define EXACT (100 * SIMTIME_US)
/* A tick that takes longer was off its core, and counts as a gap. */
#define LONG_TICK (5 * SIMTIME_US)

static void begin_stretch(Carrier *carrier, SimTime length)
{
    SimTime now;

    carrier_sees_core(carrier);
    carrier->exact = length >= EXACT && carrier->interpreter->lock.ticks == 0;
    if (carrier->exact)
        carrier->marked_cpu = clock_thread();
    now = clock_now();
    carrier->marked = carrier->noted = now;
    carrier->ticked = 0;
    burn_begin(&carrier->burner, now);
    carrier_note(carrier, JOURNAL_STATE, STATE_COMPUTE, now - carrier->native->control->origin);
}

/* Elapsed time from the last mark to NOW, which has just been, that was not core time; a mark is set. */
static SimTime time_off_core(Carrier *carrier, SimTime now)
{
    const SimTime cpu = clock_thread();
    const SimTime off = (now - carrier->marked) - (cpu - carrier->marked_cpu);

    carrier->marked = now;
    carrier->marked_cpu = cpu;
    return MAX(off, 0);
}

void carrier_saw_gap(gpointer data, SimTime from, SimTime to)
{
    Carrier *carrier = data;
    const SimTime origin = carrier->native->control->origin;

    if (!eventlog_takes_detail(&carrier->log))
        return; /* what is not noted here is at the end of the stretch */
    const SimTime off = carrier->exact ? time_off_core(carrier, clock_now()) : to - MAX(from, carrier->noted);
    const SimTime begin = MIN(MAX(from, carrier->noted), carrier->exact ? carrier->marked - off : to - off);
    if (off <= 0)
        return;
    carrier_note(carrier, JOURNAL_STATE, STATE_READY, begin - origin);
    carrier_sees_core(carrier);
    carrier_note(carrier, JOURNAL_STATE, STATE_COMPUTE, begin + off - origin);
    carrier->noted = begin + off;
}

/* The stretch ended at END, when the thread still held its lock if it did. */
static void end_stretch(Carrier *carrier, SimTime end)
{
    const SimTime origin = carrier->native->control->origin;
    const SimTime cost = MIN(carrier->ticked, end - carrier->noted);
    const SimTime off = carrier->exact ? MIN(time_off_core(carrier, end), end - carrier->noted) : 0;

    if (off > 0)
        carrier_note(carrier, JOURNAL_STATE, STATE_READY, end - off - origin);
    carrier_note(carrier, JOURNAL_STATE, STATE_OVERHEAD, end - cost - origin);
}

/* cpython2: lets go and takes the lock again, back to back, unless another is faster. What it costs is noted as if it
 * were paid at the end of the stretch. */
static void tick(Carrier *carrier, SimTime left)
{
    RealLock *lock = &carrier->interpreter->lock;
    const guint64 n_handoffs = lock->n_handoffs;
    const SimTime before = clock_now();
    gboolean again;

    real_lock_drop(lock, &carrier->user, REAL_DROP_ASKED);
    again = real_lock_try(lock, &carrier->user);
    if (again && lock->n_handoffs == n_handoffs) {
        carrier->ticked += MIN(clock_now() - before, LONG_TICK);
        return;
    }
    end_stretch(carrier, before);
    carrier->holds = FALSE;
    carrier_note(carrier, JOURNAL_STATE, STATE_LOCK, before - carrier->native->control->origin);
    if (!again)
        real_lock_wait(lock, &carrier->user);
    carrier->holds = TRUE;
    begin_stretch(carrier, left);
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
        if (n > 0 && carrier->until_tick <= 0) {
            tick(carrier, left);
        } else if (n > 0) {
            end_stretch(carrier, clock_now());
            carrier_give_way(carrier);
            begin_stretch(carrier, left);
        }
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
