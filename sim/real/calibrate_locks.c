/* calibrate_locks - probes of the real lock of CPython 3: hand-overs, who wins, when a request is noticed. */
#include "calibrate.h"
#include "clock.h"
#include "real_lock.h"

#define MOST_PLAYERS 5
#define UNCONTENDED 2000
#define HANDOVERS 200
#define LIMIT (10 * SIMTIME_S)

typedef struct Match Match;

typedef struct {
    Match *match;
    LockUser user;
} Player;

/* Threads that compute all the time under one lock. */
struct Match {
    RealLock lock;
    Player players[MOST_PLAYERS];
    double speed;
    SimTime deadline;
    SimTime dropped; /* when the last holder let go */
    SimTime samples[HANDOVERS];
    guint n_samples, n_won; /* n_won: by the one who asked */
};

/* The holder computes until it is asked; FALSE: the match is over. */
static gboolean compute(Match *match, Burner *burner)
{
    const gint *request = &match->lock.request;

    while (!__atomic_load_n(request, __ATOMIC_RELAXED) && match->n_samples < HANDOVERS && clock_now() < match->deadline)
        burn(burner, burn_iterations(burner, 100 * SIMTIME_US), request);
    return match->n_samples < HANDOVERS && clock_now() < match->deadline;
}

static void take(Match *match, Player *player)
{
    if (real_lock_try(&match->lock, &player->user))
        return;
    real_lock_wait(&match->lock, &player->user);
    if (match->dropped == 0 || match->n_samples >= HANDOVERS)
        return;
    match->samples[match->n_samples++] = clock_now() - match->dropped;
    match->n_won += match->lock.requester == &player->user;
}

static void *play(void *data)
{
    Player *player = data;
    Match *match = player->match;
    Burner burner = { .speed = match->speed, .chain = 1 };
    gboolean going_on;

    burn_begin(&burner, clock_now());
    do {
        take(match, player);
        going_on = compute(match, &burner);
        match->dropped = going_on ? clock_now() : 0;
        real_lock_drop(&match->lock, &player->user, going_on ? REAL_DROP_ASKED : REAL_DROP_SLEEPS);
    } while (going_on);
    return NULL;
}

static void hold_match(const Calibration *calibration, Match *match, guint n, SimTime interval)
{
    pthread_t threads[MOST_PLAYERS];

    *match = (Match){ .speed = calibration->work.speed, .deadline = clock_now() + LIMIT };
    real_lock_init(&match->lock, "cpython3", interval, 0);
    for (guint i = 0; i < n; i++) {
        match->players[i].match = match;
        real_lock_user_init(&match->players[i].user);
        threads[i] = calibration_thread(calibration, n == 2 ? i : G_MAXUINT, play, &match->players[i]);
    }
    for (guint i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    for (guint i = 0; i < n; i++)
        real_lock_user_clear(&match->players[i].user);
    real_lock_clear(&match->lock);
}

/* To take the lock and drop it again, without anybody there. */
static SimTime uncontended(void)
{
    RealLock lock;
    LockUser user;
    const SimTime begin = clock_now();
    SimTime time;

    real_lock_init(&lock, "cpython3", SIMTIME_MS, 0);
    real_lock_user_init(&user);
    for (guint i = 0; i < UNCONTENDED; i++) {
        real_lock_try(&lock, &user);
        real_lock_drop(&lock, &user, REAL_DROP_BLOCKS);
    }
    time = (clock_now() - begin) / UNCONTENDED;
    real_lock_user_clear(&user);
    real_lock_clear(&lock);
    return time;
}

void calibrate_lock_handoff(Calibration *calibration)
{
    const SimTime floor = uncontended();
    Match match;

    hold_match(calibration, &match, 2, SIMTIME_MS);
    for (guint i = 0; i < match.n_samples; i++)
        match.samples[i] = MAX(match.samples[i] - calibration->short_wake, floor);
    if (match.n_samples == 0)
        match.samples[match.n_samples++] = floor;
    calibration_times(calibration, "lock_handoff", match.samples, match.n_samples,
                      "from one thread's dropping the lock to the other's having it, less short_wake");
}

/* With 3, 4 and 5 threads there are 1, 2 and 3 other waiters; with two, the one who asked is alone. */
void calibrate_requester_wins(Calibration *calibration)
{
    double chances[MOST_PLAYERS - 2];
    g_autofree char *list = NULL;
    g_autoptr(GString) note = g_string_new("of 3, 4 and 5 threads that compute: how often the one who asked takes the lock");
    Match match;

    for (guint n = 3; n <= MOST_PLAYERS; n++) {
        hold_match(calibration, &match, n, 5 * SIMTIME_MS);
        chances[n - 3] = match.n_samples > 0 ? (double)match.n_won / match.n_samples : 0;
        g_string_append_printf(note, "%s%u of %u", n == 3 ? "; " : ", ", match.n_won, match.n_samples);
    }
    list = calibration_list(chances, MOST_PLAYERS - 2);
    calibration_value(calibration, "requester_wins", list, note->str);
}

void calibrate_check_interval(Calibration *calibration)
{
    static const gint request = TRUE;
    Burner burner = { .speed = calibration->work.speed, .chain = 1 };
    const gint64 n = burn(&burner, G_MAXINT32, &request);
    g_autofree char *value = g_strdup_printf("%" G_GINT64_FORMAT "ns", (gint64)(n / burner.speed + 0.5));

    calibration_value(calibration, "check_interval", value, "the work loop between two looks whether somebody asked");
}
