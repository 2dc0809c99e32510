/* choice - the last step of a round: which ready threads get which cores (semantics, section 2, step 6). */
#include "machine.h"

/* Why the thread that it picked and no other. */
static const char *reason(const Scheduler *scheduler)
{
    if (scheduler->picks != NULL)
        return scheduler->picks;
    if (scheduler->pick_next != NULL)
        return "its own choice";
    return scheduler->before != NULL ? "first in its order" : "longest ready";
}

/* For --decisions: who gets the free CORE, and why. */
static void tell_placed(Machine *machine, guint32 core, const Thread *thread, guint32 n_ready, gboolean for_all)
{
    if (n_ready == 1)
        machine_decided(machine, "core %u idle, %s takes it: nobody else is ready", core, thread_label(thread));
    else if (for_all)
        machine_decided(machine, "core %u idle, %s takes it: a core for each of %u ready", core, thread_label(thread),
                        n_ready);
    else
        machine_decided(machine, "core %u idle, %s picks %s of %u ready: %s", core, machine->scheduler->model.name,
                        thread_label(thread), n_ready, reason(machine->scheduler));
}

/* How many ready threads of QUEUE may run on a free core. */
static guint32 n_placeable(const Machine *machine, const RunQueue *queue)
{
    guint32 n = queue->n_ready - queue->n_pinned;
    for (guint i = 0; i < queue->n_reaching->len; i++) {
        guint32 n_ready = g_array_index(queue->n_reaching, guint32, i);
        if (n_ready > 0 && bitset_lowest_in(&machine->free, reach_affinity(&machine->reach, i)->mask) >= 0)
            n += n_ready;
    }
    return n;
}

/* How many free cores are allowed to a ready thread of QUEUE. */
static guint32 n_usable(const Machine *machine, const RunQueue *queue)
{
    guint32 n = 0;
    if (queue->n_ready > queue->n_pinned)
        return machine->free.n;
    for (guint32 word = 0; word * 64 < machine->n_cores; word++) {
        guint64 usable = 0;
        for (guint i = 0; i < queue->n_reaching->len; i++)
            if (g_array_index(queue->n_reaching, guint32, i) > 0)
                usable |= reach_affinity(&machine->reach, i)->mask[word];
        n += (guint32)__builtin_popcountll(machine->free.level[0][word] & usable);
    }
    return n;
}

/* Are there at least as many free allowed cores as ready threads? */
static gboolean cores_for_all(const Machine *machine, const RunQueue *queue, guint32 n_threads)
{
    return (queue->n_pinned == 0 ? machine->free.n : n_usable(machine, queue)) >= n_threads;
}

static Thread *longest_ready(const Machine *machine, const RunQueue *queue)
{
    Thread *thread = queue->head;
    while (queue->n_pinned > 0 && bitset_lowest_in(&machine->free, thread->group->affinity) < 0)
        thread = thread->next;
    return thread;
}

static guint32 core_for(const Machine *machine, const Thread *thread)
{
    gint32 last = thread->last_core;
    if (last >= 0 && bitset_has(&machine->free, (guint32)last) && group_allows(thread->group, (guint32)last))
        return (guint32)last;
    return (guint32)bitset_lowest_in(&machine->free, thread->group->affinity);
}

static void fill_from_one_queue(Machine *machine)
{
    RunQueue *queue = machine->queues;
    while (queue->n_ready > 0 && machine->free.n > 0) {
        guint32 n_threads = queue->n_pinned == 0 ? queue->n_ready : n_placeable(machine, queue);
        if (n_threads == 0)
            return;
        gboolean for_all = cores_for_all(machine, queue, n_threads);
        Thread *thread = for_all ? longest_ready(machine, queue) : runqueue_next(queue);
        if (thread == NULL)
            return;
        guint32 core = core_for(machine, thread);
        if (G_UNLIKELY(machine->decisions != NULL))
            tell_placed(machine, core, thread, queue->n_ready, for_all);
        machine_place(machine, thread, core);
    }
}

static gboolean is_due(const Machine *machine, const RunQueue *queue)
{
    return queue->n_ready > 0 && machine->cores[queue->first_core].thread == NULL;
}

