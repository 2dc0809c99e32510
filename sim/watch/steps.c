/* steps - simulates one run and hands its steps on as it goes.
 *
 * What was decided comes from the text of --decisions; what happened, from how the tasks stood before the
 * instant and stand at its end; how all stands, from picture.c. A snapshot is taken at the end of each
 * round, and counts when the next round is of a later time. */
#include "steps.h"

#include <errno.h>
#include <string.h>

#include "picture.h"
#include "simulate/observer.h"

/* A task that had a change at the present instant. */
typedef struct {
    guint32 task;
    guint8 state;  /* TaskState, at its end */
    guint32 phase; /* the next to begin, at its end */
} Touched;

typedef struct {
    guint8 state;
    guint32 phase;
} Standing;

typedef struct {
    Observer observer;
    RowSink rows; /* without one the recorder does not tell which tasks had a change */
    StepTaker take;
    gpointer data;
    guint64 first;
    SimTime from;

    FILE *decisions; /* writes to `written` */
    char *written;
    gsize n_written;
    gboolean short_labels; /* a task's name says which thread it is */

    SimTime instant;
    guint64 n_steps;
    gboolean happened; /* at `instant` anything did */
    gboolean enough;
    Standing *before;   /* the tasks', before `instant` */
    GArray *touched;    /* of Touched, at `instant` */
    GPtrArray *decided; /* of char *, at `instant` */
    Snapshot *snapshot; /* of it, or NULL: not wanted, or nothing happened */
} Steps;

/* ---- what happened ---- */

typedef enum {
    HAPPENED_ARRIVAL,
    HAPPENED_WAIT_END,
    HAPPENED_UNIT,
    HAPPENED_WAIT,
    HAPPENED_NO_UNIT,
    HAPPENED_OVERHEAD,
    HAPPENED_COMPUTE, /* after another phase, or a cost: nothing was decided */
    HAPPENED_FINISH,
    N_HAPPENED
} Happened;

static gboolean leaves(TaskState state, const Standing *before, const Touched *after)
{
    return before->state == state && (after->state != state || after->phase != before->phase);
}

static gboolean enters(TaskState state, const Standing *before, const Touched *after)
{
    return after->state == state && (before->state != state || after->phase != before->phase);
}

static gboolean has_happened(Happened what, const Standing *before, const Touched *after,
                             const TaskRecord *record, SimTime now)
{
    switch (what) {
    case HAPPENED_ARRIVAL:
        return record->arrival == now;
    case HAPPENED_WAIT_END:
        return leaves(STATE_WAIT, before, after);
    case HAPPENED_UNIT:
        return leaves(STATE_RESOURCE, before, after);
    case HAPPENED_WAIT:
        return enters(STATE_WAIT, before, after);
    case HAPPENED_NO_UNIT:
        return enters(STATE_RESOURCE, before, after);
    case HAPPENED_OVERHEAD:
        return after->state == STATE_OVERHEAD;
    case HAPPENED_COMPUTE:
        return enters(STATE_COMPUTE, before, after) &&
               (before->state == STATE_COMPUTE || before->state == STATE_OVERHEAD);
    case HAPPENED_FINISH:
        return record->finish == now;
    case N_HAPPENED:
        break;
    }
    g_assert_not_reached();
}

/* "A, B and 3 more arrive", where WHAT has happened to any. */
static void tell_happened(const Steps *steps, const Simulation *simulation, Happened what)
{
    enum { MOST = 8 };
    static const char *const one[] = { "arrives",           "has waited",        "gets its unit",
                                       "begins to wait",    "queues for a unit", "pays a cost",
                                       "goes on computing", "finishes" };
    static const char *const many[] = { "arrive",           "have waited", "get their units", "begin to wait",
                                        "queue for a unit", "pay a cost",  "go on computing", "finish" };
    g_autoptr(GString) text = g_string_new(NULL);
    guint n = 0;

    for (guint i = 0; i < steps->touched->len; i++) {
        const Touched *after = &g_array_index(steps->touched, Touched, i);

        if (!has_happened(what, &steps->before[after->task], after, &simulation->recorder->tasks[after->task],
                          steps->instant) ||
            n++ >= MOST)
            continue;
        g_autofree char *name = picture_task_name(simulation, after->task);
        g_string_append_printf(text, "%s%s", n > 1 ? ", " : "", name);
    }
    if (n > MOST)
        g_string_append_printf(text, " and %u more", n - MOST);
    if (n > 0)
        snapshot_add_event(steps->snapshot,
                           g_strdup_printf("%s %s", text->str, n == 1 ? one[what] : many[what]));
}

/* ---- what was decided ---- */

/* Leaves " (thread 0.3)" out of LINE. */
static void shorten(GString *line)
{
    static const char mark[] = " (thread ";
    char *at;

    while ((at = strstr(line->str, mark))) {
        const gsize inner = strspn(at + strlen(mark), "-.0123456789");

        if (at[strlen(mark) + inner] != ')')
            return;
        g_string_erase(line, at - line->str, (gssize)(strlen(mark) + inner + 1));
    }
}

/* Of each line "5000000ns TEXT" the text. */
static void read_decisions(Steps *steps)
{
    fflush(steps->decisions);
    if (steps->n_written == 0)
        return;
    g_autofree char *text = g_strndup(steps->written, steps->n_written);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (guint i = 0; lines[i]; i++) {
        const char *blank = strchr(lines[i], ' ');
        g_autoptr(GString) line = g_string_new(blank ? blank + 1 : NULL);

        if (!blank)
            continue;
        if (steps->short_labels)
            shorten(line);
        g_ptr_array_add(steps->decided, g_strdup(line->str));
    }
    rewind(steps->decisions);
}

