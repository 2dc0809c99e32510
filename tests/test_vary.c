/* test_vary - which values does a key of a sweep take, and which points come of several keys? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sweep/grid.h"

static char *values_of(const char *text)
{
    g_autoptr(GError) error = NULL;
    Vary *vary = vary_parse(text, &error);
    char *values;

    if (!vary)
        return g_strdup(error->message);
    g_ptr_array_add(vary->values, NULL);
    values = g_strjoinv(" ", (GStrv)vary->values->pdata);
    vary_free(vary);
    return values;
}

static void ranges_and_lists_give_every_value(void **state)
{
    static const char *const cases[][2] = {
        { "cores=1:4", "1 2 3 4" },
        { "cores=1:9:4", "1 5 9" },
        { "cores=1:64:*2", "1 2 4 8 16 32 64" },
        { "cores=1:4,8,16", "1 2 3 4 8 16" },
        { "let.share=0.1:0.5:0.1", "0.1 0.2 0.3 0.4 0.5" },
        { "lock.interval=500us:1ms:250us", "500us 750us 1ms" },
        { "lock.interval=1ms:10ms:*3", "1ms 3ms 9ms" },
        { "task.a.payload=1KiB:4KiB:*2", "1KiB 2KiB 4KiB" },
        { "let.work=exp(1ms), choice(1ms, 2ms)", "exp(1ms) choice(1ms, 2ms)" },
        { "machine.scheduler=rr,fifo", "rr fifo" },
    };
    (void)state;

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *values = values_of(cases[i][0]);

        assert_string_equal(values, cases[i][1]);
    }
}

static void values_that_make_no_sense_are_refused_with_the_reason(void **state)
{
    static const char *const cases[][2] = {
        { "cores", "expected KEY=VALUES" },
        { "cores=", "a value is missing" },
        { "cores=1,,2", "a value is missing" },
        { "cores=4:1", "ends before it begins" },
        { "cores=1:4:0", "expected a step above 0" },
        { "cores=1:4:*1", "expected a factor above 1" },
        { "cores=0:4:*2", "the factor changes nothing" },
        { "cores=1:x", "expected FROM:TO" },
        { "lock.interval=1ms:5ms", "needs a step" },
        { "lock.interval=1:5ms:1ms", "in the same unit" },
        { "cores=1:1000000", "more than 100000 values" },
    };
    (void)state;

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *message = values_of(cases[i][0]);

        if (!strstr(message, cases[i][1]))
            fail_msg("'%s' is not in: %s", cases[i][1], message);
    }
}

static void points_are_the_product_and_the_last_key_changes_fastest(void **state)
{
    char cores[] = "cores=1,2", idle[] = "let.idle=5ms,6ms,7ms", *varies[] = { cores, idle, NULL };
    g_autoptr(Grid) grid = grid_new(varies, NULL);
    g_autofree char *first = grid_point_text(grid, 0), *second = grid_point_text(grid, 1);
    g_autofree char *last = grid_point_text(grid, 5);
    (void)state;

    assert_int_equal(grid->n_points, 6);
    assert_string_equal(first, "machine.cores=1 let.idle=5ms");
    assert_string_equal(second, "machine.cores=1 let.idle=6ms");
    assert_string_equal(last, "machine.cores=2 let.idle=7ms");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_and_lists_give_every_value),
        cmocka_unit_test(values_that_make_no_sense_are_refused_with_the_reason),
        cmocka_unit_test(points_are_the_product_and_the_last_key_changes_fastest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
