/* test_queues - do the structures that spare the choice a look at every thread and core find what such a look finds? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "simulate/fair_queue.h"
#include "simulate/machine.h"

/* ---- queues by weight ---- */

/* The lowest of those with the least weight, or, with SIGN -1, the most; ODD 1: of those with odd numbers. */
static guint32 extreme(const gint64 *weights, guint32 n, gint sign, guint32 odd_only)
{
    guint32 best = odd_only;
    for (guint32 i = 1; i < n; i += 1 + odd_only)
        if (sign * weights[i] < sign * weights[best])
            best = i;
    return best;
}

static gboolean any(guint32 queue, gconstpointer data)
{
    (void)queue, (void)data;
    return TRUE;
}

static gboolean odd(guint32 queue, gconstpointer data)
{
    (void)data;
    return queue % 2;
}

static void lightest_and_heaviest_queue_are_found_whatever_changes(void **state)
{
    static const guint32 sizes[] = { 1, 2, 3, 5, 64, 65, 1000 };
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    (void)state;
    for (guint s = 0; s < G_N_ELEMENTS(sizes); s++) {
        g_autofree gint64 *weights = g_new0(gint64, sizes[s]);
        LoadTree tree;
        load_tree_init(&tree, sizes[s]);
        for (guint i = 0; i < 5000; i++) {
            guint32 queue = (guint32)g_rand_int_range(random, 0, (gint32)sizes[s]);
            gint64 change = g_rand_int_range(random, 0, 4) - MIN(weights[queue], 2);
            weights[queue] += change;
            load_tree_add(&tree, queue, change);
            if (g_rand_int_range(random, 0, 4) == 0)
                continue; /* nobody asks between two changes */
            assert_int_equal(load_tree_least(&tree), extreme(weights, sizes[s], 1, 0));
            assert_int_equal(load_tree_most(&tree, any, NULL), extreme(weights, sizes[s], -1, 0));
            assert_int_equal(load_tree_most(&tree, odd, NULL),
                             sizes[s] > 1 ? (gint64)extreme(weights, sizes[s], -1, 1) : -1);
        }
        load_tree_clear(&tree);
    }
}

/* ---- the fair queue ---- */

#define N_THREADS 300

static gint64 from(const RunQueue *queue, const Thread *thread)
{
    (void)queue;
    return thread->model[0];
}

static gint64 due(const RunQueue *queue, const Thread *thread)
{
    (void)queue;
    return thread->model[1];
}

/* By looking at all. */
static const Thread *first_of_all(Thread *const *threads, gint64 now)
{
    const Thread *best = NULL;
    for (guint i = 0; i < N_THREADS; i++) {
        const Thread *thread = threads[i];
        if (thread->where == THREAD_READY && thread->model[0] <= now &&
            (best == NULL || thread->model[1] < best->model[1] ||
             (thread->model[1] == best->model[1] && thread->place < best->place)))
            best = thread;
    }
    return best;
}

/* THREAD becomes ready, with few different keys, so that many agree; or, ready, it is taken. */
static void turn(FairQueue *fair, Thread *thread, GRand *random, gint64 *place)
{
    if (thread->where == THREAD_READY) {
        fair_queue_remove(fair, thread);
        thread->where = THREAD_ON_CORE;
        return;
    }
    thread->model[0] = g_rand_int_range(random, -20, 20);
    thread->model[1] = thread->model[0] + g_rand_int_range(random, 1, 10);
    thread->place = g_rand_boolean(random) ? ++place[0] : --place[1];
    thread->where = THREAD_READY;
    fair_queue_add(fair, thread);
}

static void first_of_those_eligible_is_found_whoever_leaves_and_whatever_the_time(void **state)
{
    static const Scheduler scheduler = { .eligible_from = from, .virtual_deadline = due };
    Machine machine = { .scheduler = &scheduler };
    const RunQueue queue = { .machine = &machine };
    FairQueue *fair = fair_queue_new(&queue);
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    Thread *threads[N_THREADS];
    gint64 place[] = { 0, 0 }; /* at the tail, at the head */
    (void)state;
    for (guint i = 0; i < N_THREADS; i++)
        threads[i] = g_malloc0(sizeof(Thread) + 2 * sizeof(gint64));
    for (guint i = 0; i < 100000; i++) {
        gint64 now = g_rand_int_range(random, -22, 22); /* forward and back */
        Thread *first = fair_queue_first(fair, now);
        assert_ptr_equal(first, first_of_all(threads, now));
        if (first != NULL && g_rand_boolean(random))
            turn(fair, first, random, place);
        turn(fair, threads[g_rand_int_range(random, 0, N_THREADS)], random, place);
    }
    for (guint i = 0; i < N_THREADS; i++)
        g_free(threads[i]);
    fair_queue_free(fair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lightest_and_heaviest_queue_are_found_whatever_changes),
        cmocka_unit_test(first_of_those_eligible_is_found_whoever_leaves_and_whatever_the_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
