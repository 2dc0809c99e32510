/* native_loop - an event loop: epoll tells what is due, each of that is resumed once, and it looks again.
 *
 * Its timers are one timerfd, set to the earliest; what other threads and processes have for it comes
 * through a list and an eventfd, new tasks of another process through a pipe. */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "native.h"

struct NativeLoop {
    Native *native;
    guint index;

    /* what others leave */
    pthread_mutex_t mutex;
    NativeList inbox;
    int bell;    /* an eventfd: the inbox is no longer empty, or the loop is closed */
    gint n_sent; /* tasks on their way through the pipe, counted from the start */
    gint closed;

    /* the loop's own */
    int epoll, timer;
    SimTime armed;      /* what the timer is set to, or SIMTIME_NEVER */
    GSequence *waiting; /* tasks by due time */
    NativeList yielded;
    GArray *pass; /* of guint32: to be resumed before the next look; NO_TASK: one from the pipe */
    gint n_received;
};

/* ---- from outside ---- */

NativeLoop *native_loops_new(Native *native, guint n)
{
    NativeLoop *loops = shared_new(&native->memory, n, sizeof(NativeLoop));

    for (guint i = 0; loops && i < n; i++) {
        loops[i].native = native;
        loops[i].index = i;
        loops[i].inbox = loops[i].yielded = (NativeList){ NO_TASK, NO_TASK };
        native_init_mutex(&loops[i].mutex);
    }
    return loops;
}

NativeLoop *native_loop_at(Native *native, guint i)
{
    return &native->loops[i];
}

gboolean native_loops_open(Native *native)
{
    for (guint i = 0; native->loops && i < native->plan->n_interpreters; i++) {
        native->loops[i].bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (native->loops[i].bell < 0)
            return FALSE;
    }
    return TRUE;
}

static void ring(const NativeLoop *loop)
{
    const guint64 one = 1;

    while (write(loop->bell, &one, sizeof one) < 0 && errno == EINTR)
        continue;
}

void native_loop_due(NativeLoop *loop, guint32 task)
{
    gboolean first;

    pthread_mutex_lock(&loop->mutex);
    first = loop->inbox.head == NO_TASK;
    native_list_add(loop->native, &loop->inbox, task);
    pthread_mutex_unlock(&loop->mutex);
    if (first)
        ring(loop);
}

void native_loop_sent(NativeLoop *loop)
{
    g_atomic_int_inc(&loop->n_sent);
}

void native_loop_close(NativeLoop *loop)
{
    g_atomic_int_set(&loop->closed, TRUE);
    ring(loop);
}

/* ---- looking ---- */

static NativeTask *task_of(const NativeLoop *loop, guint32 task)
{
    return &loop->native->tasks[task];
}

static gint compare_due(gconstpointer a, gconstpointer b, gpointer loop)
{
    const SimTime first = task_of(loop, GPOINTER_TO_UINT(a))->due,
                  second = task_of(loop, GPOINTER_TO_UINT(b))->due;

    return first < second ? -1 : first > second;
}

/* When the first timer ends, or SIMTIME_NEVER. */
static SimTime first_timer(const NativeLoop *loop)
{
    GSequenceIter *first = g_sequence_get_begin_iter(loop->waiting);

    return g_sequence_iter_is_end(first) ? SIMTIME_NEVER
                                         : task_of(loop, GPOINTER_TO_UINT(g_sequence_get(first)))->due;
}

static void arm_timer(NativeLoop *loop)
{
    const SimTime first = first_timer(loop);
    struct itimerspec setting = { .it_value = { 0, 0 } };

    if (first == loop->armed)
        return;
    if (first != SIMTIME_NEVER)
        setting.it_value = clock_timespec(loop->native->control->origin + MAX(first, 1));
    timerfd_settime(loop->timer, TFD_TIMER_ABSTIME, &setting, NULL);
    loop->armed = first;
}

