/* placing - which core's queue a thread goes to, where each core has one (semantics, section 3). */
#include "base/series.h"
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

/* ---- what Linux spares itself ----
 *
 * Where the cores that share a cache were busy of late, a thread that wakes does not look for an idle one among them
 * (select_idle_sibling and SIS_UTIL in kernel/sched/fair.c, since 6.0): it goes to its last core, or to one on which it was
 * before. With n that share one and were busy for u of the time, n (1 - (1.17 u)^2) are looked at, and none where that is
 * below 1 (update_idle_cpu_scan). */

#define HALF_LIFE (32 * SIMTIME_MS) /* of what counts as of late: PELT's */
#define LN2 0.69314718055994531

static double busy_lately(const Machine *machine)
{
    double n_busy = machine->n_cores - machine->free.n;
    SimTime since = machine->engine.now - machine->busy_lately_at;
    return n_busy + (machine->busy_lately - n_busy) * series_exponential(-LN2 * (double)since / HALF_LIFE);
}

void placing_busy_changes(Machine *machine)
{
    if (machine->costs->cache_cores == 0)
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

static gboolean looks_for_idle(const Machine *machine)
{
    double n = (double)machine->costs->cache_cores;
    double used = busy_lately(machine) / MAX(machine->n_cores, n);
    return n * (1 - 1.17 * 1.17 * used * used) >= 1;
}

/* Where THREAD goes, whose last core is not idle, as one that is is not looked for; NULL: it is. */
static RunQueue *without_search(Machine *machine, Thread *thread)
{
    gint32 last = thread->last_core, recent = thread->recent_core;
    if (machine->costs->cache_cores == 0)
        return NULL;
    if (last < 0)
        expect_new_thread(machine);
    if (last < 0 || !group_allows(thread->group, (guint32)last))
        return NULL;
    thread->recent_core = (gint16)last;
    if (recent >= 0 && group_allows(thread->group, (guint32)recent) && bitset_has(&machine->idle, (guint32)recent))
        return &machine->queues[recent];
    return looks_for_idle(machine) ? NULL : &machine->queues[last];
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
