/* eevdf - earliest eligible virtual deadline first: Linux's scheduler from 6.6 on.
 *
 * Each thread has a virtual time v, which its own time on a core advances by time x 1024 / weight. V is the weighted mean of
 * the v of all threads of the queue. A thread is eligible when v <= V, that is, when it has had no more than its share. It asks for `slice`
 * at a time, due at d = v + slice x 1024 / weight; the eligible thread with the smallest d runs. A thread that leaves keeps its lag V - v. */
#include "scheduler.h"

typedef __int128 Wide;

typedef struct {
    gint64 v;    /* of one of the queue's, ready or running; else its lag V - v */
    gint64 deadline;
    gint64 mark; /* thread_ran() up to which v is brought */
} ThreadData;

typedef struct {
    Wide sum;      /* of weight x v */
    gint64 weight; /* of all present */
    SimTime since; /* the instant at which the running ones were last brought up to date, + 1 */
} QueueData;

static ThreadData *of(const Thread *thread)
{
    return (ThreadData *)thread->model;
}

static QueueData *data(const RunQueue *queue)
{
    return (QueueData *)queue->model;
}

/* Toward minus infinity; b > 0. */
static gint64 floor_divide(Wide a, Wide b)
{
    if (a >= 0 && a <= G_MAXINT64 && b <= G_MAXINT64)
        return (gint64)a / (gint64)b; /* nearly always, and many times faster */
    Wide quotient = a / b;
    return (gint64)(a % b < 0 ? quotient - 1 : quotient);
}

static gint64 virtual_time(const RunQueue *queue)
{
    return data(queue)->weight > 0 ? floor_divide(data(queue)->sum, data(queue)->weight) : 0;
}

/* What TIME is to a thread of WEIGHT: at nice 0 that is the time itself. */
static gint64 weighed(SimTime time, gint64 weight)
{
    return weight == 1024 ? time : floor_divide((Wide)time * 1024, weight);
}

static gint64 request(const RunQueue *queue, const Thread *thread)
{
    return weighed(runqueue_slice_for_cores(queue), thread->weight);
}

/* THREAD has run N times for EACH, with WEIGHT. */
static void advance(RunQueue *queue, Thread *thread, gint64 weight, gint64 n, SimTime each)
{
    gint64 step = weighed(each, weight) * n;
    of(thread)->v += step;
    of(thread)->mark += n * each;
    data(queue)->sum += (Wide)step * weight;
}

static void bring_up_to_date(RunQueue *queue, Thread *thread)
{
    SimTime ran = thread_ran(thread) - of(thread)->mark;
    if (ran > 0)
        advance(queue, thread, thread->weight, 1, ran);
}

/* Once an instant is enough: nothing runs within it. */
static void bring_running_up_to_date(RunQueue *queue)
{
    if (data(queue)->since == runqueue_now(queue) + 1)
        return;
    data(queue)->since = runqueue_now(queue) + 1;
    for (guint32 i = 0; i < queue->n_cores; i++) {
        Thread *running = runqueue_running(queue, i);
        if (running != NULL)
            bring_up_to_date(queue, running);
    }
}

static void enter(RunQueue *queue, const Thread *thread, gint64 weight)
{
    data(queue)->weight += weight;
    data(queue)->sum += (Wide)of(thread)->v * weight;
}

static void leave(RunQueue *queue, const Thread *thread, gint64 weight)
{
    enter(queue, thread, -weight);
}

/* THREAD, on a core, has another weight; the one before is what it still has among all. */
static void weigh_anew(RunQueue *queue, Thread *thread)
{
    gint64 others = queue->ready_weight + queue->running_weight - thread->weight;
    gint64 before = data(queue)->weight - others;
    if (before == thread->weight)
        return;
    advance(queue, thread, before, 1, thread_ran(thread) - of(thread)->mark);
    leave(queue, thread, before);
    enter(queue, thread, thread->weight);
}

/* THREAD comes with its lag, if it has been in a queue before. */
static void come(RunQueue *queue, Thread *thread, gboolean with_lag)
{
    ThreadData *own = of(thread);
    gint64 lag = own->v, others = data(queue)->weight;
    own->mark = thread_ran(thread);
    own->v = virtual_time(queue);
    if (others > 0 && with_lag)
        own->v -= floor_divide((Wide)lag * (thread->weight + others), others);
    own->deadline = own->v + request(queue, thread);
    enter(queue, thread, thread->weight);
}

