/* test_real_locks - laws of the real locks: one holder, forced switch, turns in order, no wake-up lost. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "real/clock.h"
#include "real/real_lock.h"

#define N_USERS 4
#define PATIENCE (30 * SIMTIME_S) /* a thread that has not ended by then has missed a wake-up */

typedef struct Contest Contest;

/* One thread that takes the lock again and again. */
typedef struct {
    Contest *contest;
    LockUser user;
    pthread_t thread;
    gint64 turns; /* that it had */
} Player;

/* Threads that contend for a lock for some number of turns. */
struct Contest {
    RealLock lock;
    Player players[N_USERS];
    gint n_players;
    gint64 max_turns;
    SimTime end;     /* no turn begins after it */
    gint64 turns;    /* of all; the holder's, without any other protection: the sanitizer sees two holders */
    gint inside;     /* holders, counted atomically */
    gint waiting;    /* players that found it taken, the same */
    gint worst;      /* most at once */
    gint previous;   /* number of the last holder */
    gint same_again; /* forced switches after which nobody else had had the lock */
    gint repeats;    /* times that a player followed itself */
};

static void begin(Contest *contest, const char *name, SimTime interval, gint n_players, gint64 max_turns)
{
    *contest = (Contest){
        .n_players = n_players, .max_turns = max_turns, .end = clock_now() + 2 * SIMTIME_S, .previous = -1
    };
    real_lock_init(&contest->lock, name, interval, 4 * SIMTIME_US);
}

static void end(Contest *contest, void *(*play)(void *))
{
    const struct timespec until = { .tv_sec = time(NULL) + PATIENCE / SIMTIME_S };

    for (gint i = 0; i < contest->n_players; i++) {
        contest->players[i].contest = contest;
        real_lock_user_init(&contest->players[i].user);
    }
    for (gint i = 0; i < contest->n_players; i++)
        assert_int_equal(pthread_create(&contest->players[i].thread, NULL, play, &contest->players[i]), 0);
    for (gint i = 0; i < contest->n_players; i++)
        assert_int_equal(pthread_timedjoin_np(contest->players[i].thread, NULL, &until), 0);
    for (gint i = 0; i < contest->n_players; i++)
        real_lock_user_clear(&contest->players[i].user);
    real_lock_clear(&contest->lock);
}

static void take(Player *player)
{
    Contest *contest = player->contest;
    const gint number = (gint)(player - contest->players);
    gint inside;

    if (!real_lock_try(&contest->lock, &player->user)) {
        g_atomic_int_inc(&contest->waiting);
        real_lock_wait(&contest->lock, &player->user);
        g_atomic_int_add(&contest->waiting, -1);
    }
    inside = g_atomic_int_add(&contest->inside, 1) + 1;
    contest->worst = MAX(contest->worst, inside);
    contest->repeats += contest->previous == number;
    contest->previous = number;
    contest->turns++;
    player->turns++;
}

static gboolean drop(Player *player, RealDropReason reason)
{
    g_atomic_int_add(&player->contest->inside, -1);
    return real_lock_drop(&player->contest->lock, &player->user, reason);
}

static gboolean goes_on(const Contest *contest)
{
    return contest->turns < contest->max_turns && clock_now() < contest->end;
}

/* Takes the lock and drops it, as fast as it can. */
static void *play_short_turns(void *data)
{
    Player *player = data;
    gboolean on = TRUE;

    while (on) {
        take(player);
        on = goes_on(player->contest);
        drop(player, REAL_DROP_BLOCKS);
    }
    return NULL;
}

/* Computes until it is asked for the lock; where nobody is left to ask, until the contest is over. */
static void *play_until_asked(void *data)
{
    Player *player = data;
    Contest *contest = player->contest;
    gboolean on = TRUE;

    while (on) {
        take(player);
        while ((on = goes_on(contest)) && !g_atomic_int_get(&contest->lock.request))
            continue;
        if (drop(player, on ? REAL_DROP_ASKED : REAL_DROP_SLEEPS)) {
            pthread_mutex_lock(&contest->lock.switch_mutex);
            contest->same_again += contest->lock.last_holder == &player->user;
            pthread_mutex_unlock(&contest->lock.switch_mutex);
        }
    }
    return NULL;
}

/* Hands the lock over as soon as somebody waits for it, as if that one had asked. */
static void *play_hand_over(void *data)
{
    Player *player = data;
    Contest *contest = player->contest;
    gboolean on = TRUE;

    while (on) {
        take(player);
        while ((on = goes_on(contest)) && g_atomic_int_get(&contest->waiting) == 0)
            continue;
        g_atomic_int_set(&contest->lock.request, on);
        drop(player, on ? REAL_DROP_ASKED : REAL_DROP_SLEEPS);
    }
    return NULL;
}

