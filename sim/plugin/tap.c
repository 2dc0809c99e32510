/* tap - the decisions of an isolated plug-in: a ring in memory that a child and its parent share.
 *
 * The ring is a stranger's to write to: the parent takes nothing from it but decisions, each of which it
 * checks, and texts, which it cleans. */
#include "plugin/tap.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "plugin/guard.h"
#include "simulate/simulation.h"

#define N_DECISIONS_HELD 65536
#define PATIENCE (2 * SIMTIME_S)       /* processor time that the child may take for one decision */
#define LONG_PATIENCE (60 * SIMTIME_S) /* the same in elapsed time: it may be asleep, or the machine busy */
#define NAP 50                         /* us */

#define LONGEST_ANSWER 65536

typedef struct {
    _Atomic guint64 n_written, n_read;
    char words[128], fault[512];
    guint32 answer_size; /* 0: none */
    gboolean is_answer;
    guint8 answer[LONGEST_ANSWER];
    Decision decisions[N_DECISIONS_HELD];
} Ring;

struct Tap {
    Ring *ring;
    guint64 n; /* decisions written, or read, by this half */
    gboolean writes;
    int child;  /* in the parent, while it lives; else 0 */
    int status; /* of the child that has ended */
};

Tap *tap_new(void)
{
    Tap *tap = g_new0(Tap, 1);
    tap->ring = mmap(NULL, sizeof(Ring), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (tap->ring == MAP_FAILED)
        g_error("no memory for a ring of %" G_GSIZE_FORMAT " bytes", sizeof(Ring));
    return tap;
}

void tap_free(Tap *tap)
{
    munmap(tap->ring, sizeof(Ring));
    g_free(tap);
}

/* ---- in the child ---- */

void tap_begin_writing(Tap *tap)
{
    tap->writes = TRUE;
}

void tap_say(Tap *tap, const char *words)
{
    if (tap->ring->words[0] == '\0')
        strncpy(tap->ring->words, words, sizeof tap->ring->words - 1);
}

void tap_put(Tap *tap, gconstpointer bytes, gsize size, gboolean is_answer)
{
    if (size > LONGEST_ANSWER)
        return;
    memcpy(tap->ring->answer, bytes, size);
    tap->ring->is_answer = is_answer;
    tap->ring->answer_size = (guint32)size;
}

static guint32 number_of(const Machine *machine, const Thread *thread)
{
    const Simulation *simulation = simulation_with(machine);
    if (thread == NULL)
        return NO_THREAD;
    if (!guard_is_thread(machine, thread))
        return NOT_A_THREAD;
    return (guint32)((gsize)((const guint8 *)thread - simulation->threads) / simulation->thread_size);
}

void tap_write(Machine *machine, DecisionKind kind, const Thread *thread, gint64 value)
{
    Tap *tap = machine->tap;
    Ring *ring = tap->ring;
    if (!tap->writes)
        return;
    if (machine->fault != NULL) {
        kind = DECISION_FAULT;
        g_strlcpy(ring->fault, machine->fault, sizeof ring->fault);
    }
    while (tap->n - atomic_load_explicit(&ring->n_read, memory_order_acquire) >= N_DECISIONS_HELD)
        g_usleep(NAP);
    ring->decisions[tap->n++ % N_DECISIONS_HELD] = (Decision){ kind, number_of(machine, thread), value };
    atomic_store_explicit(&ring->n_written, tap->n, memory_order_release);
}

/* ---- in the parent ---- */

void tap_begin_reading(Tap *tap, int child)
{
    tap->child = child;
}

static gboolean take(Tap *tap, Decision *decision)
{
    Ring *ring = tap->ring;
    guint64 n_written = atomic_load_explicit(&ring->n_written, memory_order_acquire);
    if (n_written <= tap->n || n_written > tap->n + N_DECISIONS_HELD)
        return FALSE;
    *decision = ring->decisions[tap->n++ % N_DECISIONS_HELD];
    atomic_store_explicit(&ring->n_read, tap->n, memory_order_release);
    return TRUE;
}

/* The time of CLOCK in nanoseconds. */
static SimTime clock_at(clockid_t clock)
{
    struct timespec time = { 0, 0 };
    clock_gettime(clock, &time);
    return time.tv_sec * SIMTIME_S + time.tv_nsec;
}

static SimTime processor_time(const Tap *tap)
{
    clockid_t clock;
    return clock_getcpuclockid(tap->child, &clock) == 0 ? clock_at(clock) : 0;
}

/* Text that came from the child; g_free. */
static char *clean(const char *text, gsize size)
{
    g_autofree char *copy = g_strndup(text, size - 1);
    g_autofree char *valid = g_utf8_make_valid(copy, -1);
    for (char *at = valid; *at != '\0'; at++)
        *at = g_ascii_iscntrl(*at) ? ' ' : *at;
    return g_steal_pointer(&valid);
}

char *tap_fault(const Tap *tap)
{
    return clean(tap->ring->fault, sizeof tap->ring->fault);
}

static char *how_it_ended(const Tap *tap)
{
    g_autofree char *words = clean(tap->ring->words, sizeof tap->ring->words);
    if (*words != '\0')
        return g_strdup_printf("tried to %s in", words);
    if (WIFEXITED(tap->status))
        return g_strdup_printf("ended its process (exit status %d) in", WEXITSTATUS(tap->status));
    switch (WTERMSIG(tap->status)) {
    case SIGSEGV:
    case SIGBUS:
    case SIGILL:
        return g_strdup("crashed in");
    case SIGFPE:
        return g_strdup("divided by zero in");
    case SIGABRT:
    case SIGTRAP:
        return g_strdup("aborted in");
    case SIGXCPU:
        return g_strdup("used up its processor time in");
    default:
        return g_strdup_printf("was ended by signal %d in", WTERMSIG(tap->status));
    }
}

void tap_end_reading(Tap *tap)
{
    if (tap->child == 0)
        return;
    kill(tap->child, SIGKILL);
    waitpid(tap->child, &tap->status, 0);
    tap->child = 0;
}

/* How long the child has been waited for. */
typedef struct {
    SimTime began, began_in_child;
} Wait;

/* Rests for a moment, or, where the child has had its time, ends it: FALSE. */
static gboolean wait_on(Tap *tap, Wait *wait)
{
    if (wait->began == 0)
        *wait = (Wait){ clock_at(CLOCK_MONOTONIC), processor_time(tap) };
    if (processor_time(tap) - wait->began_in_child > PATIENCE ||
        clock_at(CLOCK_MONOTONIC) - wait->began > LONG_PATIENCE) {
        tap_end_reading(tap);
        return FALSE;
    }
    g_usleep(NAP);
    return TRUE;
}

static gboolean has_ended(Tap *tap)
{
    if (tap->child != 0 && waitpid(tap->child, &tap->status, WNOHANG) == tap->child)
        tap->child = 0;
    return tap->child == 0;
}

gboolean tap_read(Tap *tap, Decision *decision, char **why)
{
    Wait wait = { 0, 0 };
    while (!take(tap, decision)) {
        gboolean ended = has_ended(tap);
        if (ended && take(tap, decision))
            return TRUE;
        if (ended || !wait_on(tap, &wait)) {
            *why = ended ? how_it_ended(tap) : g_strdup("did not come back from");
            return FALSE;
        }
    }
    return TRUE;
}

GBytes *tap_get(Tap *tap, const char *hook, char **why)
{
    const Ring *ring = tap->ring;
    Wait wait = { 0, 0 };
    while (!has_ended(tap))
        if (!wait_on(tap, &wait)) {
            *why = g_strdup_printf("did not come back from %s", hook);
            return NULL;
        }
    guint32 size = MIN(ring->answer_size, LONGEST_ANSWER);
    gboolean is_answer = ring->is_answer && WIFEXITED(tap->status) && WEXITSTATUS(tap->status) == 0;
    if (size > 0 && is_answer && *ring->words == '\0')
        return g_bytes_new(ring->answer, size);
    g_autofree char *end = how_it_ended(tap);
    *why = size > 0 && !ring->is_answer ? clean((const char *)ring->answer, size)
                                        : g_strdup_printf("%s %s", end, hook);
    return NULL;
}

Thread *tap_thread(const Machine *machine, const Decision *decision)
{
    const Simulation *simulation = simulation_with(machine);
    if (decision->thread < simulation->n_threads)
        return simulation_thread(simulation, decision->thread);
    return decision->thread == NO_THREAD ? NULL : (Thread *)machine;
}
