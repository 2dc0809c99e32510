/* pool - jobs done by several processes at once: what one of them does cannot hurt the others. */
#include "pool.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "sweep/identity.h"

#define TICK_MS 200
#define CHUNK 65536

/* What stands before each result in a pipe. */
typedef struct {
    guint32 job;
    guint32 failed; /* the result is a message */
    guint64 length;
} Head;

typedef struct {
    GPid pid;
    int pipe;          /* -1: closed, the worker has ended */
    GByteArray *bytes; /* that came and are no whole result yet */
} Worker;

typedef struct {
    const PoolHooks *hooks;
    guint n_jobs, n_workers;
    Worker *workers;
    volatile guint *next; /* job, shared by all processes */
    GError *error;        /* the first */
} Pool;

/* ---- in a worker ---- */

static void send_all(int pipe, gconstpointer bytes, gsize length)
{
    for (gsize sent = 0; sent < length;) {
        const gssize n = write(pipe, (const char *)bytes + sent, length - sent);

        if (n < 0 && errno != EINTR)
            _exit(1); /* nobody reads any more */
        sent += n > 0 ? (gsize)n : 0;
    }
}

static void do_job(const Pool *pool, guint job, int pipe)
{
    g_autoptr(GString) result = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    Head head = { .job = job };

    if (!pool->hooks->work(job, result, pool->hooks->data, &error)) {
        g_string_assign(result, error->message);
        head.failed = 1;
    }
    head.length = result->len;
    send_all(pipe, &head, sizeof head);
    send_all(pipe, result->str, result->len);
}

static G_GNUC_NORETURN void be_worker(const Pool *pool, int pipe, GPid parent)
{
    guint job;

    signal(SIGINT, SIG_IGN); /* the parent has it too, and says what is to be done */
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) /* it has gone before it could be waited for */
        _exit(1);
    if (pool->hooks->enter)
        pool->hooks->enter(pool->hooks->data);
    while ((job = __atomic_fetch_add(pool->next, 1, __ATOMIC_RELAXED)) < pool->n_jobs)
        do_job(pool, job, pipe);
    _exit(0);
}

/* ---- in the parent ---- */

static gboolean start_worker(Pool *pool, Worker *worker)
{
    const GPid parent = getpid();
    int ends[2];

    if (pipe(ends) != 0)
        return FALSE;
    fflush(NULL); /* or the child might write it again */
    worker->pid = fork();
    if (worker->pid == 0) {
        close(ends[0]);
        for (guint i = 0; i < pool->n_workers; i++)
            if (pool->workers[i].pipe >= 0)
                close(pool->workers[i].pipe);
        be_worker(pool, ends[1], parent);
    }
    close(ends[1]);
    if (worker->pid < 0) {
        close(ends[0]);
        return FALSE;
    }
    worker->pipe = ends[0];
    return TRUE;
}

/* No new results are wanted; what is finished still comes. */
static void stop_workers(Pool *pool)
{
    __atomic_store_n(pool->next, pool->n_jobs, __ATOMIC_RELAXED);
    for (guint i = 0; i < pool->n_workers; i++)
        if (pool->workers[i].pipe >= 0)
            kill(pool->workers[i].pid, SIGKILL);
}

/* Takes ERROR over. */
static void give_up(Pool *pool, GError *error)
{
    if (pool->error)
        g_error_free(error);
    else
        pool->error = error;
    stop_workers(pool);
}

static void take_result(Pool *pool, const Head *head, const char *result)
{
    GError *error = NULL;

    if (head->failed)
        give_up(pool, g_error_new(SWEEP_ERROR, SWEEP_ERROR_FAILED, "%.*s", (int)head->length, result));
    else if (!pool->error && !pool->hooks->take(head->job, result, head->length, pool->hooks->data, &error))
        give_up(pool, error);
}

