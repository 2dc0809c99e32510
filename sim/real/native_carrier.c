/* native_carrier - what every thread does: takes and drops its lock, works, and notes what happens. */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <sys/resource.h>

#include "native.h"

/* A stretch of work that is shorter does without a look at the thread's core time, which would cost it a percent. */
#define EXACT (100 * SIMTIME_US)

/* ---- notes ---- */

/* Which of the machine's cores the thread is on; a change counts as a migration. */
static void see_core(Carrier *carrier)
{
    const int cpu = sched_getcpu();
    const gint core = cpu >= 0 ? carrier->native->core_of_cpu[cpu] : -1;

    carrier->migrations += carrier->core >= 0 && carrier->core != core;
    carrier->core = core;
}

void carrier_note_for(Carrier *carrier, guint32 track, JournalKind kind, guint state, SimTime time, gboolean carried)
{
    const gboolean on_core = state == STATE_COMPUTE || state == STATE_OVERHEAD;
    const JournalEvent event = {
        .time = MAX(time, 0),
        .where = { carried ? carrier->interpreter->shown : WHERE_NOBODY, carried ? carrier->number : WHERE_NOBODY,
                   carried && on_core ? carrier->core : -1, carried && on_core && carrier->holds },
        .track = track,
        .kind = (guint8)kind,
        .state = (guint8)state,
    };

    eventlog_note(&carrier->log, &event);
}

void carrier_note(Carrier *carrier, JournalKind kind, guint state, SimTime time)
{
    if (carrier->track != NO_TASK)
        carrier_note_for(carrier, carrier->track, kind, state, time, TRUE);
}

/* ---- the lock ---- */

static gboolean has_lock(const Carrier *carrier)
{
    return carrier->interpreter->lock.kind != NULL;
}

void carrier_take_lock(Carrier *carrier)
{
    RealLock *lock = &carrier->interpreter->lock;

    if (carrier->holds || !has_lock(carrier))
        return;
    if (!real_lock_try(lock, &carrier->user)) {
        carrier_note(carrier, JOURNAL_STATE, STATE_LOCK, native_now(carrier->native));
        real_lock_wait(lock, &carrier->user);
        see_core(carrier);
        carrier_note(carrier, JOURNAL_STATE, STATE_OVERHEAD, native_now(carrier->native));
    }
    carrier->holds = TRUE;
}

void carrier_drop_lock(Carrier *carrier, RealDropReason reason)
{
    SimTime before;

    if (!carrier->holds)
        return;
    before = native_now(carrier->native);
    carrier->holds = FALSE;
    if (!real_lock_drop(&carrier->interpreter->lock, &carrier->user, reason))
        return;
    carrier_note(carrier, JOURNAL_STATE, STATE_LOCK, before);
    see_core(carrier);
    carrier_note(carrier, JOURNAL_STATE, STATE_OVERHEAD, native_now(carrier->native));
}

void carrier_give_way(Carrier *carrier)
{
    if (!carrier->holds || !__atomic_load_n(&carrier->interpreter->lock.request, __ATOMIC_RELAXED))
        return;
    carrier_drop_lock(carrier, REAL_DROP_ASKED);
    carrier_take_lock(carrier);
}

/* ---- work ---- */

static void begin_stretch(Carrier *carrier, SimTime length)
{
    SimTime now;

    see_core(carrier);
    carrier->exact = length >= EXACT;
    if (carrier->exact)
        carrier->marked_cpu = clock_thread();
    now = clock_now();
    carrier->marked = carrier->noted = now;
    burn_begin(&carrier->burner, now);
    carrier_note(carrier, JOURNAL_STATE, STATE_COMPUTE, now - carrier->native->control->origin);
}

/* Elapsed time since the last mark that was not core time; a mark is set. */
static SimTime time_off_core(Carrier *carrier)
{
    const SimTime now = clock_now(), cpu = clock_thread();
    const SimTime off = (now - carrier->marked) - (cpu - carrier->marked_cpu);

    carrier->marked = now;
    carrier->marked_cpu = cpu;
    return MAX(off, 0);
}

