/* calibrate_threads - probes of threads: switches, wake-ups, timers, and starts. */
#include <semaphore.h>
#include <string.h>

#include "calibrate.h"
#include "clock.h"

/* ---- context_switch: two threads on one core wake each other ---- */

#define SWITCH_SAMPLES 100
#define HOPS 50 /* there and back, in a sample */

typedef struct {
    sem_t ping, pong;
    SimTime samples[SWITCH_SAMPLES];
} PingPong;

static void *answer(void *data)
{
    PingPong *game = data;

    for (guint i = 0; i < SWITCH_SAMPLES * HOPS; i++) {
        sem_wait(&game->ping);
        sem_post(&game->pong);
    }
    return NULL;
}

static void *serve(void *data)
{
    PingPong *game = data;

    for (guint i = 0; i < SWITCH_SAMPLES; i++) {
        const SimTime begin = clock_now();

        for (guint hop = 0; hop < HOPS; hop++) {
            sem_post(&game->ping);
            sem_wait(&game->pong);
        }
        game->samples[i] = (clock_now() - begin) / (2 * HOPS);
    }
    return NULL;
}

void calibrate_context_switch(Calibration *calibration)
{
    PingPong game;
    pthread_t threads[2];

    sem_init(&game.ping, FALSE, 0);
    sem_init(&game.pong, FALSE, 0);
    threads[0] = calibration_thread(calibration, 0, answer, &game);
    threads[1] = calibration_thread(calibration, 0, serve, &game);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    sem_destroy(&game.ping);
    sem_destroy(&game.pong);
    calibration_times(calibration, "context_switch", game.samples, SWITCH_SAMPLES,
                      "one of two threads on a core wakes the other and sleeps");
}

/* ---- migration: the same data, from another core ---- */

#define MIGRATIONS 200
#define DATA_SIZE (32 * 1024)

static SimTime walk(volatile guint8 *data)
{
    const SimTime begin = clock_now();

    for (gsize i = 0; i < DATA_SIZE; i += 64)
        data[i]++;
    return clock_now() - begin;
}

void calibrate_migration(Calibration *calibration)
{
    g_autofree guint8 *data = g_malloc0(DATA_SIZE);
    SimTime samples[MIGRATIONS];

    for (guint i = 0; i < MIGRATIONS; i++) {
        calibration_pin(calibration, i);
        const SimTime cold = walk(data);

        walk(data);
        samples[i] = cold - walk(data);
    }
    calibration_unpin(calibration);
    calibration_times(calibration, "migration", samples, MIGRATIONS,
                      calibration->n_cpus > 1 ? "32 KiB of the thread's data, first touched on another core"
                                              : "there is one core only: nothing migrates");
}

/* ---- wake_latency, short_wake: a thread sleeps on an idle core ----
 *
 * A core that has been idle for a moment only may still poll, or not have gone to a deep state. */

#define WAKES 200
#define SHORT_IDLE (30 * SIMTIME_US)
#define LONG_IDLE (2 * SIMTIME_MS)

typedef struct {
    sem_t bell;
    SimTime idle;   /* for how long the core is */
    gint n_asleep;  /* how often the thread went to sleep */
    SimTime rung;
    SimTime samples[WAKES], calls[WAKES];
} Alarm;

static void *wake_up(void *data)
{
    Alarm *alarm = data;

    for (guint i = 0; i < WAKES; i++) {
        g_atomic_int_inc(&alarm->n_asleep);
        sem_wait(&alarm->bell);
        alarm->samples[i] = clock_now() - alarm->rung;
    }
    return NULL;
}

/* It does not sleep, so that only the other core has to wake. */
static void *ring(void *data)
{
    Alarm *alarm = data;

    for (guint i = 0; i < WAKES; i++) {
        while (g_atomic_int_get(&alarm->n_asleep) <= (gint)i)
            continue;
        const SimTime end = clock_now() + alarm->idle;
        while (clock_now() < end)
            continue;
        const SimTime begin = clock_thread();
        alarm->rung = clock_now();
        sem_post(&alarm->bell);
        alarm->calls[i] = clock_thread() - begin;
    }
    return NULL;
}

