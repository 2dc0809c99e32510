/* placing - which core's queue a thread goes to, where each core has one (semantics, section 3). */
#include "machine.h"

void placing_idle(Machine *machine, const RunQueue *queue)
{
    if (machine->n_queues == 1)
        return;
    if (queue->n_ready == 0 && machine->cores[queue->first_core].thread == NULL)
        bitset_add(&machine->idle, queue->first_core);
    else
        bitset_remove(&machine->idle, queue->first_core);
}

static guint32 least_loaded(const Machine *machine, const Thread *thread)
{
    guint32 lightest = load_tree_least(&machine->ready_weight);
    gint32 last = thread->last_core;
    if (thread->group->affinity == NULL)
        return last >= 0 && machine->queues[last].ready_weight == machine->queues[lightest].ready_weight ? (guint32)last
                                                                                                        : lightest;
    gint64 best = -1;
    for (guint32 core = 0; core < machine->n_cores; core++) {
        if (!group_allows(thread->group, core))
            continue;
        gint64 weight = machine->queues[core].ready_weight;
        gint64 least = best < 0 ? G_MAXINT64 : machine->queues[best].ready_weight;
        if (weight < least || (weight == least && (gint32)core == last))
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
    thread->slice_left = NO_SLICE; /* a new request there */
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

/* The last thread of the queue with most ready weight that CORE may run. */
static Thread *heaviest_tail(const Machine *machine, guint32 core)
{
    const RunQueue *heaviest = &machine->queues[load_tree_most(&machine->ready_weight)];
    Thread *best = last_for(heaviest, core);
    if (best != NULL || heaviest->n_pinned == 0)
        return best;
    for (guint32 i = 0; i < machine->n_queues; i++) {
        const RunQueue *queue = &machine->queues[i];
        if (best == NULL || queue->ready_weight > best->run_queue->ready_weight) {
            Thread *last = last_for(queue, core);
            best = last != NULL ? last : best;
        }
    }
    return best;
}

gboolean runqueue_pull(Machine *machine)
{
    for (gint64 core = bitset_lowest(&machine->free); core >= 0;
         core = core + 1 < machine->n_cores ? bitset_next(&machine->free, (guint32)core + 1) : -1) {
        Thread *thread = heaviest_tail(machine, (guint32)core);
        if (thread == NULL)
            continue;
        move(machine, thread, (guint32)core);
        return TRUE;
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
