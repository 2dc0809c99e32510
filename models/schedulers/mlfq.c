/* mlfq - multi-level feedback queue: who uses its allotment up goes one level down, where quanta may be longer. */
#include "scheduler.h"

typedef struct {
    gint64 levels;
    GArray *quantum;   /* of SimTime, by level; the last one repeats */
    GArray *allotment; /* of gint64, in quanta, by level; the last one repeats */
    SimTime boost;
    gboolean stay, io_bump, demote_alone;
    gint expired;
} Options;

typedef struct {
    gint64 level; /* from 0, the top */
    SimTime left; /* of the allotment */
    SimTime mark; /* thread_ran() up to which it is charged */
    gint64 seen;  /* it has a level; the boost that it saw last + 1 */
} ThreadData;

typedef struct {
    gint64 n_boosts;
} QueueData;

static const Option options[] = {
    { .name = "levels", .type = OPTION_INTEGER, .offset = G_STRUCT_OFFSET(Options, levels), .fallback = "3", .min = 1,
      .max = 64, .help = "how many levels there are" },
    { .name = "quantum", .type = OPTION_DURATIONS, .offset = G_STRUCT_OFFSET(Options, quantum), .fallback = "10ms",
      .min = 1, .max = SIMTIME_MAX, .help = "longest slice, by level; the last one repeats" },
    { .name = "allotment", .type = OPTION_INTEGERS, .offset = G_STRUCT_OFFSET(Options, allotment), .fallback = "1",
      .min = 1, .max = 1000000, .help = "quanta until a thread goes down, by level; the last one repeats" },
    { .name = "boost", .type = OPTION_DURATION, .offset = G_STRUCT_OFFSET(Options, boost), .fallback = "0",
      .help = "at its multiples all go to the top; 0: never" },
    { .name = "stay", .type = OPTION_YES_NO, .offset = G_STRUCT_OFFSET(Options, stay), .fallback = "no",
      .help = "a wait renews the allotment" },
    { .name = "io_bump", .type = OPTION_YES_NO, .offset = G_STRUCT_OFFSET(Options, io_bump), .fallback = "no",
      .help = "a thread that ends a wait joins the head of its level" },
    { .name = "demote_alone", .type = OPTION_YES_NO, .offset = G_STRUCT_OFFSET(Options, demote_alone),
      .fallback = "yes", .help = "a thread goes down even if no other is ready" },
    { .name = "expired", .type = OPTION_CHOICE, .offset = G_STRUCT_OFFSET(Options, expired), .fallback = "last",
      .choices = "last|first", .help = "where a thread whose slice ended queues among those that became ready with it" },
    { NULL },
};

static ThreadData *of(const Thread *thread)
{
    return (ThreadData *)thread->model;
}

static gint64 entry(const GArray *list, gint64 level)
{
    return g_array_index(list, gint64, MIN(level, (gint64)list->len - 1));
}

static void renew(const RunQueue *queue, Thread *thread, gint64 level)
{
    const Options *chosen = queue->options;
    of(thread)->level = level;
    of(thread)->left = entry(chosen->allotment, level) * entry(chosen->quantum, level);
}

static void charge(Thread *thread)
{
    SimTime ran = thread_ran(thread);
    of(thread)->left -= ran - of(thread)->mark;
    of(thread)->mark = ran;
}

/* Charges what THREAD has run, and does a boost that it missed while it slept. */
static void bring_up_to_date(RunQueue *queue, Thread *thread)
{
    gint64 boosts = ((QueueData *)queue->model)->n_boosts + 1;
    charge(thread);
    if (of(thread)->seen != boosts)
        renew(queue, thread, 0);
    of(thread)->seen = boosts;
}

static void demote_if_used_up(RunQueue *queue, Thread *thread)
{
    const Options *chosen = queue->options;
    gint64 level = of(thread)->level;
    if (of(thread)->left > 0)
        return;
    gboolean down = chosen->demote_alone || queue->n_ready > 0;
    renew(queue, thread, down ? MIN(level + 1, chosen->levels - 1) : level);
}

static void mlfq_joined(RunQueue *queue, Thread *thread, JoinReason reason)
{
    const Options *chosen = queue->options;
    bring_up_to_date(queue, thread);
    if (reason == JOIN_WOKEN && thread->waits && chosen->io_bump)
        runqueue_to_head(queue, thread);
    if (reason == JOIN_SLICE_ENDED && chosen->expired == 1)
        runqueue_before_round(queue, thread);
}

static void mlfq_left(RunQueue *queue, Thread *thread)
{
    const Options *chosen = queue->options;
    bring_up_to_date(queue, thread);
    if (chosen->stay && thread->where == THREAD_ON_CORE && thread->waits)
        renew(queue, thread, of(thread)->level);
    demote_if_used_up(queue, thread);
}

static void mlfq_slice_ended(RunQueue *queue, Thread *thread, gint64 n, SimTime each)
{
    (void)n;
    (void)each;
    bring_up_to_date(queue, thread);
    demote_if_used_up(queue, thread);
}

static SimTime mlfq_slice(RunQueue *queue, Thread *thread)
{
    const Options *chosen = queue->options;
    return MIN(entry(chosen->quantum, of(thread)->level), of(thread)->left);
}

static gboolean mlfq_before(const RunQueue *queue, const Thread *a, const Thread *b)
{
    (void)queue;
    return of(a)->level < of(b)->level;
}

static gboolean mlfq_preempts(RunQueue *queue, Thread *ready, Thread *running)
{
    return mlfq_before(queue, ready, running);
}

static SimTime mlfq_boost_at(RunQueue *queue)
{
    const Options *chosen = queue->options;
    if (chosen->boost == 0 || queue->n_ready + queue->n_running == 0)
        return SIMTIME_NEVER;
    return (runqueue_now(queue) / chosen->boost + 1) * chosen->boost;
}

/* Ready threads queue at the top by their old level, then their order. */
static void mlfq_boost(RunQueue *queue)
{
    g_autoptr(GPtrArray) ready = runqueue_sorted(queue);
    ((QueueData *)queue->model)->n_boosts++;
    for (guint i = 0; i < ready->len; i++) {
        bring_up_to_date(queue, ready->pdata[i]);
        runqueue_to_tail(queue, ready->pdata[i]);
    }
    for (guint32 i = 0; i < queue->n_cores; i++)
        if (runqueue_running(queue, i) != NULL)
            bring_up_to_date(queue, runqueue_running(queue, i));
    runqueue_resort(queue);
}

static const Scheduler mlfq = {
    .model = { .name = "mlfq",
               .summary = "multi-level feedback queue: who computes long goes down, who waits stays up",
               .bad_when = "threads game it by waiting just before their allotment ends (with `stay`)",
               .source = "Arpaci-Dusseau, Operating Systems: Three Easy Pieces, chapter 8; Stallings, 9.2 (feedback)",
               .trust = TRUST_EXACT,
               .options = options,
               .options_size = sizeof(Options) },
    .picks = "highest level",
    .first_in = TRUE,
    .queue_size = sizeof(QueueData),
    .thread_size = sizeof(ThreadData),
    .before = mlfq_before,
    .preempts = mlfq_preempts,
    .slice = mlfq_slice,
    .joined = mlfq_joined,
    .left = mlfq_left,
    .slice_ended = mlfq_slice_ended,
    .boost_at = mlfq_boost_at,
    .boost = mlfq_boost,
};

SCHEDULER_REGISTER(mlfq)
