/* spread - how times are distributed: how many there are of each, to one part in 64.
 *
 * Below 64 a time has a bucket of its own; from there on each doubling has 64. */
#include "spread.h"

#define DIGITS 6 /* binary ones, of which each bucket has all: 2^6 = 64 */

static guint bucket_of(SimTime time)
{
    const guint length = g_bit_storage((gulong)time);

    if (length <= DIGITS)
        return (guint)time;
    return (length - DIGITS) * 64 + (guint)(time >> (length - DIGITS - 1)) - 64;
}

void spread_take(Spread *spread, SimTime time)
{
    const guint bucket = bucket_of(MAX(time, 0));

    g_assert(bucket < SPREAD_BUCKETS);
    spread->counts[bucket]++;
    spread->n++;
}

SimTime spread_least(guint bucket)
{
    return bucket < 64 ? bucket : (SimTime)(64 + bucket % 64) << (bucket / 64 - 1);
}
