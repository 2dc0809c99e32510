/* guard_scheduler - a plug-in's scheduler, wrapped in checks: which thread it picks, and what it writes to.
 */
#include <string.h>

#include "plugin/guard.h"
#include "plugin/tap.h"

/* Behind a plug-in's data of a queue or thread; another value there: it wrote beyond its end. */
#define MARK G_GINT64_CONSTANT(0x67696c736d61726b)

#define MOST_DISPLACEMENTS 1000000 /* in one round */

/* What a hook found, to be compared with what it leaves behind. */
typedef struct {
    Call call;
    RunQueue *queue;
    Thread *thread; /* that the hook is about, or NULL */
    RunQueue queue_before;
    guint8 thread_before[sizeof(Thread)];
} Visit;

static GuardedScheduler *guarded_of(const RunQueue *queue)
{
    return (GuardedScheduler *)queue->machine->scheduler;
}

static const Scheduler *model_of(const RunQueue *queue)
{
    return (const Scheduler *)guarded_of(queue)->guard.model;
}

/* Of SIZE bytes of data, as numbers of eight. */
static gsize n_words(gsize size)
{
    return (size + sizeof(gint64) - 1) / sizeof(gint64);
}

static gint64 *queue_mark(const RunQueue *queue)
{
    return queue->model + n_words(model_of(queue)->queue_size);
}

static gint64 *thread_mark(const RunQueue *queue, Thread *thread)
{
    return thread->model + n_words(model_of(queue)->thread_size);
}

static void make_marks(RunQueue *queue, Thread *thread)
{
    if (*queue_mark(queue) == 0)
        *queue_mark(queue) = MARK;
    if (thread != NULL && *thread_mark(queue, thread) == 0)
        *thread_mark(queue, thread) = MARK;
}

static gboolean enter(Visit *visit, const char *hook, RunQueue *queue, Thread *thread)
{
    if (!guard_enter(&guarded_of(queue)->guard, queue->machine, hook, &visit->call))
        return FALSE;
    make_marks(queue, thread);
    visit->queue = queue;
    visit->thread = thread;
    memcpy(&visit->queue_before, queue, sizeof *queue);
    if (thread != NULL)
        memcpy(visit->thread_before, thread, sizeof *thread);
    return TRUE;
}

/* MOVES: the hook may have put threads elsewhere in the queue. */
static void forgive_moves(Visit *visit)
{
    Thread *thread = visit->thread;
    visit->queue_before.head = visit->queue->head;
    visit->queue_before.tail = visit->queue->tail;
    visit->queue_before.picked = visit->queue->picked;
    if (thread == NULL)
        return;
    memcpy(visit->thread_before + G_STRUCT_OFFSET(Thread, next), &thread->next, sizeof thread->next);
    memcpy(visit->thread_before + G_STRUCT_OFFSET(Thread, previous), &thread->previous,
           sizeof thread->previous);
    memcpy(visit->thread_before + G_STRUCT_OFFSET(Thread, place), &thread->place, sizeof thread->place);
}

/* What was written to is put back: the run is to end in good order. */
static void leave(Visit *visit)
{
    RunQueue *queue = visit->queue;
    Thread *thread = visit->thread;
    const Guard *guard = &guarded_of(queue)->guard;
    call_end(&visit->call);
    if (memcmp(queue, &visit->queue_before, sizeof *queue) != 0) {
        memcpy(queue, &visit->queue_before, sizeof *queue);
        guard_blame(guard, queue->machine, "%s wrote to the queue, of which only `model` is its own",
                    visit->call.hook);
    }
    if (*queue_mark(queue) != MARK) {
        *queue_mark(queue) = MARK;
        guard_blame(guard, queue->machine,
                    "%s wrote beyond its own data of the queue, %" G_GSIZE_FORMAT " bytes", visit->call.hook,
                    model_of(queue)->queue_size);
    }
    if (thread == NULL)
        return;
    if (memcmp(thread, visit->thread_before, sizeof *thread) != 0) {
        memcpy(thread, visit->thread_before, sizeof *thread);
        guard_blame(guard, queue->machine, "%s wrote to %s, of which only `model` is its own",
                    visit->call.hook, thread_label(thread));
    }
    if (*thread_mark(queue, thread) != MARK) {
        *thread_mark(queue, thread) = MARK;
        guard_blame(guard, queue->machine, "%s wrote beyond its own data of %s, %" G_GSIZE_FORMAT " bytes",
                    visit->call.hook, thread_label(thread), model_of(queue)->thread_size);
    }
}