/* Sleeps until something is due, or just looks. */
static void poll_events(NativeLoop *loop, gboolean sleep)
{
    struct epoll_event events[3];
    guint64 count;
    gint n;

    arm_timer(loop);
    while ((n = epoll_wait(loop->epoll, events, G_N_ELEMENTS(events), sleep ? -1 : 0)) < 0 && errno == EINTR)
        continue;
    for (gint i = 0; i < n; i++) {
        if (events[i].data.fd != loop->bell && events[i].data.fd != loop->timer)
            continue; /* the pipe: it is read when the task is resumed */
        if (read(events[i].data.fd, &count, sizeof count) > 0 && events[i].data.fd == loop->timer)
            loop->armed = SIMTIME_NEVER;
    }
}

static void add_ended_waits(NativeLoop *loop, SimTime now)
{
    while (first_timer(loop) <= now) {
        GSequenceIter *first = g_sequence_get_begin_iter(loop->waiting);
        const guint32 task = GPOINTER_TO_UINT(g_sequence_get(first));

        g_sequence_remove(first);
        g_array_append_val(loop->pass, task);
    }
}

static void add_inbox(NativeLoop *loop)
{
    guint32 task;

    pthread_mutex_lock(&loop->mutex);
    while ((task = native_list_take(loop->native, &loop->inbox)) != NO_TASK)
        g_array_append_val(loop->pass, task);
    pthread_mutex_unlock(&loop->mutex);
}

static gint compare_pass(gconstpointer a, gconstpointer b, gpointer loop)
{
    return compare_due(GUINT_TO_POINTER(*(const guint32 *)a), GUINT_TO_POINTER(*(const guint32 *)b), loop);
}

/* Tasks became due while the loop slept (since IDLE) or had others in hand. */
static void note_due(Carrier *carrier, SimTime idle, gboolean yielded)
{
    NativeLoop *loop = carrier->loop;

    for (guint i = 0; i < loop->pass->len; i++) {
        const NativeTask *run = task_of(loop, g_array_index(loop->pass, guint32, i));
        const gboolean at_once = i == 0 && !yielded && run->due >= idle;

        carrier->track = g_array_index(loop->pass, guint32, i);
        carrier_note(carrier, run->due_kind, at_once ? JOURNAL_ABLE : STATE_LOOP, run->due);
    }
    carrier->track = NO_TASK;
}

static void add_messages(NativeLoop *loop)
{
    const guint32 from_pipe = NO_TASK;

    for (const gint n_sent = g_atomic_int_get(&loop->n_sent); loop->n_received < n_sent; loop->n_received++)
        g_array_append_val(loop->pass, from_pipe);
}

/* Those that yielded, in that order, stand before all that has become due since. */
static void put_yielded_first(NativeLoop *loop)
{
    guint32 task;

    for (guint at = 0; (task = native_list_take(loop->native, &loop->yielded)) != NO_TASK; at++)
        g_array_insert_val(loop->pass, at, task);
}

/* Fills the next pass, sleeping where there is nothing for it. */
static void look(Carrier *carrier)
{
    NativeLoop *loop = carrier->loop;
    const gboolean yielded = loop->yielded.head != NO_TASK;
    const SimTime idle = native_now(loop->native);

    carrier_drop_lock(carrier, REAL_DROP_BLOCKS);
    poll_events(loop, !yielded);
    add_ended_waits(loop, native_now(loop->native));
    add_inbox(loop);
    g_array_sort_with_data(loop->pass, compare_pass, loop);
    note_due(carrier, idle, yielded);
    add_messages(loop);
    put_yielded_first(loop);
}

/* ---- resuming ---- */

/* The next phase is a wait, yield or nogil. TRUE: the task goes on. */
static gboolean block(Carrier *carrier)
{
    NativeLoop *loop = carrier->loop;
    NativeTask *run = task_of(loop, carrier->task);
    const Phase *phase = native_next_phase(carrier);

    if (phase->kind == PHASE_NOGIL) {
        carrier_drop_lock(carrier, REAL_DROP_BLOCKS);
        native_begin_phase(carrier, native_now(loop->native));
        carrier_works(carrier, PHASE_NOGIL, phase_duration(phase));
        carrier_take_lock(carrier);
        return TRUE;
    }
    const SimTime now = native_now(loop->native);
    native_begin_phase(carrier, now);
    if (phase->kind == PHASE_YIELD) {
        carrier_note(carrier, JOURNAL_COULD, STATE_LOOP, now);
        native_list_add(loop->native, &loop->yielded, carrier->task);
        return FALSE;
    }
    carrier_note(carrier, JOURNAL_STATE, STATE_WAIT, now);
    run->due = now + phase_duration(phase);
    run->due_kind = JOURNAL_COULD;
    g_sequence_insert_sorted(loop->waiting, GUINT_TO_POINTER(carrier->task), compare_due, loop);
    return FALSE;
}

