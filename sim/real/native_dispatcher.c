/* native_dispatcher - the parent's thread that sends tasks to other processes and receives their results. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "native.h"

struct NativeDispatcher {
    pthread_mutex_t mutex;
    NativeList errands; /* tasks to be sent */
    int bell;           /* an eventfd: there are errands again, or it is closed */
    gint closed;

    guint32 sending; /* or NO_TASK */
    gboolean told;   /* somebody has been told that it comes */
    Transit out, in;
    guint8 *out_buffer, *in_buffer;
};

void native_dispatcher_init(Native *native)
{
    NativeDispatcher *dispatcher = g_new0(NativeDispatcher, 1);

    pthread_mutex_init(&dispatcher->mutex, NULL);
    dispatcher->errands = (NativeList){ NO_TASK, NO_TASK };
    dispatcher->sending = NO_TASK;
    dispatcher->out_buffer = g_malloc0(native->max_payload + 1);
    dispatcher->in_buffer = g_malloc0(native->max_payload + 1);
    dispatcher->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (dispatcher->bell < 0)
        native_fail(native, "no way to reach the dispatcher: %s", g_strerror(errno));
    native->dispatcher = dispatcher;
}

static void ring(const NativeDispatcher *dispatcher)
{
    const guint64 one = 1;

    while (write(dispatcher->bell, &one, sizeof one) < 0 && errno == EINTR)
        continue;
}

void native_dispatcher_send(Native *native, guint32 task)
{
    NativeDispatcher *dispatcher = native->dispatcher;
    gboolean first;

    pthread_mutex_lock(&dispatcher->mutex);
    first = dispatcher->errands.head == NO_TASK;
    native_list_add(native, &dispatcher->errands, task);
    pthread_mutex_unlock(&dispatcher->mutex);
    if (first)
        ring(dispatcher);
}

void native_dispatcher_close(Native *native)
{
    g_atomic_int_set(&native->dispatcher->closed, TRUE);
    ring(native->dispatcher);
}

/* ---- sending ---- */

static gboolean to_a_loop(const Native *native)
{
    return native->plan->threads == THREADS_LOOP && native->plan->ipc;
}

static NativePipe *pipe_to(const Native *native, guint32 task)
{
    return &native->pipes[to_a_loop(native) ? native->tasks[task].loop : 0];
}

/* Whoever is to take TASK may begin to read. */
static void tell(Native *native, guint32 task)
{
    native->dispatcher->told = TRUE;
    if (to_a_loop(native))
        native_loop_sent(native_loop_at(native, (guint)native->tasks[task].loop));
    else
        native_crew_add(native->plan->ipc ? native->crew : native->executor, task, native_now(native));
}

static void next_errand(Native *native)
{
    NativeDispatcher *dispatcher = native->dispatcher;

    pthread_mutex_lock(&dispatcher->mutex);
    dispatcher->sending = native_list_take(native, &dispatcher->errands);
    pthread_mutex_unlock(&dispatcher->mutex);
    dispatcher->told = FALSE;
    if (dispatcher->sending != NO_TASK)
        dispatcher->out =
            (Transit){ .head = { .task = dispatcher->sending,
                                 .payload = (guint64)native_group(native, dispatcher->sending)->payload } };
}

/* TRUE: something was sent to its end. A pipe that is full is told of, too: it gets no emptier by itself. */
static gboolean send(Native *native)
{
    NativeDispatcher *dispatcher = native->dispatcher;
    const guint32 task = dispatcher->sending;
    TransitResult result;

    if (task == NO_TASK)
        return FALSE;
    result = transit_write(&dispatcher->out, pipe_to(native, task)->ends[1], dispatcher->out_buffer);
    if (result == TRANSIT_FAILED)
        native_fail(native, "a task could not be sent to its process: %s", g_strerror(errno));
    if (!dispatcher->told)
        tell(native, task);
    if (result == TRANSIT_DONE)
        dispatcher->sending = NO_TASK;
    return result == TRANSIT_DONE;
}

/* ---- receiving ---- */