/* ---- instants ---- */

static void note_touched(Steps *steps, const Simulation *simulation)
{
    const Recorder *recorder = simulation->recorder;

    g_array_set_size(steps->touched, 0);
    for (guint i = 0; recorder->instant == steps->instant && i < recorder->changed->len; i++) {
        const guint32 task = g_array_index(recorder->changed, guint32, i);
        const Touched touched = { task, task < recorder->n_tasks ? picture_task_state(simulation, task) : 0,
                                  task < recorder->n_tasks ? simulation->runs[task].phase : 0 };

        if (task < recorder->n_tasks)
            g_array_append_val(steps->touched, touched);
        steps->happened = TRUE;
    }
}

/* The step, if the instant was one, is handed on. */
static void end_instant(Steps *steps)
{
    if (steps->happened)
        steps->n_steps++;
    if (steps->snapshot && !steps->take(g_steal_pointer(&steps->snapshot), steps->data))
        steps->enough = TRUE;
    for (guint i = 0; i < steps->touched->len; i++) {
        const Touched *after = &g_array_index(steps->touched, Touched, i);

        steps->before[after->task] = (Standing){ after->state, after->phase };
    }
    g_array_set_size(steps->touched, 0);
    g_ptr_array_set_size(steps->decided, 0);
    steps->happened = FALSE;
}

static void take_snapshot(Steps *steps, const Simulation *simulation)
{
    g_clear_pointer(&steps->snapshot, snapshot_free);
    if (!steps->happened || steps->n_steps + 1 < steps->first || steps->instant < steps->from)
        return;
    steps->snapshot = snapshot_new(steps->n_steps + 1, steps->instant);
    for (Happened what = 0; what < N_HAPPENED; what++)
        tell_happened(steps, simulation, what);
    for (guint i = 0; i < steps->decided->len; i++)
        snapshot_add_event(steps->snapshot, g_strdup(g_ptr_array_index(steps->decided, i)));
    if (steps->snapshot->events->len == 0) /* nothing happened to a task */
        snapshot_add_event(steps->snapshot, g_strdup("the main thread or the dispatcher goes on"));
    picture_take(steps->snapshot, simulation);
}

static gboolean round_ended(Observer *observer, const Simulation *simulation)
{
    Steps *steps = (Steps *)observer;
    const SimTime now = simulation->machine.engine.now;

    if (now != steps->instant)
        end_instant(steps);
    steps->instant = now;
    if (steps->enough)
        return FALSE;
    read_decisions(steps);
    steps->happened = steps->happened || steps->decided->len > 0;
    note_touched(steps, simulation);
    take_snapshot(steps, simulation);
    return TRUE;
}

static void no_row(RowSink *sink, const Stretch *stretch)
{
    (void)sink, (void)stretch;
}

/* ---- runs ---- */

static gboolean one_thread_a_task(const Plan *plan)
{
    return plan->threads == THREADS_PER_TASK || (plan->n_interpreters == 1 && plan->n_offload == 0 &&
                                                 (plan->threads == THREADS_LOOP || plan->n_workers == 1));
}

static gboolean carry_out(Steps *steps, Run *run, GError **error)
{
    g_autoptr(GError) stopped = NULL;
    gboolean done;

    if (run->fault) {
        g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, run->fault);
        return FALSE;
    }
    recorder_add_sink(run->recorder, &steps->rows);
    steps->short_labels = one_thread_a_task(&run->plan);
    run->decisions = steps->decisions;
    run->observer = &steps->observer;
    done = executor_sim.run(run, &stopped);
    end_instant(steps);
    if (done || steps->enough) /* "enough" ends a run in the middle of its work */
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&stopped));
    return FALSE;
}

gboolean steps_run(const Scenario *scenario, const Workload *workload, const Combination *combination,
                   guint64 first, SimTime from, StepTaker take, gpointer data, guint64 *n_steps,
                   GError **error)
{
    const ExperimentOptions options = { .executor = &executor_sim };
    Steps steps = { .observer = { round_ended },
                    .rows = { no_row, NULL },
                    .take = take,
                    .data = data,
                    .first = first,
                    .from = from };
    Run run = experiment_one(scenario, workload, &options, combination);
    gboolean done;

    steps.before = g_new(Standing, workload->n_tasks);
    for (guint32 i = 0; i < workload->n_tasks; i++)
        steps.before[i] = (Standing){ STATE_NONE, 0 };
    steps.touched = g_array_new(FALSE, FALSE, sizeof(Touched));
    steps.decided = g_ptr_array_new_with_free_func(g_free);
    steps.decisions = open_memstream(&steps.written, &steps.n_written);
    if (!steps.decisions)
        g_error("no memory for a stream: %s", g_strerror(errno));
    done = carry_out(&steps, &run, error);
    if (n_steps)
        *n_steps = steps.n_steps;
    fclose(steps.decisions);
    free(steps.written);
    g_clear_pointer(&steps.snapshot, snapshot_free);
    g_ptr_array_unref(steps.decided);
    g_array_unref(steps.touched);
    g_free(steps.before);
    experiment_one_clear(&run);
    return done;
}
