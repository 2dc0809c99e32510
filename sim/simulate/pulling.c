/* pulling - threads that go to another core's queue: to a core that has nothing to run, or to even the queues out
 * (semantics, section 3).
 *
 * By the semantics a core pulls at once. Linux (kernel/sched/fair.c) has a core that runs out of threads look for others
 * only as often as that was of use lately ("newidle balance", since 6.18.5), and then at its ticks; and it leaves those
 * alone that ran until just now, as their data may be in the other core's cache, unless it has looked in vain twice
 * (task_hot). */
#include "machine.h"

#define PATIENCE 2 /* looks in vain (cache_nice_tries) */

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

static gboolean is_as_linux(const Machine *machine)
{
    return machine->costs->pull_chance < 1 && machine->costs->tick > 0;
}

static guint32 index_of(const Machine *machine, const Core *core)
{
    return (guint32)(core - machine->cores);
}

static void look_now(Timer *timer, Engine *engine)
{
    Machine *machine = engine->machine;
    Core *core = (Core *)((char *)timer - G_STRUCT_OFFSET(Core, look));
    core->looked_at = engine->now;
    bitset_add(&machine->pullers, index_of(machine, core));
}

/* With as many cores at every so many ticks (sd_init: min_interval). */
static void look_later(Machine *machine, Core *core)
{
    SimTime again = core->looked_at < 0 ? 0 : core->looked_at + machine->n_cores * SIMTIME_MS;
    SimTime earliest = MAX(machine->engine.now + 1, again);
    bitset_remove(&machine->pullers, index_of(machine, core));
    SimTime tick = machine_multiple(earliest, machine->costs->tick, machine->first_tick);
    engine_set(&machine->engine, &core->look, tick, STEP_BALANCE);
}

void pulling_freed(Machine *machine, Core *core)
{
    if (!is_as_linux(machine))
        return;
    core->look.fire = look_now;
    core->looked_at = -1;
    core->n_in_vain = 0;
    bitset_add(&machine->pullers, index_of(machine, core));
}

void pulling_taken(Machine *machine, Core *core)
{
    if (!is_as_linux(machine))
        return;
    engine_cancel(&core->look);
    bitset_remove(&machine->pullers, index_of(machine, core));
}

static const Bitset *pullers(const Machine *machine)
{
    return is_as_linux(machine) ? &machine->pullers : &machine->free;
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

/* Whether CORE, which is free, looks in this round. */
static gboolean looks(Machine *machine, Core *core)
{
    SimTime now = machine->engine.now;
    if (core->looked_at < 0 && core->freed_at == now && now > 0 &&
        stream_unit(&machine->pull_stream) < machine->costs->pull_chance)
        core->looked_at = now;
    return core->looked_at == now;
}

static gint64 next_puller(Machine *machine)
{
    gint64 core = lowest_puller(machine);
    while (core >= 0 && is_as_linux(machine) && !looks(machine, &machine->cores[core])) {
        look_later(machine, &machine->cores[core]);
        core = lowest_puller(machine);
    }
    return core;
}

/* Whom CORE takes of QUEUE, in which somebody is ready for it: by Linux whoever ran longest ago, but for those who ran
 * just now; NULL: there are only such. */
static Thread *to_pull(const Machine *machine, const RunQueue *queue, const Core *core)
{
    guint32 index = index_of(machine, core);
    SimTime cold = core->n_in_vain < PATIENCE ? machine->engine.now - machine->costs->cache_hot : SIMTIME_NEVER;
    Thread *longest = NULL;
    if (!is_as_linux(machine))
        return last_for(queue, index);
    for (Thread *thread = queue->head; thread != NULL; thread = thread->next)
        if (thread->left_core <= cold && group_allows(thread->group, index) &&
            (longest == NULL || thread->left_core < longest->left_core))
            longest = thread;
    return longest;
}

/* TRUE where a thread has moved. */
gboolean runqueue_pull(Machine *machine)
{
    for (gint64 index = next_puller(machine); index >= 0; index = next_puller(machine)) {
        Core *core = &machine->cores[index];
        const Puller puller = { machine, (guint32)index };
        gint64 heaviest = load_tree_most(&machine->ready_weight, has_for, &puller);
        Thread *thread = to_pull(machine, &machine->queues[heaviest], core);
        if (thread != NULL) {
            move(machine, thread, puller.core);
            return TRUE;
        }
        core->n_in_vain += core->freed_at < machine->engine.now;
        look_later(machine, core);
    }
    return FALSE;
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
