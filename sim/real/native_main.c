/* native_main - the program's main thread: starts the others, processes too, and waits for them. */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "native.h"
#include "supervise.h"

#define STACK (256 * 1024) /* bytes of a thread's stack: they call little */

void native_fail(Native *native, const char *format, ...)
{
    gint nobody = FALSE;

    if (__atomic_compare_exchange_n(&native->control->failed, &nobody, TRUE, FALSE, __ATOMIC_SEQ_CST,
                                    __ATOMIC_SEQ_CST)) {
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(native->control->message, sizeof native->control->message, format, arguments);
        va_end(arguments);
    }
    _exit(EXIT_FAILURE);
}

/* ---- threads ---- */

static void live(Carrier *carrier)
{
    carrier_begin(carrier);
    carrier->run(carrier);
    carrier_end(carrier);
}

static void *thread_body(void *carrier)
{
    live(carrier);
    return NULL;
}

void native_spawn(Carrier *carrier)
{
    pthread_attr_t attributes;
    int result;

    carrier->process = getpid();
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK);
    result = pthread_create(&carrier->thread, &attributes, thread_body, carrier);
    pthread_attr_destroy(&attributes);
    if (result != 0)
        native_fail(carrier->native, "a thread could not be started: %s", g_strerror(result));
}

static void join(const Carrier *carrier)
{
    if (carrier->process == getpid())
        pthread_join(carrier->thread, NULL);
}

static void join_carriers(const Native *native)
{
    for (guint i = 0; i < native->n_carriers + native->plan->n_offload; i++)
        join(&native->carriers[i]);
}

void native_wait_at_gate(Native *native)
{
    sem_post(&native->ready);
    while (sem_wait(&native->gate) != 0)
        continue;
}

static void spawn_helper(Native *native, Carrier *carrier)
{
    native_spawn(carrier);
    while (sem_wait(&native->ready) != 0)
        continue;
}

/* ---- processes ---- */

/* A process with the carriers FIRST, FIRST + STEP, ... of which there are N: the first is its main thread. */
static void live_in_process(Native *native, Carrier *first, guint step, guint n)
{
    for (guint i = 1; i < n; i++)
        native_spawn(first + (gsize)i * step);
    live(first);
    join_carriers(native);
}

static void start_process(Native *native, guint interpreter, Carrier *first, guint step, guint n)
{
    const pid_t parent = getpid(), child = fork();

    if (child < 0)
        native_fail(native, "a process could not be started: %s", g_strerror(errno));
    if (child == 0) {
        supervise_die_with(parent);
        live_in_process(native, first, step, n);
        _exit(EXIT_SUCCESS);
    }
    native->pids[interpreter] = child;
}

static void check_end(Native *native, pid_t process, int status)
{
    guint i;

    for (i = 0; i < native->n_interpreters && native->pids[i] != process; i++)
        continue;
    if (WIFSIGNALED(status))
        native_fail(native, "process %u was killed by signal %d (%s)", i, WTERMSIG(status),
                    strsignal(WTERMSIG(status)));
    else if (WEXITSTATUS(status) != EXIT_SUCCESS)
        native_fail(native, "process %u ended with status %d", i, WEXITSTATUS(status));
}

static void *wait_for_processes(void *data)
{
    Native *native = data;
    pid_t process;
    int status;

    while ((process = waitpid(-1, &status, 0)) > 0 || errno == EINTR)
        if (process > 0)
            check_end(native, process, status);
    return NULL;
}

void native_watch_processes(Native *native)
{
    const int result = pthread_create(&native->warden, NULL, wait_for_processes, native);

    if (result != 0)
        native_fail(native, "a thread could not be started: %s", g_strerror(result));
    native->has_warden = TRUE;
}

/* ---- starting ---- */

void native_start_offload(Native *native, guint i)
{
    Carrier *carrier = &native->carriers[native->n_carriers + i];

    if (native->plan->offload == OFFLOAD_PROCESSES)
        start_process(native, native->plan->n_interpreters + i, carrier, 0, 1);
    else
        native_spawn(carrier);
}

