/* native_layout - a plan in shared memory: interpreters, carriers, units. */
#include "native.h"

/* ---- what follows from a plan ---- */

gboolean native_has_dispatcher(const Plan *plan)
{
    return plan->ipc || plan->offload == OFFLOAD_PROCESSES;
}

static guint64 n_carriers(const Plan *plan, guint n_tasks)
{
    switch (plan->threads) {
    case THREADS_PER_TASK:
        return n_tasks;
    case THREADS_WORKERS:
        return (guint64)plan->n_interpreters * plan->n_workers;
    case THREADS_LOOP:
        return plan->n_interpreters;
    }
    g_assert_not_reached();
}

guint64 native_n_threads(const Plan *plan, guint n_tasks)
{
    return n_carriers(plan, n_tasks) + plan->n_offload;
}

guint native_n_processes(const Plan *plan)
{
    const guint own = plan->ipc && !plan->one_process ? plan->n_interpreters : 0;

    return own + (plan->offload == OFFLOAD_PROCESSES ? plan->n_offload : 0);
}

/* ---- lists ---- */

void native_list_add(Native *native, NativeList *list, guint32 task)
{
    native->tasks[task].next = NO_TASK;
    if (list->head == NO_TASK)
        list->head = task;
    else
        native->tasks[list->tail].next = task;
    list->tail = task;
}

guint32 native_list_take(Native *native, NativeList *list)
{
    const guint32 task = list->head;

    if (task != NO_TASK)
        list->head = native->tasks[task].next;
    return task;
}

/* ---- the parts ---- */

void native_init_mutex(pthread_mutex_t *mutex)
{
    pthread_mutexattr_t attributes;

    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(mutex, &attributes);
    pthread_mutexattr_destroy(&attributes);
}

static NativeUnits *new_units(Native *native)
{
    NativeUnits *units = shared_new(&native->memory, native->workload->n_resources, sizeof(NativeUnits));

    for (guint32 i = 0; units && i < native->workload->n_resources; i++) {
        units[i].free = native->workload->resources[i].capacity;
        units[i].waiting = (NativeList){ NO_TASK, NO_TASK };
        native_init_mutex(&units[i].mutex);
    }
    return units;
}

static void init_interpreters(Native *native)
{
    const Plan *plan = native->plan;
    const guint extra = plan->offload == OFFLOAD_PROCESSES ? plan->n_offload : 0;

    native->units = new_units(native);
    native->n_interpreters = plan->n_interpreters + extra;
    native->interpreters = shared_new(&native->memory, native->n_interpreters + 1, sizeof(NativeInterpreter));
    for (guint i = 0; native->interpreters && i <= native->n_interpreters; i++) {
        NativeInterpreter *interpreter = &native->interpreters[i];
        const gboolean is_parent = i == native->n_interpreters;

        interpreter->shown = is_parent ? WHERE_NOBODY : (gint32)i;
        interpreter->units = new_units(native);
        real_lock_init(&interpreter->lock,
                       is_parent || !plan->locked ? "none" : native->run->combination.lock,
                       native->scenario->interval, native->scenario->costs.ticks);
    }
    native->parent = &native->interpreters[native->n_interpreters];
}

static void init_tasks(Native *native)
{
    native->tasks = shared_new(&native->memory, native->workload->n_tasks, sizeof(NativeTask));
    for (guint32 i = 0; native->tasks && i < native->workload->n_tasks; i++) {
        native->tasks[i].loop = -1;
        sem_init(&native->tasks[i].wake, TRUE, 0);
    }
}

static void init_carrier(Native *native, Carrier *carrier, NativeInterpreter *interpreter, gint32 number,
                         void (*run)(gpointer))
{
    *carrier = (Carrier){ .native = native,
                          .interpreter = interpreter,
                          .number = number,
                          .run = run,
                          .task = NO_TASK,
                          .track = NO_TASK,
                          .core = -1,
                          .log = { native->book, NULL } };
    real_lock_user_init(&carrier->user);
}

