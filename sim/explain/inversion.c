/* inversion - three groups between which priorities can be inverted. */
#include "explain/inversion.h"

#define MOST_GROUPS 100 /* among which one is looked for */

static const Group *group_at(const Workload *workload, gint index)
{
    return &workload->groups[index];
}

static gboolean uses(const Workload *workload, const Group *group, guint32 resource)
{
    for (guint32 i = 0; i < workload->tasks[group->first].n_phases; i++) {
        const Phase *phase = &workload->tasks[group->first].phases[i];

        if (phase->kind == PHASE_USE && phase_resource(phase) == resource)
            return TRUE;
    }
    return FALSE;
}

static gboolean find_between(const Workload *workload, Inversion *inversion)
{
    for (guint32 i = 0; i < workload->n_groups; i++) {
        const gint64 priority = group_at(workload, (gint)i)->priority;

        inversion->between = (gint)i;
        if (priority > group_at(workload, inversion->urgent)->priority &&
            priority < group_at(workload, inversion->holder)->priority &&
            !uses(workload, group_at(workload, (gint)i), inversion->resource))
            return TRUE;
    }
    return FALSE;
}

gboolean inversion_find(const Workload *workload, Inversion *inversion)
{
    if (workload->n_groups > MOST_GROUPS)
        return FALSE;
    for (inversion->resource = 0; inversion->resource < workload->n_resources; inversion->resource++)
        for (inversion->urgent = 0; inversion->urgent < (gint)workload->n_groups; inversion->urgent++)
            for (inversion->holder = 0; inversion->holder < (gint)workload->n_groups; inversion->holder++)
                if (uses(workload, group_at(workload, inversion->urgent), inversion->resource) &&
                    uses(workload, group_at(workload, inversion->holder), inversion->resource) &&
                    find_between(workload, inversion))
                    return TRUE;
    return FALSE;
}
