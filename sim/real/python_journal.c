/* python_journal - what the replay scripts noted, as the events of a journal. */
#include "python_journal.h"

#include "python_grants.h"

typedef struct {
    const PythonBoard *board;
    const PythonStretches *stretches;
    const Run *run;
    GHashTable *grants;
    gint core_of_cpu[4096]; /* or -1 */
    GArray *events;

    /* the task that is being told of */
    guint32 task;
    SimTime last; /* event of it */
    gint32 interpreter, thread;
    gboolean away; /* it is with its loop's executor */
    guint depth;   /* of offload { } blocks there */
} Teller;

/* ---- events ---- */

static void tell_from(Teller *teller, JournalKind kind, guint state, SimTime time, gint32 cpu)
{
    const gboolean on_core = cpu >= 0 && cpu < (gint32)G_N_ELEMENTS(teller->core_of_cpu);
    JournalEvent event = { .where = { teller->interpreter, teller->thread,
                                      on_core ? teller->core_of_cpu[cpu] : -1, FALSE },
                           .track = teller->task,
                           .kind = (guint8)kind,
                           .state = (guint8)state };

    teller->last = MAX(teller->last, time);
    event.time = teller->last - teller->board->control->origin;
    g_array_append_val(teller->events, event);
}

static void tell(Teller *teller, JournalKind kind, guint state, SimTime time)
{
    tell_from(teller, kind, state, time, -1);
}

/* The task could go on from FROM, and did at TO: what kept it? */
static void tell_able(Teller *teller, JournalKind kind, SimTime from, SimTime to)
{
    const PythonStretches *stretches = teller->stretches;
    const gboolean in_loop = teller->run->plan.threads == THREADS_LOOP && !teller->away;
    const SimTime free = in_loop ? python_stretches_busy(stretches, teller->interpreter, teller->thread,
                                                         teller->task, from, to)
                                 : from;
    const SimTime unlocked =
        python_stretches_lock_held(stretches, teller->interpreter, teller->thread, free, to);

    tell(teller, kind, free > from ? STATE_LOOP : unlocked > free ? STATE_LOCK : JOURNAL_ABLE, from);
    if (free > from && unlocked > free)
        tell(teller, JOURNAL_STATE, STATE_LOCK, free);
    if (unlocked > from && unlocked < to)
        tell(teller, JOURNAL_STATE, JOURNAL_ABLE, unlocked);
}

/* Its thread was off its core. */
static void tell_gap(Teller *teller, SimTime from, SimTime to)
{
    const SimTime held =
        python_stretches_lock_held(teller->stretches, teller->interpreter, teller->thread, from, to);

    tell(teller, JOURNAL_STATE, held > from ? STATE_LOCK : STATE_READY, from);
}

static void tell_computing(Teller *teller, SimTime time, const PythonPhase *phase, gint32 cpu)
{
    tell_from(teller, JOURNAL_STATE, STATE_COMPUTE, time, cpu);
    g_array_index(teller->events, JournalEvent, teller->events->len - 1).where.lock =
        teller->run->plan.locked && phase->kind != PHASE_NOGIL;
}

/* ---- phases ---- */

static void tell_work(Teller *teller, const PythonPhase *phase, guint64 number)
{
    gsize n;
    const PythonGap *gaps = python_stretches_gaps(teller->stretches, number, &n);
    const SimTime last_end = python_stretches_last_end(phase, gaps, n);

    tell_computing(teller, phase->begin, phase, phase->cpu);
    for (gsize i = 0; i < n; i++) {
        tell_gap(teller, gaps[i].begin, gaps[i].end);
        tell_computing(teller, gaps[i].end, phase, gaps[i].cpu);
    }
    if (last_end < phase->end)
        tell_gap(teller, last_end, phase->end);
    tell(teller, JOURNAL_STATE, STATE_OVERHEAD, phase->end);
}