static void every_lock_many_threads_one_holder_at_a_time(void **state)
{
    static const char *const names[] = { "cpython3", "cpython2", "fair" };

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        Contest contest;

        begin(&contest, names[i], 50 * SIMTIME_US, N_USERS, 50000);
        contest.end = clock_now() + SIMTIME_S / 2;
        end(&contest, play_short_turns);
        assert_int_equal(contest.worst, 1);
        assert_int_equal(contest.inside, 0);
        gint64 turns = 0;
        for (gint p = 0; p < contest.n_players; p++)
            turns += contest.players[p].turns;
        assert_int_equal(contest.turns, turns);
    }
}

static void cpython3_a_million_turns_no_wake_up_lost(void **state)
{
    Contest contest;

    (void)state;
    begin(&contest, "cpython3", 20 * SIMTIME_US, 3, 1000000);
    end(&contest, play_short_turns);
    assert_int_equal(contest.worst, 1);
    assert_true(contest.turns >= 1000);
}

static void cpython3_every_turn_is_handed_over_no_wake_up_lost(void **state)
{
    Contest contest;

    (void)state;
    begin(&contest, "cpython3", SIMTIME_S, 3, 1000000); /* nobody is woken by its own time-out */
    contest.end = clock_now() + SIMTIME_S;
    end(&contest, play_hand_over);
    assert_int_equal(contest.worst, 1);
    assert_int_equal(contest.repeats, 0);
    assert_true(contest.lock.n_handoffs >= 100);
    assert_true(contest.lock.n_handoffs + 1 >= (guint64)contest.turns);
}

static void cpython3_holder_was_asked_another_has_it_before_it_goes_on(void **state)
{
    Contest contest;

    (void)state;
    begin(&contest, "cpython3", 100 * SIMTIME_US, 3, 1000);
    end(&contest, play_until_asked);
    assert_int_equal(contest.worst, 1);
    assert_int_equal(contest.same_again, 0);
    assert_int_equal(contest.repeats, 0);
    assert_true(contest.lock.n_switches >= (guint64)contest.turns);
}

static void cpython3_lone_thread_is_never_asked(void **state)
{
    Contest contest;

    (void)state;
    begin(&contest, "cpython3", SIMTIME_US, 1, G_MAXINT64);
    contest.end = clock_now() + 20 * SIMTIME_MS;
    end(&contest, play_until_asked);
    assert_int_equal(contest.turns, 1);
    assert_int_equal(contest.lock.n_handoffs, 0);
}

static void fair_computing_threads_take_turns_in_order(void **state)
{
    Contest contest;

    (void)state;
    begin(&contest, "fair", 200 * SIMTIME_US, 3, 1000);
    end(&contest, play_until_asked);
    assert_int_equal(contest.worst, 1);
    for (gint i = 0; i < contest.n_players; i++) /* but for those that start late and the end */
        assert_true(contest.players[i].turns >= contest.turns / 4);
}

/* Takes the lock, which is held, and notes what it saw. */
static void *wait_for_it(void *data)
{
    Player *player = data;

    take(player);
    drop(player, REAL_DROP_SLEEPS);
    return NULL;
}

static void cpython3_waiter_asks_after_an_interval_and_not_before(void **state)
{
    const SimTime interval = 30 * SIMTIME_MS;
    Contest contest;
    Player *holder = &contest.players[0], *waiter = &contest.players[1];
    SimTime begun;

    (void)state;
    begin(&contest, "cpython3", interval, 2, 0);
    holder->contest = waiter->contest = &contest;
    take(holder);
    begun = clock_now();
    assert_int_equal(pthread_create(&waiter->thread, NULL, wait_for_it, waiter), 0);
    while (!g_atomic_int_get(&contest.lock.request) && clock_now() < begun + PATIENCE)
        continue;
    assert_true(g_atomic_int_get(&contest.lock.request));
    assert_true(clock_now() - begun >= interval);
    drop(holder, REAL_DROP_ASKED);
    assert_ptr_equal(contest.lock.last_holder, &waiter->user);
    pthread_join(waiter->thread, NULL);
    assert_int_equal(waiter->turns, 1);
    real_lock_clear(&contest.lock);
}

static void no_lock_is_always_granted(void **state)
{
    RealLock lock;
    LockUser first = { NULL }, second = { NULL };

    (void)state;
    real_lock_init(&lock, "none", SIMTIME_MS, 0);
    assert_true(real_lock_try(&lock, &first));
    assert_true(real_lock_try(&lock, &second));
    assert_false(real_lock_drop(&lock, &first, REAL_DROP_ASKED));
    assert_true(real_lock_exists("none"));
    assert_false(real_lock_exists("mine"));
    real_lock_clear(&lock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_lock_many_threads_one_holder_at_a_time),
        cmocka_unit_test(cpython3_a_million_turns_no_wake_up_lost),
        cmocka_unit_test(cpython3_every_turn_is_handed_over_no_wake_up_lost),
        cmocka_unit_test(cpython3_holder_was_asked_another_has_it_before_it_goes_on),
        cmocka_unit_test(cpython3_lone_thread_is_never_asked),
        cmocka_unit_test(cpython3_waiter_asks_after_an_interval_and_not_before),
        cmocka_unit_test(fair_computing_threads_take_turns_in_order),
        cmocka_unit_test(no_lock_is_always_granted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
