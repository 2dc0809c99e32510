/* picture - how all stands in a simulation: its cores, locks, loops, ready threads and resources; tasks are
 * in picture_tasks.c. */
#include "picture.h"

#include "picture_tasks.h"

#define MOST_ROWS 8 /* of one kind: cores, locks, ... */

static SimTime now(const Simulation *simulation)
{
    return simulation->machine.engine.now;
}

char *picture_task_name(const Simulation *simulation, guint32 task)
{
    g_autoptr(GString) name = g_string_new(NULL);

    return g_strdup(workload_task_name(simulation->workload, task, name));
}

/* Its task's name, or which thread it is. g_free. */
static char *thread_name(const Simulation *simulation, const Thread *thread)
{
    return thread->task != NO_TASK ? picture_task_name(simulation, thread->task)
                                   : g_strdup(thread_label(thread));
}

/* "lock" where there is ONE only, else "lock 3". g_free. */
static char *numbered(const char *what, guint32 number, gboolean one)
{
    return one ? g_strdup(what) : g_strdup_printf("%s %u", what, number);
}

/* What of N things beyond MOST_ROWS is not shown. */
static void add_rest(Snapshot *snapshot, const char *label, guint64 n)
{
    if (n > 0)
        snapshot_add_row(snapshot, g_strdup(label), g_strdup_printf("and %" G_GUINT64_FORMAT " more", n));
}

/* ---- cores ---- */

/* What THREAD does on CORE. g_free. */
static char *doing(const Simulation *simulation, const Core *core)
{
    const Thread *thread = core->thread;
    char left[SIMTIME_TEXT];

    if (thread->where == THREAD_WAKING)
        return g_strdup("wakes up");
    switch (core->stretch) {
    case STRETCH_SWITCH:
        return g_strdup("is switched to");
    case STRETCH_COST:
        return g_strdup("pays a cost");
    case STRETCH_WORK:
        return g_strdup_printf("%s, %s left", picture_work_name(thread->work),
                               simtime_format(picture_work_left(thread), left));
    case STRETCH_NONE:
        break;
    }
    (void)simulation;
    return g_strdup("is about to go on");
}

static void add_core(Snapshot *snapshot, const Simulation *simulation, guint32 index)
{
    const Core *core = &simulation->machine.cores[index];
    const gboolean idle = core->thread == NULL;
    Row *row = snapshot_add_row(snapshot, g_strdup_printf("core %u", index), g_strdup(idle ? "idle" : ""));
    char left[SIMTIME_TEXT];

    if (idle)
        return;
    g_autofree char *name = thread_name(simulation, core->thread), *what = doing(simulation, core);
    row_add(row, g_strdup_printf("%s: %s", name, what),
            core->stretch == STRETCH_WORK && core->computes ? STATE_COMPUTE : STATE_OVERHEAD);
    if (engine_is_set(&core->slice))
        row_add(row,
                g_strdup_printf("slice %s left", simtime_format(core->slice.time - now(simulation), left)),
                STATE_NONE);
}

static void add_cores(Snapshot *snapshot, const Simulation *simulation)
{
    const Machine *machine = &simulation->machine;
    const gboolean all = machine->n_cores <= MOST_ROWS;
    const guint32 n_busy = machine->n_cores - machine->free.n;
    guint32 n_shown = 0;

    for (guint32 i = 0; i < machine->n_cores && n_shown < MOST_ROWS; i++)
        if (all || machine->cores[i].thread != NULL) {
            add_core(snapshot, simulation, i);
            n_shown++;
        }
    if (!all)
        snapshot_add_row(snapshot, g_strdup("cores"),
                         g_strdup_printf("%u of %u busy", n_busy, machine->n_cores));
}

/* ---- locks ---- */

static char *holder_text(const Simulation *simulation, const Lock *lock)
{
    GString *text = g_string_new(lock->holder != NULL ? NULL : "free");
    char since[SIMTIME_TEXT];

    if (lock->holder != NULL) {
        g_autofree char *name = thread_name(simulation, lock->holder);
        /* a thread that carries one task after the other may have had it before this one */
        const gboolean carries =
            lock->holder->task != NO_TASK && simulation->plan->threads != THREADS_PER_TASK;
        g_string_append_printf(text, "%s%s since %s", name, carries ? ", its thread" : "",
                               snapshot_time(lock->held_since, since));
    }
    if (lock->holder != NULL && lock->request && lock->model->asked != NULL)
        g_string_append(text, ", asked to drop it");
    if (engine_is_set(&lock->turn))
        g_string_append_printf(text, ", turn ends at %s", snapshot_time(lock->turn.time, since));
    if (lock->switching != NULL) {
        g_autofree char *name = thread_name(simulation, lock->switching);
        g_string_append_printf(text, "; %s sleeps until another has had it", name);
    }
    if (lock->head != NULL)
        g_string_append(text, "; asleep:");
    return g_string_free(text, FALSE);
}

static void add_lock(Snapshot *snapshot, const Simulation *simulation, const Lock *lock, gboolean one)
{
    Row *row = snapshot_add_row(snapshot, numbered("lock", lock->interpreter->index, one),
                                holder_text(simulation, lock));
    const Thread *thread = lock->head;

    for (; thread != NULL && !row_is_full(row); thread = thread->next)
        row_add(row, thread_name(simulation, thread), STATE_LOCK);
    row->n_more += lock->n_asleep - row->parts->len;
}

static gboolean is_of_interest(const Lock *lock)
{
    return lock->model != NULL && (lock->holder != NULL || lock->n_asleep > 0);
}

