/* guard - a plug-in's hooks, wrapped in checks of all that they answer: what the guards of all kinds share.
 */
#include "plugin/guard.h"

#include "registry.h"
#include "simulate/simulation.h"

static Guard *guard_in(ModelKind kind, const Model *model)
{
    switch (kind) {
    case MODEL_SCHEDULER:
        return &((GuardedScheduler *)model)->guard;
    case MODEL_LOCK:
        return &((GuardedLock *)model)->guard;
    default:
        return &((GuardedPolicy *)model)->guard;
    }
}

Guard *guard_of(ModelKind kind, const Model *model)
{
    return registry_path(model) != NULL ? guard_in(kind, model) : NULL;
}

static Model *table_of(ModelKind kind)
{
    static const gsize sizes[N_MODEL_KINDS] = { sizeof(GuardedPolicy), sizeof(GuardedLock),
                                                sizeof(GuardedScheduler) };
    return g_malloc0(sizes[kind]);
}

const Model *guard_new(ModelKind kind, const Model *model, const char *path, gboolean isolated)
{
    Model *table = table_of(kind);
    Guard *guard = guard_in(kind, table);
    *guard = (Guard){ .kind = kind,
                      .table = table,
                      .model = model,
                      .isolated = isolated,
                      .culprit = g_strdup_printf("%s %s (%s)", model_kind_name(kind), model->name, path) };
    if (kind == MODEL_SCHEDULER)
        guard_scheduler_hooks((GuardedScheduler *)table);
    else if (kind == MODEL_LOCK)
        guard_lock_hooks((GuardedLock *)table);
    else
        ((GuardedPolicy *)table)->table = *(const Policy *)model;
    *table = *model;
    return table;
}

void guard_blame(const Guard *guard, Machine *machine, const char *format, ...)
{
    char at[SIMTIME_TEXT];
    if (machine->fault != NULL)
        return;
    va_list args;
    va_start(args, format);
    g_autofree char *what = g_strdup_vprintf(format, args);
    va_end(args);
    machine->fault =
        g_strdup_printf("%s at %s: %s", guard->culprit, simtime_exact(machine->engine.now, at), what);
    machine->engine.failed = TRUE;
}

gboolean guard_is_thread(const Machine *machine, const Thread *thread)
{
    const Simulation *simulation = simulation_with(machine);
    gsize offset = (gsize)thread - (gsize)simulation->threads;
    return (gsize)thread >= (gsize)simulation->threads && offset % simulation->thread_size == 0 &&
           offset / simulation->thread_size < simulation->n_threads;
}

gboolean guard_enter(const Guard *guard, Machine *machine, const char *hook, Call *call)
{
    if (machine->fault != NULL)
        return FALSE;
    *call = (Call){ .culprit = guard->culprit, .hook = hook, .time = machine->engine.now };
    call_begin(call);
    return TRUE;
}
