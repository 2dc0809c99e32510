/* machine - cores and what runs on them: getting and leaving a core, waking and sleeping. */
#include "machine.h"

#include "interpreter.h"

#define OWNER(timer, type, field) ((type *)((char *)(timer)-G_STRUCT_OFFSET(type, field)))

/* ---- telling ---- */

/* For whoever wants rows. */
static void record_row(Machine *machine, const Thread *thread, TaskState state)
{
    if (thread->track == NO_TRACK)
        return;
    gint32 core = thread->where == THREAD_WAKING ? -1 : thread->core;
    const Where where = { thread->interpreter->shown, thread->number, core, interpreter_holds(thread) };
    recorder_state(machine->recorder, thread->track, state, &where, machine->engine.now);
}

void machine_record(Machine *machine, const Thread *thread, TaskState state)
{
    Recorder *recorder = machine->recorder;
    if (recorder->open != NULL)
        record_row(machine, thread, state);
    else if (thread->track < recorder->n_tasks)
        recorder_clock(recorder, thread->track, state, machine->engine.now);
}

void machine_decided(Machine *machine, const char *format, ...)
{
    if (machine->decisions == NULL)
        return;
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    fprintf(machine->decisions, "%" G_GINT64_FORMAT "ns %s\n", machine->engine.now, text);
}

const char *thread_label(const Thread *thread)
{
    Machine *machine = thread->interpreter->machine;
    char *label = machine->labels[machine->n_labels++ % G_N_ELEMENTS(machine->labels)];
    const gsize size = sizeof machine->labels[0];
    if (thread->number == WHERE_MAIN || thread->number == WHERE_DISPATCHER) {
        g_strlcpy(label, thread->number == WHERE_MAIN ? "main" : "dispatcher", size);
    } else if (thread->task != NO_TASK && machine->workload != NULL) {
        g_autoptr(GString) name = g_string_new(NULL);
        g_snprintf(label, size, "%.60s (thread %d.%d)", workload_task_name(machine->workload, thread->task, name),
                   thread->interpreter->shown, thread->number);
    } else {
        g_snprintf(label, size, "thread %d.%d", thread->interpreter->shown, thread->number);
    }
    return label;
}

SimTime machine_slack(Machine *machine)
{
    SimTime slack = machine->costs->timer_slack;
    return slack > 0 ? (SimTime)stream_below(&machine->timer_stream, 2 * (guint64)slack + 1) : 0;
}

/* ---- getting and leaving a core ---- */

static void free_core(Machine *machine, Core *core)
{
    Thread *thread = core->thread;
    RunQueue *queue = thread->run_queue;
    placing_busy_changes(machine);
    queue->n_running--;
    queue->running_weight -= thread->weight;
    core->thread = NULL;
    core->freed_at = thread->left_core = machine->engine.now;
    thread->core = -1;
    thread->where = THREAD_READY;
    bitset_add(&machine->free, (guint32)(core - machine->cores));
    placing_changed(machine, queue);
    pulling_freed(machine, core);
}

void machine_begin(Machine *machine, Thread *thread)
{
    Core *core = &machine->cores[thread->core];
    SimTime cost = 0;
    thread->where = THREAD_ON_CORE;
    machine_touch(machine, thread->run_queue);
    if (core->last != NULL && core->last != thread) {
        machine->recorder->context_switches++;
        cost += machine->costs->context_switch;
    }
    if (thread->last_core >= 0 && thread->last_core != thread->core) {
        machine->recorder->migrations++;
        cost += machine->costs->migration;
    }
    core->last = thread;
    thread->last_core = thread->core;
    slice_open(machine, core);
    if (cost > 0)
        stretch_pay(machine, thread, STRETCH_SWITCH, cost);
    else
        stretch_go_on(machine, thread);
}

static void latency_ended(Timer *timer, Engine *engine)
{
    Machine *machine = engine->machine;
    Thread *thread = OWNER(timer, Thread, timer);
    *(machine->woken != NULL ? &machine->last_woken->next : &machine->woken) = thread;
    machine->last_woken = thread;
}