static void init_carriers(Native *native)
{
    const Plan *plan = native->plan;

    for (guint i = 0; i < native->n_carriers; i++) {
        Carrier *carrier = &native->carriers[i];

        init_carrier(native, carrier, &native->interpreters[i % plan->n_interpreters],
                     (gint32)(i / plan->n_interpreters),
                     plan->threads == THREADS_LOOP      ? native_loop_run
                     : plan->threads == THREADS_WORKERS ? native_worker_run
                                                        : native_single_run);
        carrier->crew = native->crew;
        carrier->slot = i;
        carrier->across = plan->ipc;
        if (native->loops)
            carrier->loop = native_loop_at(native, i);
    }
}

static void init_executor(Native *native)
{
    const Plan *plan = native->plan;
    const gboolean processes = plan->offload == OFFLOAD_PROCESSES;

    for (guint i = 0; i < plan->n_offload; i++) {
        Carrier *carrier = &native->carriers[native->n_carriers + i];

        init_carrier(native, carrier, &native->interpreters[processes ? plan->n_interpreters + i : 0],
                     processes ? 0 : (gint32)i + 1, native_worker_run);
        carrier->crew = native->executor;
        carrier->slot = i;
        carrier->across = processes;
        carrier->offload = TRUE;
    }
}

/* Threads that carry no task; those with a row of their own in the order of recorder.h. */
static void init_extra(Native *native)
{
    const Plan *plan = native->plan;
    guint32 track = native->workload->n_tasks;

    native->main = shared_new(&native->memory, 3, sizeof(Carrier));
    if (!native->main)
        return;
    native->dispatching = native->main + 1;
    native->arriving = native->main + 2;
    init_carrier(native, native->main, plan->ipc ? native->parent : &native->interpreters[0], WHERE_MAIN,
                 NULL);
    init_carrier(native, native->dispatching, native->parent, WHERE_DISPATCHER, native_dispatcher_run);
    init_carrier(native, native->arriving, native->parent, WHERE_NOBODY, native_arrivals_run);
    if (!plan->in_main)
        native->main->track = track++;
    if (native_has_dispatcher(plan))
        native->dispatching->track = track;
}

static void init_threads(Native *native)
{
    const Plan *plan = native->plan;

    native->n_carriers = (guint)n_carriers(plan, native->workload->n_tasks);
    native->carriers = shared_new(&native->memory, native->n_carriers + plan->n_offload, sizeof(Carrier));
    if (plan->threads == THREADS_WORKERS)
        native->crew = native_crew_new(native, native->n_carriers);
    if (plan->n_offload > 0)
        native->executor = native_crew_new(native, plan->n_offload);
    if (plan->threads == THREADS_LOOP)
        native->loops = native_loops_new(native, plan->n_interpreters);
    if (native_has_dispatcher(plan)) {
        native->pipes = shared_new(&native->memory, plan->n_interpreters, sizeof(NativePipe));
        native->results = shared_new(&native->memory, 1, sizeof(NativePipe));
    }
    if (native->memory.failed)
        return;
    init_carriers(native);
    init_executor(native);
    init_extra(native);
}

/* Notes that every run needs: a few for each phase, and for each task what happens to it as a whole. */
static guint64 n_events(const Workload *workload)
{
    return workload->n_phases * 10 + (guint64)workload->n_tasks * 16 + 1000;
}

gboolean native_lay_out(Native *native, const Run *run)
{
    *native =
        (Native){ .run = run, .scenario = run->scenario, .workload = run->workload, .plan = &run->plan };
    shared_init(&native->memory);
    for (guint32 i = 0; i < run->workload->n_groups; i++)
        native->max_payload = MAX(native->max_payload, (gsize)run->workload->groups[i].payload);
    native->control = shared_new(&native->memory, 1, sizeof(NativeControl));
    native->book = eventbook_new(&native->memory, n_events(run->workload),
                                 (guint)native_n_threads(native->plan, run->workload->n_tasks) + 3);
    init_tasks(native);
    init_interpreters(native);
    if (native->book && !native->memory.failed)
        init_threads(native);
    return native->book && !native->memory.failed;
}

void native_clear(Native *native)
{
    shared_clear(&native->memory);
}