/* What is wrong with the answer THREAD of pick_next, or NULL; g_free. */
static char *wrong_pick(RunQueue *queue, PickFor purpose, const Thread *thread)
{
    if (thread == NULL && (purpose == PICK_TO_DISPLACE || runqueue_first(queue) == NULL))
        return NULL;
    if (thread == NULL)
        return g_strdup_printf("pick_next picks nobody, though %s is ready and may run",
                               thread_label(runqueue_first(queue)));
    if (!guard_is_thread(queue->machine, thread))
        return g_strdup("pick_next returned a pointer that is no thread");
    if (thread->where == THREAD_ON_CORE || thread->where == THREAD_WAKING)
        return g_strdup_printf("pick_next returned %s, which has a core already: it was picked before",
                               thread_label(thread));
    if (thread->where != THREAD_READY)
        return g_strdup_printf("pick_next returned %s, which is not ready", thread_label(thread));
    if (thread->run_queue != queue)
        return g_strdup_printf("pick_next returned %s, which is in another queue", thread_label(thread));
    if (purpose == PICK_TO_RUN && !runqueue_may_run(queue, thread))
        return g_strdup_printf("pick_next returned %s, for which there is no free core that it may run on",
                               thread_label(thread));
    return NULL;
}

static Thread *pick_next(RunQueue *queue, PickFor purpose)
{
    Visit visit;
    if (!enter(&visit, "pick_next", queue, NULL))
        return runqueue_first(queue);
    Thread *thread = model_of(queue)->pick_next(queue, purpose);
    leave(&visit);
    tap_answer(queue->machine, DECISION_PICK_NEXT, thread, 0);
    g_autofree char *wrong = wrong_pick(queue, purpose, thread);
    if (wrong == NULL)
        return thread;
    guard_blame(&guarded_of(queue)->guard, queue->machine, "%s", wrong);
    return runqueue_first(queue);
}

static gboolean before(const RunQueue *queue, const Thread *a, const Thread *b)
{
    const Guard *guard = &guarded_of(queue)->guard;
    Call call;
    if (!guard_enter(guard, queue->machine, "before", &call))
        return FALSE;
    gboolean is_before = model_of(queue)->before(queue, a, b);
    call_end(&call);
    tap_answer(queue->machine, DECISION_BEFORE, a, is_before);
    return is_before;
}

/* Only the queue asks: a run that replays what an isolated plug-in did has no use for the answers. */
static gint64 eligible_from(const RunQueue *queue, const Thread *thread)
{
    const Guard *guard = &guarded_of(queue)->guard;
    Call call;
    if (!guard_enter(guard, queue->machine, "eligible_from", &call))
        return 0;
    gint64 from = model_of(queue)->eligible_from(queue, thread);
    call_end(&call);
    return from;
}

static gint64 virtual_deadline(const RunQueue *queue, const Thread *thread)
{
    const Guard *guard = &guarded_of(queue)->guard;
    Call call;
    if (!guard_enter(guard, queue->machine, "virtual_deadline", &call))
        return 0;
    gint64 deadline = model_of(queue)->virtual_deadline(queue, thread);
    call_end(&call);
    return deadline;
}

static SimTime slice(RunQueue *queue, Thread *thread)
{
    Visit visit;
    if (!enter(&visit, "slice", queue, thread))
        return 0;
    SimTime length = model_of(queue)->slice(queue, thread);
    leave(&visit);
    tap_answer(queue->machine, DECISION_SLICE, thread, length);
    if (length >= 0 && length <= SIMTIME_MAX)
        return length;
    if (length != SIMTIME_NEVER)
        guard_blame(&guarded_of(queue)->guard, queue->machine,
                    "slice gives %s %" G_GINT64_FORMAT " ns; expected 0 (no slice) or more",
                    thread_label(thread), length);
    return 0;
}

/* Two threads that displace each other would do so for ever. */
static gboolean too_often(RunQueue *queue)
{
    GuardedScheduler *guarded = guarded_of(queue);
    Machine *machine = queue->machine;
    if (guarded->round != machine->engine.n_rounds)
        guarded->n_displaced = 0;
    guarded->round = machine->engine.n_rounds;
    return ++guarded->n_displaced > MOST_DISPLACEMENTS;
}

