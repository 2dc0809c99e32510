/* interpreter - what one lock belongs to: the main program, or a process or subinterpreter of its own. */
#pragma once

#include "lock.h"
#include "machine.h"

typedef struct Simulation Simulation;
typedef struct Loop Loop;
typedef struct Units Units;

struct Interpreter {
    guint32 index;
    gint32 shown; /* its number in the timeline: index, or -1 for a parent without tasks */
    Machine *machine;
    Simulation *simulation;
    Lock lock;
    Units *units;  /* a resource's, where its scope is the process; else NULL */
    Loop *loop;    /* or NULL */
};

/* Does THREAD hold its interpreter's lock? */
static inline gboolean interpreter_holds(const Thread *thread)
{
    const Lock *lock = &thread->interpreter->lock;
    return lock->holder == thread && lock->model != NULL;
}