/* The thread was off its core between two looks at the clock: its core time says for how long. */
static void gap_seen(gpointer data, SimTime from, SimTime to)
{
    Carrier *carrier = data;
    const SimTime origin = carrier->native->control->origin;

    if (!eventlog_takes_detail(&carrier->log))
        return; /* what is not noted here is at the end of the stretch */
    const SimTime off = carrier->exact ? time_off_core(carrier) : to - from;
    const SimTime begin = MIN(MAX(from, carrier->noted), carrier->exact ? carrier->marked - off : from);
    if (off == 0)
        return;
    carrier_note(carrier, JOURNAL_STATE, STATE_READY, begin - origin);
    see_core(carrier);
    carrier_note(carrier, JOURNAL_STATE, STATE_COMPUTE, begin + off - origin);
    carrier->noted = begin + off;
}

static void end_stretch(Carrier *carrier)
{
    const SimTime off = carrier->exact ? time_off_core(carrier) : 0;
    const SimTime now = carrier->exact ? carrier->marked - carrier->native->control->origin
                                       : native_now(carrier->native);

    if (off > 0)
        carrier_note(carrier, JOURNAL_STATE, STATE_READY, now - off);
    carrier_note(carrier, JOURNAL_STATE, STATE_OVERHEAD, now);
}

/* cpython2: lets go and takes the lock again, back to back. */
static void tick(Carrier *carrier, SimTime left)
{
    RealLock *lock = &carrier->interpreter->lock;

    real_lock_drop(lock, &carrier->user, REAL_DROP_ASKED);
    if (real_lock_try(lock, &carrier->user))
        return;
    carrier->holds = FALSE;
    end_stretch(carrier);
    carrier_note(carrier, JOURNAL_STATE, STATE_LOCK, native_now(carrier->native));
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
            end_stretch(carrier);
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
    end_stretch(carrier);
    if (kind == PHASE_HOLD)
        carrier_give_way(carrier);
}

/* ---- attributes ---- */

static void set_affinity(Carrier *carrier, const Group *group)
{
    const Native *native = carrier->native;
    const guint n_cores = native->run->combination.cores;
    cpu_set_t mask;

    CPU_ZERO(&mask);
    for (guint core = 0; core < n_cores; core++)
        if (!group->affinity || (group->affinity[core / 64] >> core % 64 & 1))
            CPU_SET(native->cpus[core], &mask);
    if (sched_setaffinity(0, sizeof mask, &mask) != 0)
        native_fail(carrier->native, "%s cannot have its affinity: %s", group->name, g_strerror(errno));
}

void carrier_adopts(Carrier *carrier, guint32 task)
{
    const Group *group = native_group(carrier->native, task), *before = carrier->group;

    carrier->task = carrier->track = task;
    carrier->group = group;
    if (group == before)
        return;
    if ((before && before->affinity) || group->affinity)
        set_affinity(carrier, group);
    if (group->nice == (before ? before->nice : 0))
        return;
    if (setpriority(PRIO_PROCESS, 0, group->nice) != 0)
        native_fail(carrier->native, "%s cannot have nice %d: %s", group->name, group->nice, g_strerror(errno));
}

/* ---- begin and end ---- */

void carrier_begin(Carrier *carrier)
{
    carrier->cpu_before = carrier->process != 0 ? 0 : clock_thread(); /* a main thread has lived before */
    carrier->burner.speed = carrier->native->speed;
    carrier->burner.chain = 1;
    carrier->burner.gap = gap_seen;
    carrier->burner.data = carrier;
    see_core(carrier);
}

void carrier_end(Carrier *carrier)
{
    struct rusage usage;

    carrier->on_core = clock_thread() - carrier->cpu_before;
    if (getrusage(RUSAGE_THREAD, &usage) == 0) {
        carrier->switches = usage.ru_nvcsw + usage.ru_nivcsw;
        carrier->preemptions = usage.ru_nivcsw;
    }
}
