/* stride - the smallest pass runs; each slice adds the thread's stride, 2^20 / tickets: exact shares. */
#include "scheduler.h"

typedef struct {
    gint64 pass;
} ThreadData;

static gint64 *pass_of(const Thread *thread)
{
    return &((ThreadData *)thread->model)->pass;
}

static gint64 stride_of(const Thread *thread)
{
    return (1 << 20) / thread->group->tickets;
}

static gboolean stride_before(const RunQueue *queue, const Thread *a, const Thread *b)
{
    (void)queue;
    return *pass_of(a) < *pass_of(b);
}

/* A slice is paid for when it begins, whether or not it is used up. */
static SimTime stride_slice(RunQueue *queue, Thread *thread)
{
    *pass_of(thread) += stride_of(thread);
    return runqueue_slice(queue);
}

static void stride_slice_ended(RunQueue *queue, Thread *thread, gint64 n, SimTime each)
{
    (void)queue;
    if (each > 0) /* slices of a thread that was alone: those that followed have begun, too */
        *pass_of(thread) += n * stride_of(thread);
}

static void stride_joined(RunQueue *queue, Thread *thread, JoinReason reason)
{
    gint64 least = G_MAXINT64;
    if (reason == JOIN_SLICE_ENDED || reason == JOIN_DISPLACED || reason == JOIN_RENAMED)
        return;
    for (const Thread *other = queue->head; other != NULL; other = other->next)
        if (other != thread)
            least = MIN(least, *pass_of(other));
    for (guint32 i = 0; i < queue->n_cores; i++)
        if (runqueue_running(queue, i) != NULL)
            least = MIN(least, *pass_of(runqueue_running(queue, i)));
    if (least != G_MAXINT64)
        *pass_of(thread) = MAX(*pass_of(thread), least);
}

static const Scheduler stride = {
    .model = { .name = "stride",
               .summary = "shares exactly proportional to tickets: the smallest pass runs",
               .bad_when = "threads come and go often: what they are owed is forgotten",
               .source = "Waldspurger, Weihl, Stride Scheduling, MIT/LCS/TM-528, 1995",
               .trust = TRUST_EXACT },
    .picks = "smallest pass",
    .same_slices = TRUE,
    .thread_size = sizeof(ThreadData),
    .before = stride_before,
    .slice = stride_slice,
    .slice_ended = stride_slice_ended,
    .joined = stride_joined,
};

SCHEDULER_REGISTER(stride)
