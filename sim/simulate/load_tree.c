/* load_tree - the range of ready weights of queues, of pairs of them, of pairs of pairs, ... */
#include "load_tree.h"

void load_tree_init(LoadTree *tree, guint32 n)
{
    guint32 n_leaves = 1;
    while (n_leaves < n)
        n_leaves *= 2;
    *tree = (LoadTree){ .n_leaves = n_leaves, .ranges = g_new0(LoadRange, 2 * (gsize)n_leaves) };
    for (guint32 node = 2 * n_leaves - 1; node > 0; node--)
        if (node < n_leaves)
            tree->ranges[node] = tree->ranges[2 * node];
        else if (node >= n_leaves + n)
            tree->ranges[node] = (LoadRange){ G_MAXINT64, G_MININT64 };
    bitset_init(&tree->changed, n);
}

void load_tree_clear(LoadTree *tree)
{
    g_clear_pointer(&tree->ranges, g_free);
    bitset_clear(&tree->changed);
}

void load_tree_add(LoadTree *tree, guint32 queue, gint64 weight)
{
    LoadRange *leaf = &tree->ranges[tree->n_leaves + queue];
    leaf->least = leaf->most += weight;
    bitset_add(&tree->changed, queue);
}

/* The weight of QUEUE is new: so may be the ranges above it. */
static void tell_above(LoadTree *tree, guint32 queue)
{
    LoadRange *ranges = tree->ranges;
    for (guint32 node = (tree->n_leaves + queue) / 2; node > 0; node /= 2) {
        const LoadRange *below = &ranges[2 * node];
        LoadRange range = { MIN(below[0].least, below[1].least), MAX(below[0].most, below[1].most) };
        if (range.least == ranges[node].least && range.most == ranges[node].most)
            return;
        ranges[node] = range;
    }
}

static void bring_up_to_date(LoadTree *tree)
{
    for (gint64 queue = bitset_lowest(&tree->changed); queue >= 0; queue = bitset_lowest(&tree->changed)) {
        bitset_remove(&tree->changed, (guint32)queue);
        tell_above(tree, (guint32)queue);
    }
}

guint32 load_tree_least(LoadTree *tree)
{
    guint32 node = 1;
    bring_up_to_date(tree);
    while (node < tree->n_leaves)
        node = 2 * node + (tree->ranges[2 * node].least != tree->ranges[node].least);
    return node - tree->n_leaves;
}

/* Of the leaves at or below NODE that weigh WANTED or more, the heaviest for which TEST holds; or 0. */
static guint32 most_below(const LoadTree *tree, guint32 node, gint64 wanted, LoadTreeTest test, gconstpointer data)
{
    const LoadRange *ranges = tree->ranges;
    if (ranges[node].most < wanted)
        return 0;
    if (node >= tree->n_leaves)
        return test(node - tree->n_leaves, data) ? node : 0;
    guint32 heavier = 2 * node + (ranges[2 * node + 1].most > ranges[2 * node].most);
    guint32 first = most_below(tree, heavier, wanted, test, data);
    if (first != 0)
        wanted = ranges[first].most + (heavier % 2 == 0); /* of equal ones the left */
    guint32 second = most_below(tree, heavier ^ 1, wanted, test, data);
    return second != 0 ? second : first;
}

gint64 load_tree_most(LoadTree *tree, LoadTreeTest test, gconstpointer data)
{
    bring_up_to_date(tree);
    guint32 leaf = most_below(tree, 1, G_MININT64 + 1, test, data);
    return leaf != 0 ? (gint64)leaf - tree->n_leaves : -1;
}