static void tell_use(Teller *teller, const PythonPhase *phase, guint64 number)
{
    const gint64 *granted = g_hash_table_lookup(teller->grants, &number);

    if (!phase->waited)
        return;
    tell(teller, JOURNAL_STATE, STATE_RESOURCE, phase->begin);
    tell_able(teller, JOURNAL_COULD, granted ? MAX(*granted, phase->begin) : phase->end, phase->end);
    tell(teller, JOURNAL_STATE, STATE_OVERHEAD, phase->end);
}

/* Index of the end of the block that begins at PHASE. */
static guint64 end_of_block(const PythonBoard *board, guint64 phase)
{
    guint depth = 1;

    while (depth > 0) {
        const guint32 kind = board->phases[++phase].kind;

        depth += (kind == PHASE_OFFLOAD) - (kind == PHASE_OFFLOAD_END);
    }
    return phase;
}

static void tell_offload(Teller *teller, const PythonPhase *phase, guint64 number)
{
    const PythonPhase *end = &teller->board->phases[end_of_block(teller->board, number)];

    if (teller->away) {
        teller->depth++;
    } else if (teller->run->plan.n_offload > 0) {
        teller->away = TRUE;
        tell(teller, JOURNAL_STATE, STATE_QUEUED, phase->begin);
        if (end->begin == 0)
            return;
        teller->interpreter = end->interpreter;
        teller->thread = end->thread;
        tell(teller, JOURNAL_STATE, STATE_OVERHEAD, end->begin);
    }
}

/* Index of the beginning of the block that ends at PHASE. */
static guint64 begin_of_block(const PythonBoard *board, guint64 phase)
{
    guint depth = 1;

    while (depth > 0) {
        const guint32 kind = board->phases[--phase].kind;

        depth += (kind == PHASE_OFFLOAD_END) - (kind == PHASE_OFFLOAD);
    }
    return phase;
}

static void tell_offload_end(Teller *teller, const PythonPhase *phase, guint64 number)
{
    const PythonPhase *begin = &teller->board->phases[begin_of_block(teller->board, number)];

    if (!teller->away)
        return;
    if (teller->depth > 0) {
        teller->depth--;
        return;
    }
    teller->away = FALSE;
    teller->interpreter = begin->interpreter;
    teller->thread = begin->thread;
    if (begin->end > 0) {
        tell_able(teller, JOURNAL_STATE, phase->end, begin->end);
        tell(teller, JOURNAL_STATE, STATE_OVERHEAD, begin->end);
    }
}

static void tell_phase(Teller *teller, const PythonPhase *phase, guint64 number)
{
    if (phase->kind <= PHASE_USE)
        tell(teller, JOURNAL_BEGIN, STATE_NONE, phase->begin);
    switch ((PhaseKind)phase->kind) {
    case PHASE_COMPUTE:
    case PHASE_HOLD:
    case PHASE_NOGIL:
        tell_work(teller, phase, number);
        break;
    case PHASE_WAIT:
    case PHASE_YIELD:
        if (phase->kind == PHASE_WAIT)
            tell(teller, JOURNAL_STATE, STATE_WAIT, phase->begin);
        tell_able(teller, JOURNAL_COULD, phase->begin + phase->duration, phase->end);
        tell(teller, JOURNAL_STATE, STATE_OVERHEAD, phase->end);
        break;
    case PHASE_USE:
        tell_use(teller, phase, number);
        break;
    case PHASE_OFFLOAD:
        tell_offload(teller, phase, number);
        break;
    case PHASE_OFFLOAD_END:
        tell_offload_end(teller, phase, number);
        break;
    default:
        break;
    }
}

/* ---- tasks ---- */

/* 0: it did not arrive, or nobody knows. */
static SimTime arrival_of(const Teller *teller, const PythonTask *task)
{
    const Group *group = &teller->run->workload->groups[task->group];

    if (group->after && group->after->len > 0)
        return task->arrived;
    return teller->board->control->origin + task->arrival;
}

