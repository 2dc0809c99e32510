/* python_stretches - who computed when, in each interpreter, and so what others waited for.
 *
 * A thread of CPython cannot see what it waits for; what the others did meanwhile tells. */
#pragma once

#include "python_board.h"

typedef struct {
    SimTime begin, end; /* of clock_now() */
    guint32 task;
    gint32 interpreter, thread, cpu;
    gboolean locked; /* it held the lock */
} PythonStretch;

typedef struct {
    GArray *all;     /* of PythonStretch, by interpreter, then begin */
    PythonGap *gaps; /* by phase, then begin */
    gsize n_gaps;
    gboolean has_locks;
} PythonStretches;

void python_stretches_init(PythonStretches *stretches, const PythonBoard *board, const Run *run);
void python_stretches_clear(PythonStretches *stretches);

/* The gaps of PHASE, *N of them. */
const PythonGap *python_stretches_gaps(const PythonStretches *stretches, guint64 phase, gsize *n);

/* Where the end of a phase's last stretch was, which may be before the phase's: it was off its core
 * for the rest. */
SimTime python_stretches_last_end(const PythonPhase *phase, const PythonGap *gaps, gsize n);

/* Up to when, from FROM and before TO, another thread than THREAD held INTERPRETER's lock; FROM if
 * none did. */
SimTime python_stretches_lock_held(const PythonStretches *stretches, gint32 interpreter, gint32 thread,
                                   SimTime from, SimTime to);
/* Up to when THREAD was busy with another task than TASK. */
SimTime python_stretches_busy(const PythonStretches *stretches, gint32 interpreter, gint32 thread,
                              guint32 task, SimTime from, SimTime to);

/* Adds what RECORDER keeps of locks and cores. */
void python_stretches_add_up(const PythonStretches *stretches, Recorder *recorder);
