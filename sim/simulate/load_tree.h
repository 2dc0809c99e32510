/* load_tree - which of many queues has the least weight ready, and which the most: a tree of ranges, whose cost grows
 * with the logarithm of their number. Ties: the lower number. */
#pragma once

#include "base/bitset.h"

typedef struct {
    gint64 least, most; /* of the queues below */
} LoadRange;

typedef struct {
    guint32 n_leaves;  /* as many as queues, rounded up to a power of two */
    LoadRange *ranges; /* node 1 is the root, nodes 2k and 2k + 1 are below node k; the last n_leaves are the leaves */
    Bitset changed;    /* queues of whose weight the nodes above do not know yet: nobody may ask before it changes back */
} LoadTree;

/* Does it matter to whoever asks what is ready in QUEUE? */
typedef gboolean (*LoadTreeTest)(guint32 queue, gconstpointer data);

void load_tree_init(LoadTree *tree, guint32 n); /* all weights 0 */
void load_tree_clear(LoadTree *tree);
void load_tree_add(LoadTree *tree, guint32 queue, gint64 weight);
guint32 load_tree_least(LoadTree *tree);
/* The one with the most among those for which TEST holds, or -1. Only those that weigh more are tested in vain. */
gint64 load_tree_most(LoadTree *tree, LoadTreeTest test, gconstpointer data);
