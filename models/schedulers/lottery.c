/* lottery - each slice goes to the holder of a drawn ticket: shares proportional to tickets, in the long run. */
#include "scheduler.h"

/* Main thread and dispatcher, which have no task, before all tasks. */
static gint by_file_order(gconstpointer a, gconstpointer b)
{
    guint32 first = (*(Thread *const *)a)->task + 1, second = (*(Thread *const *)b)->task + 1;
    return (first > second) - (first < second);
}

static Thread *lottery_pick_next(RunQueue *queue, PickFor purpose)
{
    g_autoptr(GPtrArray) holders = g_ptr_array_new();
    guint64 total = 0;
    (void)purpose;
    for (Thread *thread = queue->head; thread != NULL; thread = thread->next)
        if (runqueue_may_run(queue, thread)) {
            g_ptr_array_add(holders, thread);
            total += (guint64)thread->group->tickets;
        }
    if (holders->len == 0)
        return NULL;
    g_ptr_array_sort(holders, by_file_order);
    guint64 ticket = runqueue_random(queue, total);
    guint winner = 0;
    for (; ticket >= (guint64)((Thread *)holders->pdata[winner])->group->tickets; winner++)
        ticket -= (guint64)((Thread *)holders->pdata[winner])->group->tickets;
    return holders->pdata[winner];
}

static SimTime lottery_slice(RunQueue *queue, Thread *thread)
{
    (void)thread;
    return runqueue_slice(queue);
}

static const Scheduler lottery = {
    .model = { .name = "lottery",
               .summary = "each slice goes to the holder of a drawn ticket",
               .bad_when = "shares must hold over short times",
               .source = "Waldspurger, Weihl, Lottery Scheduling, OSDI 1994",
               .trust = TRUST_DOCUMENTED },
    .picks = "its ticket was drawn",
    .same_slices = TRUE,
    .pick_next = lottery_pick_next,
    .slice = lottery_slice,
};

SCHEDULER_REGISTER(lottery)
