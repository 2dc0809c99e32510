/* supervise - runs a function in a process of its own and sees to it that nothing of it is left.
 *
 * The process leads a group of its own. It, and all that it started, are gone when supervise() returns:
 * because it ended, was killed, took too long, or because the user pressed Ctrl-C. It dies with gilsim,
 * should that be killed. */
#pragma once

#include "simtime.h"

typedef enum {
    SUPERVISED_EXITED,      /* with the status that the function returned */
    SUPERVISED_KILLED,      /* by a signal that was not ours */
    SUPERVISED_LATE,        /* it was still there at the deadline */
    SUPERVISED_INTERRUPTED, /* Ctrl-C: see interrupt_pending() */
    SUPERVISED_NOT_STARTED, /* no process to be had: `number` is errno */
} SupervisedEnd;

typedef struct {
    SupervisedEnd end;
    gint number; /* exit status, signal or errno */
} Supervised;

/* Runs BODY(DATA) for at most LIMIT of elapsed time. Signals that end gilsim must be deferred
 * (interrupt.h). */
Supervised supervise(int (*body)(gpointer data), gpointer data, SimTime limit);

/* For a process that has just been forked: it is to die with the thread that forked it, whose process is
 * PARENT. */
void supervise_die_with(gint parent);