static void offload(Carrier *carrier)
{
    Native *native = carrier->native;
    const SimTime now = native_now(native);

    carrier_note_for(carrier, carrier->task, JOURNAL_STATE, STATE_QUEUED, now, FALSE);
    if (native->plan->offload == OFFLOAD_PROCESSES)
        native_dispatcher_send(native, carrier->task);
    else
        native_crew_add(native->executor, carrier->task, now);
}

static void end_task(Carrier *carrier)
{
    const guint32 task = carrier->task;

    if (carrier->across) {
        native_send_back(carrier, task);
        return;
    }
    native_finished(carrier, task, native_now(carrier->native));
    native_room(carrier);
}

static void run_task(Carrier *carrier)
{
    for (;;)
        switch (native_go_on(carrier)) {
        case NATIVE_BLOCKS:
            if (!block(carrier))
                return;
            break;
        case NATIVE_OFFLOADS:
            offload(carrier);
            return;
        case NATIVE_ENDS:
            end_task(carrier);
            return;
        case NATIVE_QUEUES:
            return;
        case NATIVE_COMES_BACK:
            g_assert_not_reached();
        }
}

/* TASK is next of the pass; NO_TASK: one that is to be received. */
static void resume(Carrier *carrier, guint32 task)
{
    carrier->track = task; /* it is the one that waits for the lock */
    carrier_take_lock(carrier);
    if (task == NO_TASK) {
        native_receive(carrier, &carrier->native->pipes[carrier->loop->index]);
    } else {
        carrier_adopts(carrier, task);
        carrier_note(carrier, JOURNAL_STATE, STATE_OVERHEAD, native_now(carrier->native));
    }
    run_task(carrier);
    carrier->task = carrier->track = NO_TASK;
}

/* ---- its thread ---- */

static void watch(Native *native, const NativeLoop *loop, int end)
{
    struct epoll_event event = { .events = EPOLLIN, .data.fd = end };

    if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, end, &event) != 0)
        native_fail(native, "an event loop could not be made: %s", g_strerror(errno));
}

static void open_loop(Carrier *carrier)
{
    NativeLoop *loop = carrier->loop;

    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    loop->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (loop->epoll < 0 || loop->timer < 0)
        native_fail(carrier->native, "an event loop could not be made: %s", g_strerror(errno));
    watch(carrier->native, loop, loop->bell);
    watch(carrier->native, loop, loop->timer);
    if (carrier->across)
        watch(carrier->native, loop, carrier->native->pipes[loop->index].ends[0]);
    loop->armed = SIMTIME_NEVER;
    loop->waiting = g_sequence_new(NULL);
    loop->pass = g_array_new(FALSE, FALSE, sizeof(guint32));
}

/* Its executor's workers come before anything else. */
static void start_executor(Carrier *carrier)
{
    const Plan *plan = carrier->native->plan;

    carrier_take_lock(carrier);
    for (guint i = 0; i < plan->n_offload; i++) {
        native_start_offload(carrier->native, i);
        carrier_give_way(carrier);
    }
    if (plan->offload == OFFLOAD_PROCESSES)
        native_watch_processes(carrier->native);
}

void native_loop_run(gpointer data)
{
    Carrier *carrier = data;
    NativeLoop *loop = carrier->loop;

    open_loop(carrier);
    if (loop->index == 0 && carrier->native->executor)
        start_executor(carrier);
    do {
        g_array_set_size(loop->pass, 0);
        look(carrier);
        for (guint i = 0; i < loop->pass->len; i++)
            resume(carrier, g_array_index(loop->pass, guint32, i));
    } while (loop->pass->len > 0 || !g_atomic_int_get(&loop->closed));
    carrier_drop_lock(carrier, REAL_DROP_SLEEPS);
}
