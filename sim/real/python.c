/* python - the executor that has CPython carry plans out. */
#include "python.h"

#include "base/host.h"
#include "python_journal.h"
#include "python_process.h"
#include "simulate/simulator.h"
#include "trial.h"

#define MOST_CPUS 4096
#define START_UP (10 * SIMTIME_S) /* to start an interpreter, and to measure its speed */
#define MOST_WORKERS 2000

#define PYTHON_ERROR python_error_quark()
static G_DEFINE_QUARK(gilsim - python - error, python_error)

    static const PythonSet *set_of(const Run *run)
{
    return run->real ? run->real->pythons : NULL;
}

char *python_name(const Run *run)
{
    const Python *python = set_of(run) ? python_set_choose(set_of(run), run, NULL) : NULL;

    return python ? g_strdup_printf("CPython %s (%s)", python->version, python->program) : NULL;
}

/* ---- what it cannot do ---- */

/* A line of the cache or a page of memory is nothing that Python code has in its hands. */
static char *cannot_have_body(const Run *run)
{
    static const char *const names[N_BODIES] = { [BODY_CACHE_LINE] = "cache-line", [BODY_MEMORY] = "memory" };

    for (guint32 i = 0; i < run->workload->n_groups; i++)
        if (names[run->workload->groups[i].body])
            return g_strdup_printf("%s has body = %s, which only native runs have", run->workload->groups[i].name,
                                   names[run->workload->groups[i].body]);
    return NULL;
}

static char *python_cannot(const Run *run)
{
    const guint64 n_workers = plan_n_workers(&run->plan, run->workload->n_tasks);
    char *why = NULL;

    if (!set_of(run))
        return g_strdup("no Python interpreter was named");
    if (n_workers > MOST_WORKERS && run->plan.threads != THREADS_LOOP)
        return g_strdup_printf("it would need %" G_GUINT64_FORMAT
                               " threads, and at most %d are started for real",
                               n_workers, MOST_WORKERS);
    why = cannot_have_body(run);
    if (!why)
        python_set_choose(set_of(run), run, &why);
    return why ? why : trial_cannot_place(run);
}

/* ---- a run ---- */

/* What its compute loop is to count as, where the plan is to show what the interpreter itself costs. */
static double compute_speed(const Run *run, const Python *python)
{
    const Python *reference = python->has_lock ? NULL : python_set_reference(set_of(run));

    return reference ? reference->speed : 0;
}

static void add_figures(const PythonBoard *board, const PythonStretches *stretches, Recorder *recorder)
{
    recorder->on_core += board->control->on_core;
    recorder->context_switches += (guint64)board->control->switches;
    recorder->preemptions += (guint64)board->control->preemptions;
    python_stretches_add_up(stretches, recorder);
}

static void hand_over(const PythonBoard *board, Run *run, const guint *cpus)
{
    PythonStretches stretches;

    python_stretches_init(&stretches, board, run);
    g_autoptr(GArray) events = python_journal(board, &stretches, run, cpus);
    journal_replay((const JournalEvent *)events->data, events->len, run->combination.cores, 0, run->recorder);
    add_figures(board, &stretches, run->recorder);
    run->n_events = events->len;
    python_stretches_clear(&stretches);
}

static gboolean python_run(Run *run, GError **error)
{
    g_autofree char *why = python_cannot(run);
    g_autofree guint *cpus = g_new(guint, MOST_CPUS);
    g_autoptr(GError) predicted = NULL;
    PythonBoard board;

    host_cpus(cpus, MOST_CPUS);
    const Python *python = why ? NULL : python_set_choose(set_of(run), run, NULL);
    if (!python ||
        !python_board_open(&board, run, cpus, compute_speed(run, python))) {
        g_set_error(error, PYTHON_ERROR, 0, "%s", why ? why : "there is not enough memory for it");
        recorder_end(run->recorder, 0);
        return FALSE;
    }
    const SimTime limit = trial_limit(run, START_UP, &predicted);
    g_auto(PythonResult) result =
        python_process_run(python->program, "main.py", board.file, cpus, run->combination.cores, limit);
    hand_over(&board, run, cpus);
    python_board_close(&board);
    return trial_judge(run, &result.ended, limit, result.complaint, predicted, error);
}

const Executor executor_python = { "python", simulator_n_locks, simulator_n_extra, python_cannot,
                                   python_run };