/* Of CORE, which is free. */
static SimTime wake_latency(const Machine *machine, const Core *core)
{
    const Costs *costs = machine->costs;
    return machine->engine.now - core->freed_at < costs->short_idle ? costs->short_wake : costs->wake_latency;
}

void machine_place(Machine *machine, Thread *thread, guint32 index)
{
    Core *core = &machine->cores[index];
    RunQueue *queue = thread->run_queue;
    gboolean was_asleep = !thread->awake && core->freed_at < machine->engine.now;
    placing_busy_changes(machine);
    core->thread = thread;
    bitset_remove(&machine->free, index);
    pulling_taken(machine, core);
    runqueue_take(queue, thread);
    queue->n_running++;
    queue->running_weight += thread->weight;
    if (thread->slice_over && thread->ready_since == machine->engine.now && thread->last_core == (gint32)index &&
        core->last == thread)
        machine->recorder->preemptions--; /* it was not preempted after all */
    thread->core = (gint16)index;
    thread->awake = FALSE;
    thread->slice_over = FALSE;
    SimTime latency = was_asleep ? wake_latency(machine, core) : 0;
    if (latency > 0) {
        thread->where = THREAD_WAKING;
        thread->timer.fire = latency_ended;
        engine_set(&machine->engine, &thread->timer, machine->engine.now + latency, STEP_TIMER);
        machine_record(machine, thread, STATE_OVERHEAD);
        return;
    }
    machine_begin(machine, thread);
}

static void make_ready(Machine *machine, Thread *thread, JoinReason reason)
{
    RunQueue *queue = runqueue_for(machine, thread);
    runqueue_add(queue, thread, reason);
    machine_record(machine, thread, STATE_READY);
    if (machine->n_queues > 1 && !engine_is_set(&machine->balance))
        machine_arm_balance(machine);
}

void machine_ready(Machine *machine, Thread *thread)
{
    g_assert(thread->where == THREAD_ASLEEP);
    gboolean first = !thread->seen;
    thread->seen = TRUE;
    make_ready(machine, thread, first ? JOIN_NEW : JOIN_WOKEN);
}

void machine_ready_awake(Machine *machine, Thread *thread)
{
    thread->awake = TRUE;
    machine_ready(machine, thread);
}

void machine_sleep(Machine *machine, Thread *thread, TaskState state)
{
    Core *core = &machine->cores[thread->core];
    RunQueue *queue = thread->run_queue;
    g_assert(thread->where == THREAD_ON_CORE && core->stretch == STRETCH_NONE);
    slice_close(machine, core);
    thread->waits = state == STATE_WAIT || state == STATE_LOOP;
    if (machine->scheduler->left != NULL)
        machine->scheduler->left(queue, thread);
    free_core(machine, core);
    thread->where = THREAD_ASLEEP;
    thread->run_queue = NULL;
    slice_forget(machine, thread);
    machine_record(machine, thread, state);
}

static void wait_ended(Timer *timer, Engine *engine)
{
    machine_ready(engine->machine, OWNER(timer, Thread, timer));
}

void machine_wait(Machine *machine, Thread *thread, SimTime length)
{
    SimTime end = machine->engine.now + length;
    SimTime late = length > 0 ? machine_slack(machine) : 0;
    machine_sleep(machine, thread, STATE_WAIT);
    if (late > 0 && thread->track != NO_TRACK)
        recorder_state_later(machine->recorder, thread->track, STATE_OVERHEAD, end);
    thread->timer.fire = wait_ended;
    engine_set(&machine->engine, &thread->timer, end + late, STEP_TIMER);
}

void machine_displace(Machine *machine, Core *core, JoinReason reason)
{
    Thread *thread = core->thread;
    RunQueue *queue = thread->run_queue;
    stretch_end(machine, core);
    slice_close(machine, core);
    free_core(machine, core);
    machine->recorder->preemptions++;
    machine->lost_core(thread);
    runqueue_add(queue, thread, reason);
    machine_record(machine, thread, STATE_READY);
}

