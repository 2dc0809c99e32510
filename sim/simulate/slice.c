/* slice - the clock of a thread's slice: it counts work, not costs, across phases.
 *
 * A timer runs only while the slice's end lies within the present stretch of work. Where a slice ends with nobody
 * else ready, fresh ones follow each other unnoticed until somebody is; they are then made up for at once. */
#include "machine.h"

#define CORE_OF(timer) ((Core *)((char *)(timer)-G_STRUCT_OFFSET(Core, slice)))

/* Ends of slices are seen at multiples of the tick. */
static SimTime seen_at(const Machine *machine, SimTime time)
{
    SimTime tick = machine->costs->tick;
    return tick > 0 ? machine_multiple(time, tick, machine->first_tick) : time;
}

/* How long slices of LENGTH are that begin at a tick. */
static SimTime in_ticks(const Machine *machine, SimTime length)
{
    SimTime tick = machine->costs->tick;
    return tick > 0 ? machine_multiple(length, tick, 0) : length;
}

static gboolean step_is_past(const Machine *machine)
{
    return machine->engine.step >= STEP_SLICE_END;
}

static Slice *unused(Machine *machine)
{
    Slice *slice = machine->spare;
    if (slice == NULL) {
        slice = g_new0(Slice, 1);
        g_ptr_array_add(machine->slices, slice);
    } else {
        machine->spare = slice->next;
    }
    return slice;
}

static void begin(Machine *machine, Thread *thread)
{
    SimTime length = machine->scheduler->slice(thread->run_queue, thread);
    Slice *slice = thread->slice;
    slice->left = length > 0 ? length : SIMTIME_NEVER;
    slice->began = slice->since = machine->engine.now;
    slice->before = SIMTIME_NEVER;
    slice->rank = ++machine->n_slices;
}

void slice_open(Machine *machine, Core *core)
{
    Thread *thread = core->thread;
    if (machine->scheduler->slice == NULL || thread->slice != NULL)
        return;
    thread->slice = unused(machine);
    begin(machine, thread);
}

void slice_forget(Machine *machine, Thread *thread)
{
    Slice *slice = thread->slice;
    if (slice == NULL)
        return;
    thread->slice = NULL;
    slice->next = machine->spare;
    machine->spare = slice;
}

void slice_run(Machine *machine, Core *core)
{
    const Thread *thread = core->thread;
    if (!slice_has_end(thread->slice) || core->unsliced)
        return;
    SimTime now = machine->engine.now;
    SimTime end = seen_at(machine, now + MAX(thread->slice->left, 0));
    if (end <= now + thread->work_left)
        engine_set(&machine->engine, &core->slice, end, STEP_SLICE_END);
}

/* A slice that is over, but was not seen to be, is seen in a stretch of cost too. */
static void watch_overdue(Machine *machine, Core *core)
{
    const Slice *slice = core->thread->slice;
    if (slice == NULL || slice->left > 0)
        return;
    engine_set(&machine->engine, &core->slice, seen_at(machine, machine->engine.now), STEP_SLICE_END);
}

void slice_pause(Machine *machine, Core *core)
{
    Thread *thread = core->thread;
    if (core->slice.time > machine->engine.now)
        engine_cancel(&core->slice);
    if (!core->unsliced) {
        watch_overdue(machine, core);
        return;
    }
    Slice *slice = thread->slice;
    SimTime elapsed = machine->engine.now - slice->since;
    gint64 n = elapsed / slice->each;
    gboolean seen = machine->engine.round > 0 || step_is_past(machine);
    if (n > 0 && elapsed % slice->each == 0 && !seen)
        n--; /* that one ends in this very round */
    core->unsliced = FALSE;
    if (n > 0 && machine->scheduler->slice_ended != NULL)
        machine->scheduler->slice_ended(thread->run_queue, thread, n, slice->each);
    slice->began = slice->since + n * slice->each;
    slice->left -= elapsed - n * slice->each;
    watch_overdue(machine, core);
}

void slice_close(Machine *machine, Core *core)
{
    slice_pause(machine, core);
    engine_cancel(&core->slice);
}

void slice_matter(RunQueue *queue)
{
    Machine *machine = queue->machine;
    for (guint i = 0; i < queue->unsliced->len; i++) {
        Core *core = &machine->cores[g_array_index(queue->unsliced, guint32, i)];
        core->listed = FALSE;
        if (!core->unsliced)
            continue;
        machine_settle(machine, core);
        slice_pause(machine, core);
        if (core->stretch == STRETCH_WORK)
            slice_run(machine, core);
    }
    g_array_set_size(queue->unsliced, 0);
}

static void go_on_alone(Machine *machine, Core *core)
{
    Thread *thread = core->thread;
    Slice *slice = thread->slice;
    SimTime before = slice->began;
    begin(machine, thread);
    slice->before = before;
    if (core->stretch != STRETCH_WORK || !slice_has_end(slice))
        return;
    gboolean unnoticed = machine->scheduler->same_slices &&
                         (thread->run_queue->n_cores == 1 || !machine->scheduler->per_core);
    if (!unnoticed) {
        slice_run(machine, core);
        return;
    }
    core->unsliced = TRUE;
    slice->each = in_ticks(machine, slice->left); /* this one begins at a tick */
    if (!core->listed) {
        guint32 index = (guint32)(core - machine->cores);
        core->listed = TRUE;
        g_array_append_val(thread->run_queue->unsliced, index);
    }
}

static void slice_ended(Machine *machine, Core *core)
{
    Thread *thread = core->thread;
    RunQueue *queue = thread->run_queue;
    machine_settle(machine, core);
    if (machine->scheduler->slice_ended != NULL)
        machine->scheduler->slice_ended(queue, thread, 1, 0);
    if (queue->n_ready == 0) {
        go_on_alone(machine, core);
        return;
    }
    slice_forget(machine, thread);
    MACHINE_DECIDED(machine, "core %d: slice of %s is over", thread->core, thread_label(thread));
    machine_displace(machine, core, JOIN_SLICE_ENDED);
}

/* Begin of the slice before SLICE, which began at SINCE. */
static SimTime begin_before(const Slice *slice, SimTime since)
{
    return slice->since == since ? slice->before : since - slice->each;
}

static gint compare_times(SimTime a, SimTime b)
{
    return a < b ? -1 : a > b;
}

/* Where two began together, they did so in the order in which those before them had begun, and so on back. */
static gint by_begin(gconstpointer a, gconstpointer b)
{
    const Slice *first = (*(Core *const *)a)->thread->slice, *second = (*(Core *const *)b)->thread->slice;
    if (first->began != second->began)
        return compare_times(first->began, second->began);
    if (first->since == second->since)
        return first->rank < second->rank ? -1 : 1;
    SimTime since = MAX(first->since, second->since);
    gint order = compare_times(begin_before(first, since), begin_before(second, since));
    return order != 0 ? order : compare_times(first->since, second->since);
}

/* Slices that end together end in the order in which they began. */
void slice_fired(Timer *timer, Engine *engine)
{
    Machine *machine = engine->machine;
    g_ptr_array_add(machine->slices_over, CORE_OF(timer));
    if (engine_step_goes_on(engine))
        return;
    if (machine->slices_over->len > 1)
        g_ptr_array_sort(machine->slices_over, by_begin);
    for (guint i = 0; i < machine->slices_over->len; i++)
        slice_ended(machine, machine->slices_over->pdata[i]);
    g_ptr_array_set_size(machine->slices_over, 0);
}
