/* guard - a plug-in's hooks, wrapped in checks of all that they answer.
 *
 * What the registry has of a plug-in is a guarded table: the machine calls the guard's hook, which calls the plug-in's
 * and looks at what came of it. A wrong answer is a fault: the run ends there, and its message names the plug-in, the
 * simulated time and what was wrong. From then on the plug-in is not asked any more; the guard answers in
 * its place, so that the run ends in good order. */
#pragma once

#include "lock.h"
#include "machine.h"
#include "plan.h"
#include "plugin/call.h"
#include "policy.h"
#include "scheduler.h"

/* What all guarded models have behind their table. */
typedef struct {
    ModelKind kind;
    const Model *model; /* the plug-in's own table; of an isolated one what stands for it */
    char *culprit;      /* "scheduler mine (./mine.so)" */
    gboolean isolated;
    gpointer module; /* what g_module_open gave; NULL: isolated */
} Guard;

typedef struct {
    Scheduler table;
    Guard guard;
    guint64 round; /* of the last displacement */
    guint n_displaced; /* in it */
} GuardedScheduler;

typedef struct {
    LockModel table;
    Guard guard;
} GuardedLock;

typedef struct {
    Policy table;
    Guard guard;
} GuardedPolicy;

/* The guarded table of MODEL, whose file the user calls PATH; it lasts as long as the program. */
const Model *guard_new(ModelKind kind, const Model *model, const char *path);

/* The guard of a MODEL of the registry, or NULL where it is built in. */
Guard *guard_of(ModelKind kind, const Model *model);

/* GUARD's hooks are MODEL's from now on, a table of the same kind. */
void guard_set_model(Guard *guard, const Model *model);

/* Ends the run of MACHINE: "scheduler mine (./mine.so) at 5ms: WHAT". The first fault counts. */
void guard_blame(const Guard *guard, Machine *machine, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Is it one of MACHINE's threads? Any pointer may be asked for. */
gboolean guard_is_thread(const Machine *machine, const Thread *thread);

/* A hook begins (call_end ends it). FALSE: it is not to be called, as there was a fault. */
gboolean guard_enter(const Guard *guard, Machine *machine, const char *hook, Call *call);

/* The guards of each kind: hooks for a table (guard_scheduler.c, guard_lock.c, guard_policy.c). */
void guard_scheduler_hooks(GuardedScheduler *guarded);
void guard_lock_hooks(GuardedLock *guarded);
void guard_policy_hooks(GuardedPolicy *guarded);
