/* placing - which core's queue a thread goes to, where each core has one (semantics, section 3). */
#include "machine.h"

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

RunQueue *runqueue_for(Machine *machine, const Thread *thread)
{
    if (machine->n_queues == 1)
        return machine->queues;
    if (thread->last_core >= 0 && group_allows(thread->group, (guint32)thread->last_core) &&
        bitset_has(&machine->idle, (guint32)thread->last_core))
        return &machine->queues[thread->last_core];
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

/* The free core with the lowest number that may run somebody ready, or -1. */
static gint64 lowest_puller(const Machine *machine)
{
    const Reach *reach = &machine->reach;
    gint64 lowest = machine->n_ready > reach->n_pinned ? bitset_lowest(&machine->free) : -1;
    for (guint i = 0; i < reach->affinities->len; i++) {
        const Affinity *affinity = reach_affinity(reach, i);
        gint64 core = affinity->n_ready > 0 ? bitset_lowest_in(&machine->free, affinity->mask) : -1;
        if (core >= 0 && (lowest < 0 || core < lowest))
            lowest = core;
    }
    return lowest;
}

/* The last thread that it may run of the queue with most ready weight among those that have one. */
gboolean runqueue_pull(Machine *machine)
{
    gint64 core = lowest_puller(machine);
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
