/* calibrate_pulls - the probe of what a core does that runs out of threads while others wait for another core. */
#define _GNU_SOURCE /* sched_getcpu */
#include <sched.h>
#include <string.h>

#include "calibrate.h"
#include "clock.h"

#define ROUNDS 200
#define N_WAITING 2 /* threads that compute on the second core: one of them waits for it */
#define BUSY (2 * SIMTIME_MS)
#define BUSY_STEPS 16            /* ... and up to a tick more, so that rounds end at any time between two ticks */
#define AT_ONCE (500 * SIMTIME_US) /* less than to the next tick, mostly, and then those who wait ran just now */
#define CACHE_HOT "500us"
#define NAP (50 * SIMTIME_US)

typedef struct {
    const Calibration *calibration;
    guint round;     /* of the probe: for the length of its busy part */
    gint n_ready;    /* threads in their places */
    gint may_move;   /* those that compute may go to the first core */
    gint is_over;
    SimTime idle_at;   /* when the first core had nothing more to run; 0: not yet */
    gboolean is_pulled; /* one of them was seen there */
} Pull;

static void wait_for(const gint *flag, gint value)
{
    while (g_atomic_int_get(flag) < value)
        clock_sleep_until(clock_now() + NAP);
}

/* Nobody sleeps meanwhile: who wakes on the first core and falls asleep again makes it look for threads. */
static void look(Pull *pull)
{
    const SimTime now = clock_now(), idle_at = __atomic_load_n(&pull->idle_at, __ATOMIC_ACQUIRE);

    if (idle_at == 0)
        return;
    if (sched_getcpu() == (gint)pull->calibration->cpus[0])
        g_atomic_int_set(&pull->is_pulled, TRUE);
    else if (now - idle_at < AT_ONCE)
        return;
    g_atomic_int_set(&pull->is_over, 1);
}

/* On the second core until all are in place, then on either. */
static void *compute(void *data)
{
    Pull *pull = data;

    g_atomic_int_inc(&pull->n_ready);
    wait_for(&pull->may_move, 1);
    calibration_pin_to_two(pull->calibration);
    g_atomic_int_inc(&pull->n_ready);
    while (!g_atomic_int_get(&pull->is_over))
        look(pull);
    return NULL;
}

/* On the first core, which it keeps busy until the others may move, and then leaves to itself. */
static void *leave(void *data)
{
    Pull *pull = data;
    SimTime end;

    wait_for(&pull->n_ready, N_WAITING);
    g_atomic_int_set(&pull->may_move, 1);
    while (g_atomic_int_get(&pull->n_ready) < 2 * N_WAITING)
        continue;
    end = clock_now() + BUSY + pull->round % BUSY_STEPS * (4 * SIMTIME_MS / BUSY_STEPS);
    while (clock_now() < end)
        continue;
    __atomic_store_n(&pull->idle_at, clock_now(), __ATOMIC_RELEASE);
    return NULL;
}

/* Whether the first core, when it had nothing more to run, took one of the others at once. */
static gboolean is_pulled(const Calibration *calibration, guint round)
{
    Pull pull = { .calibration = calibration, .round = round };
    pthread_t threads[N_WAITING + 1];

    for (guint i = 0; i < N_WAITING; i++)
        threads[i] = calibration_thread(calibration, 1, compute, &pull);
    threads[N_WAITING] = calibration_thread(calibration, 0, leave, &pull);
    for (guint i = 0; i <= N_WAITING; i++)
        pthread_join(threads[i], NULL);
    return pull.is_pulled;
}

void calibrate_pulls(Calibration *calibration)
{
    guint n_pulled = 0;
    char chance[G_ASCII_DTOSTR_BUF_SIZE];
    g_autofree char *note = NULL;

    calibration_value(calibration, "cache_hot", CACHE_HOT,
                      "not measured: sysctl_sched_migration_cost of Linux as it is delivered");
    if (calibration->n_cpus < 2) {
        calibration_value(calibration, "pull_chance", "1", "there is one core only: nothing to pull from");
        return;
    }
    for (guint i = 0; i < ROUNDS; i++)
        n_pulled += is_pulled(calibration, i);
    note = g_strdup_printf("how often a core that ran out of threads took one that waited for another at once; %u of %u",
                           n_pulled, ROUNDS);
    calibration_value(calibration, "pull_chance", g_ascii_formatd(chance, sizeof chance, "%.3f", (double)n_pulled / ROUNDS),
                      note);
}
