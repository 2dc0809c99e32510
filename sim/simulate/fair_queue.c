/* fair_queue - two 4-ary heaps: threads that were eligible when last looked at, by deadline, and the others, by the
 * virtual time from which they are. An entry changes heaps only when it comes to the top of its own.
 *
 * Threads do not know where they stand: to tell each of them whenever it moves would fetch it into the cache. So a thread
 * that is not on top leaves its entry behind, which is dropped when it comes to the top, or when such are half of all. */
#include "fair_queue.h"

#include "machine.h"

typedef struct {
    gint64 key;   /* deadline; in `later`: from */
    gint64 place; /* of the thread in its list, which no two ever share; ties */
    Thread *thread;
} Entry;

typedef struct {
    Entry *entries;
    guint n, size;
} Heap;

struct FairQueue {
    const RunQueue *queue;
    Heap eligible, later;
    guint n_left; /* entries whose threads are gone, at most */
};

#define FEW 64 /* entries left behind that do not matter */

FairQueue *fair_queue_new(const RunQueue *queue)
{
    FairQueue *fair = g_new0(FairQueue, 1);
    fair->queue = queue;
    return fair;
}

void fair_queue_free(FairQueue *fair)
{
    g_free(fair->eligible.entries);
    g_free(fair->later.entries);
    g_free(fair);
}

static inline gboolean before(const Entry *a, const Entry *b)
{
    return a->key != b->key ? a->key < b->key : a->place < b->place;
}

static void sift_down(Heap *heap, guint at, Entry entry)
{
    for (;;) {
        guint least = 4 * at + 1, end = MIN(least + 4, heap->n);
        if (least >= heap->n)
            break;
        for (guint child = least + 1; child < end; child++)
            if (before(&heap->entries[child], &heap->entries[least]))
                least = child;
        if (!before(&heap->entries[least], &entry))
            break;
        heap->entries[at] = heap->entries[least];
        at = least;
    }
    heap->entries[at] = entry;
}

static void add(Heap *heap, Entry entry)
{
    if (heap->n == heap->size) {
        heap->size = MAX(2 * heap->size, 8);
        heap->entries = g_renew(Entry, heap->entries, heap->size);
    }
    guint at = heap->n++;
    for (; at > 0 && before(&entry, &heap->entries[(at - 1) / 4]); at = (at - 1) / 4)
        heap->entries[at] = heap->entries[(at - 1) / 4];
    heap->entries[at] = entry;
}

static Entry take_top(Heap *heap)
{
    Entry top = heap->entries[0];
    heap->n--;
    if (heap->n > 0)
        sift_down(heap, 0, heap->entries[heap->n]);
    return top;
}

static gboolean is_left(const Entry *entry)
{
    return entry->thread->where != THREAD_READY || entry->thread->place != entry->place;
}

/* Keeps what is not left behind, THREAD not among it. */
static void compact(Heap *heap, const Thread *thread)
{
    guint n = 0;
    for (guint i = 0; i < heap->n; i++)
        if (heap->entries[i].thread != thread && !is_left(&heap->entries[i]))
            heap->entries[n++] = heap->entries[i];
    heap->n = n;
    for (guint at = n / 4 + 1; at-- > 0;)
        if (at < n)
            sift_down(heap, at, heap->entries[at]);
}

static gint64 eligible_from(const FairQueue *fair, const Thread *thread)
{
    return fair->queue->machine->scheduler->eligible_from(fair->queue, thread);
}

static gint64 deadline(const FairQueue *fair, const Thread *thread)
{
    return fair->queue->machine->scheduler->virtual_deadline(fair->queue, thread);
}

void fair_queue_add(FairQueue *fair, Thread *thread)
{
    add(&fair->eligible, (Entry){ deadline(fair, thread), thread->place, thread });
}

void fair_queue_remove(FairQueue *fair, Thread *thread)
{
    Heap *eligible = &fair->eligible, *later = &fair->later;
    if (eligible->n > 0 && eligible->entries[0].thread == thread && eligible->entries[0].place == thread->place) {
        take_top(eligible);
        return;
    }
    fair->n_left++;
    if (fair->n_left < FEW || fair->n_left < (eligible->n + later->n) / 2)
        return;
    compact(eligible, thread);
    compact(later, thread);
    fair->n_left = 0;
}

/* FALSE: there is none, or it is eligible from NOW on. */
static gboolean top_is_left_or_early(const FairQueue *fair, gint64 now)
{
    const Heap *eligible = &fair->eligible;
    return eligible->n > 0 &&
           (is_left(&eligible->entries[0]) || eligible_from(fair, eligible->entries[0].thread) > now);
}

Thread *fair_queue_first(FairQueue *fair, gint64 now)
{
    Heap *eligible = &fair->eligible, *later = &fair->later;
    while (later->n > 0 && later->entries[0].key <= now) {
        Entry entry = take_top(later);
        if (!is_left(&entry))
            add(eligible, (Entry){ deadline(fair, entry.thread), entry.place, entry.thread });
    }
    while (top_is_left_or_early(fair, now)) {
        Entry entry = take_top(eligible);
        if (!is_left(&entry))
            add(later, (Entry){ eligible_from(fair, entry.thread), entry.place, entry.thread });
    }
    return eligible->n > 0 ? eligible->entries[0].thread : NULL;
}
