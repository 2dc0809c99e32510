/* load_tree - a tournament of queues by ready weight. */
#include "load_tree.h"

static void play(LoadTree *tree, guint32 node)
{
    const gint64 *weight = tree->weight;
    guint32 left = tree->least[2 * node], right = tree->least[2 * node + 1];
    tree->least[node] = right < tree->n && weight[right] < weight[left] ? right : left;
    left = tree->most[2 * node], right = tree->most[2 * node + 1];
    tree->most[node] = right < tree->n && weight[right] > weight[left] ? right : left;
}

/* TRUE where QUEUE, whose weight has changed, wins or won: the games above may end otherwise, too. */
static gboolean replay(LoadTree *tree, guint32 node, guint32 queue)
{
    guint32 least = tree->least[node], most = tree->most[node];
    play(tree, node);
    return least == queue || most == queue || tree->least[node] == queue || tree->most[node] == queue;
}

void load_tree_init(LoadTree *tree, guint32 n)
{
    guint32 n_leaves = 2;
    while (n_leaves < n)
        n_leaves *= 2;
    *tree = (LoadTree){ .n = n, .n_leaves = n_leaves, .weight = g_new0(gint64, n) };
    tree->least = g_new(guint32, 2 * (gsize)n_leaves);
    tree->most = g_new(guint32, 2 * (gsize)n_leaves);
    for (guint32 i = 0; i < n_leaves; i++)
        tree->least[n_leaves + i] = tree->most[n_leaves + i] = MIN(i, n);
    for (guint32 node = n_leaves - 1; node > 0; node--)
        play(tree, node);
}

void load_tree_clear(LoadTree *tree)
{
    g_clear_pointer(&tree->weight, g_free);
    g_clear_pointer(&tree->least, g_free);
    g_clear_pointer(&tree->most, g_free);
}

void load_tree_add(LoadTree *tree, guint32 queue, gint64 weight)
{
    tree->weight[queue] += weight;
    guint32 node = (tree->n_leaves + queue) / 2;
    while (node > 0 && replay(tree, node, queue))
        node /= 2;
}