/* PICKS is a heap: on top the one that became ready first. */
static void add_pick(GArray *picks, Pick pick)
{
    g_array_append_val(picks, pick);
    Pick *heap = (Pick *)(gpointer)picks->data;
    guint at = picks->len - 1;
    for (; at > 0 && pick.place < heap[(at - 1) / 2].place; at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = pick;
}

static Pick take_pick(GArray *picks)
{
    Pick *heap = (Pick *)(gpointer)picks->data;
    const Pick first = heap[0], last = heap[picks->len - 1];
    guint n = picks->len - 1, at = 0;
    for (guint child = 1; child < n; child = 2 * at + 1) {
        child += child + 1 < n && heap[child + 1].place < heap[child].place;
        if (last.place <= heap[child].place)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = last;
    g_array_set_size(picks, n);
    return first;
}

/* Asks the queues to which something has happened for their picks. */
static void note_picks(Machine *machine)
{
    for (gint64 i = bitset_lowest(&machine->due); i >= 0; i = bitset_lowest(&machine->due)) {
        RunQueue *queue = &machine->queues[i];
        bitset_remove(&machine->due, (guint32)i);
        if (!is_due(machine, queue))
            continue;
        Thread *thread = runqueue_next(queue);
        add_pick(machine->picks, (Pick){ thread->place, thread, queue });
    }
}

/* Of the queues whose core is free, the pick that became ready first. */
static Thread *first_pick(Machine *machine)
{
    if (machine->picks->len == 0 && machine->due.n == 1) {
        RunQueue *queue = &machine->queues[bitset_lowest(&machine->due)];
        bitset_remove(&machine->due, queue->first_core);
        return is_due(machine, queue) ? runqueue_next(queue) : NULL;
    }
    note_picks(machine);
    while (machine->picks->len > 0) {
        Pick pick = take_pick(machine->picks);
        if (is_due(machine, pick.queue) && runqueue_next(pick.queue) == pick.thread)
            return pick.thread;
    }
    return NULL;
}

static void place_on_own_core(Machine *machine, Thread *thread)
{
    const RunQueue *queue = thread->run_queue;
    if (G_UNLIKELY(machine->decisions != NULL))
        tell_placed(machine, queue->first_core, thread, queue->n_ready, FALSE);
    machine_place(machine, thread, queue->first_core);
}

static void fill_from_own_queues(Machine *machine)
{
    while (machine->n_ready > 0 && machine->free.n > 0) {
        Thread *thread = first_pick(machine);
        if (thread != NULL)
            place_on_own_core(machine, thread);
        else if (!runqueue_pull(machine))
            break;
    }
    if (machine->picks->len > 0) /* nobody is ready any more, or no core free */
        g_array_set_size(machine->picks, 0);
}

static gboolean gives_way_before(RunQueue *queue, Thread *a, Thread *b)
{
    const Scheduler *scheduler = queue->machine->scheduler;
    if (scheduler->gives_way_before == NULL || (!scheduler->gives_way_before(queue, a, b) &&
                                                !scheduler->gives_way_before(queue, b, a)))
        return runqueue_urgency(queue, a, b) > 0;
    return scheduler->gives_way_before(queue, a, b);
}

Thread *machine_victim(Machine *machine, RunQueue *queue, Thread *thread)
{
    Thread *victim = NULL;
    for (guint32 i = queue->first_core; i < queue->first_core + queue->n_cores; i++) {
        Thread *running = machine->cores[i].thread;
        if (running == NULL || running->where != THREAD_ON_CORE || !group_allows(thread->group, i))
            continue;
        if (victim == NULL || gives_way_before(queue, running, victim))
            victim = running;
    }
    return victim != NULL && machine->scheduler->preempts(queue, thread, victim) ? victim : NULL;
}

static gboolean displace_in(Machine *machine, RunQueue *queue)
{
    if (queue->n_ready == 0)
        return FALSE;
    machine->displacing = TRUE;
    Thread *thread = runqueue_next(queue);
    machine->displacing = FALSE;
    Thread *victim = thread != NULL ? machine_victim(machine, queue, thread) : NULL;
    if (victim == NULL)
        return FALSE;
    guint32 core = (guint32)victim->core;
    MACHINE_DECIDED(machine, "core %u: %s lets %s displace %s: %s", core, machine->scheduler->model.name,
                    thread_label(thread), thread_label(victim), reason(machine->scheduler));
    machine_displace(machine, &machine->cores[core], JOIN_DISPLACED);
    machine_place(machine, thread, core);
    return TRUE;
}

/* TRUE where a more urgent ready thread took a core. */
static gboolean displace(Machine *machine)
{
    for (gint64 i = bitset_lowest(&machine->touched); i >= 0; i = bitset_lowest(&machine->touched)) {
        if (machine->scheduler->preempts != NULL && displace_in(machine, &machine->queues[i]))
            return TRUE;
        bitset_remove(&machine->touched, (guint32)i);
    }
    return FALSE;
}

static void begin_woken(Machine *machine)
{
    while (machine->woken != NULL) {
        Thread *thread = machine->woken;
        machine->woken = thread->next;
        thread->next = NULL;
        machine_begin(machine, thread);
    }
}

/* Ready threads to cores. */
static void assign(Machine *machine)
{
    do {
        if (machine->n_queues == 1)
            fill_from_one_queue(machine);
        else
            fill_from_own_queues(machine);
    } while (machine->n_ready > 0 && displace(machine));
}

void machine_choose(gpointer data)
{
    Machine *machine = data;
    begin_woken(machine);
    if (machine->n_ready > 0)
        assign(machine);
    if (machine->scheduler->boost != NULL && !engine_is_set(&machine->boost))
        machine_arm_boost(machine);
}