static void add_locks(Snapshot *snapshot, const Simulation *simulation)
{
    const gboolean all = simulation->n_interpreters <= MOST_ROWS;
    guint32 n_shown = 0, n_left_out = 0;

    for (guint32 i = 0; i < simulation->n_interpreters; i++) {
        const Lock *lock = &simulation->interpreters[i].lock;

        if (lock->model == NULL || !(all || is_of_interest(lock)))
            continue;
        if (n_shown < MOST_ROWS) {
            add_lock(snapshot, simulation, lock, simulation->n_interpreters == 1);
            n_shown++;
        } else {
            n_left_out++;
        }
    }
    add_rest(snapshot, "locks", n_left_out);
}

/* ---- event loops ---- */

static void add_list(Row *row, const Simulation *simulation, const TaskList *list, guint32 but)
{
    for (guint32 task = list->head; task != NO_TASK; task = simulation->runs[task].next) {
        if (task == but)
            continue;
        row_add(row, row_is_full(row) ? NULL : picture_task_name(simulation, task), STATE_LOOP);
    }
}

static void add_loop(Snapshot *snapshot, const Simulation *simulation, guint32 index)
{
    const Loop *loop = &simulation->loops[index];
    const guint32 in_hand = loop->thread->task;
    const gboolean any =
        loop->pass.head != NO_TASK || loop->yielded.head != NO_TASK || loop->due.head != NO_TASK;
    g_autofree char *name = in_hand != NO_TASK ? picture_task_name(simulation, in_hand) : NULL;
    char *lead = !loop->exists ? g_strdup("not started yet")
                 : name        ? g_strdup_printf("%s in hand%s", name, any ? "; then:" : "")
                               : g_strdup("asleep until something is due");
    Row *row =
        snapshot_add_row(snapshot, numbered("loop", index, simulation->plan->n_interpreters == 1), lead);

    add_list(row, simulation, &loop->pass, in_hand);
    add_list(row, simulation, &loop->yielded, in_hand);
    add_list(row, simulation, &loop->due, in_hand);
}

static void add_loops(Snapshot *snapshot, const Simulation *simulation)
{
    const guint32 n = simulation->loops != NULL ? simulation->plan->n_interpreters : 0;

    for (guint32 i = 0; i < MIN(n, MOST_ROWS); i++)
        add_loop(snapshot, simulation, i);
    add_rest(snapshot, "loops", n - MIN(n, MOST_ROWS));
}

/* ---- ready threads ---- */

static void add_queue(Snapshot *snapshot, const Simulation *simulation, const RunQueue *queue)
{
    Row *row = snapshot_add_row(
        snapshot, numbered("run queue", queue->first_core, simulation->machine.n_queues == 1), g_strdup(""));
    char burst[SIMTIME_TEXT];
    const Thread *thread = queue->head;

    for (; thread != NULL && !row_is_full(row); thread = thread->next) {
        g_autofree char *name = thread_name(simulation, thread);

        row_add(row, g_strdup_printf("%s (burst %s)", name, simtime_format(thread_burst(thread), burst)),
                STATE_READY);
    }
    row->n_more += queue->n_ready - row->parts->len;
}

static void add_queues(Snapshot *snapshot, const Simulation *simulation)
{
    const Machine *machine = &simulation->machine;
    guint64 n_shown = 0, n_left_out = 0;

    for (guint32 i = 0; i < machine->n_queues && machine->n_ready > 0; i++) {
        if (machine->queues[i].n_ready == 0)
            continue;
        if (n_shown < MOST_ROWS) {
            add_queue(snapshot, simulation, &machine->queues[i]);
            n_shown++;
        } else {
            n_left_out++;
        }
    }
    if (n_shown == 0)
        snapshot_add_row(snapshot, g_strdup("run queue"), g_strdup("empty"));
    add_rest(snapshot, "run queues", n_left_out);
}

/* ---- resources ---- */

static void add_units(Snapshot *snapshot, const Simulation *simulation, const Units *units, guint32 resource,
                      char *label)
{
    const gboolean any = units->waiting.head != NO_TASK;
    Row *row = snapshot_add_row(snapshot, label,
                                g_strdup_printf("%u of %u free%s", units->free,
                                                simulation->workload->resources[resource].capacity,
                                                any ? "; waiting:" : ""));

    for (guint32 task = units->waiting.head; task != NO_TASK; task = simulation->runs[task].next)
        row_add(row, row_is_full(row) ? NULL : picture_task_name(simulation, task), STATE_RESOURCE);
}

static void add_resource(Snapshot *snapshot, const Simulation *simulation, guint32 index)
{
    const Resource *resource = &simulation->workload->resources[index];
    const guint32 n = simulation->n_interpreters;

    if (!resource->per_process) {
        add_units(snapshot, simulation, &simulation->units[index], index, g_strdup(resource->name));
        return;
    }
    for (guint32 i = 0; i < MIN(n, MOST_ROWS); i++)
        add_units(snapshot, simulation, &simulation->interpreters[i].units[index], index,
                  numbered(resource->name, i, n == 1));
    add_rest(snapshot, resource->name, n - MIN(n, MOST_ROWS));
}

void picture_take(Snapshot *snapshot, const Simulation *simulation)
{
    const guint32 n = simulation->workload->n_resources;

    add_cores(snapshot, simulation);
    add_locks(snapshot, simulation);
    add_loops(snapshot, simulation);
    add_queues(snapshot, simulation);
    for (guint32 i = 0; i < MIN(n, MOST_ROWS); i++)
        add_resource(snapshot, simulation, i);
    add_rest(snapshot, "resources", n - MIN(n, MOST_ROWS));
    picture_add_tasks(snapshot, simulation);
}
