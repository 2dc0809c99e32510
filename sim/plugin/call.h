/* call - which hook of which plug-in is running now, so that what goes wrong in it has a name.
 *
 * While a hook runs, a crash, an abort, an endless loop and an exit are the plug-in's: one line on standard
 * error says so, and the program ends with status 1. In a sandbox nothing is said: the parent knows. */
#pragma once

#include <glib.h>

/* From now on crashes, endless loops and exits within hooks are told. To be called before a plug-in is
 * opened. */
void call_watch(void);
/* The same where nobody listens: only the signals' default actions. */
void call_unwatch(void);

/* CULPRIT ("scheduler mine (./mine.so)") and HOOK must last until the hook is over; nested calls are fine. */
typedef struct Call Call;
struct Call {
    const char *culprit, *hook;
    gint64 time; /* simulated, in nanoseconds; -1: not in a run */
    const Call *outer;
};
void call_begin(Call *call);
void call_end(const Call *call);
