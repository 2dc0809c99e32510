/* fair_queue - two heaps: threads that were eligible when last looked at, by deadline, and the others, by the virtual
 * time from which they are. An entry changes heaps only when it comes to the top of its own.
 *
 * A node has as many children as there are keys in a line of the cache; what a key belongs to stands elsewhere.
 * Threads do not know where they stand: to tell each of them whenever it moves would fetch it into the cache. So a thread
 * that is not on top leaves its entry behind, which is dropped when it comes to the top, or when such are half of all. */
#include "fair_queue.h"

#include "machine.h"

typedef struct {
    gint64 place; /* of the thread in its list, which no two ever share; ties */
    Thread *thread;
} Item;

typedef struct {
    gint64 key; /* deadline; in `later`: from */
    Item item;
} Entry;

typedef struct {
    gint64 *keys; /* ROOT is the first, the children of all begin lines of the cache */
    Item *items;
    guint n, size;
} Heap;

struct FairQueue {
    const RunQueue *queue;
    Heap eligible, later;
    guint n_left; /* entries whose threads are gone, at most */
};

#define FEW 64 /* entries left behind that do not matter */
#define LINE 64 /* bytes, of the cache */
#define CHILDREN (LINE / sizeof(gint64))
#define ROOT (CHILDREN - 1)

FairQueue *fair_queue_new(const RunQueue *queue)
{
    FairQueue *fair = g_new0(FairQueue, 1);
    fair->queue = queue;
    return fair;
}

static void clear(Heap *heap)
{
    g_aligned_free(heap->keys);
    g_free(heap->items);
}

void fair_queue_free(FairQueue *fair)
{
    clear(&fair->eligible);
    clear(&fair->later);
    g_free(fair);
}

/* Is the one at A before one with KEY and PLACE? */
static inline gboolean before(const Heap *heap, guint a, gint64 key, gint64 place)
{
    return heap->keys[a] < key || (heap->keys[a] == key && heap->items[a].place < place);
}

static inline void put(Heap *heap, guint at, Entry entry)
{
    heap->keys[at] = entry.key;
    heap->items[at] = entry.item;
}

static inline Entry get(const Heap *heap, guint at)
{
    return (Entry){ heap->keys[at], heap->items[at] };
}

static inline guint parent(guint at)
{
    return (at - CHILDREN) / CHILDREN + ROOT;
}

/* Of the nodes FIRST .. END - 1. */
static inline guint least_of(const Heap *heap, guint first, guint end)
{
    guint least = first;
    for (guint at = first + 1; at < end; at++)
        if (before(heap, at, heap->keys[least], heap->items[least].place))
            least = at;
    return least;
}

static void sift_down(Heap *heap, guint at, Entry entry)
{
    const guint end = ROOT + heap->n;
    for (;;) {
        guint first = (at - ROOT + 1) * CHILDREN;
        if (first >= end)
            break;
        guint least = least_of(heap, first, MIN(first + CHILDREN, end));
        if (!before(heap, least, entry.key, entry.item.place))
            break;
        put(heap, at, get(heap, least));
        at = least;
    }
    put(heap, at, entry);
}

static void grow(Heap *heap)
{
    guint size = MAX(heap->size + heap->size / 2, 2 * CHILDREN);
    gint64 *keys = g_aligned_alloc(size, sizeof(gint64), LINE);
    if (heap->n > 0)
        memcpy(keys + ROOT, heap->keys + ROOT, heap->n * sizeof(gint64));
    g_aligned_free(heap->keys);
    heap->keys = keys;
    heap->items = g_renew(Item, heap->items, size);
    heap->size = size;
}

static void add(Heap *heap, Entry entry)
{
    guint at = ROOT + heap->n;
    if (at == MAX(heap->size, ROOT))
        grow(heap);
    heap->n++;
    while (at > ROOT && !before(heap, parent(at), entry.key, entry.item.place)) {
        put(heap, at, get(heap, parent(at)));
        at = parent(at);
    }
    put(heap, at, entry);
}

/* THREAD is on top: it is to be in the cache when it is asked for. */
static void fetch(const Thread *thread)
{
    __builtin_prefetch(thread);
    __builtin_prefetch(&thread->where);
    __builtin_prefetch(&thread->place);
    __builtin_prefetch(thread->model);
}

static Entry take_top(Heap *heap)
{
    Entry top = get(heap, ROOT);
    heap->n--;
    if (heap->n == 0)
        return top;
    sift_down(heap, ROOT, get(heap, ROOT + heap->n));
    fetch(heap->items[ROOT].thread);
    return top;
}

static gboolean is_left(const Item *item)
{
    return item->thread->where != THREAD_READY || item->thread->place != item->place;
}

/* Keeps what is not left behind, THREAD not among it. */
static void compact(Heap *heap, const Thread *thread)
{
    const guint n = heap->n;
    heap->n = 0;
    for (guint at = ROOT; at < ROOT + n; at++)
        if (heap->items[at].thread != thread && !is_left(&heap->items[at]))
            put(heap, ROOT + heap->n++, get(heap, at));
    for (guint at = ROOT + heap->n; at-- > ROOT;)
        sift_down(heap, at, get(heap, at));
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
    add(&fair->eligible, (Entry){ deadline(fair, thread), { thread->place, thread } });
}

void fair_queue_remove(FairQueue *fair, Thread *thread)
{
    Heap *eligible = &fair->eligible, *later = &fair->later;
    if (eligible->n > 0 && eligible->items[ROOT].thread == thread && eligible->items[ROOT].place == thread->place) {
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
           (is_left(&eligible->items[ROOT]) || eligible_from(fair, eligible->items[ROOT].thread) > now);
}

Thread *fair_queue_first(FairQueue *fair, gint64 now)
{
    Heap *eligible = &fair->eligible, *later = &fair->later;
    while (later->n > 0 && later->keys[ROOT] <= now) {
        Entry entry = take_top(later);
        if (!is_left(&entry.item))
            add(eligible, (Entry){ deadline(fair, entry.item.thread), entry.item });
    }
    while (top_is_left_or_early(fair, now)) {
        Entry entry = take_top(eligible);
        if (!is_left(&entry.item))
            add(later, (Entry){ eligible_from(fair, entry.item.thread), entry.item });
    }
    return eligible->n > 0 ? eligible->items[ROOT].thread : NULL;
}
