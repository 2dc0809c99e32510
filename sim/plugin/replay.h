/* replay - tables of hooks that answer what an isolated plug-in answered in its child. */
#pragma once

#include "plugin/guard.h"
#include "plugin/tap.h"

/* Gives SCHEDULER or LOCK the hooks whose bits are set in HOOKS (1 << DECISION_PICK_NEXT, ...). */
void replay_scheduler_hooks(Scheduler *scheduler, guint32 hooks);
void replay_lock_hooks(LockModel *lock, guint32 hooks);

/* The bits of the hooks that a model has. */
guint32 replay_hooks_of(ModelKind kind, const Model *model);
