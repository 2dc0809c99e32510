/* change - a workload with one thing about it different: what an explanation simulates again.
 *
 * Phases are shared between tasks and may not be written to, so that a change makes new ones; tasks that
 * shared theirs still do. */
#include "explain/change.h"

#define MOST_PIECES 50000 /* of all tasks */

/* What is done to the phases of the tasks. */
typedef struct Change Change;
struct Change {
    /* Appends what PHASE becomes to CHANGED, an array of Phase. */
    void (*phase)(const Change *change, GArray *changed, Phase phase);
    gboolean (*concerns)(const Workload *workload, const Task *task); /* NULL: all */
    SimTime piece;                                                    /* of cut_up */
    gboolean but_offloaded;                                           /* what is in `offload { }` stays */
};

static const Phase *changed_phases(Workload *workload, const Task *task, const Change *change,
                                   guint32 *n_phases)
{
    GArray *changed = g_array_sized_new(FALSE, FALSE, sizeof(Phase), task->n_phases);
    const Phase *phases;
    gint offloaded = 0;
    gsize size;

    for (guint32 i = 0; i < task->n_phases; i++) {
        offloaded += task->phases[i].kind == PHASE_OFFLOAD;
        offloaded -= task->phases[i].kind == PHASE_OFFLOAD_END;
        if (change->but_offloaded && offloaded > 0)
            g_array_append_val(changed, task->phases[i]);
        else
            change->phase(change, changed, task->phases[i]);
    }
    *n_phases = changed->len;
    size = changed->len * sizeof(Phase);
    phases = (const Phase *)g_array_free(changed, FALSE);
    g_ptr_array_add(workload->blocks, g_bytes_new_take((gpointer)phases, size));
    return phases;
}

static void change_phases(Workload *workload, const Change *change)
{
    g_autoptr(GHashTable) done = g_hash_table_new(NULL, NULL); /* phases -> the first task that has them */
    g_autofree Task *before = g_memdup2(workload->tasks, workload->n_tasks * sizeof(Task));

    workload->n_phases = 0;
    for (guint32 i = 0; i < workload->n_tasks; i++) {
        Task *task = &workload->tasks[i];
        const Task *same = g_hash_table_lookup(done, before[i].phases);

        if (change->concerns && !change->concerns(workload, &before[i])) {
            workload->n_phases += task->n_phases;
            continue;
        }
        if (same && before[same - workload->tasks].n_phases == before[i].n_phases) {
            task->phases = same->phases;
            task->n_phases = same->n_phases;
        } else {
            task->phases = changed_phases(workload, &before[i], change, &task->n_phases);
            g_hash_table_insert(done, (gpointer)before[i].phases, task);
        }
        workload->n_phases += task->n_phases;
    }
}

static SimTime half(SimTime time)
{
    return time / 2 + time % 2;
}

static void halve_wait(const Change *change, GArray *changed, Phase phase)
{
    (void)change;
    if (phase.kind == PHASE_WAIT)
        phase.value = half(phase.value);
    g_array_append_val(changed, phase);
}

static void halve_computing(const Change *change, GArray *changed, Phase phase)
{
    (void)change;
    if (phase_on_core(phase.kind))
        phase.value = half(phase.value);
    g_array_append_val(changed, phase);
}

static void cut_up(const Change *change, GArray *changed, Phase phase)
{
    const Phase give_way = { .kind = PHASE_YIELD };
    gint64 left = phase.value;

    while (phase_on_core(phase.kind) && left > change->piece) {
        phase.value = change->piece;
        g_array_append_val(changed, phase);
        g_array_append_val(changed, give_way);
        left -= change->piece;
    }
    phase.value = left;
    g_array_append_val(changed, phase);
}

static void halve(const Change *change, GArray *changed, Phase phase)
{
    (void)change;
    if (phase_duration(&phase) > 0)
        phase.value = half(phase.value);
    g_array_append_val(changed, phase);
}

void change_halve_waits(Workload *workload)
{
    change_phases(workload, &(Change){ .phase = halve_wait });
}

void change_halve_computing(Workload *workload)
{
    change_phases(workload, &(Change){ .phase = halve_computing });
}

static void give_way(Workload *workload, gboolean but_offloaded)
{
    __int128 on_core = 0;

    for (guint32 i = 0; i < workload->n_tasks; i++)
        for (guint32 j = 0; j < workload->tasks[i].n_phases; j++)
            if (phase_on_core(workload->tasks[i].phases[j].kind))
                on_core += phase_duration(&workload->tasks[i].phases[j]);
    change_phases(workload, &(Change){ .phase = cut_up,
                                       .piece = MAX(SIMTIME_MS, (SimTime)(on_core / MOST_PIECES)),
                                       .but_offloaded = but_offloaded });
}

void change_give_way(Workload *workload)
{
    give_way(workload, FALSE);
}

void change_give_way_on_loop(Workload *workload)
{
    give_way(workload, TRUE);
}

/* ---- what stands alone ---- */

static gboolean has_after(const Group *group)
{
    return group->after && group->after->len > 0;
}

static gboolean is_waited_for(const Workload *workload, guint32 group)
{
    for (guint32 i = 0; i < workload->n_groups; i++)
        for (guint j = 0; has_after(&workload->groups[i]) && j < workload->groups[i].after->len; j++)
            if (g_array_index(workload->groups[i].after, After, j).group == group)
                return TRUE;
    return FALSE;
}

static gboolean is_alone(const Workload *workload, const Task *task)
{
    const Group *group = &workload->groups[task->group];

    return group->n_tasks == 1 && (has_after(group) || is_waited_for(workload, task->group));
}

void change_halve_alone(Workload *workload)
{
    change_phases(workload, &(Change){ .phase = halve, .concerns = is_alone });
}

gboolean change_has_alone(const Workload *workload)
{
    for (guint32 i = 0; i < workload->n_tasks; i++)
        if (is_alone(workload, &workload->tasks[i]))
            return TRUE;
    return FALSE;
}

/* ---- the longest ---- */

static SimTime length_of(const Task *task)
{
    SimTime length = 0;

    for (guint32 i = 0; i < task->n_phases; i++)
        length += phase_duration(&task->phases[i]);
    return length;
}

gint64 change_longest(const Workload *workload)
{
    gint64 longest = -1;
    SimTime most = 0;

    for (guint32 i = 0; i < workload->n_tasks; i++) {
        const SimTime length = length_of(&workload->tasks[i]);

        if (length > most)
            longest = i;
        else if (length == most)
            longest = -1;
        most = MAX(most, length);
    }
    return longest;
}

void change_halve_longest(Workload *workload)
{
    const gint64 longest = change_longest(workload);
    Task *task = longest >= 0 ? &workload->tasks[longest] : NULL;

    if (task)
        task->phases = changed_phases(workload, task, &(Change){ .phase = halve }, &task->n_phases);
}

/* ---- of groups ---- */

void change_unpin(Workload *workload)
{
    for (guint32 i = 0; i < workload->n_groups; i++)
        g_clear_pointer(&workload->groups[i].affinity, g_free);
}

void change_level_priorities(Workload *workload)
{
    for (guint32 i = 0; i < workload->n_groups; i++)
        workload->groups[i].priority = 0;
}

void change_reverse_order(Workload *workload)
{
    const SimTime step = CLAMP(SIMTIME_MS / MAX(workload->n_groups, 1), 1, SIMTIME_US);

    for (guint32 i = 0; i < workload->n_tasks; i++)
        workload->tasks[i].arrival += step * (workload->n_groups - 1 - workload->tasks[i].group);
}
