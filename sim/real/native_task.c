/* native_task - a task's phases one by one, and units of resources. */
#include "native.h"

const Phase *native_next_phase(const Carrier *carrier)
{
    return &carrier->native->workload->tasks[carrier->task]
                .phases[carrier->native->tasks[carrier->task].phase];
}

const Phase *native_begin_phase(Carrier *carrier, SimTime now)
{
    const Phase *phase = native_next_phase(carrier);

    carrier_note(carrier, JOURNAL_BEGIN, STATE_NONE, now);
    carrier->native->tasks[carrier->task].phase++;
    return phase;
}

/* ---- units ---- */

static NativeUnits *units_of(const Carrier *carrier, guint32 resource)
{
    const Native *native = carrier->native;
    NativeUnits *units =
        native->workload->resources[resource].per_process ? carrier->interpreter->units : native->units;

    return &units[resource];
}

/* TRUE: the task in hand has a unit; FALSE: it stands in the queue. */
static gboolean take_unit(Carrier *carrier, guint32 resource)
{
    NativeUnits *units = units_of(carrier, resource);
    const SimTime now = native_now(carrier->native);
    gboolean free;

    pthread_mutex_lock(&units->mutex);
    free = units->free > 0;
    if (free)
        units->free--;
    else
        native_list_add(carrier->native, &units->waiting, carrier->task);
    pthread_mutex_unlock(&units->mutex);
    if (!free)
        carrier_note(carrier, JOURNAL_STATE, STATE_RESOURCE, now);
    return free;
}

/* TASK, which stood in a queue, has a unit and can go on. */
static void granted(Native *native, guint32 task)
{
    NativeTask *run = &native->tasks[task];

    run->due = native_now(native);
    run->due_kind = JOURNAL_COULD;
    if (run->loop >= 0 && !run->away)
        native_loop_due(native_loop_at(native, (guint)run->loop), task);
    else
        sem_post(&run->wake);
}

static void give_unit_back(Carrier *carrier, guint32 resource)
{
    NativeUnits *units = units_of(carrier, resource);
    guint32 task;

    pthread_mutex_lock(&units->mutex);
    task = native_list_take(carrier->native, &units->waiting);
    if (task == NO_TASK)
        units->free++;
    pthread_mutex_unlock(&units->mutex);
    if (task != NO_TASK)
        granted(carrier->native, task);
}

/* ---- phases ---- */

/* offload { }: TRUE where it goes to an executor. */
static gboolean offloads(const Carrier *carrier, NativeTask *run)
{
    run->depth += carrier->offload;
    return carrier->loop && carrier->native->executor;
}

static gboolean offload_ends(const Carrier *carrier, NativeTask *run)
{
    return carrier->offload && run->depth-- == 0;
}

static void computes(Carrier *carrier)
{
    const Phase *phase = native_begin_phase(carrier, native_now(carrier->native));

    carrier_works(carrier, phase->kind, phase_duration(phase));
}

NativeStep native_go_on(Carrier *carrier)
{
    NativeTask *run = &carrier->native->tasks[carrier->task];
    const guint32 n_phases = carrier->native->workload->tasks[carrier->task].n_phases;

    while (run->phase < n_phases) {
        const Phase *phase = native_next_phase(carrier);

        switch ((PhaseKind)phase->kind) {
        case PHASE_COMPUTE:
        case PHASE_HOLD:
            computes(carrier);
            break;
        case PHASE_NOGIL:
        case PHASE_WAIT:
        case PHASE_YIELD:
            return NATIVE_BLOCKS;
        case PHASE_USE:
            native_begin_phase(carrier, native_now(carrier->native));
            if (!take_unit(carrier, phase_resource(phase)))
                return NATIVE_QUEUES;
            break;
        case PHASE_GIVE_BACK:
            run->phase++;
            give_unit_back(carrier, phase_resource(phase));
            break;
        case PHASE_OFFLOAD:
            run->phase++;
            if (offloads(carrier, run))
                return NATIVE_OFFLOADS;
            break;
        case PHASE_OFFLOAD_END:
            run->phase++;
            if (offload_ends(carrier, run))
                return NATIVE_COMES_BACK;
            break;
        case N_PHASE_KINDS:
            g_assert_not_reached();
        }
    }
    return NATIVE_ENDS;
}
