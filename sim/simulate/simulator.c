/* simulator - builds a simulation from a plan, runs it, and says why where it got stuck. */
#include "simulator.h"

#include "base/large.h"
#include "observer.h"
#include "plugin/guard.h"
#include "registry.h"
#include "simulation.h"

G_DEFINE_QUARK(gilsim-simulator-error, simulator_error)

static const LockModel *lock_model(const Plan *plan, const char *name)
{
    const Model *model = plan->locked ? registry_find(MODEL_LOCK, name) : NULL;
    return model != NULL ? (const LockModel *)model : NULL;
}

/* Interpreters that carry tasks. */
static guint n_task_interpreters(const Plan *plan)
{
    return plan->n_interpreters + (plan->offload == OFFLOAD_PROCESSES ? plan->n_offload : 0);
}

guint simulator_n_locks(const Plan *plan, const char *lock)
{
    const LockModel *model = lock_model(plan, lock);
    if (model == NULL || !model->locks)
        return 0;
    return n_task_interpreters(plan);
}

static gboolean has_dispatcher(const Plan *plan)
{
    return plan->ipc || plan->offload == OFFLOAD_PROCESSES;
}

guint simulator_n_extra(const Plan *plan)
{
    return 1 + has_dispatcher(plan);
}

/* In the heap of events, and of those of a run queue, a thread or a loop's task stands once; they double as they
 * grow. */
guint64 simulator_bytes(const Plan *plan, const char *scheduler, guint64 n_tasks)
{
    const Scheduler *model = (const Scheduler *)registry_find(MODEL_SCHEDULER, scheduler);
    const guint64 n_threads = plan_n_workers(plan, (guint)n_tasks) + 2;
    const guint64 heaps = 2 * (sizeof(Event) + sizeof(Thread *));
    guint64 a_task = sizeof(TaskRun) + sizeof(guint32);

    if (plan->threads == THREADS_LOOP)
        a_task += sizeof(Timer) + sizeof(guint32) + heaps;
    return n_threads * (machine_thread_size(model) + heaps) + n_tasks * a_task;
}

/* ---- building ---- */

static void init_units(Simulation *simulation, Units **units)
{
    const Workload *workload = simulation->workload;
    *units = g_new(Units, workload->n_resources);
    for (guint32 i = 0; i < workload->n_resources; i++)
        (*units)[i] = (Units){ workload->resources[i].capacity, TASK_LIST_EMPTY };
}

static void init_interpreters(Simulation *simulation, const char *lock)
{
    const Plan *plan = simulation->plan;
    const LockModel *model = lock_model(plan, lock);
    simulation->n_interpreters = n_task_interpreters(plan);
    simulation->interpreters = g_new0(Interpreter, simulation->n_interpreters);
    init_units(simulation, &simulation->units);
    for (guint32 i = 0; i < simulation->n_interpreters; i++) {
        Interpreter *interpreter = &simulation->interpreters[i];
        interpreter->index = i;
        interpreter->shown = (gint32)i;
        interpreter->machine = &simulation->machine;
        interpreter->simulation = simulation;
        lock_init(&interpreter->lock, interpreter, model, simulation->scenario->interval);
        init_units(simulation, &interpreter->units);
    }
    Interpreter *parent = &simulation->parent;
    *parent = (Interpreter){ .index = simulation->n_interpreters,
                             .shown = WHERE_NOBODY,
                             .machine = &simulation->machine,
                             .simulation = simulation };
    lock_init(&parent->lock, parent, model, simulation->scenario->interval);
}

static void init_thread(Simulation *simulation, gsize index, Role role, Interpreter *interpreter,
                        gint32 number)
{
    machine_thread_init(simulation_thread(simulation, index), (guint8)role, interpreter, number, &simulation->nobody);
}

static void init_workers(Simulation *simulation)
{
    const Plan *plan = simulation->plan;
    Crew *crew = &simulation->crew;
    crew->n = plan->n_interpreters * plan->n_workers;
    crew->workers = g_new0(Thread *, crew->n);
    bitset_init(&crew->idle, crew->n);
    for (guint32 i = 0; i < crew->n; i++) {
        init_thread(simulation, i, ROLE_WORKER, &simulation->interpreters[i % plan->n_interpreters],
                    (gint32)(i / plan->n_interpreters));
        crew->workers[i] = simulation_thread(simulation, i);
    }
}

