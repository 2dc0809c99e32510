/* bitset - a set of small integers whose lowest member is found at once: free cores, idle workers. */
#pragma once

#include <glib.h>

#define BITSET_LEVELS 4 /* 64^4 members */

/* Level 0 holds the members; a bit of level k + 1 says that a word of level k is not zero. */
typedef struct {
    guint64 *level[BITSET_LEVELS];
    guint32 size; /* members are 0 .. size - 1 */
    guint32 n;    /* how many there are */
} Bitset;

void bitset_init(Bitset *set, guint32 size);
void bitset_clear(Bitset *set);

static inline gboolean bitset_has(const Bitset *set, guint32 member)
{
    return set->level[0][member / 64] >> (member % 64) & 1;
}

/* For sets of more than a word. */
void bitset_add_deep(Bitset *set, guint32 member);
void bitset_remove_deep(Bitset *set, guint32 member);
gint64 bitset_lowest_deep(const Bitset *set);

/* Nothing if MEMBER is there already. */
static inline void bitset_add(Bitset *set, guint32 member)
{
    if (bitset_has(set, member))
        return;
    set->n++;
    if (set->size <= 64)
        *set->level[0] |= G_GUINT64_CONSTANT(1) << member;
    else
        bitset_add_deep(set, member);
}

/* Nothing if MEMBER is not there. */
static inline void bitset_remove(Bitset *set, guint32 member)
{
    if (!bitset_has(set, member))
        return;
    set->n--;
    if (set->size <= 64)
        *set->level[0] &= ~(G_GUINT64_CONSTANT(1) << member);
    else
        bitset_remove_deep(set, member);
}

/* The lowest member, or -1. */
static inline gint64 bitset_lowest(const Bitset *set)
{
    if (set->n == 0)
        return -1;
    return set->size <= 64 ? __builtin_ctzll(*set->level[0]) : bitset_lowest_deep(set);
}

/* The lowest member >= FROM, or -1. */
gint64 bitset_next(const Bitset *set, guint32 from);
/* The lowest member that MASK (as many bits; NULL: all) has too, or -1. */
gint64 bitset_lowest_in(const Bitset *set, const guint64 *mask);
