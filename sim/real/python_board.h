/* python_board - the table that executor and replay scripts share: the trace, and what became of it.
 *
 * A file without a name that both sides map: the executor writes what is asked, the scripts
 * (sim/replay/board.py knows the same rows) write when each phase began and ended. So what was noted is
 * there whatever becomes of the interpreter. */
#pragma once

#include "commands/executor.h"

typedef struct {
    gint64 plan_at, plan_length; /* JSON, for the scripts */
    /* by the scripts; times are clock_now()'s, 0: not yet */
    gint64 origin, started;
    gint64 on_core, switches, preemptions; /* of all threads and processes */
} PythonControl;

typedef struct {
    gint64 arrival;
    guint32 first_phase, n_phases, group, job;
    /* by the scripts; 0: not yet */
    gint64 taken, done; /* by a thread; by the time it was done there */
    gint32 interpreter, thread;
    gint64 finished;
    gint64 arrived; /* of one that comes after others */
} PythonTask;

typedef struct {
    gint64 duration;
    guint32 kind, resource; /* PhaseKind */
    /* by the scripts; 0: not yet */
    gint64 begin, end, on_core;
    gint32 interpreter, thread, cpu;
    gint32 waited; /* PHASE_USE: no unit was free */
} PythonPhase;

/* A thread that computes was off its core. */
typedef struct {
    guint32 phase;
    gint32 cpu;        /* that it was on afterwards */
    gint64 begin, end; /* 0: there was no such gap */
} PythonGap;

typedef struct {
    int file; /* descriptor; it is passed on to programs */
    guint8 *memory;
    gsize size;
    PythonControl *control;
    PythonTask *tasks;
    PythonPhase *phases;
    PythonGap *gaps;
    guint64 n_phases, n_gaps;
} PythonBoard;

/* Lays the run's trace and plan out. CPUS: this host's, for the machine's cores; COMPUTE_SPEED: of the
 * compute loop in turns a nanosecond, or 0: as the interpreter itself finds it. FALSE: no memory. */
gboolean python_board_open(PythonBoard *board, const Run *run, const guint *cpus, double compute_speed);
void python_board_close(PythonBoard *board);