static void init_loops(Simulation *simulation)
{
    const Plan *plan = simulation->plan;
    simulation->loops = g_new0(Loop, plan->n_interpreters);
    simulation->task_timers = large_new0(simulation->workload->n_tasks, sizeof(Timer));
    simulation->dealt = g_new0(guint32, simulation->workload->n_tasks);
    for (guint32 i = 0; i < plan->n_interpreters; i++) {
        init_thread(simulation, i, ROLE_LOOP, &simulation->interpreters[i], 0);
        loop_init(&simulation->loops[i], simulation_thread(simulation, i));
        simulation->interpreters[i].loop = &simulation->loops[i];
    }
}

static void init_executor(Simulation *simulation, gsize first)
{
    const Plan *plan = simulation->plan;
    Crew *crew = &simulation->executor;
    crew->n = plan->n_offload;
    crew->workers = g_new0(Thread *, crew->n);
    bitset_init(&crew->idle, crew->n);
    for (guint32 i = 0; i < crew->n; i++) {
        gboolean processes = plan->offload == OFFLOAD_PROCESSES;
        Interpreter *interpreter = &simulation->interpreters[processes ? plan->n_interpreters + i : 0];
        init_thread(simulation, first + i, ROLE_WORKER, interpreter, processes ? 0 : (gint32)i + 1);
        crew->workers[i] = simulation_thread(simulation, first + i);
        crew->workers[i]->offload = TRUE;
    }
}

static gsize n_carriers(const Simulation *simulation)
{
    const Plan *plan = simulation->plan;
    switch (plan->threads) {
    case THREADS_PER_TASK:
        return simulation->workload->n_tasks;
    case THREADS_WORKERS:
        return (gsize)plan->n_interpreters * plan->n_workers;
    case THREADS_LOOP:
        return plan->n_interpreters;
    }
    g_assert_not_reached();
}

/* Behind the tasks come main and dispatcher. */
static guint32 main_track(const Simulation *simulation)
{
    return simulation->workload->n_tasks;
}

static void init_main_threads(Simulation *simulation, gsize at)
{
    const Plan *plan = simulation->plan;
    guint32 track = main_track(simulation);
    if (!plan->in_main) {
        simulation->starter = simulation_thread(simulation, at);
        init_thread(simulation, at++, ROLE_STARTER,
                    plan->ipc ? &simulation->parent : &simulation->interpreters[0], WHERE_MAIN);
        simulation->starter->track = track;
    }
    if (has_dispatcher(plan)) {
        simulation->dispatcher = simulation_thread(simulation, at);
        init_thread(simulation, at, ROLE_DISPATCHER,
                    plan->ipc ? &simulation->parent : &simulation->interpreters[0], WHERE_DISPATCHER);
        simulation->dispatcher->track = track + 1;
    }
}

static void init_threads(Simulation *simulation)
{
    const Plan *plan = simulation->plan;
    gsize carriers = n_carriers(simulation);
    simulation->thread_size = machine_thread_size(simulation->machine.scheduler);
    simulation->n_threads = carriers + plan->n_offload + 2;
    simulation->threads = large_new0(simulation->n_threads, simulation->thread_size);
    simulation->nobody = (Group){ .tickets = 100 };
    simulation->crew.queue = simulation->executor.queue = simulation->over_limit = (TaskList)TASK_LIST_EMPTY;
    simulation->errands = g_queue_new();
    if (plan->threads == THREADS_WORKERS)
        init_workers(simulation);
    else if (plan->threads == THREADS_LOOP)
        init_loops(simulation);
    else
        for (guint32 i = 0; i < carriers; i++)
            init_thread(simulation, i, ROLE_WORKER, &simulation->interpreters[i % plan->n_interpreters],
                        (gint32)(i / plan->n_interpreters));
    init_executor(simulation, carriers);
    init_main_threads(simulation, carriers + plan->n_offload);
}

/* At time 0: the main thread begins; or, where starts cost nothing, all threads exist. */
static void start(Simulation *simulation)
{
    const Plan *plan = simulation->plan;
    if (plan->start > 0 && simulation->starter != NULL)
        machine_ready(&simulation->machine, simulation->starter);
    else
        for (guint32 i = 0, n = crew_n_starts(simulation); i < n; i++)
            crew_started(simulation, i);
    if (plan->n_offload == 0)
        return;
    simulation->n_started = 0;
    if (plan->offload_start > 0)
        loop_start_executor(&simulation->loops[0], main_track(simulation));
    else
        for (guint32 i = 0; i < plan->n_offload; i++)
            crew_offload_started(simulation, i);
}

