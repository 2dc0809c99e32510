/* large - blocks are zeroed, of either kind, and can be given back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/large.h"

static void check(gsize n)
{
    guint64 *block = large_new0(n, sizeof *block);

    for (gsize i = 0; i < n; i += 512) /* in each page */
        assert_true(block[i] == 0);
    assert_true(block[n - 1] == 0);
    memset(block, 0xff, n * sizeof *block);
    large_free(block, n, sizeof *block);
}

static void blocks_are_zeroed_whatever_their_size(void **state)
{
    (void)state;
    check(1);
    check(1000);
    check((gsize)3 << 20);
    check(((gsize)3 << 20) + 1);
    check((gsize)3 << 20); /* again: what was given back was not left as it was */
}

static void nothing_can_be_given_back(void **state)
{
    (void)state;
    large_free(NULL, 1, 1);
    large_free(NULL, 1000000, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_zeroed_whatever_their_size),
        cmocka_unit_test(nothing_can_be_given_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
