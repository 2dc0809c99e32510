/* load_tree - which of many queues has the least weight ready, and which the most: a tournament, whose cost grows with
 * the logarithm of their number. Ties: the lower number. */
#pragma once

#include <glib.h>

typedef struct {
    guint32 n, n_leaves; /* queues; the next power of two */
    gint64 *weight;      /* a queue's */
    guint32 *least, *most; /* winners: node 1 is the root, nodes 2k and 2k + 1 play for node k; n: a bye */
} LoadTree;

void load_tree_init(LoadTree *tree, guint32 n); /* all weights 0 */
void load_tree_clear(LoadTree *tree);
void load_tree_add(LoadTree *tree, guint32 queue, gint64 weight);

static inline guint32 load_tree_least(const LoadTree *tree)
{
    return tree->least[1];
}

static inline guint32 load_tree_most(const LoadTree *tree)
{
    return tree->most[1];
}
