/* runqueue - ready threads: who is next in a queue, and which core's queue a thread goes to. */
#include "fair_queue.h"
#include "machine.h"

/* ---- one queue ---- */

/* From one place at the tail to the next: room for a thread from each core, which may queue before those of its round. */
#define PLACES 8192

void runqueue_init(RunQueue *queue, Machine *machine, guint32 first_core, guint32 n_cores)
{
    RunQueue initial = { .first_core = first_core, .n_cores = n_cores, .machine = machine, .options = machine->options };
    memcpy(queue, &initial, sizeof initial);
    queue->model = g_malloc0(machine->scheduler->queue_size + sizeof(gint64));
    if (machine->scheduler->before != NULL)
        queue->keyed = g_ptr_array_new();
    if (machine->scheduler->eligible_from != NULL)
        queue->fair = fair_queue_new(queue);
    queue->unsliced = g_array_new(FALSE, FALSE, sizeof(guint32));
    queue->n_reaching = g_array_new(FALSE, TRUE, sizeof(guint32));
}

void runqueue_clear(RunQueue *queue)
{
    g_clear_pointer(&queue->model, g_free);
    if (queue->keyed != NULL)
        g_ptr_array_unref(queue->keyed);
    g_clear_pointer(&queue->fair, fair_queue_free);
    g_array_unref(queue->unsliced);
    g_array_unref(queue->n_reaching);
}

/* Main thread and dispatcher stand before all tasks. */
static gint64 file_order(const Thread *thread)
{
    return thread->task != NO_TASK ? (gint64)thread->task : -1;
}

/* Who became ready first, at one moment in file order; but displaced threads stay ahead, and threads whose slice ended behind. */
static gint tie(const Thread *a, const Thread *b)
{
    gboolean at_heads = a->place < 0 || b->place < 0;
    if (!at_heads && a->ready_since != b->ready_since)
        return a->ready_since < b->ready_since ? -1 : 1;
    if (!at_heads && a->slice_over != b->slice_over)
        return a->slice_over ? 1 : -1;
    if (!at_heads && file_order(a) != file_order(b))
        return file_order(a) < file_order(b) ? -1 : 1;
    return a->place < b->place ? -1 : a->place > b->place;
}

gboolean runqueue_ready_before(const Thread *a, const Thread *b)
{
    return tie(a, b) < 0;
}

gint runqueue_urgency(const RunQueue *queue, const Thread *a, const Thread *b)
{
    const Scheduler *scheduler = queue->machine->scheduler;
    if (scheduler->before != NULL) {
        if (scheduler->before(queue, a, b))
            return -1;
        if (scheduler->before(queue, b, a))
            return 1;
    }
    if (scheduler->before != NULL && !scheduler->first_in)
        return tie(a, b);
    return a->place < b->place ? -1 : a->place > b->place;
}

/* The heap of a keyed queue; thread->heap_index says where a thread stands. */
static void heap_place(RunQueue *queue, guint at, Thread *thread)
{
    queue->keyed->pdata[at] = thread;
    thread->heap_index = at;
}

