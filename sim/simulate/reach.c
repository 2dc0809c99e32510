/* reach - numbers for affinities: equal ones of several groups share one. */
#include "reach.h"

#include <string.h>

#define MASK_SIZE (AFFINITY_WORDS * sizeof(guint64))

void reach_init(Reach *reach, guint least_cores)
{
    *reach = (Reach){ .least_cores = least_cores };
    reach->affinities = g_array_new(FALSE, FALSE, sizeof(Affinity));
    reach->places = g_hash_table_new(NULL, NULL);
}

void reach_clear(Reach *reach)
{
    g_array_unref(reach->affinities);
    g_hash_table_unref(reach->places);
}

static guint new_number(Reach *reach, const guint64 *mask)
{
    guint n_cores = 0, number = 0;
    for (guint word = 0; word < AFFINITY_WORDS; word++)
        n_cores += (guint)__builtin_popcountll(mask[word]);
    if (n_cores < reach->least_cores)
        return REACH_ONE;
    while (number < reach->affinities->len && memcmp(reach_affinity(reach, number)->mask, mask, MASK_SIZE) != 0)
        number++;
    if (number == reach->affinities->len)
        g_array_append_val(reach->affinities, ((Affinity){ .mask = mask }));
    return number;
}

guint reach_number(Reach *reach, const guint64 *mask)
{
    gpointer place = g_hash_table_lookup(reach->places, mask);
    if (place == NULL) {
        guint number = new_number(reach, mask);
        place = GUINT_TO_POINTER(number == REACH_ONE ? REACH_ONE : number + 1);
        g_hash_table_insert(reach->places, (gpointer)mask, place);
    }
    return place == GUINT_TO_POINTER(REACH_ONE) ? REACH_ONE : GPOINTER_TO_UINT(place) - 1;
}