/* Threads or interpreters that the main thread starts one by one. */
static guint n_starts(const Native *native)
{
    const gboolean each = native->plan->threads == THREADS_PER_TASK || native->plan->start_threads;

    return each ? native->n_carriers : native->plan->n_interpreters;
}

static void start_one(Native *native, guint i)
{
    const guint n = n_starts(native), threads = native->n_carriers / n;

    if (native->plan->ipc && !native->plan->one_process)
        start_process(native, i, &native->carriers[i], n, threads);
    else
        for (guint k = 0; k < threads; k++)
            native_spawn(&native->carriers[i + k * n]);
}

/* The main thread, where it carries no task: it holds its interpreter's lock meanwhile. */
static void start_all(Native *native)
{
    Carrier *carrier = native->main;

    carrier_begin(carrier);
    carrier_note(carrier, JOURNAL_STATE, STATE_OVERHEAD, 0);
    carrier_take_lock(carrier);
    for (guint i = 0; i < n_starts(native); i++) {
        start_one(native, i);
        carrier_give_way(carrier);
    }
    carrier_drop_lock(carrier, REAL_DROP_SLEEPS);
    carrier_note(carrier, JOURNAL_STATE, STATE_NONE, native_now(native));
    if (native_n_processes(native->plan) > 0)
        native_watch_processes(native);
    carrier_end(carrier);
}

/* ---- the program ---- */

static void set_machine(Native *native)
{
    const Combination *combination = &native->run->combination;
    const struct sched_param parameters = { .sched_priority = REALTIME_PRIORITY };
    struct rlimit files;
    cpu_set_t mask;

    CPU_ZERO(&mask);
    for (guint i = 0; i < combination->cores; i++)
        CPU_SET(native->cpus[i], &mask);
    if (sched_setaffinity(0, sizeof mask, &mask) != 0)
        native_fail(native, "the host does not let the run have %u of its cores: %s", combination->cores,
                    g_strerror(errno));
    if (native->realtime &&
        sched_setscheduler(0, g_str_equal(combination->scheduler, "rr") ? SCHED_RR : SCHED_FIFO,
                           &parameters) != 0)
        native_fail(native, "the host does not let the run have the scheduler %s: %s", combination->scheduler,
                    g_strerror(errno));
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) { /* an event loop needs five */
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
}

static gboolean open_pipes(Native *native)
{
    const guint n_pipes = native->plan->threads == THREADS_LOOP ? native->plan->n_interpreters : 1;

    for (guint i = 0; i < n_pipes; i++) {
        native_init_mutex(&native->pipes[i].reading);
        native_init_mutex(&native->pipes[i].writing);
        if (!native_pipe_open(&native->pipes[i], TRUE))
            return FALSE;
    }
    native_init_mutex(&native->results->reading);
    native_init_mutex(&native->results->writing);
    return native_pipe_open(native->results, FALSE);
}

static void open_all(Native *native)
{
    native_arrivals_init(native);
    native->pids = g_new0(gint32, native->n_interpreters);
    sem_init(&native->ready, FALSE, 0);
    sem_init(&native->gate, FALSE, 0);
    sem_init(&native->closing, FALSE, 0);
    if (!native_loops_open(native) || (native->pipes && !open_pipes(native)))
        native_fail(native, "there are no more pipes: %s", g_strerror(errno));
    if (native->pipes)
        native_dispatcher_init(native);
}

/* What happens at time 0 happens before the clock starts, the way it does in a simulation. */
static void begin(Native *native)
{
    native_arrive_at_start(native, native->main);
    if (native->dispatcher)
        spawn_helper(native, native->dispatching);
    if (native_more_arrive(native))
        spawn_helper(native, native->arriving);
    native->control->origin = clock_now();
    sem_post(&native->gate);
    sem_post(&native->gate);
}

int native_main(gpointer data)
{
    Native *native = data;

    set_machine(native);
    open_all(native);
    begin(native);
    if (native->plan->in_main)
        live(&native->carriers[0]);
    else
        start_all(native);
    join_carriers(native);
    join(native->dispatching);
    join(native->arriving);
    if (native->has_warden)
        pthread_join(native->warden, NULL);
    return EXIT_SUCCESS;
}
