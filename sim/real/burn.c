/* burn - computing for real: an amount of work that takes a known core time. */
#include "burn.h"

#include <math.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/sorting.h"
#include "clock.h"

#define CHUNK 64          /* iterations between two polls: about 100 ns */
#define LOOK (64 * CHUNK) /* iterations between two looks at the clock: about 5 us */
#define CALIBRATION_LINE 16 /* gint64s: a cache line, and its neighbour, which some processors fetch along */
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

static void count(gint64 *line, gint64 n)
{
    for (gint64 i = 0; i < n; i++)
        __atomic_add_fetch(line, 1, __ATOMIC_SEQ_CST);
}

/* Each time the system has the page's address forgotten by all cores that have run threads of the process. */
static void renew(guint8 *page, gint64 n)
{
    for (gint64 i = 0; i < n; i++) {
        madvise(page, (gsize)sysconf(_SC_PAGESIZE), MADV_DONTNEED);
        *(volatile guint8 *)page = 1;
    }
}

static void turn(Burner *burner, gint64 n)
{
    switch (burner->body) {
    case BODY_WORK:
        burner->chain = spin(burner->chain, n);
        break;
    case BODY_CACHE_LINE:
        count(burner->line, n);
        break;
    case BODY_MEMORY:
        renew(burner->page, n);
        break;
    case N_BODIES:
        g_assert_not_reached();
    }
}

gboolean burn_take_page(Burner *burner)
{
    gpointer page;

    if (burner->page)
        return TRUE;
    page = mmap(NULL, (gsize)sysconf(_SC_PAGESIZE), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page != MAP_FAILED)
        burner->page = page;
    return page != MAP_FAILED;
}

void burn_give_page_back(Burner *burner)
{
    if (burner->page)
        munmap(burner->page, (gsize)sysconf(_SC_PAGESIZE));
    burner->page = NULL;
}

/* How long work takes is no news where other cores hold it up. */
static void look(Burner *burner)
{
    const SimTime now = clock_now(), working = (SimTime)(burner->unseen / burner->speed);

    if (burner->gap && burner->body == BODY_WORK && now - burner->seen > working + working / 2 + LATE)
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
    const gint64 most = burner->body == BODY_MEMORY ? 1 : CHUNK;
    gint64 done = 0;

    while (done < n) {
        const gint64 chunk = MIN(n - done, most);

        turn(burner, chunk);
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
    gint64 n = burner->body == BODY_MEMORY ? 1 : LOOK;
    SimTime time;

    for (time = take_sample(burner, n); time < SAMPLE / 4; time = take_sample(burner, n))
        n *= 2;
    return (gint64)((double)n * SAMPLE / time) + 1;
}

static BurnSpeed calibrate(Burner *burner, SimTime budget)
{
    const guint n_samples = (guint)CLAMP(budget / SAMPLE, 5, 100000);
    const gint64 n = size_of_sample(burner);
    g_autofree SimTime *samples = g_new(SimTime, n_samples);

    double sum = 0;
    for (guint i = 0; i < n_samples; i++)
        sum += samples[i] = take_sample(burner, n);
    sort_times(samples, n_samples);
    const double median = samples[n_samples / 2];
    /* by the mean: what slows a core down now and then slows runs down as often */
    return (BurnSpeed){ .speed = n * n_samples / sum,
                        .dispersion = (samples[n_samples * 3 / 4] - samples[n_samples / 4]) / median,
                        .n_samples = n_samples };
}

BurnSpeed burn_calibrate(SimTime budget)
{
    return burn_calibrate_body(BODY_WORK, budget);
}

BurnSpeed burn_calibrate_body(Body body, SimTime budget)
{
    _Alignas(CALIBRATION_LINE * sizeof(gint64)) gint64 line[CALIBRATION_LINE] = { 0 };
    Burner burner = { .speed = 1, .chain = 1, .body = body, .line = line };
    BurnSpeed speed;

    if (body == BODY_MEMORY && !burn_take_page(&burner))
        g_error("there is not even a page of memory");
    speed = calibrate(&burner, budget);
    burn_give_page_back(&burner);
    return speed;
}
