/* test_sweep_folders - do a sweep's tables hold every run once, and is nothing else touched, whatever was put into its
 * folder by hand? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "workplace.h"

#define SWEEP "sweep small.ini --vary cores=1:3 --vary let.idle=1ms,4ms -q "

/* Not with `merge`, which would say so: records that are there already, and of repeats that the sweep has not. */
static void ledger_put_together_by_hand_counts_each_run_once(void **state)
{
    Workplace *place = *state;
    g_autofree char *more = NULL, *twice = NULL;

    workplace_succeed(place, SWEEP "--repeats 4 --out one");
    workplace_succeed(place, SWEEP "--repeats 4 --out two");
    workplace_succeed(place, SWEEP "--repeats 40 --out more");
    more = workplace_read(place, "more/points.log");
    twice = g_strconcat(more, more, NULL);
    workplace_write(place, "two/points.log", twice, -1);
    workplace_succeed(place, SWEEP "--repeats 4 --out two");
    workplace_assert_same(place, "one", "two");
}

static void merging_into_a_part_is_refused_by_whatever_name(void **state)
{
    Workplace *place = *state;

    workplace_succeed(place, SWEEP "--out part");
    workplace_call_behind(place, "ln -s part other && exec", "merge part --out other --restart");
    assert_int_equal(place->status, 2);
    assert_has(place->messages, "--out other is one of the parts, expected another folder");
    assert_int_equal(workplace_finished(place, "part"), 6);
}

static void only_what_was_half_written_is_removed(void **state)
{
    Workplace *place = *state;
    g_autofree char *text = NULL;

    workplace_succeed(place, SWEEP "--out swept");
    workplace_write(place, "swept/means.csv.backup", "mine", -1);
    workplace_write(place, "swept/means.csv.X1Y2Z3", "half", -1);
    workplace_succeed(place, SWEEP "--out swept");
    text = workplace_read(place, "swept/means.csv.backup");
    assert_string_equal(text, "mine");
    workplace_call_behind(place, "test ! -e swept/means.csv.X1Y2Z3 && exec", "--version");
    assert_int_equal(place->status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ledger_put_together_by_hand_counts_each_run_once, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(merging_into_a_part_is_refused_by_whatever_name, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(only_what_was_half_written_is_removed, workplace_setup,
                                        workplace_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
