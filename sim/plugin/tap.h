/* tap - the decisions of an isolated plug-in: written by the child in which it runs, read by its parent.
 *
 * The child simulates the whole run, with the plug-in's own hooks. What these answer, and what they do to the
 * queues and locks, goes through a ring in shared memory, in order. The parent simulates the same run, asks
 * the ring where the child asked the plug-in, and does what was done there. Nothing else of the child is
 * taken: no time, no figure. Both come to the same hooks in the same order; if not, the plug-in has meddled
 * with the child's simulation. */
#pragma once

#include "simulate/machine.h"

typedef enum {
    /* answers of hooks: each ends a hook */
    DECISION_PICK_NEXT,
    DECISION_BEFORE,
    DECISION_SLICE,
    DECISION_PREEMPTS,
    DECISION_GIVES_WAY_BEFORE,
    DECISION_JOINED,
    DECISION_LEFT,
    DECISION_SLICE_ENDED,
    DECISION_BOOST_AT,
    DECISION_BOOST,
    DECISION_MAY_TAKE,
    DECISION_TAKEN,
    DECISION_WAITS,
    DECISION_TIMED_OUT,
    DECISION_DROPPED,
    DECISION_ASKED,
    DECISION_COMPUTES,
    DECISION_LOOKS,
    DECISION_PREEMPTED,
    DECISION_TURN_ENDED,
    N_ANSWERS,
    /* what a hook does before it ends */
    DECISION_TO_TAIL = N_ANSWERS,
    DECISION_TO_HEAD,
    DECISION_BEFORE_ROUND,
    DECISION_RESORT,
    DECISION_LOCK_SLEEP,
    DECISION_LOCK_WAKE,
    DECISION_LOCK_HAND_OVER,
    DECISION_LOCK_HAND_OVER_AWAKE,
    DECISION_LOCK_END_SWITCH,
    DECISION_LOCK_LOOK_NOW,
    DECISION_LOCK_LOOK_SOON,
    DECISION_LOCK_LOOK_AFTER,
    DECISION_LOCK_TURN_UNTIL,
    DECISION_LOCK_TURN_CANCEL,
    DECISION_LOCK_CHARGE,
    DECISION_LOCK_LOSE,
    DECISION_FAULT, /* the child's guard found one */
    N_DECISIONS
} DecisionKind;

typedef struct {
    guint32 kind;
    guint32 thread; /* its number in the simulation, or NO_THREAD */
    gint64 value;   /* what a hook answered, or a time */
} Decision;
#define NO_THREAD G_MAXUINT32
#define NOT_A_THREAD (G_MAXUINT32 - 1) /* it returned some other pointer */

typedef struct Tap Tap;

/* Of one run: to be made before the child is. */
Tap *tap_new(void);
void tap_free(Tap *tap);

/* ---- in the child ---- */
void tap_begin_writing(Tap *tap);
/* Notes what a hook answered or did, or else the fault that was found in it. */
void tap_write(Machine *machine, DecisionKind kind, const Thread *thread, gint64 value);
/* What it tried and may not, "call socket", before it ends; the first is kept. Safe in a signal handler. */
void tap_say(Tap *tap, const char *words);

static inline void tap_answer(Machine *machine, DecisionKind kind, const Thread *thread, gint64 value)
{
    if (G_UNLIKELY(machine->tap != NULL))
        tap_write(machine, kind, thread, value);
}

/* Leaves BYTES for the parent; IS_ANSWER: what it was asked for, else a text that says why there is none. */
void tap_put(Tap *tap, gconstpointer bytes, gsize size, gboolean is_answer);

/* ---- in the parent ---- */
void tap_begin_reading(Tap *tap, int child); /* CHILD is its process id */
/* The next decision. FALSE: there is none; *WHY (g_free) tells what became of the child: "crashed in", the
 * hook to follow. */
gboolean tap_read(Tap *tap, Decision *decision, char **why);
/* The thread that DECISION names, or NULL; for a number that no thread has, a pointer that is none. */
Thread *tap_thread(const Machine *machine, const Decision *decision);
/* The fault of a DECISION_FAULT, as the child tells it. g_free. */
char *tap_fault(const Tap *tap);
/* The child is not needed any more. */
void tap_end_reading(Tap *tap);
/* Waits for the child's end: what HOOK was asked for. NULL with *WHY (g_free), its own text or what became of
 * it. */
GBytes *tap_get(Tap *tap, const char *hook, char **why);