static const Program programs[] = { [ROLE_WORKER] = worker_go_on,
                                    [ROLE_LOOP] = loop_go_on,
                                    [ROLE_STARTER] = starter_go_on,
                                    [ROLE_DISPATCHER] = dispatcher_go_on };

/* A real machine's ticks and balancing come at any time of a run; what is drawn while simulating is luck, too. */
static void draw_course(Machine *machine, const Combination *combination, guint luck)
{
    Stream course = stream_new(combination->seed, combination->policy, "luck");
    course = stream_part(&course, luck);
    guint64 seed = luck > 0 ? stream_next(&course) : combination->seed;
    machine->scheduler_stream = stream_new(seed, combination->policy, combination->scheduler);
    machine->lock_stream = stream_new(seed, combination->policy, combination->lock);
    machine->timer_stream = stream_new(seed, combination->policy, "timers");
    machine->pull_stream = stream_new(seed, combination->policy, "pulls");
    if (luck == 0)
        return;
    machine->first_tick = -(SimTime)stream_below(&course, (guint64)MAX(machine->costs->tick, 1));
    machine->first_balance = -(SimTime)stream_below(&course, (guint64)MAX(machine->balance_period, 1));
}

static void init(Simulation *simulation, const Combination *combination, guint luck)
{
    const Scheduler *scheduler = (const Scheduler *)registry_find(MODEL_SCHEDULER, combination->scheduler);
    Machine *machine = &simulation->machine;
    machine_init(machine, simulation->scenario, scheduler, combination->cores, simulation->recorder);
    machine->factor = simulation->plan->factor;
    machine->programs = programs;
    machine->lost_core = lock_lost_core;
    machine->workload = simulation->workload;
    draw_course(machine, combination, luck);
    simulation->runs = large_new0(simulation->workload->n_tasks, sizeof(TaskRun));
    for (guint32 i = 0; i < simulation->workload->n_tasks; i++)
        simulation->runs[i].could_go_on = -1;
    init_interpreters(simulation, combination->lock);
    init_threads(simulation);
    task_set_arrivals(simulation);
}

static void crew_clear(Crew *crew)
{
    g_free(crew->workers);
    bitset_clear(&crew->idle);
}

static void clear(Simulation *simulation)
{
    for (guint32 i = 0; i < simulation->n_interpreters; i++)
        g_free(simulation->interpreters[i].units);
    g_free(simulation->interpreters);
    g_free(simulation->units);
    large_free(simulation->runs, simulation->workload->n_tasks, sizeof(TaskRun));
    g_free(simulation->unfinished);
    g_free(simulation->order);
    g_free(simulation->waits_for);
    g_array_unref(simulation->released);
    large_free(simulation->threads, simulation->n_threads, simulation->thread_size);
    crew_clear(&simulation->crew);
    crew_clear(&simulation->executor);
    g_free(simulation->loops);
    large_free(simulation->task_timers, simulation->workload->n_tasks, sizeof(Timer));
    g_free(simulation->dealt);
    g_queue_free_full(simulation->errands, g_free);
    machine_clear(&simulation->machine);
}

/* ---- getting stuck ---- */

/* What TASK holds a unit of: "x and y", or "". */
static void append_held(const Simulation *simulation, guint32 task, GString *text)
{
    const Workload *workload = simulation->workload;
    const char *separator = "";
    for (guint32 resource = 0; resource < workload->n_resources; resource++) {
        gint held = 0;
        for (guint32 i = 0; i < simulation->runs[task].phase; i++) {
            const Phase *phase = &workload->tasks[task].phases[i];
            if (phase_resource(phase) == resource)
                held += (phase->kind == PHASE_USE) - (phase->kind == PHASE_GIVE_BACK);
        }
        held -= simulation->recorder->states[task] == STATE_RESOURCE &&
                phase_resource(&workload->tasks[task].phases[simulation->runs[task].phase - 1]) == resource;
        if (held > 0) {
            g_string_append_printf(text, "%s%s", separator, workload->resources[resource].name);
            separator = " and ";
        }
    }
}