/* Linux's table: each step of nice is about 10 % of processor time (kernel/sched/core.c, sched_prio_to_weight). */
static gint32 weight_of(gint nice)
{
    static const gint32 weights[] = { 88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916,
                                      9548,  7620,  6100,  4904,  3906,  3121,  2501,  1991,  1586,  1277,
                                      1024,  820,   655,   526,   423,   335,   272,   215,   172,   137,
                                      110,   87,    70,    56,    45,    36,    29,    23,    18,    15 };
    return weights[nice + 20];
}

gboolean machine_moves(Machine *machine, Thread *thread)
{
    if (thread->where != THREAD_ON_CORE || group_allows(thread->group, (guint32)thread->core))
        return FALSE;
    Core *core = &machine->cores[thread->core];
    stretch_end(machine, core);
    slice_close(machine, core);
    free_core(machine, core);
    if (machine->scheduler->left != NULL)
        machine->scheduler->left(thread->run_queue, thread);
    machine->recorder->preemptions++;
    machine->lost_core(thread);
    slice_forget(machine, thread);
    thread->ready_since = machine->engine.now;
    make_ready(machine, thread, JOIN_MOVED);
    return TRUE;
}

void machine_set_group(Machine *machine, Thread *thread, const Group *group)
{
    RunQueue *queue = thread->run_queue;
    gint32 weight = weight_of(group->nice);
    gboolean on_core = thread->where == THREAD_ON_CORE;
    g_assert(thread->where == THREAD_ASLEEP || on_core);
    if (on_core) {
        slice_pause(machine, &machine->cores[thread->core]); /* unnoticed ends are those of the old weight */
        queue->running_weight += weight - thread->weight;
    }
    thread->group = group;
    thread->weight = weight;
    if (on_core && machine->scheduler->joined != NULL)
        machine->scheduler->joined(queue, thread, JOIN_RENAMED);
}

/* ---- the machine ---- */

static void balance_fired(Timer *timer, Engine *engine)
{
    Machine *machine = engine->machine;
    (void)timer;
    runqueue_balance(machine);
    if (machine->n_ready > 0)
        machine_arm_balance(machine);
}

void machine_arm_balance(Machine *machine)
{
    Engine *engine = &machine->engine;
    SimTime period = machine->balance_period;
    SimTime next = machine_multiple(engine->now, period, machine->first_balance);
    if (next == engine->now && (engine->step >= STEP_BALANCE || engine->round > 0 || next == 0))
        next += period; /* once an instant, in its first round */
    machine->balance.fire = balance_fired;
    engine_set(engine, &machine->balance, next, STEP_BALANCE);
}

static void boost_fired(Timer *timer, Engine *engine)
{
    Machine *machine = engine->machine;
    (void)timer;
    for (guint32 i = 0; i < machine->n_queues; i++) {
        machine->scheduler->boost(&machine->queues[i]);
        machine_touch(machine, &machine->queues[i]);
    }
}

void machine_arm_boost(Machine *machine)
{
    SimTime next = SIMTIME_NEVER;
    for (guint32 i = 0; i < machine->n_queues; i++)
        next = MIN(next, machine->scheduler->boost_at(&machine->queues[i]));
    if (next != SIMTIME_NEVER)
        engine_set(&machine->engine, &machine->boost, next, STEP_BOOST);
}

static void init_cores(Machine *machine)
{
    machine->cores = g_new0(Core, machine->n_cores);
    bitset_init(&machine->free, machine->n_cores);
    bitset_init(&machine->pullers, machine->n_cores);
    for (guint32 i = 0; i < machine->n_cores; i++) {
        Core *core = &machine->cores[i];
        core->machine = machine;
        core->end.fire = stretch_ended;
        core->split.fire = stretch_asked_part_ended;
        core->slice.fire = slice_fired;
        bitset_add(&machine->free, i);
        pulling_freed(machine, core);
    }
}

