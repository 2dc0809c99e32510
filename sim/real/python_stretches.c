/* python_stretches - who computed when, in each interpreter, and so what others waited for. */
#include "python_stretches.h"

/* ---- gaps ---- */

static gint compare_gaps(gconstpointer a, gconstpointer b, gpointer data)
{
    const PythonGap *first = a, *second = b;

    (void)data;
    if (first->phase != second->phase)
        return first->phase < second->phase ? -1 : 1;
    return first->begin < second->begin ? -1 : first->begin > second->begin;
}

/* The rows that were written, sorted. */
static void collect_gaps(PythonStretches *stretches, const PythonBoard *board)
{
    GArray *gaps = g_array_new(FALSE, FALSE, sizeof(PythonGap));

    for (guint64 i = 0; i < board->n_gaps; i++)
        if (board->gaps[i].begin > 0 && board->gaps[i].phase < board->n_phases)
            g_array_append_val(gaps, board->gaps[i]);
    stretches->n_gaps = gaps->len;
    stretches->gaps = (PythonGap *)g_array_free(gaps, FALSE);
    if (stretches->n_gaps > 0)
        g_qsort_with_data(stretches->gaps, (gint)stretches->n_gaps, sizeof(PythonGap), compare_gaps, NULL);
}

/* The first gap of PHASE or a later one. */
static gsize first_gap(const PythonStretches *stretches, guint64 phase)
{
    gsize low = 0, high = stretches->n_gaps;

    while (low < high) {
        const gsize middle = low + (high - low) / 2;

        if (stretches->gaps[middle].phase < phase)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const PythonGap *python_stretches_gaps(const PythonStretches *stretches, guint64 phase, gsize *n)
{
    const gsize first = first_gap(stretches, phase);

    *n = first_gap(stretches, phase + 1) - first;
    return stretches->gaps + first;
}

/* A look at the clock tells of a gap only what it was at least or at most; core time tells what all of
 * them were. */
static void fit_gaps(PythonGap *gaps, gsize n, const PythonPhase *phase)
{
    const SimTime off = MAX(phase->end - phase->begin - phase->on_core, 0);
    SimTime sum = 0;

    for (gsize i = 0; i < n; i++)
        sum += gaps[i].end - gaps[i].begin;
    if (phase->begin == 0 || sum <= off)
        return;
    for (gsize i = 0; i < n; i++)
        gaps[i].end = gaps[i].begin + (SimTime)((double)(gaps[i].end - gaps[i].begin) * off / sum);
}

static void fit_all_gaps(PythonStretches *stretches, const PythonBoard *board)
{
    gsize n;

    for (gsize i = 0; i < stretches->n_gaps; i += n) {
        const guint32 phase = stretches->gaps[i].phase;

        for (n = 1; i + n < stretches->n_gaps && stretches->gaps[i + n].phase == phase; n++)
            continue;
        fit_gaps(&stretches->gaps[i], n, &board->phases[phase]);
    }
}

SimTime python_stretches_last_end(const PythonPhase *phase, const PythonGap *gaps, gsize n)
{
    SimTime off = phase->end - phase->begin - phase->on_core, last = phase->begin;

    for (gsize i = 0; i < n; i++) {
        off -= gaps[i].end - gaps[i].begin;
        last = MAX(last, gaps[i].end);
    }
    return CLAMP(phase->end - MAX(off, 0), last, MAX(last, phase->end));
}

/* ---- stretches ---- */

static gint compare_stretches(gconstpointer a, gconstpointer b)
{
    const PythonStretch *first = a, *second = b;

    if (first->interpreter != second->interpreter)
        return first->interpreter < second->interpreter ? -1 : 1;
    return first->begin < second->begin ? -1 : first->begin > second->begin;
}

static void add_phase(PythonStretches *stretches, const PythonPhase *phase, guint64 number, guint32 task)
{
    gsize n;
    const PythonGap *gaps = python_stretches_gaps(stretches, number, &n);
    PythonStretch stretch = { .begin = phase->begin,
                              .task = task,
                              .interpreter = phase->interpreter,
                              .thread = phase->thread,
                              .cpu = phase->cpu,
                              .locked = stretches->has_locks && phase->kind != PHASE_NOGIL };

    for (gsize i = 0; i < n; i++) {
        stretch.end = gaps[i].begin;
        g_array_append_val(stretches->all, stretch);
        stretch.begin = gaps[i].end;
        stretch.cpu = gaps[i].cpu;
    }
    stretch.end = python_stretches_last_end(phase, gaps, n);
    g_array_append_val(stretches->all, stretch);
}

void python_stretches_init(PythonStretches *stretches, const PythonBoard *board, const Run *run)
{
    *stretches = (PythonStretches){ .all = g_array_new(FALSE, FALSE, sizeof(PythonStretch)),
                                    .has_locks = run->plan.locked };
    collect_gaps(stretches, board);
    fit_all_gaps(stretches, board);
    for (guint32 i = 0; i < run->workload->n_tasks; i++) {
        const PythonTask *task = &board->tasks[i];

        for (guint64 k = task->first_phase; k < task->first_phase + task->n_phases; k++)
            if (phase_on_core(board->phases[k].kind) && board->phases[k].begin > 0)
                add_phase(stretches, &board->phases[k], k, i);
    }
    g_array_sort(stretches->all, compare_stretches);
}

void python_stretches_clear(PythonStretches *stretches)
{
    g_array_unref(stretches->all);
    g_free(stretches->gaps);
}

/* ---- what others did ---- */

/* The last stretch of INTERPRETER that began before TIME, or -1 with those of others. */
static gint64 last_before(const PythonStretches *stretches, gint32 interpreter, SimTime time)
{
    const PythonStretch *all = (const PythonStretch *)stretches->all->data;
    gint64 low = 0, high = stretches->all->len;

    while (low < high) {
        const gint64 middle = low + (high - low) / 2;
        const gboolean before = all[middle].interpreter < interpreter ||
                                (all[middle].interpreter == interpreter && all[middle].begin < time);

        if (before)
            low = middle + 1;
        else
            high = middle;
    }
    return low - 1;
}

static const PythonStretch *stretch_at(const PythonStretches *stretches, gint64 i, gint32 interpreter)
{
    const PythonStretch *stretch = i >= 0 ? &g_array_index(stretches->all, PythonStretch, i) : NULL;

    return stretch && stretch->interpreter == interpreter ? stretch : NULL;
}

/* Those that hold one lock, and those of one thread, follow each other: before one that had ended
 * there is none to find. */
SimTime python_stretches_lock_held(const PythonStretches *stretches, gint32 interpreter, gint32 thread,
                                   SimTime from, SimTime to)
{
    const PythonStretch *stretch;

    for (gint64 i = last_before(stretches, interpreter, to);
         (stretch = stretch_at(stretches, i, interpreter)); i--) {
        if (!stretch->locked)
            continue;
        if (stretch->end <= from)
            break;
        if (stretch->thread != thread)
            return MIN(stretch->end, to);
    }
    return from;
}

SimTime python_stretches_busy(const PythonStretches *stretches, gint32 interpreter, gint32 thread,
                              guint32 task, SimTime from, SimTime to)
{
    const PythonStretch *stretch;

    for (gint64 i = last_before(stretches, interpreter, to);
         (stretch = stretch_at(stretches, i, interpreter)); i--) {
        if (stretch->thread != thread)
            continue;
        if (stretch->end <= from)
            break;
        if (stretch->task != task)
            return MIN(stretch->end, to);
    }
    return from;
}

/* ---- sums ---- */

void python_stretches_add_up(const PythonStretches *stretches, Recorder *recorder)
{
    const PythonStretch *holder = NULL;
    g_autoptr(GHashTable) cpus = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);

    for (guint i = 0; i < stretches->all->len; i++) {
        const PythonStretch *stretch = &g_array_index(stretches->all, PythonStretch, i);
        const gint64 thread = (gint64)stretch->interpreter << 32 | stretch->thread;
        const gint last_cpu = GPOINTER_TO_INT(g_hash_table_lookup(cpus, &thread)); /* and one, 0: none */

        recorder->migrations += last_cpu > 0 && stretch->cpu >= 0 && last_cpu != stretch->cpu + 1;
        g_hash_table_insert(cpus, g_memdup2(&thread, sizeof thread), GINT_TO_POINTER(stretch->cpu + 1));
        if (!stretch->locked || stretch->interpreter < 0 || (guint)stretch->interpreter >= recorder->n_locks)
            continue;
        recorder->lock_held[stretch->interpreter] += stretch->end - stretch->begin;
        recorder->lock_switches +=
            holder && holder->interpreter == stretch->interpreter && holder->thread != stretch->thread;
        holder = stretch;
    }
}
