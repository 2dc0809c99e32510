/* placing - which core's queue a thread goes to, where each core has one (semantics, section 3). */
#include "base/decay.h"
#include "machine.h"
#include "scenario/draw.h"

void placing_changed(Machine *machine, const RunQueue *queue)
{
    if (machine->n_queues == 1 || machine->cores[queue->first_core].thread != NULL)
        return;
    if (queue->n_ready == 0) {
        bitset_add(&machine->idle, queue->first_core);
        return;
    }
    bitset_remove(&machine->idle, queue->first_core);
    bitset_add(&machine->due, queue->first_core);
}

static guint32 least_loaded(Machine *machine, const Thread *thread)
{
    guint32 lightest = load_tree_least(&machine->ready_weight);
    gint32 last = thread->last_core;
    if (thread->group->affinity == NULL)
        return last >= 0 && machine->queues[last].ready_weight == machine->queues[lightest].ready_weight ? (guint32)last
                                                                                                        : lightest;
    gint64 best = -1;
    for (guint32 word = 0; word * 64 < machine->n_cores; word++)
        for (guint64 bits = thread->group->affinity[word]; bits != 0; bits &= bits - 1) {
            gint64 core = word * 64 + __builtin_ctzll(bits);
            if (core >= machine->n_cores)
                break;
            gint64 weight = machine->queues[core].ready_weight;
            gint64 least = best < 0 ? G_MAXINT64 : machine->queues[best].ready_weight;
            if (weight < least || (weight == least && core == last))
                best = core;
        }
    g_assert(best >= 0);
    return (guint32)best;
}

/* ---- what Linux spares itself ----
 *
 * Where the cores that share a cache were busy of late, a thread that wakes does not look for an idle one among them
 * (select_idle_sibling and SIS_UTIL in kernel/sched/fair.c, since 6.0): it goes to its last core, or to one on which it was
 * before. */

#define HALF_LIFE (32 * SIMTIME_MS) /* of what counts as of late: PELT's */

static double busy_lately(const Machine *machine)
{
    double n_busy = machine->n_cores - machine->free.n;
    SimTime since = machine->engine.now - machine->busy_lately_at;
    return n_busy + (machine->busy_lately - n_busy) * decay((double)since / HALF_LIFE);
}

void placing_busy_changes(Machine *machine)
{
    if (machine->costs->search_limit == 0)
        return;
    machine->busy_lately = busy_lately(machine);
    machine->busy_lately_at = machine->engine.now;
}

/* Nobody knows how much a new thread will run: it counts as half of what its core has left (post_init_entity_util_avg). */
static void expect_new_thread(Machine *machine)
{
    placing_busy_changes(machine);
    machine->busy_lately += (1 - machine->busy_lately / machine->n_cores) / 2;
}

/* Where THREAD goes, whose last core is not idle, as one that is is not looked for; NULL: it is. */
static RunQueue *without_search(Machine *machine, Thread *thread)
{
    gint32 last = thread->last_core, recent = thread->recent_core;
    if (machine->costs->search_limit == 0)
        return NULL;
    if (last < 0)
        expect_new_thread(machine);
    if (last < 0 || !group_allows(thread->group, (guint32)last))
        return NULL;
    thread->recent_core = last < 256 ? (guint8)last : 0;
    if (recent != last && (guint32)recent < machine->n_cores && group_allows(thread->group, (guint32)recent) &&
        bitset_has(&machine->idle, (guint32)recent))
        return &machine->queues[recent];
    return busy_lately(machine) < machine->costs->search_limit ? NULL : &machine->queues[last];
}

RunQueue *runqueue_for(Machine *machine, Thread *thread)
{
    if (machine->n_queues == 1)
        return machine->queues;
    if (thread->last_core >= 0 && group_allows(thread->group, (guint32)thread->last_core) &&
        bitset_has(&machine->idle, (guint32)thread->last_core))
        return &machine->queues[thread->last_core];
    RunQueue *queue = without_search(machine, thread);
    if (queue != NULL)
        return queue;
    gint64 idle = bitset_lowest_in(&machine->idle, thread->group->affinity);
    return &machine->queues[idle >= 0 ? (guint32)idle : least_loaded(machine, thread)];
}

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

/* ---- pulling ----
 *
 * Linux has a core that runs out of threads look for others as seldom as that was of use lately ("newidle balance",
 * kernel/sched/fair.c since 6.18.5), and once more whenever anything else makes it look. So it finds them after a while of any
 * length: nothing that it has seen so far says when. */

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

void placing_freed(Machine *machine, Core *core)
{
    if (machine->costs->pull_delay == 0)
        return;
    core->look.fire = look_now;
    core->looks = FALSE;
    bitset_add(&machine->pullers, (guint32)(core - machine->cores));
}

void placing_taken(Machine *machine, Core *core)
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
