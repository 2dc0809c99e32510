/* laws - what must hold of any run, and what theory says of some: beside what was simulated.
 *
 * The laws of any run compare sums of the timeline, row by row, with what the trace asked for and with the
 * tasks' own records, which do not know of each other. */
#include "explain/laws.h"

#include "explain/closed_forms.h"

typedef struct {
    __int128 on_core, locked, waiting; /* asked for; of on_core, with the lock held */
    __int128 turnaround;               /* by the tasks' records */
} Asked;

double law_difference(const Law *law)
{
    return law->theory != 0 ? 100 * (law->simulated - law->theory) / law->theory : 0;
}

static Asked asked_by(const Run *run)
{
    Asked asked = { 0 };

    for (guint32 i = 0; i < run->workload->n_tasks; i++) {
        const Task *task = &run->workload->tasks[i];
        const TaskRecord *record = &run->recorder->tasks[i];

        asked.turnaround += record->finish - record->arrival;
        for (guint32 j = 0; j < task->n_phases; j++) {
            const Phase *phase = &task->phases[j];

            *(phase_on_core(phase->kind) ? &asked.on_core : &asked.waiting) += phase_duration(phase);
            if (phase->kind == PHASE_COMPUTE || phase->kind == PHASE_HOLD)
                asked.locked += phase_duration(phase);
        }
    }
    return asked;
}

static gboolean compare(LawKind kind, __int128 theory, __int128 simulated)
{
    switch (kind) {
    case LAW_EQUAL:
        return simulated == theory;
    case LAW_AT_LEAST:
        return simulated >= theory;
    case LAW_AT_MOST:
        return simulated <= theory;
    case LAW_ESTIMATE:
        return TRUE;
    }
    g_assert_not_reached();
}

/* Both sums are shown as SUM / SCALE, and compared as they are. */
static void add(GArray *laws, const char *name, const char *what, LawKind kind, LawUnit unit, __int128 theory,
                __int128 simulated, double scale)
{
    const Law law = { .name = name,
                      .what = g_strdup(what),
                      .kind = kind,
                      .unit = unit,
                      .theory = (double)theory / scale,
                      .simulated = (double)simulated / scale,
                      .holds = compare(kind, theory, simulated) };

    g_array_append_val(laws, law);
}

static void add_laws_of_any_run(GArray *laws, const Run *run, const Figures *figures, const Sums *sums)
{
    const Asked asked = asked_by(run);
    const double makespan = (double)figures->summary.makespan;
    const double core_time = makespan * run->combination.cores;
    const guint n_locks = run->recorder->n_locks;

    add(laws, "Little's law", "tasks in the system = throughput x mean turnaround", LAW_EQUAL, LAW_TASKS,
        asked.turnaround, sums->in_system, makespan);
    add(laws, "utilisation law", "cores at work = throughput x computing of a task / cores", LAW_EQUAL,
        LAW_SHARE, asked.on_core, sums->computing, core_time);
    add(laws, "utilisation law", "tasks waiting = throughput x waiting of a task", LAW_EQUAL, LAW_TASKS,
        asked.waiting, sums->waiting, makespan);
    add(laws, "utilisation law", "cores in use, at most all", LAW_AT_MOST, LAW_SHARE,
        (__int128)figures->summary.makespan * run->combination.cores, sums->on_core, core_time);
    if (n_locks > 0)
        add(laws, "utilisation law", "lock held, at least for what is computed under it", LAW_AT_LEAST,
            LAW_SHARE, asked.locked, sums->with_lock, makespan * n_locks);
    add(laws, "lower bound", "makespan, at least what path, cores, lock and resources allow", LAW_AT_LEAST,
        LAW_TIME, figures->summary.bound, figures->summary.makespan, 1);
}

GArray *laws_of(const Run *run, const Figures *figures, const Sums *sums)
{
    GArray *laws = g_array_new(FALSE, FALSE, sizeof(Law));

    if (figures->summary.makespan == NOT_APPLICABLE || figures->summary.makespan == 0)
        return laws;
    add_laws_of_any_run(laws, run, figures, sums);
    closed_forms_add(laws, run, figures);
    return laws;
}