static void init_queues(Machine *machine)
{
    Queues asked = machine->scenario->queues;
    gboolean per_core = asked == QUEUES_DEFAULT ? machine->scheduler->per_core : asked == QUEUES_PER_CORE;
    machine->n_queues = per_core ? machine->n_cores : 1;
    machine->queues = g_new0(RunQueue, machine->n_queues);
    bitset_init(&machine->due, machine->n_queues);
    machine->picks = g_array_new(FALSE, FALSE, sizeof(Pick));
    bitset_init(&machine->idle, machine->n_queues);
    load_tree_init(&machine->ready_weight, machine->n_queues);
    reach_init(&machine->reach, machine->n_queues > 1 ? 2 : 1);
    bitset_init(&machine->touched, machine->n_queues);
    for (guint32 i = 0; i < machine->n_queues; i++)
        runqueue_init(&machine->queues[i], machine, i, per_core ? 1 : machine->n_cores);
    for (guint32 i = 0; i < machine->n_queues; i++)
        placing_changed(machine, &machine->queues[i]);
}

static SimTime slice_for_cores(const Machine *machine)
{
    if (machine->scenario->slice > 0)
        return machine->scenario->slice;
    if (machine->costs->base_slice > 0)
        return machine->costs->base_slice;
    if (g_strcmp0(machine->scenario->profile, "ideal") == 0)
        return 3 * SIMTIME_MS;
    SimTime slice = 700 * SIMTIME_US;
    for (guint32 cores = MIN(machine->n_cores, 8); cores > 1; cores /= 2)
        slice += 700 * SIMTIME_US;
    return slice;
}

static SimTime balance_period(const Machine *machine)
{
    if (machine->scenario->balance > 0)
        return machine->scenario->balance;
    return g_strcmp0(machine->scenario->profile, "ideal") == 0 ? 4 * runqueue_slice(machine->queues) : 32 * SIMTIME_MS;
}

void machine_init(Machine *machine, const Scenario *scenario, const Scheduler *scheduler, guint n_cores,
                  Recorder *recorder)
{
    *machine = (Machine){ .scheduler = scheduler,
                          .options = g_hash_table_lookup(scenario->scheduler_options, scheduler->model.name),
                          .scenario = scenario,
                          .costs = &scenario->costs,
                          .recorder = recorder,
                          .factor = 1,
                          .n_cores = n_cores };
    engine_init(&machine->engine, machine_choose, machine);
    machine->slices_over = g_ptr_array_new();
    machine->slices = g_ptr_array_new_with_free_func(g_free);
    init_cores(machine);
    init_queues(machine);
    machine->balance_period = balance_period(machine);
    machine->slice_for_cores = slice_for_cores(machine);
    machine->boost.fire = boost_fired;
}

void machine_end(Machine *machine)
{
    for (guint32 i = 0; i < machine->n_cores; i++)
        if (machine->cores[i].stretch != STRETCH_NONE)
            machine_settle(machine, &machine->cores[i]);
}

void machine_clear(Machine *machine)
{
    for (guint32 i = 0; i < machine->n_queues; i++)
        runqueue_clear(&machine->queues[i]);
    g_free(machine->queues);
    g_free(machine->cores);
    bitset_clear(&machine->free);
    bitset_clear(&machine->pullers);
    bitset_clear(&machine->due);
    g_array_unref(machine->picks);
    bitset_clear(&machine->idle);
    load_tree_clear(&machine->ready_weight);
    reach_clear(&machine->reach);
    bitset_clear(&machine->touched);
    g_ptr_array_unref(machine->slices_over);
    g_ptr_array_unref(machine->slices);
    g_free(machine->fault);
    engine_clear(&machine->engine);
}

gsize machine_thread_size(const Scheduler *scheduler)
{
    return (sizeof(Thread) + scheduler->thread_size + 7) / 8 * 8;
}

void machine_thread_init(Thread *thread, guint8 role, Interpreter *interpreter, gint32 number,
                         const Group *group)
{
    thread->role = role;
    thread->interpreter = interpreter;
    thread->number = number;
    thread->task = NO_TASK;
    thread->track = NO_TRACK;
    thread->work = thread->worked = WORK_NONE;
    thread->core = thread->last_core = thread->recent_core = -1;
    thread->left_core = -SIMTIME_MAX;
    thread->group = group;
    thread->weight = weight_of(group->nice);
}
