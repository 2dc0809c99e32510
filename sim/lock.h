/* lock - how to write a lock: who may compute?
 *
 * Fill in a table `LockModel` in a file of its own, named after it, every hook optional. One lock an
 * interpreter. gilsim does the steps that all locks share: a thread on a core asks for the lock and has it or
 * sleeps; the holder drops it around waits and nogil phases, at its end, and where it looks and should give
 * way. A model says who gets it:
 *
 *     may_take(lock, thread)           a thread on a core wants it: may it have it, now?
 *         taken(lock, thread)          yes: it is the holder
 *         timed_out(lock, thread)      no, and its time-out was over before anybody woke it
 *         waits(lock, thread)          no: call lock_sleep, with a time-out or without
 *     computes(lock)                   the holder computes: lock_look_soon, if there is something to notice?
 *         asked(lock)                  it looks: should it give way?
 *     dropped(lock, thread, why)       it let go: lock_wake one, or lock_hand_over to one, or nothing
 *
 * A thread that was woken asks again when it is on a core; another may have been quicker. A table without
 * hooks is a lock that wakes the one asleep longest and is never asked for. `gilsim plugin new lock NAME`
 * writes a file to start from. */
#pragma once

#include "costs.h"
#include "model.h"
#include "thread.h"

/* One interpreter's. */
typedef struct Lock {
    /* ---- to be read ---- */
    SimTime interval;    /* [lock] interval */
    Thread *holder;      /* or NULL */
    Thread *last_holder; /* the one before; the holder itself from `taken` on */
    SimTime held_since;
    Thread *head, *tail; /* asleep for it, longest first; thread->next */
    guint32 n_asleep;

    /* ---- the model's own, zero at first: to be used as it likes ---- */
    gboolean request;  /* the holder is to give way */
    Thread *requester; /* who asked for it */
    SimTime request_time;
    guint32 switches;  /* counts takes by another than the last holder */
    guint64 let_go;    /* the round in which the holder let go and took it again */
    SimTime let_go_at; /* what had been computed under the lock at the last tick */

    /* ---- gilsim's: models leave it alone ---- */
    const struct LockModel *model; /* NULL: no lock */
    Interpreter *interpreter;
    Machine *machine;
    SimTime computed;        /* by its holders, phases compute only, until it was last dropped */
    SimTime computed_before; /* by the holder, when it took it */
    Thread *switching;       /* dropped it on request and sleeps until another has taken it (forced switch) */
    guint64 computes_from;   /* the round from whose end on the holder computes, or lock.c's NOT_YET */
    Timer look;              /* when the holder, if it still computes, notices that it should give way */
    Timer turn;              /* lock_turn_until */
} Lock;

typedef enum {
    DROP_BLOCKS, /* around a wait, a nogil phase, a yield, a look of an event loop */
    DROP_SLEEPS, /* nothing to do, or a unit to wait for: never followed by a forced switch */
    DROP_ENDS,   /* the thread ends */
    DROP_ASKED,  /* it gives way because it was asked to */
} DropReason;

typedef struct LockModel {
    Model model;    /* name, summary, ...: model.h */
    gboolean locks; /* FALSE: always granted */

    /* May THREAD, which is on a core, have the lock now? Without it: when nobody holds it. */
    gboolean (*may_take)(Lock *lock, Thread *thread);
    /* THREAD has it; last_holder is still the one before. */
    void (*taken)(Lock *lock, Thread *thread);
    /* THREAD must wait: lock_sleep it. Without it: at the queue's tail, without a time-out. */
    void (*waits)(Lock *lock, Thread *thread);
    /* THREAD's sleep was over before it was woken, and the lock is still taken; `waits` follows. */
    void (*timed_out)(Lock *lock, Thread *thread);
    /* THREAD let go. TRUE: it sleeps until another has it (forced switch). Without it: wakes the one asleep
     * longest, FALSE. */
    gboolean (*dropped)(Lock *lock, Thread *thread, DropReason reason);
    /* Should the holder give way, now that it looks? Without it: it never does. */
    gboolean (*asked)(Lock *lock);
    /* The holder begins to compute or goes on. Without it: looks soon if `asked`. */
    void (*computes)(Lock *lock);
    /* The holder, computing, looks (step 4 of a round). Without it: it drops the lock if `asked`. */
    void (*looks)(Lock *lock, Thread *holder);
    /* The holder, able to run, lost its core. */
    void (*preempted)(Lock *lock, Thread *holder);
    /* The time of lock_turn_until has come. */
    void (*turn_ended)(Lock *lock);
} LockModel;

#define LOCK_REGISTER(name) MODEL_REGISTER(MODEL_LOCK, name)

/* What a hook may do. TIME_OUT may be SIMTIME_NEVER; timed sleeps are late by the profile's timer slack. */
void lock_sleep(Lock *lock, Thread *thread, SimTime time_out);
/* THREAD, asleep for the lock, is made ready; it will ask again. */
void lock_wake(Lock *lock, Thread *thread);
/* The lock, which nobody holds, is THREAD's at once, though it is asleep and may have no core yet. AWAKE: it
 * had not fallen asleep really: no wake latency. */
void lock_hand_over(Lock *lock, Thread *thread, gboolean awake);
void lock_end_switch(Lock *lock); /* the thread in a forced switch may go on */
/* The holder, if it computes, looks: in this step; when the profile's check_interval lets it; after TIME. */
void lock_look_now(Lock *lock);
void lock_look_soon(Lock *lock);
void lock_look_after(Lock *lock, SimTime time);
/* `turn_ended` is called at TIME, where requests and turns are noticed; an earlier setting is forgotten. */
void lock_turn_until(Lock *lock, SimTime time);
void lock_turn_cancel(Lock *lock);
/* The holder, computing, pays COST of core time and goes on; it has the lock no longer, nobody is woken. */
void lock_charge(Lock *lock, Thread *holder, SimTime cost);
void lock_lose(Lock *lock, Thread *holder);

/* What a hook may ask. */
SimTime lock_now(const Lock *lock);
guint64 lock_round(const Lock *lock); /* counts rounds of work at one instant, from 1, over the whole run */
SimTime lock_turn_end(const Lock *lock); /* SIMTIME_NEVER: no turn */
gboolean lock_asleep(const Lock *lock, const Thread *thread); /* in its queue */
gboolean lock_holder_computes(const Lock *lock);
SimTime lock_computed(const Lock *lock); /* under this lock so far, by whomever, phases compute only */
gboolean lock_look_is_past(const Lock *lock); /* step 4 of this round, in which it computed */
guint lock_cores(const Lock *lock); /* of the machine */
const Costs *lock_costs(const Lock *lock);
gboolean lock_chance(Lock *lock, double probability); /* drawn from the seed */
guint64 lock_random(Lock *lock, guint64 below);       /* 0 .. below - 1 */

#ifdef GILSIM_PLUGIN
#include "plugin/checked.h" /* the same functions for plug-ins, checked */
#endif
