/* history - the steps of a run, to be looked at forwards and backwards. */
#include "history.h"

#include "steps.h"

#define MOST_STEPS 2000
#define FEWEST_STEPS 40
#define MOST_LOOKS 20000000 /* steps that are kept times tasks: each is looked at for each */

struct History {
    const Scenario *scenario;
    const Workload *workload;
    const Combination *combination;
    guint most_steps;

    guint64 first;    /* number of the first one kept */
    GPtrArray *steps; /* of Snapshot * */
    gboolean end_is_known;
    guint64 n_steps; /* with end_is_known */
    char *stopped;
};

History *history_new(const Scenario *scenario, const Workload *workload, const Combination *combination)
{
    History *history = g_new0(History, 1);

    history->scenario = scenario;
    history->workload = workload;
    history->combination = combination;
    history->most_steps = CLAMP(MOST_LOOKS / MAX(workload->n_tasks, 1), FEWEST_STEPS, MOST_STEPS);
    history->first = 1;
    history->steps = g_ptr_array_new_with_free_func((GDestroyNotify)snapshot_free);
    return history;
}

void history_free(History *history)
{
    g_ptr_array_unref(history->steps);
    g_free(history->stopped);
    g_free(history);
}

/* ---- simulating it ---- */

static void note_end(History *history, guint64 n_steps, const GError *stopped)
{
    history->end_is_known = TRUE;
    history->n_steps = n_steps;
    g_free(history->stopped);
    history->stopped = stopped ? g_strdup(stopped->message) : NULL;
}

static gboolean keep(Snapshot *snapshot, gpointer data)
{
    History *history = data;

    g_ptr_array_add(history->steps, snapshot);
    return history->steps->len < history->most_steps;
}

/* Simulates, and keeps the steps from FIRST on. */
static void record(History *history, guint64 first)
{
    g_autoptr(GError) stopped = NULL;
    guint64 n_steps;

    g_ptr_array_set_size(history->steps, 0);
    history->first = first;
    steps_run(history->scenario, history->workload, history->combination, first, 0, keep, history, &n_steps,
              &stopped);
    if (history->steps->len < history->most_steps)
        note_end(history, n_steps, stopped);
}

static gboolean is_kept(const History *history, guint64 number)
{
    return number >= history->first && number < history->first + history->steps->len;
}

const Snapshot *history_kept(const History *history, guint64 number)
{
    return is_kept(history, number) ? g_ptr_array_index(history->steps, number - history->first) : NULL;
}

const Snapshot *history_step(History *history, guint64 number)
{
    const guint64 back = history->most_steps / 2;

    if (number == 0 || (history->end_is_known && number > history->n_steps))
        return NULL;
    if (!is_kept(history, number))
        record(history, number > back ? number - back : 1);
    return history_kept(history, number);
}

/* ---- where it ends, and when ---- */

static gboolean note_number(Snapshot *snapshot, gpointer number)
{
    *(guint64 *)number = snapshot->number;
    snapshot_free(snapshot);
    return FALSE;
}

guint64 history_n_steps(History *history)
{
    g_autoptr(GError) stopped = NULL;
    guint64 n_steps, number;

    if (!history->end_is_known) {
        steps_run(history->scenario, history->workload, history->combination, G_MAXUINT64, 0, note_number,
                  &number, &n_steps, &stopped);
        note_end(history, n_steps, stopped);
    }
    return history->n_steps;
}

guint64 history_step_at(History *history, SimTime time)
{
    g_autoptr(GError) stopped = NULL;
    guint64 n_steps, number = 0;

    steps_run(history->scenario, history->workload, history->combination, 1, time, note_number, &number,
              &n_steps, &stopped);
    if (number > 0)
        return number;
    note_end(history, n_steps, stopped);
    return n_steps;
}

gboolean history_end_is_known(const History *history)
{
    return history->end_is_known;
}

const char *history_stopped(const History *history)
{
    return history->stopped;
}