static void append_stuck(const Simulation *simulation, guint32 task, GString *text)
{
    const Workload *workload = simulation->workload;
    g_autoptr(GString) name = g_string_new(NULL), held = g_string_new(NULL);
    append_held(simulation, task, held);
    g_string_append_printf(text, "%s ", workload_task_name(workload, task, name));
    if (held->len > 0)
        g_string_append_printf(text, "holds %s and ", held->str);
    const TaskRun *run = &simulation->runs[task];
    TaskState state = simulation->recorder->states[task];
    if (state == STATE_RESOURCE)
        g_string_append_printf(text, "waits for %s",
                               workload->resources[phase_resource(&workload->tasks[task].phases[run->phase - 1])].name);
    else if (state == STATE_NONE)
        g_string_append(text, "has not arrived");
    else
        g_string_append_printf(text, "is in %s", task_state_name(state));
}

/* "a holds x and waits for y; ...": the unfinished tasks, those that hold or compute first, some at most. */
static char *stuck_tasks(const Simulation *simulation)
{
    enum { MOST = 6 };
    g_autoptr(GString) text = g_string_new(NULL);
    guint n = 0, all = 0;
    for (guint32 task = 0; task < simulation->workload->n_tasks; task++) {
        const TaskState state = simulation->recorder->states[task];
        if (simulation->recorder->tasks[task].finish >= 0 || state == STATE_NONE || state == STATE_QUEUED)
            continue;
        if (all++ >= MOST)
            continue;
        g_string_append(text, n++ > 0 ? "; " : "");
        append_stuck(simulation, task, text);
    }
    if (all > MOST)
        g_string_append_printf(text, "; and %u more", all - MOST);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static gboolean report(const Simulation *simulation, EngineEnd end, GError **error)
{
    char at[SIMTIME_TEXT];
    simtime_exact(simulation->machine.engine.worked_at, at);
    g_autofree char *stuck = stuck_tasks(simulation);
    g_autofree char *culprit = end == ENGINE_DONE ? guard_deadlock(simulation) : guard_no_progress(simulation);
    switch (end) {
    case ENGINE_DONE:
        if (simulation->n_finished == simulation->workload->n_tasks)
            return TRUE;
        g_set_error(error, SIMULATOR_ERROR, SIMULATOR_ERROR_DEADLOCK, "%sdeadlock at %s: %s", culprit, at,
                    stuck);
        return FALSE;
    case ENGINE_NO_PROGRESS:
        g_set_error(error, SIMULATOR_ERROR, SIMULATOR_ERROR_NO_PROGRESS,
                    "%sno progress at %s: more than %d rounds at one instant: %s", culprit, at,
                    ENGINE_MAX_ROUNDS, stuck);
        return FALSE;
    case ENGINE_TOO_MANY_EVENTS:
        g_set_error(error, SIMULATOR_ERROR, SIMULATOR_ERROR_TOO_MANY_EVENTS,
                    "stopped at %s after %" G_GUINT64_FORMAT " events (--max-events): %s", at,
                    simulation->machine.engine.n_events, stuck);
        return FALSE;
    case ENGINE_FAILED:
        g_set_error_literal(error, SIMULATOR_ERROR, SIMULATOR_ERROR_PLUGIN, simulation->machine.fault);
        return FALSE;
    }
    g_assert_not_reached();
}

/* The choice of a round that somebody looks at. */
static void choose_observed(gpointer data)
{
    Simulation *simulation = data;
    machine_choose(data);
    if (!simulation->observer->round_ended(simulation->observer, simulation))
        simulation->machine.engine.last_instant = TRUE;
}

static guint64 usual_max_events(const Workload *workload)
{
    return MAX(G_GUINT64_CONSTANT(200000000), 100 * workload->n_phases);
}

gboolean simulator_run(const Scenario *scenario, const Workload *workload, const Combination *combination,
                       const Plan *plan, const SimulatorOptions *options, Recorder *recorder, guint64 *n_events,
                       GError **error)
{
    g_autofree Simulation *simulation = g_new0(Simulation, 1);
    simulation->scenario = scenario;
    simulation->workload = workload;
    simulation->plan = plan;
    simulation->recorder = recorder;
    init(simulation, combination, options->luck);
    simulation->machine.decisions = options->decisions;
    simulation->machine.tap = options->tap;
    simulation->observer = options->observer;
    if (options->observer != NULL)
        simulation->machine.engine.choose = choose_observed;
    start(simulation);
    guint64 max_events = options->max_events != 0 ? options->max_events : usual_max_events(workload);
    EngineEnd end = engine_run(&simulation->machine.engine, max_events);
    machine_end(&simulation->machine);
    recorder_end(recorder, simulation->machine.engine.worked_at);
    if (n_events != NULL)
        *n_events = simulation->machine.engine.n_events;
    gboolean done = report(simulation, end, error);
    clear(simulation);
    return done;
}
