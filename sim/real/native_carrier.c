/* native_carrier - what every thread does: takes and drops its lock, has attributes, notes events. */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <sys/resource.h>

#include "native.h"

/* ---- notes ---- */

void carrier_sees_core(Carrier *carrier)
{
    const int cpu = sched_getcpu();
    const gint core = cpu >= 0 ? carrier->native->core_of_cpu[cpu] : -1;

    carrier->migrations += carrier->core >= 0 && carrier->core != core;
    carrier->core = core;
}

void carrier_note_for(Carrier *carrier, guint32 track, JournalKind kind, guint state, SimTime time,
                      gboolean carried)
{
    const gboolean on_core = state == STATE_COMPUTE || state == STATE_OVERHEAD;
    const JournalEvent event = {
        .time = MAX(time, 0),
        .where = { carried ? carrier->interpreter->shown : WHERE_NOBODY,
                   carried ? carrier->number : WHERE_NOBODY, carried && on_core ? carrier->core : -1,
                   carried && on_core && carrier->holds },
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
        carrier_sees_core(carrier);
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
    carrier_sees_core(carrier);
    carrier_note(carrier, JOURNAL_STATE, STATE_OVERHEAD, native_now(carrier->native));
}

void carrier_give_way(Carrier *carrier)
{
    if (!carrier->holds || !__atomic_load_n(&carrier->interpreter->lock.request, __ATOMIC_RELAXED))
        return;
    carrier_drop_lock(carrier, REAL_DROP_ASKED);
    carrier_take_lock(carrier);
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

static void set_body(Carrier *carrier, const Group *group)
{
    carrier->burner.body = (Body)group->body;
    carrier->burner.speed = carrier->native->speed[group->body];
    if (group->body == BODY_MEMORY && !burn_take_page(&carrier->burner))
        native_fail(carrier->native, "%s has no memory to work on", group->name);
}

void carrier_adopts(Carrier *carrier, guint32 task)
{
    const Group *group = native_group(carrier->native, task), *before = carrier->group;

    carrier->task = carrier->track = task;
    carrier->group = group;
    if (group == before)
        return;
    set_body(carrier, group);
    if ((before && before->affinity) || group->affinity)
        set_affinity(carrier, group);
    if (group->nice == (before ? before->nice : 0))
        return;
    if (setpriority(PRIO_PROCESS, 0, group->nice) != 0)
        native_fail(carrier->native, "%s cannot have nice %d: %s", group->name, group->nice,
                    g_strerror(errno));
}

/* ---- begin and end ---- */

void carrier_begin(Carrier *carrier)
{
    carrier->cpu_before = carrier->process != 0 ? 0 : clock_thread(); /* a main thread has lived before */
    carrier->burner.speed = carrier->native->speed[BODY_WORK];
    carrier->burner.line = carrier->interpreter->line;
    carrier->burner.chain = 1;
    carrier->burner.gap = carrier_saw_gap;
    carrier->burner.data = carrier;
    carrier_sees_core(carrier);
}

void carrier_end(Carrier *carrier)
{
    struct rusage usage;

    burn_give_page_back(&carrier->burner);
    carrier->on_core = clock_thread() - carrier->cpu_before;
    if (getrusage(RUSAGE_THREAD, &usage) == 0) {
        carrier->switches = usage.ru_nvcsw + usage.ru_nivcsw;
        carrier->preemptions = usage.ru_nivcsw;
    }
}
