/* cfs - completely fair scheduler: Linux 2.6.23 to 6.5. The thread with the smallest virtual time runs.
 *
 * v advances by own time x 1024 / weight. A slice is the thread's share of `latency`, at least `granularity`. A woken thread is
 * set back by at most half a latency, so that sleepers run soon, but do not save their sleep up. */
#include "scheduler.h"

typedef __int128 Wide;

typedef struct {
    SimTime latency, granularity;
} Options;

typedef struct {
    gint64 v;
    gint64 mark;   /* thread_ran() up to which v is brought */
    gint64 weight; /* with which it joined */
} ThreadData;

typedef struct {
    gint64 weight;   /* of all, ready and running */
    gint64 smallest; /* v of an empty queue: the last one known, never falling */
} QueueData;

static const Option options[] = {
    { .name = "latency", .type = OPTION_DURATION, .offset = G_STRUCT_OFFSET(Options, latency), .fallback = "6ms",
      .min = 1, .max = SIMTIME_MAX, .help = "time in which each ready thread runs once" },
    { .name = "granularity", .type = OPTION_DURATION, .offset = G_STRUCT_OFFSET(Options, granularity),
      .fallback = "750us", .min = 1, .max = SIMTIME_MAX, .help = "shortest slice, and the lead that a woken thread needs" },
    { NULL },
};

static ThreadData *of(const Thread *thread)
{
    return (ThreadData *)thread->model;
}

static QueueData *data(const RunQueue *queue)
{
    return (QueueData *)queue->model;
}

static gint64 present_v(const Thread *thread)
{
    SimTime ran = thread_ran(thread) - of(thread)->mark;
    return of(thread)->v + (gint64)((Wide)ran * 1024 / of(thread)->weight);
}

static void bring_up_to_date(Thread *thread)
{
    of(thread)->v = present_v(thread);
    of(thread)->mark = thread_ran(thread);
}

/* The ready thread with the smallest v, or NULL; everybody is always eligible. */
static Thread *first(RunQueue *queue)
{
    return runqueue_first_eligible(queue, G_MAXINT64);
}

/* Of the queue's threads but one, which runs, joins or leaves, and of AND_ALSO. */
static gint64 smallest_v(RunQueue *queue, const Thread *but, gint64 and_also)
{
    gint64 smallest = and_also;
    if (first(queue) != NULL)
        smallest = MIN(smallest, of(first(queue))->v);
    for (guint32 i = 0; i < queue->n_cores; i++) {
        const Thread *running = runqueue_running(queue, i);
        if (running != NULL && running != but)
            smallest = MIN(smallest, present_v(running));
    }
    if (smallest == G_MAXINT64)
        return data(queue)->smallest;
    data(queue)->smallest = MAX(data(queue)->smallest, smallest);
    return smallest;
}

static void cfs_joined(RunQueue *queue, Thread *thread, JoinReason reason)
{
    const Options *chosen = queue->options;
    ThreadData *own = of(thread);
    if (reason == JOIN_RENAMED && own->weight == thread->weight)
        return;
    if (reason == JOIN_SLICE_ENDED || reason == JOIN_DISPLACED || reason == JOIN_RENAMED) {
        bring_up_to_date(thread);
        data(queue)->weight += thread->weight - own->weight;
        own->weight = thread->weight;
        return;
    }
    gint64 smallest = smallest_v(queue, thread, G_MAXINT64);
    own->mark = thread_ran(thread);
    own->weight = thread->weight;
    data(queue)->weight += own->weight;
    if (reason == JOIN_NEW)
        own->v = smallest;
    else if (reason == JOIN_WOKEN)
        own->v = MAX(own->v, smallest - chosen->latency / 2);
    else
        own->v += smallest; /* it comes with its distance from the other queue's smallest */
}

static void cfs_left(RunQueue *queue, Thread *thread)
{
    gboolean moves = thread->where == THREAD_READY;
    bring_up_to_date(thread);
    gint64 smallest = smallest_v(queue, thread, of(thread)->v);
    data(queue)->weight -= of(thread)->weight;
    if (moves)
        of(thread)->v -= smallest;
}

static SimTime cfs_slice(RunQueue *queue, Thread *thread)
{
    const Options *chosen = queue->options;
    return MAX(chosen->granularity, (SimTime)((Wide)chosen->latency * of(thread)->weight / data(queue)->weight));
}

/* Only threads that joined in this round displace. */
static Thread *pick_to_displace(RunQueue *queue)
{
    Thread *best = NULL;
    for (Thread *thread = runqueue_joiner(queue, NULL); thread != NULL; thread = runqueue_joiner(queue, thread))
        if ((best == NULL || of(thread)->v <= of(best)->v) && runqueue_may_displace(queue, thread))
            best = thread;
    return best;
}

static Thread *cfs_pick_next(RunQueue *queue, PickFor purpose)
{
    if (purpose == PICK_TO_DISPLACE)
        return pick_to_displace(queue);
    Thread *best = first(queue);
    if (best == NULL || runqueue_may_run(queue, best))
        return best;
    best = NULL;
    for (Thread *thread = queue->head; thread != NULL; thread = thread->next)
        if (runqueue_may_run(queue, thread) && (best == NULL || of(thread)->v < of(best)->v))
            best = thread;
    return best;
}

static gint64 cfs_eligible_from(const RunQueue *queue, const Thread *thread)
{
    (void)queue, (void)thread;
    return G_MININT64;
}

static gint64 cfs_virtual_deadline(const RunQueue *queue, const Thread *thread)
{
    (void)queue;
    return of(thread)->v;
}

static gboolean cfs_preempts(RunQueue *queue, Thread *ready, Thread *running)
{
    const Options *chosen = queue->options;
    gint64 lead = (gint64)((Wide)chosen->granularity * 1024 / of(ready)->weight);
    return of(ready)->v + lead < present_v(running);
}

static gboolean cfs_gives_way_before(RunQueue *queue, Thread *a, Thread *b)
{
    (void)queue;
    return present_v(a) > present_v(b);
}

static void cfs_slice_ended(RunQueue *queue, Thread *thread, gint64 n, SimTime each)
{
    (void)queue;
    (void)n;
    (void)each;
    bring_up_to_date(thread);
}

static const Scheduler cfs = {
    .model = { .name = "cfs",
               .summary = "completely fair scheduler: Linux 2.6.23 to 6.5",
               .bad_when = "latency matters more than fairness: eevdf states it, cfs guesses it",
               .source = "Linux, Documentation/scheduler/sched-design-CFS.rst; kernel/sched/fair.c of 6.5",
               .trust = TRUST_DOCUMENTED,
               .options = options,
               .options_size = sizeof(Options) },
    .picks = "smallest virtual runtime",
    .per_core = TRUE,
    .queue_size = sizeof(QueueData),
    .thread_size = sizeof(ThreadData),
    .eligible_from = cfs_eligible_from,
    .virtual_deadline = cfs_virtual_deadline,
    .pick_next = cfs_pick_next,
    .preempts = cfs_preempts,
    .gives_way_before = cfs_gives_way_before,
    .slice = cfs_slice,
    .joined = cfs_joined,
    .left = cfs_left,
    .slice_ended = cfs_slice_ended,
};

SCHEDULER_REGISTER(cfs)