/* TRUE: a result has come. */
static gboolean receive(Carrier *carrier)
{
    Native *native = carrier->native;
    NativeDispatcher *dispatcher = native->dispatcher;
    const TransitResult result =
        transit_read(&dispatcher->in, native->results->ends[0], dispatcher->in_buffer);
    const guint32 task = dispatcher->in.head.task;
    const SimTime now = native_now(native);

    if (result == TRANSIT_FAILED)
        native_fail(native, "a result could not be received: %s", g_strerror(errno));
    if (result == TRANSIT_BLOCKED)
        return FALSE;
    dispatcher->in = (Transit){ .done = 0 };
    if (native->plan->ipc) {
        native_finished(carrier, task, now);
    } else {
        native->tasks[task].due = now;
        native->tasks[task].due_kind = JOURNAL_STATE;
        native_loop_due(native_loop_at(native, (guint)native->tasks[task].loop), task);
    }
    return TRUE;
}

/* ---- its thread ---- */

static void sleep_until_rung(Carrier *carrier)
{
    Native *native = carrier->native;
    const NativeDispatcher *dispatcher = native->dispatcher;
    const gboolean full = dispatcher->sending != NO_TASK;
    struct pollfd ends[] = {
        { .fd = dispatcher->bell, .events = POLLIN },
        { .fd = native->results->ends[0], .events = POLLIN },
        { .fd = full ? pipe_to(native, dispatcher->sending)->ends[1] : -1, .events = POLLOUT },
    };
    guint64 count;

    const gboolean noted = eventlog_takes_detail(&carrier->log);

    if (noted)
        carrier_note(carrier, JOURNAL_STATE, STATE_NONE, native_now(native));
    while (poll(ends, G_N_ELEMENTS(ends), -1) < 0 && errno == EINTR)
        continue;
    if (ends[0].revents && read(dispatcher->bell, &count, sizeof count) < 0 && errno != EAGAIN)
        native_fail(native, "the dispatcher cannot be reached: %s", g_strerror(errno));
    if (noted)
        carrier_note(carrier, JOURNAL_STATE, STATE_OVERHEAD, native_now(native));
}

void native_dispatcher_run(gpointer data)
{
    Carrier *carrier = data;
    Native *native = carrier->native;
    NativeDispatcher *dispatcher = native->dispatcher;

    native_wait_at_gate(native);
    while (!g_atomic_int_get(&dispatcher->closed)) {
        if (dispatcher->sending == NO_TASK)
            next_errand(native);
        const gboolean sent = send(native), received = receive(carrier); /* turn about */
        if (!sent && !received)
            sleep_until_rung(carrier);
    }
}

/* ---- the other end ---- */

static guint8 *buffer_of(Carrier *carrier)
{
    if (!carrier->buffer)
        carrier->buffer = g_malloc0(carrier->native->max_payload + 1);
    return carrier->buffer;
}

guint32 native_receive(Carrier *carrier, NativePipe *pipe)
{
    const SimTime before = native_now(carrier->native);
    Transit transit = { .done = 0 };
    TransitResult result;

    pthread_mutex_lock(&pipe->reading);
    result = transit_read(&transit, pipe->ends[0], buffer_of(carrier));
    pthread_mutex_unlock(&pipe->reading);
    if (result != TRANSIT_DONE)
        native_fail(carrier->native, "a task could not be received: %s", g_strerror(errno));
    carrier_adopts(carrier, transit.head.task);
    carrier_note(carrier, JOURNAL_STATE, STATE_OVERHEAD, before);
    return transit.head.task;
}

void native_send_back(Carrier *carrier, guint32 task)
{
    NativePipe *pipe = carrier->native->results;
    Transit transit = { .head = { .task = task,
                                  .payload = (guint64)native_group(carrier->native, task)->payload } };
    TransitResult result;

    carrier_note(carrier, JOURNAL_STATE, STATE_OVERHEAD, native_now(carrier->native));
    pthread_mutex_lock(&pipe->writing);
    result = transit_write(&transit, pipe->ends[1], buffer_of(carrier));
    pthread_mutex_unlock(&pipe->writing);
    if (result != TRANSIT_DONE)
        native_fail(carrier->native, "a result could not be sent: %s", g_strerror(errno));
}
