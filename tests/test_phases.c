/* test_phases - the phases of a task: what they expand to, and what is wrong with them; draws. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scenario/phases.h"

static Names *resources;

static int make_resources(void **state)
{
    (void)state;
    resources = names_new();
    names_add(resources, "db");
    names_add(resources, "disk");
    return 0;
}

static int free_resources(void **state)
{
    (void)state;
    names_free(resources);
    return 0;
}

static const char letters[] = { [PHASE_COMPUTE] = 'c',   [PHASE_HOLD] = 'h',    [PHASE_NOGIL] = 'n',
                                [PHASE_WAIT] = 'w',      [PHASE_YIELD] = 'y',   [PHASE_USE] = '+',
                                [PHASE_GIVE_BACK] = '-', [PHASE_OFFLOAD] = '<', [PHASE_OFFLOAD_END] = '>' };

/* The phases that TEXT expands to with STREAM, as "c1 w2 +0 -0": kind and nanoseconds, or resource. g_free. */
static char *expand_with(const char *text, const Stream *stream, double scale)
{
    guint line = 0;
    g_autofree char *why = NULL;
    g_autoptr(Phases) phases = phases_parse(text, resources, &line, &why);
    GString *told = g_string_new(NULL);

    if (!phases)
        fail_msg("%s: %s", text, why);
    g_autofree Phase *expanded = g_new(Phase, phases_count(phases));
    phases_expand(phases, stream, scale, expanded);
    for (guint64 i = 0; i < phases_count(phases); i++) {
        const Phase *phase = &expanded[i];
        gboolean use = phase->kind == PHASE_USE || phase->kind == PHASE_GIVE_BACK;

        g_string_append_printf(told, "%s%c", i ? " " : "", letters[phase->kind]);
        if (use || phase_duration(phase))
            g_string_append_printf(told, "%" G_GINT64_FORMAT, (gint64)(use ? phase_resource(phase) : phase_duration(phase)));
    }
    return g_string_free(told, FALSE);
}

static void assert_expands(const char *text, const char *expected)
{
    const Stream stream = stream_new(1, "task", "a");
    g_autofree char *told = expand_with(text, &stream, 1);

    assert_string_equal(told, expected);
}

static void phases_expand_in_order(void **state)
{
    (void)state;
    assert_expands("compute 1ns", "c1");
    assert_expands("compute 1ns; hold 2ns;nogil 3ns ;wait 4ns\nyield", "c1 h2 n3 w4 y");
    assert_expands(";;\n compute 1us ; \n ; wait 0\n;", "c1000 w");
    assert_expands("repeat 2 { compute 1ns; repeat 3 { yield } wait 2ns }", "c1 y y y w2 c1 y y y w2");
    assert_expands("repeat 2\n{\n compute 1ns\n}\ncompute 2ns", "c1 c1 c2");
    assert_expands("use db { wait 8ns } compute 5ns", "+0 w8 -0 c5");
    assert_expands("use disk { use db { wait 8ns }; wait 1ns }", "+1 +0 w8 -0 w1 -1");
    assert_expands("offload { nogil 1ns; offload { nogil 2ns } } yield", "< n1 n2 > y");
    assert_expands("repeat 0 { compute 1ns }; yield", "y");
    assert_expands("repeat 1000000000 { repeat 1000000000 { repeat 0 { compute 1ns } } } yield", "y");
    assert_expands("wait choice(5ns,\n 5ns)", "w5");
    assert_expands("wait choice(5ns 100%, 7ns 0%)", "w5");
    assert_expands("wait exp(0); wait uniform(3ns, 3ns); wait normal(7ns, 0); wait lognormal(9ns, 0)",
                   "w w3 w7 w9");
}

