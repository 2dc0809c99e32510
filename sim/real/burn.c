/* burn - computing for real: an amount of work that takes a known core time. */
#include "burn.h"

#include <math.h>

#include "base/sorting.h"
#include "clock.h"

#define CHUNK 64          /* iterations between two polls: about 100 ns */
#define LOOK (64 * CHUNK) /* iterations between two looks at the clock: about 5 us */
#define SAMPLE (2 * SIMTIME_MS)
#define LATE (5 * SIMTIME_US) /* a stretch between two looks that takes so much longer had a gap */

/* Knuth's generator: each step needs the one before, and the empty assembly keeps the compiler from knowing
 * either. */
static guint64 spin(guint64 chain, gint64 n)
{
    for (gint64 i = 0; i < n; i++) {
        chain = chain * 6364136223846793005u + 1442695040888963407u;
        __asm__ volatile("" : "+r"(chain));
    }
    return chain;
}

static void look(Burner *burner)
{
    const SimTime now = clock_now(), working = (SimTime)(burner->unseen / burner->speed);

    if (burner->gap && now - burner->seen > working + working / 2 + LATE)
        burner->gap(burner->data, burner->seen, now - working);
    burner->seen = now;
    burner->unseen = 0;
}

gint64 burn_iterations(const Burner *burner, SimTime duration)
{
    return llround(duration * burner->speed);
}

void burn_begin(Burner *burner, SimTime now)
{
    burner->seen = now;
    burner->unseen = 0;
}

gint64 burn(Burner *burner, gint64 n, const gint *request)
{
    gint64 done = 0;

    while (done < n) {
        const gint64 chunk = MIN(n - done, CHUNK);

        burner->chain = spin(burner->chain, chunk);
        done += chunk;
        burner->unseen += chunk;
        if (burner->unseen >= LOOK)
            look(burner);
        if (request && __atomic_load_n(request, __ATOMIC_RELAXED))
            break;
    }
    return done;
}

/* Core time that N iterations take. */
static SimTime take_sample(Burner *burner, gint64 n)
{
    static const gint nobody = 0;
    const SimTime begin = clock_thread();

    burn_begin(burner, clock_now());
    burn(burner, n, &nobody);
    return MAX(clock_thread() - begin, 1);
}

/* Iterations that take about a SAMPLE. */
static gint64 size_of_sample(Burner *burner)
{
    gint64 n = LOOK;
    SimTime time;

    for (time = take_sample(burner, n); time < SAMPLE / 4; time = take_sample(burner, n))
        n *= 2;
    return (gint64)((double)n * SAMPLE / time) + 1;
}

BurnSpeed burn_calibrate(SimTime budget)
{
    const guint n_samples = (guint)CLAMP(budget / SAMPLE, 5, 100000);
    Burner burner = { .speed = 1, .chain = 1 };
    const gint64 n = size_of_sample(&burner);
    g_autofree SimTime *samples = g_new(SimTime, n_samples);

    for (guint i = 0; i < n_samples; i++)
        samples[i] = take_sample(&burner, n);
    sort_times(samples, n_samples);
    const double median = samples[n_samples / 2];
    return (BurnSpeed){ .speed = n / median,
                        .dispersion = (samples[n_samples * 3 / 4] - samples[n_samples / 4]) / median,
                        .n_samples = n_samples };
}
