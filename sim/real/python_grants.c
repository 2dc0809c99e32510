/* python_grants - when those who waited for a unit of a resource were granted it: when one was given back.
 *
 * A thread of CPython learns of it only when it runs again; until then it waits for a core and the lock. */
#include "python_grants.h"

typedef struct {
    SimTime time;
    guint64 phase;
    guint32 place; /* the resource, or an interpreter's own copy of it */
    gboolean gives_back;
} Move;

static gint compare_moves(gconstpointer a, gconstpointer b)
{
    const Move *first = a, *second = b;

    return first->time < second->time ? -1 : first->time > second->time;
}

static GArray *collect_moves(const PythonBoard *board, const Workload *workload)
{
    GArray *moves = g_array_new(FALSE, FALSE, sizeof(Move));

    for (guint64 i = 0; i < board->n_phases; i++) {
        const PythonPhase *phase = &board->phases[i];
        const gboolean asks = phase->kind == PHASE_USE && phase->waited,
                       gives = phase->kind == PHASE_GIVE_BACK;
        Move move = { .time = phase->begin, .phase = i, .gives_back = gives };

        if (phase->begin == 0 || (!asks && !gives))
            continue;
        move.place = phase->resource;
        if (workload->resources[phase->resource].per_process)
            move.place += workload->n_resources * (guint32)(phase->interpreter + 1);
        g_array_append_val(moves, move);
    }
    g_array_sort(moves, compare_moves);
    return moves;
}

static void grant(GHashTable *grants, const PythonPhase *phases, guint64 phase, SimTime time)
{
    const gint64 granted = MIN(time, phases[phase].end);

    g_hash_table_insert(grants, g_memdup2(&phase, sizeof phase), g_memdup2(&granted, sizeof granted));
}

GHashTable *python_grants(const PythonBoard *board, const Workload *workload)
{
    GHashTable *grants = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    g_autoptr(GArray) moves = collect_moves(board, workload);
    g_autoptr(GHashTable) queues = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_queue_free);

    for (guint i = 0; i < moves->len; i++) {
        Move *move = &g_array_index(moves, Move, i);
        GQueue *queue = g_hash_table_lookup(queues, GUINT_TO_POINTER(move->place));

        if (move->gives_back) {
            const Move *first = queue ? g_queue_pop_head(queue) : NULL;

            if (first)
                grant(grants, board->phases, first->phase, move->time);
            continue;
        }
        if (!queue) {
            queue = g_queue_new();
            g_hash_table_insert(queues, GUINT_TO_POINTER(move->place), queue);
        }
        g_queue_push_tail(queue, move);
    }
    return grants;
}
