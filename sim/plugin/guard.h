/* guard - a plug-in's hooks, wrapped in checks of all that they answer.
 *
 * What the registry has of a plug-in is a guarded table: the machine calls the guard's hook, which calls the
 * plug-in's and looks at what came of it. A wrong answer is a fault: the run ends there, and its message
 * names the plug-in, the simulated time and what was wrong. From then on the plug-in is not asked any more;
 * the guard answers in its place, so that the run ends in good order. */
#pragma once

#include "lock.h"
#include "plan.h"
#include "plugin/call.h"
#include "policy.h"
#include "scheduler.h"
#include "simulate/interpreter.h"
#include "simulate/machine.h"

/* What all guarded models have behind their table. */
typedef struct {
    ModelKind kind;
    const Model *table; /* the guarded one, in the registry */
    const Model *model; /* the plug-in's own table; of an isolated one what stands for it */
    char *culprit;      /* "scheduler mine (./mine.so)" */
    gboolean isolated;  /* it runs in a child process only */
} Guard;

typedef struct {
    Scheduler table;
    Guard guard;
    guint64 round;     /* of the last displacement */
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
const Model *guard_new(ModelKind kind, const Model *model, const char *path, gboolean isolated);

/* The guard of a MODEL of the registry, or NULL where it is built in. */
Guard *guard_of(ModelKind kind, const Model *model);

/* Ends the run of MACHINE: "scheduler mine (./mine.so) at 5ms: WHAT". The first fault counts. */
void guard_blame(const Guard *guard, Machine *machine, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Is it one of MACHINE's threads? Any pointer may be asked for. */
gboolean guard_is_thread(const Machine *machine, const Thread *thread);

/* A hook begins (call_end ends it). FALSE: it is not to be called, as there was a fault. */
gboolean guard_enter(const Guard *guard, Machine *machine, const char *hook, Call *call);

/* Fills PLAN in as POLICY, any of the registry, would have it. Else says why it cannot (g_free), and PLAN is
 * sequential. */
char *guard_plan(const Policy *policy, const PolicyInput *input, Plan *plan);

/* After a deadlock, and after an instant without an end: which plug-in's lock is to blame,
 * "lock mine (./mine.so): it woke nobody: ", or "". g_free. */
char *guard_deadlock(const Simulation *simulation);
char *guard_no_progress(const Simulation *simulation);

/* The table's hooks are guards around the model's (guard_scheduler.c, guard_lock.c). */
void guard_scheduler_hooks(GuardedScheduler *guarded);
/* Of these, the two that a run that replays does not need. */
void guard_scheduler_fair_hooks(GuardedScheduler *guarded);
void guard_lock_hooks(GuardedLock *guarded);
