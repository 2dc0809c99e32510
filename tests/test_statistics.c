/* test_statistics - medians, quartiles, means, and do their intervals hold what they should? */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/random.h"
#include "base/sorting.h"
#include "base/statistics.h"

static void spread_of_samples_in_any_order_is_median_and_quartiles(void **state)
{
    SimTime odd[] = { 50, 10, 40, 20, 30 }, even[] = { 4, 1, 3, 2 }, one[] = { 7 }, negative[] = { -5, 3, 9 };
    const Spread five = statistics_spread(odd, 5), four = statistics_spread(even, 4);
    const Spread single = statistics_spread(one, 1), clamped = statistics_spread(negative, 3);

    (void)state;
    assert_true(five.median == 30 && five.low == 20 && five.high == 40 && five.n == 5);
    assert_true(four.median == 2 && four.low == 2 && four.high == 3);
    assert_true(single.median == 7 && single.low == 7 && single.high == 7);
    assert_true(clamped.median == 3 && negative[0] == 0);
    assert_int_equal(statistics_dispersion(&five), 666666);
}

/* As in the tables of the sign test. */
static void ranks_of_the_median_are_those_of_the_books(void **state)
{
    static const struct {
        guint n;
        gboolean enough;
        guint low, high;
    } cases[] = { { 1, FALSE, 0, 0 },  { 5, FALSE, 0, 4 }, { 6, TRUE, 0, 5 },  { 8, TRUE, 0, 7 },
                  { 9, TRUE, 1, 7 },   { 10, TRUE, 1, 8 }, { 12, TRUE, 2, 9 }, { 15, TRUE, 3, 11 },
                  { 20, TRUE, 5, 14 }, { 30, TRUE, 9, 20 } };

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        guint low, high;

        assert_int_equal(statistics_median_ranks(cases[i].n, &low, &high), cases[i].enough);
        assert_int_equal(low, cases[i].low);
        assert_int_equal(high, cases[i].high);
    }
}

/* A law: of skewed samples too, the interval holds the median at least 95 times of 100. */
static void interval_covers_the_true_median_of_a_skewed_distribution(void **state)
{
    Stream stream = stream_new(1, "test", "coverage");
    guint covered = 0, low, high;
    SimTime samples[9];

    (void)state;
    assert_true(statistics_median_ranks(G_N_ELEMENTS(samples), &low, &high));
    for (guint trial = 0; trial < 4000; trial++) {
        for (guint i = 0; i < G_N_ELEMENTS(samples); i++) {
            const double unit = stream_unit(&stream);

            samples[i] = (SimTime)(1e6 * unit * unit * unit); /* the median is 1e6 / 8 */
        }
        sort_times(samples, G_N_ELEMENTS(samples));
        covered += samples[low] <= 125000 && samples[high] >= 125000;
    }
    assert_true(covered >= 4000 * 95 / 100);
}

static void errors_are_relative_to_what_was_measured(void **state)
{
    (void)state;
    assert_int_equal(statistics_error(110, 100), 100000);
    assert_int_equal(statistics_error(90, 100), -100000);
    assert_int_equal(statistics_error(0, 0), 0);
    assert_true(statistics_error(1, 0) == G_MAXINT64);
    assert_int_equal(statistics_half_width(97, 103, 100), 30000);
    assert_true(statistics_half_width(0, 1, 0) == G_MAXINT64);
}

/* 2, 4, 4, 6: mean 4, standard deviation 1.63299, t(3) = 3.1824. */
static void interval_of_four_values_is_that_of_the_textbook(void **state)
{
    const double values[] = { 2, 4, 4, 6 };
    const Estimate estimate = statistics_estimate(values, 4);
    (void)state;

    assert_true(ABS(estimate.mean - 4) < 1e-12);
    assert_true(ABS(estimate.half_width - 3.1824 * 1.6329932 / 2) < 1e-4);
}

static void what_both_have_in_common_cancels_out_of_a_difference(void **state)
{
    const double first[] = { 101, 211, 301 }, second[] = { 100, 210, 300 };
    const Estimate difference = statistics_difference(first, second, 3);
    (void)state;

    assert_true(difference.mean == 1 && difference.half_width == 0);
}

/* Of mean 0 and deviation 1 (Box and Muller). */
static double normal(Stream *stream)
{
    const double radius = sqrt(-2 * log(1 - stream_unit(stream)));

    return radius * cos(2 * G_PI * stream_unit(stream));
}

/* A law: of normal samples, the interval holds the mean 95 times of 100, with as few as three and with more
 * than the table has. */
static void interval_of_the_mean_covers_it_as_often_as_it_says(void **state)
{
    static const guint sizes[] = { 3, 10, 40 };
    Stream stream = stream_new(1, "test", "means");
    double values[40];

    (void)state;
    for (guint s = 0; s < G_N_ELEMENTS(sizes); s++) {
        guint covered = 0;

        for (guint trial = 0; trial < 10000; trial++) {
            for (guint i = 0; i < sizes[s]; i++)
                values[i] = 5 + normal(&stream);
            const Estimate estimate = statistics_estimate(values, sizes[s]);

            covered += ABS(estimate.mean - 5) <= estimate.half_width;
        }
        assert_in_range(covered, 9400, 9600);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spread_of_samples_in_any_order_is_median_and_quartiles),
        cmocka_unit_test(ranks_of_the_median_are_those_of_the_books),
        cmocka_unit_test(interval_covers_the_true_median_of_a_skewed_distribution),
        cmocka_unit_test(errors_are_relative_to_what_was_measured),
        cmocka_unit_test(interval_of_four_values_is_that_of_the_textbook),
        cmocka_unit_test(what_both_have_in_common_cancels_out_of_a_difference),
        cmocka_unit_test(interval_of_the_mean_covers_it_as_often_as_it_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
