/* test_option - tables of options: every type is read, refused, defaulted, told and freed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "option.h"

typedef struct {
    char *text;
    SimTime duration;
    gint64 integer;
    guint64 seed;
    gboolean yes;
    gint choice, queue;
    double factor;
    GStrv names;
    GArray *durations, *integers, *factors;
    int length;
} Sample;

static gboolean read_length(const char *text, gpointer value, char **why)
{
    *(int *)value = (int)strlen(text);
    if (*(int *)value > 3)
        *why = g_strdup("expected at most three letters");
    return *(int *)value <= 3;
}

#define FIELD(field) .name = #field, .offset = G_STRUCT_OFFSET(Sample, field)

static const Option table[] = {
    { FIELD(text), .type = OPTION_TEXT },
    { FIELD(duration), .type = OPTION_DURATION, .fallback = "5ms", .min = 1000, .alias = "patience" },
    { FIELD(integer), .type = OPTION_INTEGER, .fallback = "-3", .min = -20, .max = 19 },
    { FIELD(seed), .type = OPTION_SEED, .fallback = "18446744073709551615" },
    { FIELD(yes), .type = OPTION_YES_NO, .fallback = "yes" },
    { FIELD(choice), .type = OPTION_CHOICE, .fallback = "last", .choices = "first|last|never" },
    { FIELD(queue), .type = OPTION_CHOICE, .choices = "|global|per-core" },
    { FIELD(factor), .type = OPTION_FACTOR, .fallback = "1.25", .min = 1, .max = 10 },
    { FIELD(names), .type = OPTION_NAMES, .fallback = "a, b" },
    { FIELD(durations), .type = OPTION_DURATIONS, .min = 1 },
    { FIELD(integers), .type = OPTION_INTEGERS, .fallback = "1, 2, 2" },
    { FIELD(factors), .type = OPTION_FACTORS, .max = 1 },
    { FIELD(length), .type = OPTION_SPECIAL, .read = read_length, .values = "three letters" },
    { NULL },
};

/* Reads "key = value" into SAMPLE; returns what is wrong, or NULL. */
static char *read_key(Sample *sample, const char *key, const char *value)
{
    char *why = NULL;

    assert_true(option_read(option_find(table, key), value, sample, &why) == (why == NULL));
    return why;
}

static void assert_reads(Sample *sample, const char *key, const char *value)
{
    g_autofree char *why = read_key(sample, key, value);

    if (why)
        fail_msg("%s = %s: %s", key, value, why);
}

static void defaults_are_those_of_the_table(void **state)
{
    Sample sample = { 0 };

    (void)state;
    option_defaults(table, &sample);
    assert_null(sample.text);
    assert_true(sample.duration == 5 * SIMTIME_MS);
    assert_true(sample.integer == -3);
    assert_true(sample.seed == G_MAXUINT64);
    assert_true(sample.yes);
    assert_int_equal(sample.choice, 1);
    assert_int_equal(sample.queue, 0);
    assert_true(sample.factor == 1.25);
    assert_string_equal(sample.names[1], "b");
    assert_int_equal(sample.integers->len, 3);
    assert_null(sample.durations);
    option_clear(table, &sample);
}

static void values_replace_what_was_there(void **state)
{
    Sample sample = { 0 };

    (void)state;
    option_defaults(table, &sample);
    assert_reads(&sample, "text", " as it stands ");
    assert_reads(&sample, "text", "again");
    assert_reads(&sample, "patience", " 1s ");
    assert_reads(&sample, "integer", "007");
    assert_reads(&sample, "yes", "no");
    assert_reads(&sample, "queue", "per-core");
    assert_reads(&sample, "factor", "2");
    assert_reads(&sample, "names", "x,y ,\n z");
    assert_reads(&sample, "durations", "1ms, 2ms");
    assert_reads(&sample, "durations", "3ms");
    assert_reads(&sample, "factors", "0.7, 0.5");
    assert_reads(&sample, "length", "abc");
    assert_string_equal(sample.text, "again");
    assert_true(sample.duration == SIMTIME_S);
    assert_true(sample.integer == 7);
    assert_false(sample.yes);
    assert_int_equal(sample.queue, 2);
    assert_string_equal(sample.names[2], "z");
    assert_int_equal(sample.durations->len, 1);
    assert_true(g_array_index(sample.durations, SimTime, 0) == 3 * SIMTIME_MS);
    assert_true(g_array_index(sample.factors, double, 1) == 0.5);
    assert_int_equal(sample.length, 3);
    option_clear(table, &sample);
    assert_null(sample.names);
}

static void wrong_values_are_refused_with_what_was_expected(void **state)
{
    static const struct {
        const char *key, *value, *why;
    } wrong[] = {
        { "text", " ", "a value is missing, expected text" },
        { "duration", "999ns", "expected a duration from 1us" },
        { "duration", "5", "a unit is missing, expected ns, us, ms, s or min" },
        { "duration", "4611686018427387904ns", "expected a duration from 1us" },
        { "integer", "20", "expected -20 to 19" },
        { "integer", "-21", "expected -20 to 19" },
        { "integer", "+1", "expected -20 to 19" },
        { "integer", "1.5", "expected -20 to 19" },
        { "integer", "0x1", "expected -20 to 19" },
        { "integer", "99999999999999999999", "expected -20 to 19" },
        { "seed", "-1", "expected 0 to 18446744073709551615" },
        { "seed", "18446744073709551616", "expected 0 to 18446744073709551615" },
        { "yes", "true", "expected yes or no" },
        { "choice", "always", "expected first, last or never" },
        { "choice", "first|last", "expected first, last or never" },
        { "queue", "", "a value is missing, expected global or per-core" },
        { "factor", "0.99", "expected a number, 1 to 10" },
        { "factor", "1e0", "expected a number, 1 to 10" },
        { "factor", "1,5", "expected a number, 1 to 10" },
        { "factor", "inf", "expected a number, 1 to 10" },
        { "names", "a, a", "'a' stands there twice, expected each name once" },
        { "names", "a,,b", "a name is missing, expected names with commas between them" },
        { "names", "a,", "a name is missing, expected names with commas between them" },
        { "durations", "1ms, 0", "expected a list of durations above 0" },
        { "integers", "1, x", "expected a list of numbers, 0 or more" },
        { "factors", "0.5, 1.1", "expected a list of numbers, 0 to 1" },
        { "length", "abcd", "expected at most three letters" },
    };
    Sample sample = { 0 };

    (void)state;
    option_defaults(table, &sample);
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *why = read_key(&sample, wrong[i].key, wrong[i].value);

        if (!why)
            fail_msg("%s = %s is accepted", wrong[i].key, wrong[i].value);
        assert_string_equal(why, wrong[i].why);
    }
    assert_true(sample.duration == 5 * SIMTIME_MS);
    assert_string_equal(sample.names[0], "a");
    option_clear(table, &sample);
}

static void keys_are_found_by_name_and_alias(void **state)
{
    (void)state;
    assert_ptr_equal(option_find(table, "duration"), option_find(table, "patience"));
    assert_null(option_find(table, "nothing"));
    assert_null(option_find(NULL, "duration"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_those_of_the_table),
        cmocka_unit_test(values_replace_what_was_there),
        cmocka_unit_test(wrong_values_are_refused_with_what_was_expected),
        cmocka_unit_test(keys_are_found_by_name_and_alias),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