/* From its arrival to BEGIN, that of its first phase. */
static void tell_taken(Teller *teller, const PythonTask *task, SimTime arrival, SimTime begin)
{
    const Plan *plan = &teller->run->plan;
    const gboolean at_once = plan->threads == THREADS_LOOP && !plan->ipc && plan->limit == 0;
    const SimTime taken = at_once || task->taken == 0 ? arrival : MAX(task->taken, arrival);

    if (plan->ipc)
        tell(teller, JOURNAL_STATE, STATE_OVERHEAD, MIN(taken, begin));
    else
        tell_able(teller, JOURNAL_STATE, MIN(taken, begin), begin);
}

static void tell_task(Teller *teller, const PythonTask *task, SimTime end)
{
    const SimTime arrival = arrival_of(teller, task);
    const PythonPhase *phases = teller->board->phases;

    if (arrival == 0 || arrival > end)
        return;
    teller->last = 0;
    teller->away = FALSE;
    teller->depth = 0;
    teller->interpreter = phases[task->first_phase].interpreter;
    teller->thread = phases[task->first_phase].thread;
    tell(teller, JOURNAL_ARRIVE, STATE_QUEUED, arrival);
    if (phases[task->first_phase].begin > 0)
        tell_taken(teller, task, arrival, phases[task->first_phase].begin);
    for (guint64 i = task->first_phase; i < task->first_phase + task->n_phases && phases[i].begin > 0; i++)
        tell_phase(teller, &phases[i], i);
    if (teller->run->plan.ipc && task->done > 0)
        tell(teller, JOURNAL_STATE, STATE_OVERHEAD, task->done);
    if (task->finished > 0)
        tell(teller, JOURNAL_FINISH, STATE_NONE, task->finished);
}

/* The main thread, which starts the others. */
static void tell_main(Teller *teller)
{
    const PythonControl *control = teller->board->control;

    if (teller->run->plan.in_main || control->started == 0)
        return;
    teller->task = teller->run->workload->n_tasks;
    teller->last = 0;
    teller->interpreter = teller->run->plan.ipc ? WHERE_NOBODY : 0;
    teller->thread = WHERE_MAIN;
    tell(teller, JOURNAL_STATE, STATE_OVERHEAD, control->origin);
    tell(teller, JOURNAL_STATE, STATE_NONE, control->started);
}

/* When the last thing was noted. */
static SimTime last_noted(const PythonBoard *board, guint32 n_tasks)
{
    SimTime last = board->control->started;

    for (guint32 i = 0; i < n_tasks; i++)
        last = MAX(last, board->tasks[i].finished);
    for (guint64 i = 0; i < board->n_phases; i++)
        last = MAX(last, board->phases[i].end);
    return last;
}

GArray *python_journal(const PythonBoard *board, const PythonStretches *stretches, const Run *run,
                       const guint *cpus)
{
    g_autoptr(GHashTable) grants = python_grants(board, run->workload);
    g_autofree Teller *teller = g_new0(Teller, 1);
    const SimTime end = last_noted(board, run->workload->n_tasks);

    teller->board = board;
    teller->stretches = stretches;
    teller->run = run;
    teller->grants = grants;
    teller->events = g_array_new(FALSE, FALSE, sizeof(JournalEvent));
    for (guint i = 0; i < G_N_ELEMENTS(teller->core_of_cpu); i++)
        teller->core_of_cpu[i] = -1;
    for (guint i = 0; i < run->combination.cores; i++)
        teller->core_of_cpu[cpus[i]] = (gint)i;
    if (board->control->origin == 0)
        return teller->events;
    tell_main(teller);
    for (teller->task = 0; teller->task < run->workload->n_tasks; teller->task++)
        tell_task(teller, &board->tasks[teller->task], end);
    journal_sort(teller->events);
    return teller->events;
}
