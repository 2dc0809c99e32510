/* bitset - a set of small integers as a tree of 64-bit words. */
#include "bitset.h"

static guint32 n_words(guint32 size, guint level)
{
    guint64 n = MAX(size, 1);
    for (guint i = 0; i <= level; i++)
        n = (n + 63) / 64;
    return (guint32)n;
}

void bitset_init(Bitset *set, guint32 size)
{
    g_assert(size <= 64u * 64 * 64 * 64);
    *set = (Bitset){ .size = size };
    for (guint i = 0; i < BITSET_LEVELS; i++)
        set->level[i] = g_new0(guint64, n_words(size, i));
}

void bitset_clear(Bitset *set)
{
    for (guint i = 0; i < BITSET_LEVELS; i++)
        g_clear_pointer(&set->level[i], g_free);
}

void bitset_add_deep(Bitset *set, guint32 member)
{
    for (guint i = 0; i < BITSET_LEVELS; i++, member /= 64) {
        guint64 *word = &set->level[i][member / 64];
        guint64 before = *word;
        *word |= G_GUINT64_CONSTANT(1) << (member % 64);
        if (before != 0)
            return;
    }
}

void bitset_remove_deep(Bitset *set, guint32 member)
{
    for (guint i = 0; i < BITSET_LEVELS; i++, member /= 64) {
        guint64 *word = &set->level[i][member / 64];
        *word &= ~(G_GUINT64_CONSTANT(1) << (member % 64));
        if (*word != 0)
            return;
    }
}

gint64 bitset_lowest_deep(const Bitset *set)
{
    guint64 at = 0;
    for (gint i = BITSET_LEVELS - 1; i >= 0; i--)
        at = at * 64 + (guint64)__builtin_ctzll(set->level[i][at]);
    return (gint64)at;
}

gint64 bitset_next(const Bitset *set, guint32 from)
{
    for (guint32 i = from / 64, end = n_words(set->size, 0); i < end; i++) {
        guint64 word = set->level[0][i];
        if (i == from / 64)
            word &= ~G_GUINT64_CONSTANT(0) << (from % 64);
        if (word != 0)
            return (gint64)i * 64 + __builtin_ctzll(word);
    }
    return -1;
}

gint64 bitset_lowest_in(const Bitset *set, const guint64 *mask)
{
    if (mask == NULL)
        return bitset_lowest(set);
    for (guint32 i = 0, end = n_words(set->size, 0); i < end; i++)
        if ((set->level[0][i] & mask[i]) != 0)
            return (gint64)i * 64 + __builtin_ctzll(set->level[0][i] & mask[i]);
    return -1;
}
