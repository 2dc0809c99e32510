/* rr - round robin: each ready thread in turn, for one slice. */
#include "scheduler.h"

typedef struct {
    gint expired; /* 0 last, 1 first */
} Options;

static const Option options[] = {
    { .name = "expired", .type = OPTION_CHOICE, .offset = G_STRUCT_OFFSET(Options, expired), .fallback = "last",
      .choices = "last|first", .help = "where a thread whose slice ended queues among those that became ready with it" },
    { NULL },
};

static SimTime rr_slice(RunQueue *queue, Thread *thread)
{
    (void)thread;
    return runqueue_slice(queue);
}

static void rr_joined(RunQueue *queue, Thread *thread, JoinReason reason)
{
    const Options *chosen = queue->options;
    if (reason == JOIN_SLICE_ENDED && chosen->expired == 1)
        runqueue_before_round(queue, thread);
}

static const Scheduler rr = {
    .model = { .name = "rr",
               .summary = "round robin: each ready thread in turn, for one slice",
               .bad_when = "slices are short against the cost of a switch, or tasks are alike and all count by turnaround",
               .source = "Silberschatz, Galvin, Gagne, Operating System Concepts, 5.3.3; sched(7), SCHED_RR",
               .trust = TRUST_EXACT,
               .options = options,
               .options_size = sizeof(Options) },
    .picks = "longest ready",
    .same_slices = TRUE,
    .slice = rr_slice,
    .joined = rr_joined,
};

SCHEDULER_REGISTER(rr)
