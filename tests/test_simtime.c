/* test_simtime - durations are read and written exactly, the same in every locale. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "simtime.h"

static const struct {
    const char *text;
    SimTime time;
} good[] = {
    { "0", 0 },
    { "0ns", 0 },
    { "0.0s", 0 },
    { "250ns", 250 },
    { "10us", 10000 },
    { "1.5ms", 1500000 },
    { "2s", 2000000000 },
    { "3min", G_GINT64_CONSTANT(180000000000) },
    { "010ms", 10000000 },
    { "0.1us", 100 },
    { "0.000ms", 0 },
    { "0.0005us", 1 },
    { "1.4999ns", 1 },
    { "1.5ns", 2 },
    { "0.333333333333333333333333333333333333333s", 333333333 },
    { "0.000000000008333333333333334min", 1 },
    { "4611686018427387904ns", SIMTIME_MAX },
    { "4611686018.427387904s", SIMTIME_MAX },
};

static const struct {
    const char *text, *why;
} bad[] = {
    { "", "expected a duration such as 10ms" },
    { "ms", "expected a duration such as 10ms" },
    { "-", "expected a duration such as 10ms" },
    { ".5ms", "expected a duration such as 10ms" },
    { "+5ms", "expected a duration such as 10ms" },
    { "nan", "expected a duration such as 10ms" },
    { "00", "a unit is missing, expected ns, us, ms, s or min" },
    { "10", "a unit is missing, expected ns, us, ms, s or min" },
    { "1.5", "a unit is missing, expected ns, us, ms, s or min" },
    { "1.ms", "unknown unit, expected ns, us, ms, s or min" },
    { "1,5ms", "unknown unit, expected ns, us, ms, s or min" },
    { "0x10ms", "unknown unit, expected ns, us, ms, s or min" },
    { "1e3ms", "unknown unit, expected ns, us, ms, s or min" },
    { "3m", "unknown unit, expected ns, us, ms, s or min" },
    { "3h", "unknown unit, expected ns, us, ms, s or min" },
    { "3sec", "unknown unit, did you mean s?" },
    { "3µs", "unknown unit, did you mean us?" },
    { "3msec", "unknown unit, did you mean ms?" },
    { "3minutes", "unknown unit, did you mean min?" },
    { "10 ms", "expected no space between a number and its unit, as in 10ms" },
    { "-3ms", "a time cannot be negative" },
    { "-0s", "a time cannot be negative" },
    { "0.0004us", "less than half a nanosecond, expected 0 or at least 1ns" },
    { "0.000000000008333333333333333min", "less than half a nanosecond, expected 0 or at least 1ns" },
    { "0.0000001ms", "less than half a nanosecond, expected 0 or at least 1ns" },
    { "4611686018427387905ns", "too long, expected at most 2^62 ns (146 years)" },
    { "99999999999999999999999999999999999999999999999999min",
      "too long, expected at most 2^62 ns (146 years)" },
};

static void good_durations_are_read_exactly(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
        const char *why = good[i].text;
        SimTime time = -1;

        if (!simtime_parse(good[i].text, &time, &why))
            fail_msg("%s: %s", good[i].text, why);
        if (time != good[i].time)
            fail_msg("%s is read as %" G_GINT64_FORMAT, good[i].text, time);
    }
}

static void bad_durations_are_refused_with_the_reason(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        const char *why = "";
        SimTime time;

        if (simtime_parse(bad[i].text, &time, &why))
            fail_msg("'%s' is read as %" G_GINT64_FORMAT, bad[i].text, time);
        assert_string_equal(why, bad[i].why);
    }
}

static void times_are_written_with_four_digits_and_a_unit(void **state)
{
    static const struct {
        SimTime time;
        const char *text;
    } times[] = {
        { 0, "0 ns" },
        { 1, "1 ns" },
        { 999, "999 ns" },
        { 1000, "1 us" },
        { 1500000, "1.5 ms" },
        { 12345, "12.35 us" },
        { 999949, "999.9 us" },
        { 999950, "1 ms" },
        { 123456789, "123.5 ms" },
        { 119 * SIMTIME_S, "119 s" },
        { 1320 * SIMTIME_S, "22 min" },
        { 560 * SIMTIME_S, "9.333 min" },
        { -1500000, "-1.5 ms" },
        { SIMTIME_MAX, "76861434 min" },
        { G_MININT64, "-153722867 min" },
    };
    char text[SIMTIME_TEXT];

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(times); i++)
        assert_string_equal(simtime_format(times[i].time, text), times[i].text);
}

static void exact_text_is_short_and_reads_back_as_the_same_time(void **state)
{
    static const struct {
        SimTime time;
        const char *text;
    } times[] = {
        { 0, "0" },
        { 1500000, "1.5ms" },
        { 1320 * SIMTIME_S, "22min" },
        { 90 * SIMTIME_S, "1.5min" },
        { 1000000001, "1000000.001us" },
        { SIMTIME_MAX, "4611686018427387.904us" },
    };
    char text[SIMTIME_TEXT];

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(times); i++) {
        const char *why;
        SimTime time = -1;

        assert_string_equal(simtime_exact(times[i].time, text), times[i].text);
        assert_true(simtime_parse(text, &time, &why));
        assert_true(time == times[i].time);
    }
}

static void scaling_rounds_half_up_as_the_factor_was_written(void **state)
{
    (void)state;
    assert_true(simtime_scale(1000, 1) == 1000);
    assert_true(simtime_scale(10, 1.15) == 12); /* 11.5, though 1.15 in binary is a little less */
    assert_true(simtime_scale(10, 1.08) == 11);
    assert_true(simtime_scale(25, 1.08) == 27);
    assert_true(simtime_scale(1, 0.5) == 1);
    assert_true(simtime_scale(1, 0.499) == 0);
    assert_true(simtime_scale(1001, 0.001) == 1);
    assert_true(simtime_scale(3, 1.0 / 3) == 1);
    assert_true(simtime_scale(SIMTIME_MAX, 0.5) == SIMTIME_MAX / 2);
    assert_true(simtime_scale(SIMTIME_MAX, 3) == SIMTIME_NEVER);
    assert_true(simtime_rescale(27, 1, 1.08) == 25);
    assert_true(simtime_rescale(20, 1.5, 2) == 15);
    assert_true(simtime_rescale(3, 1, 2) == 2); /* half up */
    assert_true(simtime_scale(G_GINT64_CONSTANT(1000000000000007), 1.5) ==
                G_GINT64_CONSTANT(1500000000000011));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_durations_are_read_exactly),
        cmocka_unit_test(bad_durations_are_refused_with_the_reason),
        cmocka_unit_test(times_are_written_with_four_digits_and_a_unit),
        cmocka_unit_test(exact_text_is_short_and_reads_back_as_the_same_time),
        cmocka_unit_test(scaling_rounds_half_up_as_the_factor_was_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
