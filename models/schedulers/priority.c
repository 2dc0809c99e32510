/* priority - the most urgent thread; a lower number is more urgent. With `ageing`, waiting makes more urgent. */
#include "scheduler.h"

typedef struct {
    gboolean preemptive, rr;
    SimTime ageing;
} Options;

typedef struct {
    gint64 number; /* the effective one, while it is ready */
} ThreadData;

static const Option options[] = {
    { .name = "preemptive", .type = OPTION_YES_NO, .offset = G_STRUCT_OFFSET(Options, preemptive), .fallback = "yes",
      .help = "a more urgent thread takes a core at once" },
    { .name = "rr", .type = OPTION_YES_NO, .offset = G_STRUCT_OFFSET(Options, rr), .fallback = "no",
      .help = "threads of one number take turns, a slice each" },
    { .name = "ageing", .type = OPTION_DURATION, .offset = G_STRUCT_OFFSET(Options, ageing), .fallback = "0",
      .help = "each such time spent ready makes a thread one more urgent until it runs; 0: never" },
    { NULL },
};

static gint64 *number_of(const Thread *thread)
{
    return &((ThreadData *)thread->model)->number;
}

static void reckon(const RunQueue *queue, Thread *thread)
{
    const Options *chosen = queue->options;
    gint64 number = thread->group->priority;
    if (chosen->ageing > 0 && thread->where == THREAD_READY)
        number -= (runqueue_now(queue) - thread->ready_since) / chosen->ageing;
    *number_of(thread) = number;
}

static gint64 urgency(const Thread *thread)
{
    return thread->where == THREAD_READY ? *number_of(thread) : thread->group->priority;
}

static gboolean priority_before(const RunQueue *queue, const Thread *a, const Thread *b)
{
    (void)queue;
    return urgency(a) < urgency(b);
}

static gboolean priority_preempts(RunQueue *queue, Thread *ready, Thread *running)
{
    const Options *chosen = queue->options;
    return chosen->preemptive && priority_before(queue, ready, running);
}

static SimTime priority_slice(RunQueue *queue, Thread *thread)
{
    const Options *chosen = queue->options;
    (void)thread;
    return chosen->rr ? runqueue_slice(queue) : 0;
}

static void priority_joined(RunQueue *queue, Thread *thread, JoinReason reason)
{
    (void)reason;
    reckon(queue, thread);
}

static SimTime priority_boost_at(RunQueue *queue)
{
    const Options *chosen = queue->options;
    SimTime now = runqueue_now(queue), next = SIMTIME_NEVER;
    if (chosen->ageing == 0)
        return SIMTIME_NEVER;
    for (const Thread *thread = queue->head; thread != NULL; thread = thread->next) {
        SimTime steps = (now - thread->ready_since) / chosen->ageing + 1;
        next = MIN(next, thread->ready_since + steps * chosen->ageing);
    }
    return next;
}

static void priority_boost(RunQueue *queue)
{
    for (Thread *thread = queue->head; thread != NULL; thread = thread->next)
        reckon(queue, thread);
    runqueue_resort(queue);
}

static const Scheduler priority = {
    .model = { .name = "priority",
               .summary = "the most urgent thread; a lower number is more urgent",
               .bad_when = "without ageing, less urgent threads can starve",
               .source = "Silberschatz, Galvin, Gagne, Operating System Concepts, 5.3.4",
               .trust = TRUST_EXACT,
               .options = options,
               .options_size = sizeof(Options) },
    .picks = "lowest priority number",
    .first_in = TRUE,
    .same_slices = TRUE,
    .thread_size = sizeof(ThreadData),
    .before = priority_before,
    .preempts = priority_preempts,
    .slice = priority_slice,
    .joined = priority_joined,
    .boost_at = priority_boost_at,
    .boost = priority_boost,
};

SCHEDULER_REGISTER(priority)
