/* python_process - runs one of the replay scripts in an interpreter, supervised, and keeps what it says. */
#pragma once

#include "supervise.h"

typedef struct {
    Supervised ended;
    char *output;    /* what it printed, or NULL where that was not asked for */
    char *complaint; /* the last line that it wrote to standard error, "" if none */
} PythonResult;

/* Runs SCRIPT ("main.py") of the folder replay in PROGRAM, on the N_CPUS CPUS (0: on all), for at most
 * LIMIT. BOARD is the file that it is told of, or -1: then its output is kept. */
PythonResult python_process_run(const char *program, const char *script, int board, const guint *cpus,
                                guint n_cpus, SimTime limit);
void python_result_clear(PythonResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PythonResult, python_result_clear)