static void eevdf_joined(RunQueue *queue, Thread *thread, JoinReason reason)
{
    switch (reason) {
    case JOIN_NEW:
    case JOIN_WOKEN:
    case JOIN_MOVED:
        come(queue, thread, reason != JOIN_NEW);
        break;
    case JOIN_RENAMED:
        weigh_anew(queue, thread);
        break;
    case JOIN_SLICE_ENDED:
    case JOIN_DISPLACED: /* it only lost its core */
        bring_running_up_to_date(queue);
        bring_up_to_date(queue, thread);
    }
}

static void eevdf_left(RunQueue *queue, Thread *thread)
{
    ThreadData *own = of(thread);
    bring_running_up_to_date(queue);
    bring_up_to_date(queue, thread);
    gint64 most = request(queue, thread), mean = virtual_time(queue);
    leave(queue, thread, thread->weight);
    own->v = CLAMP(mean - own->v, -most, most);
}

static Thread *earlier(Thread *a, Thread *b)
{
    return a == NULL || of(b)->deadline < of(a)->deadline ? b : a;
}

/* Only threads that joined in this round displace. */
static Thread *pick_to_displace(RunQueue *queue, gint64 mean)
{
    Thread *best = NULL;
    for (Thread *thread = runqueue_joiner(queue, NULL); thread != NULL; thread = runqueue_joiner(queue, thread))
        if (of(thread)->v <= mean && runqueue_may_displace(queue, thread))
            best = best == NULL || of(thread)->deadline <= of(best)->deadline ? thread : best;
    return best;
}

/* Where some threads of the queue run or are pinned, nobody who may run may be eligible. */
static Thread *pick_of_all(RunQueue *queue, gint64 mean)
{
    Thread *eligible = NULL, *any = NULL;
    for (Thread *thread = queue->head; thread != NULL; thread = thread->next) {
        if (!runqueue_may_run(queue, thread))
            continue;
        any = earlier(any, thread);
        if (of(thread)->v <= mean)
            eligible = earlier(eligible, thread);
    }
    return eligible != NULL ? eligible : any;
}

static Thread *eevdf_pick_next(RunQueue *queue, PickFor purpose)
{
    if (purpose == PICK_TO_DISPLACE)
        return pick_to_displace(queue, virtual_time(queue));
    if (queue->n_ready == 1 && queue->n_running == 0) /* nobody to be compared with */
        return runqueue_may_run(queue, queue->head) ? queue->head : NULL;
    bring_running_up_to_date(queue);
    Thread *first = runqueue_first_eligible(queue, virtual_time(queue));
    return first != NULL && runqueue_may_run(queue, first) ? first : pick_of_all(queue, virtual_time(queue));
}

static gint64 eevdf_eligible_from(const RunQueue *queue, const Thread *thread)
{
    (void)queue;
    return of(thread)->v;
}

static gint64 eevdf_virtual_deadline(const RunQueue *queue, const Thread *thread)
{
    (void)queue;
    return of(thread)->deadline;
}

static gboolean eevdf_preempts(RunQueue *queue, Thread *ready, Thread *running)
{
    (void)queue;
    return of(ready)->deadline < of(running)->deadline;
}

static gboolean eevdf_gives_way_before(RunQueue *queue, Thread *a, Thread *b)
{
    (void)queue;
    return of(a)->deadline > of(b)->deadline;
}

static SimTime eevdf_slice(RunQueue *queue, Thread *thread)
{
    (void)thread;
    return runqueue_slice_for_cores(queue);
}

static void eevdf_slice_ended(RunQueue *queue, Thread *thread, gint64 n, SimTime each)
{
    if (each == 0)
        bring_running_up_to_date(queue);
    else
        advance(queue, thread, thread->weight, n, each);
    of(thread)->deadline = of(thread)->v + request(queue, thread);
}

static const Scheduler eevdf = {
    .model = { .name = "eevdf",
               .summary = "earliest eligible virtual deadline first: Linux from 6.6 on",
               .bad_when = "deadlines in real time are to be met",
               .source = "Stoica, Abdel-Wahab, 1995 (TR-95-22); Linux 6.6, kernel/sched/fair.c",
               .trust = TRUST_DOCUMENTED },
    .picks = "earliest virtual deadline of those eligible",
    .per_core = TRUE,
    .same_slices = TRUE,
    .queue_size = sizeof(QueueData),
    .thread_size = sizeof(ThreadData),
    .eligible_from = eevdf_eligible_from,
    .virtual_deadline = eevdf_virtual_deadline,
    .pick_next = eevdf_pick_next,
    .preempts = eevdf_preempts,
    .gives_way_before = eevdf_gives_way_before,
    .joined = eevdf_joined,
    .left = eevdf_left,
    .slice = eevdf_slice,
    .slice_ended = eevdf_slice_ended,
};

SCHEDULER_REGISTER(eevdf)