/* Takes the whole results among what has come from WORKER. */
static void take_results(Pool *pool, Worker *worker)
{
    gsize taken = 0;
    Head head;

    while (worker->bytes->len - taken >= sizeof head) {
        memcpy(&head, worker->bytes->data + taken, sizeof head);
        if (worker->bytes->len - taken - sizeof head < head.length)
            break;
        take_result(pool, &head, (const char *)worker->bytes->data + taken + sizeof head);
        taken += sizeof head + head.length;
    }
    g_byte_array_remove_range(worker->bytes, 0, (guint)taken);
}

static void end_worker(Pool *pool, Worker *worker)
{
    const gboolean wanted = !pool->error && !interrupt_pending();
    int status = 0;

    close(worker->pipe);
    worker->pipe = -1;
    while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (wanted && WIFSIGNALED(status))
        give_up(pool, g_error_new(SWEEP_ERROR, SWEEP_ERROR_FAILED,
                                  "a worker was ended by signal %d (%s); what is finished is kept",
                                  WTERMSIG(status), g_strsignal(WTERMSIG(status))));
    else if (wanted && status != 0)
        give_up(pool, g_error_new(SWEEP_ERROR, SWEEP_ERROR_FAILED, "a worker ended with status %d",
                                  WEXITSTATUS(status)));
}

static void read_pipe(Pool *pool, Worker *worker)
{
    guint8 bytes[CHUNK];
    const gssize n = read(worker->pipe, bytes, sizeof bytes);

    if (n > 0) {
        g_byte_array_append(worker->bytes, bytes, (guint)n);
        take_results(pool, worker);
    } else if (n == 0 || errno != EINTR) {
        end_worker(pool, worker);
    }
}

/* Until all workers have ended. */
static void attend(Pool *pool)
{
    g_autofree struct pollfd *polls = g_new0(struct pollfd, pool->n_workers);
    gboolean stopped = FALSE;

    for (;;) {
        guint n_open = 0;

        for (guint i = 0; i < pool->n_workers; i++) {
            polls[i] = (struct pollfd){ .fd = pool->workers[i].pipe, .events = POLLIN };
            n_open += pool->workers[i].pipe >= 0;
        }
        if (n_open == 0)
            return;
        if (interrupt_pending() && !stopped) {
            stop_workers(pool);
            stopped = TRUE;
        }
        if (poll(polls, pool->n_workers, TICK_MS) > 0)
            for (guint i = 0; i < pool->n_workers; i++)
                if (polls[i].revents)
                    read_pipe(pool, &pool->workers[i]);
        pool->hooks->tick(pool->hooks->data);
    }
}

static void start_workers(Pool *pool)
{
    for (guint i = 0; i < pool->n_workers && !pool->error; i++)
        if (!start_worker(pool, &pool->workers[i]))
            give_up(pool, g_error_new(SWEEP_ERROR, SWEEP_ERROR_FAILED, "cannot start %u workers: %s",
                                      pool->n_workers, g_strerror(errno)));
}

gboolean pool_run(guint n_jobs, guint n_workers, const PoolHooks *hooks, GError **error)
{
    Pool pool = { .hooks = hooks, .n_jobs = n_jobs, .n_workers = MIN(n_workers, n_jobs) };
    void *shared =
        mmap(NULL, sizeof(guint), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (shared == MAP_FAILED) {
        g_set_error(error, SWEEP_ERROR, SWEEP_ERROR_FAILED, "no memory to share: %s", g_strerror(errno));
        return FALSE;
    }
    pool.next = shared;
    pool.workers = g_new0(Worker, pool.n_workers);
    for (guint i = 0; i < pool.n_workers; i++)
        pool.workers[i] = (Worker){ .pipe = -1, .bytes = g_byte_array_new() };
    start_workers(&pool);
    attend(&pool);
    for (guint i = 0; i < pool.n_workers; i++)
        g_byte_array_unref(pool.workers[i].bytes);
    g_free(pool.workers);
    munmap(shared, sizeof(guint));
    if (pool.error)
        g_propagate_error(error, pool.error);
    return !pool.error && !interrupt_pending();
}