static void wrong_phases_are_told_with_their_line(void **state)
{
    static const struct {
        const char *text;
        guint line;
        const char *why;
    } wrong[] = {
        { "comptue 1ms", 0, "unknown phase 'comptue'; did you mean 'compute'?" },
        { "compute 1ms\nwiat 1ms", 1, "unknown phase 'wiat'; did you mean 'wait'?" },
        { "compute 1ms\n\n\nrepeat 2 {\nsleep 1s }", 4,
          "unknown phase 'sleep'; expected compute, hold, nogil, wait, yield, use, offload or repeat" },
        { "compute", 0, "the end stands where a duration such as 10ms is expected" },
        { "compute\n1ms", 0, "the end of the line stands where a duration such as 10ms is expected" },
        { "compute; 1ms", 0, "';' stands where a duration such as 10ms is expected" },
        { "yield 5ms", 0, "'5ms' stands where ';' or the end of the line is expected" },
        { "compute 1ms {", 0, "'{' stands where ';' or the end of the line is expected" },
        { "{ compute 1ms }", 0, "'{' stands where a phase such as compute 10ms is expected" },
        { "use { yield }", 0, "'{' stands where the name of a resource is expected" },
        { "use dbb { yield }", 0, "unknown resource 'dbb'; did you mean 'db'?" },
        { "use x { yield }", 0, "unknown resource 'x'; expected db or disk" },
        { "use db yield", 0, "'yield' stands where '{' is expected" },
        { "use db; { yield }", 0, "';' stands where '{' is expected" },
        { "repeat 2 {\n\n yield", 2, "the end stands where a '}' is expected" },
        { "repeat 99999999999999999999 { yield }", 0,
          "'99999999999999999999' stands where how often to repeat, a number from 0, is expected" },
        { "wait exp(1ms, 2ms)", 0, "',' stands where ')' is expected" },
        { "wait exp(1ms; 2ms)", 0, "';' stands where ')' is expected" },
        { "wait exp(-1ms)", 0, "'-1ms': a time cannot be negative" },
        { "wait pareto(1ms, x)", 0, "'x' stands where a number such as 0.5 is expected" },
        { "wait choice(1ms 30%, 2ms 30%)", 0, "choice with shares of 60% in all, expected 100%" },
        { "wait choice(1ms %, 2ms)", 0, "'%' stands where a comma or a share such as 90% is expected" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        guint line = 99;
        g_autofree char *why = NULL;
        g_autoptr(Phases) phases = phases_parse(wrong[i].text, resources, &line, &why);

        if (phases)
            fail_msg("'%s' is accepted", wrong[i].text);
        assert_string_equal(why, wrong[i].why);
        assert_int_equal(line, wrong[i].line);
    }
}

static void counting_does_not_expand(void **state)
{
    guint line;
    g_autofree char *why = NULL;
    g_autoptr(Phases) large =
        phases_parse("repeat 1000000000 { compute 1ms; yield }", resources, &line, &why);
    g_autoptr(Phases) huge =
        phases_parse("repeat 4000000000 { repeat 4000000000 { yield } }", resources, &line, &why);

    (void)state;
    assert_true(phases_count(large) == G_GUINT64_CONSTANT(2000000000));
    assert_false(phases_draw(large));
    assert_true(phases_count(huge) == G_MAXINT64);
}

static void scale_multiplies_and_keeps_what_is_not_zero(void **state)
{
    const Stream stream = stream_new(1, "task", "a");
    g_autofree char *told = expand_with("compute 1us; wait 100ns; wait 0; yield", &stream, 0.001);

    (void)state;
    assert_string_equal(told, "c1 w1 w y");
}

static void draws_depend_on_their_place_and_not_on_other_phases(void **state)
{
    const Stream stream = stream_new(1, "task", "a"), other = stream_new(2, "task", "a");
    g_autofree char *once = expand_with("wait exp(1s); wait exp(1s)", &stream, 1);
    g_autofree char *again = expand_with("wait exp(1s); compute 1ns; wait exp(1s)", &stream, 1);
    g_autofree char *changed = expand_with("wait uniform(0, 0); wait exp(1s)", &stream, 1);
    g_autofree char *seeded = expand_with("wait exp(1s); wait exp(1s)", &other, 1);
    g_auto(GStrv) words = g_strsplit(once, " ", -1);
    g_autofree char *expected = g_strdup_printf("%s c1 %s", words[0], words[1]);
    g_autofree char *rest = g_strdup_printf("w %s", words[1]);

    (void)state;
    assert_string_not_equal(words[0], words[1]);
    assert_string_equal(again, expected);
    assert_string_equal(changed, rest);
    assert_string_not_equal(once, seeded);
}

/* Mean and standard deviation of 100,000 draws, and the share of those below BELOW. */
static void sample(const char *text, SimTime below, double *mean, double *deviation, double *share)
{
    const guint64 n = 100000;
    g_autofree char *repeat = g_strdup_printf("repeat %" G_GUINT64_FORMAT " { wait %s }", n, text);
    guint line;
    g_autofree char *why = NULL;
    g_autoptr(Phases) phases = phases_parse(repeat, resources, &line, &why);
    const Stream stream = stream_new(7, "task", text);
    g_autofree Phase *expanded = g_new(Phase, n);
    double sum = 0, squares = 0;
    guint64 n_below = 0;

    phases_expand(phases, &stream, 1, expanded);
    for (guint64 i = 0; i < n; i++) {
        assert_true(phase_duration(&expanded[i]) >= 0);
        sum += (double)phase_duration(&expanded[i]);
        squares += (double)phase_duration(&expanded[i]) * (double)phase_duration(&expanded[i]);
        n_below += phase_duration(&expanded[i]) < below;
    }
    *mean = sum / (double)n;
    *deviation = sqrt(squares / (double)n - *mean * *mean);
    *share = (double)n_below / (double)n;
}

static void distributions_have_their_mean_spread_and_shape(void **state)
{
    static const struct {
        const char *text;
        double mean, deviation; /* in milliseconds */
        SimTime below;
        double share;
    } distributions[] = {
        { "exp(10ms)", 10, 10, 10 * SIMTIME_MS, 0.6321 },
        { "uniform(10ms, 30ms)", 20, 5.7735, 15 * SIMTIME_MS, 0.25 },
        { "normal(50ms, 5ms)", 50, 5, 45 * SIMTIME_MS, 0.1587 },
        { "normal(0, 10ms)", 3.989, 5.838, 1, 0.5 },
        { "lognormal(10ms, 0.5)", 11.331, 6.039, 10 * SIMTIME_MS, 0.5 },
        { "pareto(10ms, 5)", 12.5, 3.227, 20 * SIMTIME_MS, 0.96875 },
        { "choice(10ms 90%, 110ms 10%)", 20, 30, 11 * SIMTIME_MS, 0.9 },
        { "choice(10ms, 20ms, 30ms, 40ms)", 25, 11.180, 25 * SIMTIME_MS, 0.5 },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(distributions); i++) {
        double mean, deviation, share;

        sample(distributions[i].text, distributions[i].below, &mean, &deviation, &share);
        if (fabs(mean / 1e6 / distributions[i].mean - 1) > 0.02 ||
            fabs(deviation / 1e6 / distributions[i].deviation - 1) > 0.05 ||
            fabs(share - distributions[i].share) > 0.01)
            fail_msg("%s: mean %g ms, deviation %g ms, share %g", distributions[i].text, mean / 1e6,
                     deviation / 1e6, share);
    }
}

static void draws_are_the_same_on_every_platform(void **state)
{
    (void)state;
    assert_expands(
        "compute exp(1s); compute uniform(0, 1s); compute normal(1s, 100ms); compute lognormal(1s, 1); "
        "compute pareto(1s, 2); compute choice(1s, 2s, 3s)",
        "c463174217 c446323669 c998291467 c417555435 c2192496804 c2000000000");
}

static void streams_of_python_come_out_as_in_python(void **state)
{
    static const struct {
        guint64 seed;
        double first, second;
    } seeds[] = {
        /* random.Random(seed): random(), random() */
        { 0, 0.8444218515250481, 0.7579544029403025 },
        { 42, 0.6394267984578837, 0.025010755222666936 },
        { G_GUINT64_CONSTANT(1) << 40, 0.1036394562812375, 0.6705558677439764 },
        { G_MAXUINT64, 0.021825695401270107, 0.3380953268613758 },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(seeds); i++) {
        g_autoptr(Mersenne) mersenne = mersenne_new(seeds[i].seed);
        Stream stream = { .mersenne = mersenne };

        assert_true(stream_unit(&stream) == seeds[i].first);
        assert_true(stream_unit(&stream) == seeds[i].second);
    }
}

static void numbers_below_a_limit_are_even(void **state)
{
    Stream stream = stream_new(1, "rr", "fair");
    guint counts[3] = { 0, 0, 0 };

    (void)state;
    for (guint i = 0; i < 30000; i++)
        counts[stream_below(&stream, 3)]++;
    for (guint i = 0; i < 3; i++)
        assert_in_range(counts[i], 9700, 10300);
    assert_true(stream_below(&stream, 1) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phases_expand_in_order),
        cmocka_unit_test(wrong_phases_are_told_with_their_line),
        cmocka_unit_test(counting_does_not_expand),
        cmocka_unit_test(scale_multiplies_and_keeps_what_is_not_zero),
        cmocka_unit_test(draws_depend_on_their_place_and_not_on_other_phases),
        cmocka_unit_test(distributions_have_their_mean_spread_and_shape),
        cmocka_unit_test(draws_are_the_same_on_every_platform),
        cmocka_unit_test(streams_of_python_come_out_as_in_python),
        cmocka_unit_test(numbers_below_a_limit_are_even),
    };

    return cmocka_run_group_tests(tests, make_resources, free_resources);
}
