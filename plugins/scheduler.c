/* IDENTIFIER - what it is, in a sentence. This one is first in, first out.
 *
 *     cc $(gilsim plugin flags) -o NAME.so NAME.c
 *     gilsim run --jobs 0:24,0:3,0:3 --scheduler fifo,./NAME.so --slice 4ms
 *
 * Every hook is optional; those that this one does not need are left as comments. scheduler.h tells more of each. */
#include "scheduler.h"

/* Which ready thread runs next? Without this hook: the one at the head of the queue. */
static Thread *IDENTIFIER_pick_next(RunQueue *queue, PickFor purpose)
{
    (void)purpose;
    for (Thread *thread = queue->head; thread != NULL; thread = thread->next)
        if (runqueue_may_run(queue, thread))
            return thread;
    return NULL;
}

/* For how long, before others get a turn? Without it: until the thread gives its core up.
 * static SimTime IDENTIFIER_slice(RunQueue *queue, Thread *thread);
 *
 * Is A more urgent than B? In place of pick_next, where an order is all there is to it.
 * static gboolean IDENTIFIER_before(const RunQueue *queue, const Thread *a, const Thread *b);
 *
 * Does READY take RUNNING's core at once? Without it: never.
 * static gboolean IDENTIFIER_preempts(RunQueue *queue, Thread *ready, Thread *running);
 *
 * What happens to a thread: it becomes ready; its slice is over; it sleeps or ends.
 * static void IDENTIFIER_joined(RunQueue *queue, Thread *thread, JoinReason reason);
 * static void IDENTIFIER_slice_ended(RunQueue *queue, Thread *thread, gint64 n, SimTime each);
 * static void IDENTIFIER_left(RunQueue *queue, Thread *thread); */

static const Scheduler IDENTIFIER = {
    .model = { .name = "NAME",
               .summary = "one line for gilsim list",
               .bad_when = "one line: when it is a bad choice",
               .source = "where it is described",
               .trust = TRUST_DOCUMENTED },
    .pick_next = IDENTIFIER_pick_next,
};

SCHEDULER_REGISTER(IDENTIFIER)
