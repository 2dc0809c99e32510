/* reach - ready threads that may not run everywhere, counted by the cores on which they may: whether a core could
 * take any of them is known without a look at each. */
#pragma once

#include <glib.h>

#include "workload.h"

typedef struct {
    const guint64 *mask; /* as in Group */
    guint32 n_ready;
} Affinity;

typedef struct {
    guint least_cores;  /* affinities of fewer have no number */
    GArray *affinities; /* Affinity: the different ones met so far, by number */
    GHashTable *places; /* number + 1 of a group's affinity, by address */
    guint32 n_pinned;   /* ready threads, those without a number among them */
} Reach;

#define REACH_ONE G_MAXUINT /* of an affinity without a number */

void reach_init(Reach *reach, guint least_cores);
void reach_clear(Reach *reach);
guint reach_number(Reach *reach, const guint64 *mask);

static inline Affinity *reach_affinity(const Reach *reach, guint number)
{
    return &g_array_index(reach->affinities, Affinity, number);
}

static inline gboolean mask_allows(const guint64 *mask, guint32 core)
{
    return mask[core / 64] >> (core % 64) & 1;
}
