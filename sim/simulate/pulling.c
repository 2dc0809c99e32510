/* pulling - threads that go to another core's queue: to a core that has nothing to run, or to even the queues out (semantics,
 * section 3).
 *
 * By the semantics a core pulls at once. Linux has a core that runs out of threads look for others as seldom as that was of use
 * lately ("newidle balance", kernel/sched/fair.c since 6.18.5), and once more whenever anything else makes it look. So it finds
 * them after a while of any length: nothing that it has seen so far says when. */
#include "machine.h"
#include "scenario/draw.h"

static void move(Machine *machine, Thread *thread, guint32 to)
{
    RunQueue *from = thread->run_queue;
    runqueue_take(from, thread);
    if (machine->scheduler->left != NULL)
        machine->scheduler->left(from, thread);
    MACHINE_DECIDED(machine, "core %u takes %s from core %u's queue", to, thread_label(thread), from->first_core);
    slice_forget(machine, thread); /* a new request there */
    runqueue_add(&machine->queues[to], thread, JOIN_MOVED);
}

static void look_now(Timer *timer, Engine *engine)
{
    Machine *machine = engine->machine;
    Core *core = (Core *)((char *)timer - G_STRUCT_OFFSET(Core, look));
    core->looks = TRUE;
    bitset_add(&machine->pullers, (guint32)(core - machine->cores));
}

static void look_later(Machine *machine, Core *core)
{
    SimTime delay = draw_gap((double)machine->costs->pull_delay, &machine->pull_stream);
    bitset_remove(&machine->pullers, (guint32)(core - machine->cores));
    engine_set(&machine->engine, &core->look, machine->engine.now + delay, STEP_BALANCE);
}

void pulling_freed(Machine *machine, Core *core)
{
    if (machine->costs->pull_delay == 0)
        return;
    core->look.fire = look_now;
    core->looks = FALSE;
    bitset_add(&machine->pullers, (guint32)(core - machine->cores));
}

void pulling_taken(Machine *machine, Core *core)
{
    if (machine->costs->pull_delay == 0)
        return;
    engine_cancel(&core->look);
    bitset_remove(&machine->pullers, (guint32)(core - machine->cores));
}

static const Bitset *pullers(const Machine *machine)
{
    return machine->costs->pull_delay > 0 ? &machine->pullers : &machine->free;
}

/* The last thread of QUEUE that CORE may run, or NULL. */
static Thread *last_for(const RunQueue *queue, guint32 core)
{
    Thread *thread = queue->tail;
    while (thread != NULL && !group_allows(thread->group, core))
        thread = thread->previous;
    return thread;
}

typedef struct {
    const Machine *machine;
    guint32 core;
} Puller;

/* Is anybody ready in QUEUE whom the puller's core may run? */
static gboolean has_for(guint32 index, gconstpointer data)
{
    const Puller *puller = data;
    const RunQueue *queue = &puller->machine->queues[index];
    gboolean has = queue->n_ready > queue->n_pinned;
    for (guint i = 0; i < queue->n_reaching->len && !has; i++)
        has = g_array_index(queue->n_reaching, guint32, i) > 0 &&
              mask_allows(reach_affinity(&puller->machine->reach, i)->mask, puller->core);
    return has;
}

/* The free core with the lowest number that looks for a thread and may run somebody ready, or -1. */
static gint64 lowest_puller(const Machine *machine)
{
    const Reach *reach = &machine->reach;
    gint64 lowest = machine->n_ready > reach->n_pinned ? bitset_lowest(pullers(machine)) : -1;
    for (guint i = 0; i < reach->affinities->len; i++) {
        const Affinity *affinity = reach_affinity(reach, i);
        gint64 core = affinity->n_ready > 0 ? bitset_lowest_in(pullers(machine), affinity->mask) : -1;
        if (core >= 0 && (lowest < 0 || core < lowest))
            lowest = core;
    }
    return lowest;
}

static gint64 next_puller(Machine *machine)
{
    gint64 core = lowest_puller(machine);
    while (core >= 0 && machine->costs->pull_delay > 0 && !machine->cores[core].looks) {
        look_later(machine, &machine->cores[core]);
        core = lowest_puller(machine);
    }
    return core;
}

/* The last thread that it may run of the queue with most ready weight among those that have one. */
gboolean runqueue_pull(Machine *machine)
{
    gint64 core = next_puller(machine);
    if (core < 0)
        return FALSE;
    const Puller puller = { machine, (guint32)core };
    gint64 heaviest = load_tree_most(&machine->ready_weight, has_for, &puller);
    move(machine, last_for(&machine->queues[heaviest], puller.core), puller.core);
    return TRUE;
}

static gint64 load(const RunQueue *queue)
{
    return queue->ready_weight + queue->running_weight;
}

void runqueue_balance(Machine *machine)
{
    RunQueue *heaviest = machine->queues, *lightest = machine->queues;
    for (guint32 i = 1; i < machine->n_queues; i++) {
        RunQueue *queue = &machine->queues[i];
        heaviest = load(queue) > load(heaviest) ? queue : heaviest;
        lightest = load(queue) < load(lightest) ? queue : lightest;
    }
    if (load(heaviest) - load(lightest) < 1024)
        return;
    Thread *longest = NULL;
    for (Thread *thread = heaviest->head; thread != NULL && longest == NULL; thread = thread->next)
        if (group_allows(thread->group, lightest->first_core))
            longest = thread;
    if (longest != NULL)
        move(machine, longest, lightest->first_core);
}
