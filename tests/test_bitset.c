/* test_bitset - sets of one word and of several levels find their members, and forget them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/bitset.h"

static const guint32 sizes[] = { 1, 64, 65, 4096, 4097, 300000 };

static void an_empty_set_has_no_lowest(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        Bitset set;
        bitset_init(&set, sizes[i]);
        assert_int_equal(bitset_lowest(&set), -1);
        assert_int_equal(bitset_next(&set, 0), -1);
        assert_int_equal(bitset_lowest_in(&set, NULL), -1);
        bitset_clear(&set);
    }
}

static void first_and_last_of_a_set_of_any_size_are_found_and_removed(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        guint32 last = sizes[i] - 1;
        Bitset set;
        bitset_init(&set, sizes[i]);
        bitset_add(&set, last);
        assert_int_equal(bitset_lowest(&set), last);
        assert_int_equal(bitset_next(&set, last), last);
        bitset_add(&set, 0);
        assert_int_equal(bitset_lowest(&set), 0);
        bitset_remove(&set, last);
        assert_int_equal(set.n, last > 0);
        assert_true(bitset_has(&set, 0) == (last > 0));
        bitset_clear(&set);
    }
}

static void adding_or_removing_twice_counts_once(void **state)
{
    Bitset set;
    (void)state;
    bitset_init(&set, 100);
    bitset_add(&set, 70);
    bitset_add(&set, 70);
    assert_int_equal(set.n, 1);
    bitset_remove(&set, 70);
    bitset_remove(&set, 70);
    bitset_remove(&set, 3);
    assert_int_equal(set.n, 0);
    bitset_clear(&set);
}

static void a_mask_hides_what_it_does_not_have(void **state)
{
    guint64 mask[64] = { 0 };
    Bitset set;
    (void)state;
    bitset_init(&set, 4096);
    bitset_add(&set, 2);
    bitset_add(&set, 130);
    mask[2] = 1 << 2 | 1 << 3; /* 130, 131 */
    assert_int_equal(bitset_lowest_in(&set, mask), 130);
    assert_int_equal(bitset_lowest_in(&set, NULL), 2);
    mask[2] = 1 << 3;
    assert_int_equal(bitset_lowest_in(&set, mask), -1);
    bitset_clear(&set);
}

/* Beside a plain array of flags. */
static void a_thousand_random_changes_leave_what_an_array_has(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        GRand *rand = g_rand_new_with_seed(i);
        g_autofree gboolean *has = g_new0(gboolean, sizes[i]);
        Bitset set;
        bitset_init(&set, sizes[i]);
        for (gint n = 0; n < 1000; n++) {
            guint32 member = (guint32)g_rand_int_range(rand, 0, (gint32)sizes[i]);
            has[member] = g_rand_boolean(rand);
            (has[member] ? bitset_add : bitset_remove)(&set, member);
        }
        gint64 found = bitset_lowest(&set);
        for (guint32 member = 0; member < sizes[i]; member++)
            if (has[member]) {
                assert_int_equal(found, member);
                found = member + 1 < sizes[i] ? bitset_next(&set, member + 1) : -1;
            }
        assert_int_equal(found, -1);
        bitset_clear(&set);
        g_rand_free(rand);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_set_has_no_lowest),
        cmocka_unit_test(first_and_last_of_a_set_of_any_size_are_found_and_removed),
        cmocka_unit_test(adding_or_removing_twice_counts_once),
        cmocka_unit_test(a_mask_hides_what_it_does_not_have),
        cmocka_unit_test(a_thousand_random_changes_leave_what_an_array_has),
    };
    return cmocka_run_group_tests_name("bitset", tests, NULL, NULL);
}