/* Wakes a thread on a core that was idle for IDLE, again and again. */
static void sound(const Calibration *calibration, Alarm *alarm, SimTime idle)
{
    pthread_t threads[2];

    alarm->idle = idle;
    alarm->n_asleep = 0;
    sem_init(&alarm->bell, FALSE, 0);
    threads[0] = calibration_thread(calibration, 1, wake_up, alarm);
    threads[1] = calibration_thread(calibration, 0, ring, alarm);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    sem_destroy(&alarm->bell);
}

/* The shortest idleness after which a core wakes rather as after LONG_IDLE than as after SHORT_IDLE; 0: all are alike. */
static SimTime find_short_idle(const Calibration *calibration, Alarm *alarm)
{
    SimTime idle;

    if (calibration->short_wake >= calibration->wake_latency)
        return 0;
    for (idle = 2 * SHORT_IDLE; idle < LONG_IDLE; idle *= 2) {
        sound(calibration, alarm, idle);
        if (statistics_spread(alarm->samples, WAKES).median > (calibration->short_wake + calibration->wake_latency) / 2)
            break;
    }
    return MIN(idle, LONG_IDLE);
}

void calibrate_wake_latency(Calibration *calibration)
{
    char text[SIMTIME_TEXT];
    Alarm alarm;

    sound(calibration, &alarm, LONG_IDLE);
    calibration->wake_latency = calibration_times(calibration, "wake_latency", alarm.samples, WAKES,
                                                  "from waking a thread on a core idle for 2 ms to its running").median;
    sound(calibration, &alarm, SHORT_IDLE);
    calibration->short_wake = calibration_times(calibration, "short_wake", alarm.samples, WAKES,
                                                "the same on a core idle for 30 us").median;
    /* who is woken in vain has hardly fallen asleep */
    calibration_mean(calibration, "wake_call", alarm.calls, WAKES, "core time to wake a thread on a core idle for 30 us");
    calibration_value(calibration, "short_idle", simtime_exact(find_short_idle(calibration, &alarm), text),
                      "the shortest idleness, of 60, 120, 240, ... us, after which it is rather wake_latency; 0: all alike");
}

/* ---- timer_slack: how late a sleep ends, over the wake-up that it takes ---- */

#define SLEEPS 300

void calibrate_timer_slack(Calibration *calibration)
{
    SimTime samples[SLEEPS];

    for (guint i = 0; i < SLEEPS; i++) {
        const SimTime due = clock_now() + SIMTIME_MS / 2 + (i * 37 % SLEEPS) * 7 * SIMTIME_US;

        clock_sleep_until(due);
        samples[i] = clock_now() - due - calibration->wake_latency;
    }
    calibration_times(calibration, "timer_slack", samples, SLEEPS,
                      "lateness of a sleep of 0.5 to 2.6 ms, less wake_latency");
}

/* ---- thread_start ---- */

#define STARTS 40
#define CROWD 25 /* threads at once: starts and ends take the same locks of the kernel's */

static void *nothing(void *data)
{
    return data;
}

void calibrate_thread_start(Calibration *calibration)
{
    SimTime samples[STARTS];

    for (guint i = 0; i < STARTS; i++) {
        const SimTime begin = clock_process();
        pthread_t threads[CROWD];

        for (guint j = 0; j < CROWD; j++)
            if (pthread_create(&threads[j], NULL, nothing, NULL) != 0)
                g_error("no thread can be started");
        for (guint j = 0; j < CROWD; j++)
            pthread_join(threads[j], NULL);
        samples[i] = (clock_process() - begin) / CROWD;
    }
    calibration_times(calibration, "thread_start", samples, STARTS, "core time to start and end a thread");
    calibration_times(calibration, "subinterpreter_start", samples, STARTS, "natively a thread with a lock of its own");
}