static gboolean preempts(RunQueue *queue, Thread *ready, Thread *running)
{
    Visit visit;
    if (!enter(&visit, "preempts", queue, ready))
        return FALSE;
    gboolean displaces = model_of(queue)->preempts(queue, ready, running);
    leave(&visit);
    tap_answer(queue->machine, DECISION_PREEMPTS, ready, displaces);
    if (!displaces || queue->machine->fault != NULL)
        return FALSE;
    if (!too_often(queue))
        return TRUE;
    guard_blame(&guarded_of(queue)->guard, queue->machine,
                "preempts lets threads displace each other for ever: %s and others", thread_label(running));
    return FALSE;
}

static gboolean gives_way_before(RunQueue *queue, Thread *a, Thread *b)
{
    Visit visit;
    if (!enter(&visit, "gives_way_before", queue, a))
        return FALSE;
    gboolean is_before = model_of(queue)->gives_way_before(queue, a, b);
    leave(&visit);
    tap_answer(queue->machine, DECISION_GIVES_WAY_BEFORE, a, is_before);
    return is_before;
}

static void joined(RunQueue *queue, Thread *thread, JoinReason reason)
{
    Visit visit;
    if (!enter(&visit, "joined", queue, thread))
        return;
    model_of(queue)->joined(queue, thread, reason);
    forgive_moves(&visit);
    leave(&visit);
    tap_answer(queue->machine, DECISION_JOINED, thread, 0);
}

static void left(RunQueue *queue, Thread *thread)
{
    Visit visit;
    if (!enter(&visit, "left", queue, thread))
        return;
    model_of(queue)->left(queue, thread);
    leave(&visit);
    tap_answer(queue->machine, DECISION_LEFT, thread, 0);
}

static void slice_ended(RunQueue *queue, Thread *thread, gint64 n, SimTime each)
{
    Visit visit;
    if (!enter(&visit, "slice_ended", queue, thread))
        return;
    model_of(queue)->slice_ended(queue, thread, n, each);
    leave(&visit);
    tap_answer(queue->machine, DECISION_SLICE_ENDED, thread, 0);
}

static SimTime boost_at(RunQueue *queue)
{
    Visit visit;
    if (!enter(&visit, "boost_at", queue, NULL))
        return SIMTIME_NEVER;
    SimTime time = model_of(queue)->boost_at(queue);
    leave(&visit);
    tap_answer(queue->machine, DECISION_BOOST_AT, NULL, time);
    if (time > runqueue_now(queue))
        return time;
    guard_blame(&guarded_of(queue)->guard, queue->machine,
                "boost_at gives %" G_GINT64_FORMAT " ns, which is not later than now", time);
    return SIMTIME_NEVER;
}

static void boost(RunQueue *queue)
{
    Visit visit;
    if (!enter(&visit, "boost", queue, NULL))
        return;
    model_of(queue)->boost(queue);
    forgive_moves(&visit);
    leave(&visit);
    tap_answer(queue->machine, DECISION_BOOST, NULL, 0);
}

void guard_scheduler_fair_hooks(GuardedScheduler *guarded)
{
    const Scheduler *model = (const Scheduler *)guarded->guard.model;
    guarded->table.eligible_from = model->eligible_from != NULL ? eligible_from : NULL;
    guarded->table.virtual_deadline = model->virtual_deadline != NULL ? virtual_deadline : NULL;
}

void guard_scheduler_hooks(GuardedScheduler *guarded)
{
    const Scheduler *model = (const Scheduler *)guarded->guard.model;
    guarded->table = *model;
    guarded->table.queue_size = (n_words(model->queue_size) + 1) * sizeof(gint64);
    guarded->table.thread_size = (n_words(model->thread_size) + 1) * sizeof(gint64);
#define WRAP(hook) guarded->table.hook = model->hook != NULL ? hook : NULL
    WRAP(before);
    WRAP(pick_next);
    WRAP(slice);
    WRAP(preempts);
    WRAP(gives_way_before);
    WRAP(joined);
    WRAP(left);
    WRAP(slice_ended);
    WRAP(boost_at);
    WRAP(boost);
#undef WRAP
    guard_scheduler_fair_hooks(guarded);
}
