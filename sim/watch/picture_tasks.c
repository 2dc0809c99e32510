/* picture_tasks - the tasks of a simulation, as rows: one each where they are few, else one a state. */
#include "picture_tasks.h"

#define FEW 16

const char *picture_work_name(guint8 kind)
{
    static const char *const names[] = { "compute", "hold",      "nogil",   "wait",           "yield",
                                         "use",     "give back", "offload", "end of offload", "nothing" };

    g_assert(kind <= WORK_NONE);
    return names[kind];
}

SimTime picture_work_left(const Thread *thread)
{
    const SimTime left = thread->work_left - (thread_ran(thread) - thread->ran);

    return simtime_rescale(MAX(left, 0), 1, machine_factor(thread->interpreter->machine, thread));
}

TaskState picture_task_state(const Simulation *simulation, guint32 task)
{
    const Recorder *recorder = simulation->recorder;

    return recorder_since(recorder, task) > simulation->machine.engine.now ? STATE_WAIT : recorder->states[task];
}

/* "compute 20 ms" */
static void append_phase(GString *text, const Simulation *simulation, const Phase *phase)
{
    char length[SIMTIME_TEXT];

    g_string_append(text, picture_work_name(phase->kind));
    if (phase->kind == PHASE_USE)
        g_string_append_printf(text, " %s", simulation->workload->resources[phase_resource(phase)].name);
    else if (phase->kind != PHASE_YIELD)
        g_string_append_printf(text, " %s", simtime_format(phase_duration(phase), length));
}

static void append_left(GString *text, SimTime time)
{
    char left[SIMTIME_TEXT];

    g_string_append_printf(text, ", %s left", simtime_format(MAX(time, 0), left));
}

/* What comes when it can go on: "next compute 1 ms". */
static void append_next(GString *text, const Simulation *simulation, guint32 task)
{
    const Task *asked = &simulation->workload->tasks[task];
    guint32 next = simulation->runs[task].phase;

    while (next < asked->n_phases &&
           (asked->phases[next].kind == PHASE_GIVE_BACK || asked->phases[next].kind == PHASE_OFFLOAD ||
            asked->phases[next].kind == PHASE_OFFLOAD_END))
        next++;
    g_string_append(text, "next ");
    if (next < asked->n_phases)
        append_phase(text, simulation, &asked->phases[next]);
    else
        g_string_append(text, "its end");
}

/* When TASK's wait is over. */
static SimTime wait_end(const Simulation *simulation, guint32 task)
{
    const Thread *carrier = task_carrier(simulation, task);

    if (carrier != NULL && carrier->role == ROLE_LOOP)
        return simulation->task_timers[task].time;
    return simulation->runs[task].could_go_on;
}

static void append_in_progress(GString *text, const Simulation *simulation, guint32 task, TaskState state)
{
    const TaskRun *run = &simulation->runs[task];
    const Phase *phases = simulation->workload->tasks[task].phases;
    const Thread *thread = task_carrier(simulation, task);

    if (state == STATE_WAIT && run->phase > 0) {
        append_phase(text, simulation, &phases[run->phase - 1]);
        append_left(text, wait_end(simulation, task) - simulation->machine.engine.now);
    } else if (state == STATE_RESOURCE && run->phase > 0) {
        append_phase(text, simulation, &phases[run->phase - 1]);
    } else if (thread != NULL && thread->task == task && thread->work != WORK_NONE && run->phase > 0) {
        append_phase(text, simulation, &phases[run->phase - 1]);
        append_left(text, picture_work_left(thread));
    } else {
        append_next(text, simulation, task);
    }
}

/* "lock      next compute 1 ms" */
static char *task_text(const Simulation *simulation, guint32 task)
{
    const TaskRecord *record = &simulation->recorder->tasks[task];
    const TaskState state = picture_task_state(simulation, task);
    const Task *asked = &simulation->workload->tasks[task];
    const GArray *after = simulation->workload->groups[asked->group].after;
    char time[SIMTIME_TEXT], took[SIMTIME_TEXT];
    GString *text;

    if (record->finish >= 0)
        return g_strdup_printf("finished at %s, %s after it arrived", snapshot_time(record->finish, time),
                               simtime_format(record->finish - record->arrival, took));
    if (record->arrival < 0 && after != NULL && after->len > 0)
        return g_strdup("arrives after others");
    if (record->arrival < 0)
        return g_strdup_printf("arrives at %s", snapshot_time(asked->arrival, time));
    text = g_string_new(NULL);
    g_string_append_printf(text, "%-9s ", task_state_name(state));
    append_in_progress(text, simulation, task, state);
    return g_string_free(text, FALSE);
}

static void add_each(Snapshot *snapshot, const Simulation *simulation)
{
    for (guint32 i = 0; i < simulation->workload->n_tasks; i++) {
        Row *row = snapshot_add_row(snapshot, picture_task_name(simulation, i), g_strdup(""));

        row_add(row, task_text(simulation, i), picture_task_state(simulation, i));
    }
}

static void add_state(Snapshot *snapshot, const Simulation *simulation, TaskState state, guint64 n,
                      const guint32 *first)
{
    Row *row = snapshot_add_row(snapshot, g_strdup(task_state_name(state)),
                                g_strdup_printf("%" G_GUINT64_FORMAT ":", n));

    for (guint i = 0; i < MIN(n, ROW_MOST_PARTS); i++)
        row_add(row, picture_task_name(simulation, first[i]), state);
    row->n_more = n - row->parts->len;
}

static void add_by_state(Snapshot *snapshot, const Simulation *simulation)
{
    guint64 n[N_STATES] = { 0 }, n_to_come = 0, n_finished = 0;
    guint32 first[N_STATES][ROW_MOST_PARTS];

    for (guint32 i = 0; i < simulation->workload->n_tasks; i++) {
        const TaskRecord *record = &simulation->recorder->tasks[i];
        const TaskState state = picture_task_state(simulation, i);

        n_finished += record->finish >= 0;
        n_to_come += record->arrival < 0;
        if (state == STATE_NONE)
            continue;
        if (n[state] < ROW_MOST_PARTS)
            first[state][n[state]] = i;
        n[state]++;
    }
    for (TaskState state = 0; state < N_STATES; state++)
        if (n[state] > 0)
            add_state(snapshot, simulation, state, n[state], first[state]);
    snapshot_add_row(snapshot, g_strdup("tasks"),
                     g_strdup_printf("%" G_GUINT64_FORMAT " to come, %" G_GUINT64_FORMAT " finished, of %u",
                                     n_to_come, n_finished, simulation->workload->n_tasks));
}

void picture_add_tasks(Snapshot *snapshot, const Simulation *simulation)
{
    if (simulation->workload->n_tasks <= FEW)
        add_each(snapshot, simulation);
    else
        add_by_state(snapshot, simulation);
}