static void heap_sift(RunQueue *queue, guint at, Thread *thread)
{
    GPtrArray *heap = queue->keyed;
    while (at > 0 && runqueue_urgency(queue, thread, heap->pdata[(at - 1) / 2]) < 0) {
        heap_place(queue, at, heap->pdata[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    for (;;) {
        guint child = 2 * at + 1;
        if (child >= heap->len)
            break;
        if (child + 1 < heap->len && runqueue_urgency(queue, heap->pdata[child + 1], heap->pdata[child]) < 0)
            child++;
        if (runqueue_urgency(queue, heap->pdata[child], thread) >= 0)
            break;
        heap_place(queue, at, heap->pdata[child]);
        at = child;
    }
    heap_place(queue, at, thread);
}

static void heap_add(RunQueue *queue, Thread *thread)
{
    g_ptr_array_add(queue->keyed, thread);
    heap_sift(queue, queue->keyed->len - 1, thread);
}

static void heap_remove(RunQueue *queue, Thread *thread)
{
    guint at = thread->heap_index;
    Thread *last = queue->keyed->pdata[queue->keyed->len - 1];
    g_ptr_array_set_size(queue->keyed, (gint)queue->keyed->len - 1);
    if (last != thread)
        heap_sift(queue, at, last);
}

static void list_insert(RunQueue *queue, Thread *thread, Thread *behind)
{
    thread->previous = behind;
    thread->next = behind != NULL ? behind->next : queue->head;
    *(thread->next != NULL ? &thread->next->previous : &queue->tail) = thread;
    *(behind != NULL ? &behind->next : &queue->head) = thread;
}

static void list_remove(RunQueue *queue, Thread *thread)
{
    *(thread->next != NULL ? &thread->next->previous : &queue->tail) = thread->previous;
    *(thread->previous != NULL ? &thread->previous->next : &queue->head) = thread->next;
    thread->next = thread->previous = NULL;
}

void runqueue_to_head(RunQueue *queue, Thread *thread)
{
    list_remove(queue, thread);
    thread->place = --queue->machine->head_place;
    list_insert(queue, thread, NULL);
}

void runqueue_to_tail(RunQueue *queue, Thread *thread)
{
    list_remove(queue, thread);
    thread->place = queue->machine->tail_place += PLACES;
    list_insert(queue, thread, queue->tail);
}

void runqueue_before_round(RunQueue *queue, Thread *thread)
{
    Thread *behind = thread->previous, *first = NULL;
    list_remove(queue, thread);
    for (; behind != NULL && runqueue_joined_now(queue, behind) && !behind->slice_over; behind = behind->previous)
        first = behind;
    if (first != NULL) {
        gint64 least = first->place - PLACES;
        thread->place = (behind != NULL ? MAX(behind->place, least) : least) + 1;
    }
    list_insert(queue, thread, behind);
}

/* THREAD, which may not run everywhere, has joined the ready ones (+1) or left them (-1). */
static void count_pinned(RunQueue *queue, const Thread *thread, gint change)
{
    Reach *reach = &queue->machine->reach;
    guint number = reach_number(reach, thread->group->affinity);
    queue->n_pinned += (guint32)change;
    reach->n_pinned += (guint32)change;
    if (number == REACH_ONE)
        return;
    if (number >= queue->n_reaching->len)
        g_array_set_size(queue->n_reaching, number + 1);
    g_array_index(queue->n_reaching, guint32, number) += (guint32)change;
    reach_affinity(reach, number)->n_ready += (guint32)change;
}

/* THREAD has joined the ready ones (+1) or left them (-1). */
static void count(RunQueue *queue, const Thread *thread, gint change)
{
    Machine *machine = queue->machine;
    queue->picked = NULL;
    queue->n_ready += (guint32)change;
    queue->ready_weight += change * thread->weight;
    if (G_UNLIKELY(thread->group->affinity != NULL))
        count_pinned(queue, thread, change);
    machine->n_ready += (guint32)change;
    if (machine->n_queues > 1)
        load_tree_add(&machine->ready_weight, (guint32)(queue - machine->queues), change * thread->weight);
    placing_changed(machine, queue);
}

void runqueue_add(RunQueue *queue, Thread *thread, JoinReason reason)
{
    Machine *machine = queue->machine;
    if (queue->unsliced->len > 0)
        slice_matter(queue);
    thread->where = THREAD_READY;
    thread->run_queue = queue;
    if (reason != JOIN_SLICE_ENDED && reason != JOIN_DISPLACED)
        thread->joined_round = machine->engine.n_rounds;
    if (reason != JOIN_MOVED) {
        thread->ready_since = machine->engine.now;
        thread->slice_over = reason == JOIN_SLICE_ENDED;
    }
    thread->place = reason == JOIN_DISPLACED ? --machine->head_place : (machine->tail_place += PLACES);
    list_insert(queue, thread, reason == JOIN_DISPLACED ? NULL : queue->tail);
    if (machine->scheduler->joined != NULL)
        machine->scheduler->joined(queue, thread, reason);
    if (queue->keyed != NULL)
        heap_add(queue, thread);
    if (queue->fair != NULL)
        fair_queue_add(queue->fair, thread);
    count(queue, thread, 1);
    machine_touch(machine, queue);
}

void runqueue_take(RunQueue *queue, Thread *thread)
{
    list_remove(queue, thread);
    if (queue->keyed != NULL)
        heap_remove(queue, thread);
    if (queue->fair != NULL)
        fair_queue_remove(queue->fair, thread);
    count(queue, thread, -1);
}

/* ---- what hooks may ask ---- */

SimTime runqueue_now(const RunQueue *queue)
{
    return queue->machine->engine.now;
}

gboolean runqueue_may_run(const RunQueue *queue, const Thread *thread)
{
    const Machine *machine = queue->machine;
    const guint64 *affinity = thread->group->affinity;
    if (machine->displacing || affinity == NULL)
        return TRUE;
    if (queue->n_cores == 1)
        return group_allows(thread->group, queue->first_core);
    return bitset_lowest_in(&machine->free, affinity) >= 0;
}

gboolean runqueue_may_displace(RunQueue *queue, Thread *thread)
{
    return queue->machine->scheduler->preempts != NULL && machine_victim(queue->machine, queue, thread) != NULL;
}

gboolean runqueue_joined_now(const RunQueue *queue, const Thread *thread)
{
    return thread->joined_round == queue->machine->engine.n_rounds;
}

static gboolean is_of_this_instant(const RunQueue *queue, const Thread *thread)
{
    return runqueue_joined_now(queue, thread) || thread->ready_since == runqueue_now(queue);
}

/* They stand at the tail, those whose slices ended among them, and, where they were displaced since, at the head. */
Thread *runqueue_joiner(const RunQueue *queue, const Thread *thread)
{
    Thread *next = thread == NULL ? queue->tail : thread->previous;
    while (next != NULL && !runqueue_joined_now(queue, next)) {
        if (is_of_this_instant(queue, next)) {
            next = next->previous;
            continue;
        }
        if (!is_of_this_instant(queue, queue->head))
            return NULL;
        for (next = queue->head; is_of_this_instant(queue, next->next);)
            next = next->next;
    }
    return next;
}

static gint compare_urgency(gconstpointer a, gconstpointer b, gpointer queue)
{
    return runqueue_urgency(queue, *(Thread *const *)a, *(Thread *const *)b);
}

GPtrArray *runqueue_sorted(RunQueue *queue)
{
    GPtrArray *threads = g_ptr_array_sized_new(queue->n_ready);
    for (Thread *thread = queue->head; thread != NULL; thread = thread->next)
        g_ptr_array_add(threads, thread);
    g_ptr_array_sort_with_data(threads, compare_urgency, queue);
    return threads;
}

void runqueue_resort(RunQueue *queue)
{
    g_ptr_array_set_size(queue->keyed, 0);
    queue->picked = NULL;
    for (Thread *thread = queue->head; thread != NULL; thread = thread->next)
        heap_add(queue, thread);
}

static gboolean can_go(RunQueue *queue, Thread *thread)
{
    return queue->machine->displacing ? runqueue_may_displace(queue, thread) : runqueue_may_run(queue, thread);
}

Thread *runqueue_first(RunQueue *queue)
{
    Thread *first = queue->keyed == NULL ? queue->head : queue->keyed->len > 0 ? queue->keyed->pdata[0] : NULL;
    if (queue->n_pinned == 0 || first == NULL || can_go(queue, first))
        return first;
    first = NULL;
    for (Thread *thread = queue->head; thread != NULL; thread = thread->next)
        if (can_go(queue, thread) && (first == NULL || runqueue_urgency(queue, thread, first) < 0))
            first = thread;
    return first;
}

Thread *runqueue_first_eligible(RunQueue *queue, gint64 virtual_time)
{
    return fair_queue_first(queue->fair, virtual_time);
}

SimTime runqueue_slice(const RunQueue *queue)
{
    SimTime slice = queue->machine->scenario->slice;
    return slice > 0 ? slice : 3 * SIMTIME_MS;
}

SimTime runqueue_slice_for_cores(const RunQueue *queue)
{
    return queue->machine->slice_for_cores;
}

guint32 runqueue_cores(const RunQueue *queue)
{
    return queue->machine->n_cores;
}

Thread *runqueue_running(const RunQueue *queue, guint32 nth)
{
    return queue->machine->cores[queue->first_core + nth].thread;
}

guint64 runqueue_random(RunQueue *queue, guint64 below)
{
    return stream_below(&queue->machine->scheduler_stream, below);
}

Thread *runqueue_next(RunQueue *queue)
{
    const Scheduler *scheduler = queue->machine->scheduler;
    if (scheduler->pick_next == NULL)
        return runqueue_first(queue);
    if (queue->machine->displacing)
        return scheduler->pick_next(queue, PICK_TO_DISPLACE);
    if (queue->picked == NULL)
        queue->picked = scheduler->pick_next(queue, PICK_TO_RUN);
    return queue->picked;
}
