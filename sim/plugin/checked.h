/* checked - what a plug-in's hooks may do to queues and locks: the functions of scheduler.h and lock.h,
 * checked.
 *
 * scheduler.h and lock.h include this for plug-ins, which call these in place of the ones they name. */
#pragma once

#include "lock.h"
#include "scheduler.h"

void checked_runqueue_to_tail(RunQueue *queue, Thread *thread);
void checked_runqueue_to_head(RunQueue *queue, Thread *thread);
void checked_runqueue_before_round(RunQueue *queue, Thread *thread);
void checked_runqueue_resort(RunQueue *queue);
Thread *checked_runqueue_first_eligible(RunQueue *queue, gint64 virtual_time);
void checked_lock_sleep(Lock *lock, Thread *thread, SimTime time_out);
void checked_lock_wake(Lock *lock, Thread *thread);
void checked_lock_hand_over(Lock *lock, Thread *thread, gboolean awake);
void checked_lock_end_switch(Lock *lock);
void checked_lock_look_now(Lock *lock);
void checked_lock_look_soon(Lock *lock);
void checked_lock_look_after(Lock *lock, SimTime time);
void checked_lock_turn_until(Lock *lock, SimTime time);
void checked_lock_turn_cancel(Lock *lock);
void checked_lock_charge(Lock *lock, Thread *holder, SimTime cost);
void checked_lock_lose(Lock *lock, Thread *holder);

#ifdef GILSIM_PLUGIN
#define runqueue_to_tail checked_runqueue_to_tail
#define runqueue_to_head checked_runqueue_to_head
#define runqueue_before_round checked_runqueue_before_round
#define runqueue_resort checked_runqueue_resort
#define runqueue_first_eligible checked_runqueue_first_eligible
#define lock_sleep checked_lock_sleep
#define lock_wake checked_lock_wake
#define lock_hand_over checked_lock_hand_over
#define lock_end_switch checked_lock_end_switch
#define lock_look_now checked_lock_look_now
#define lock_look_soon checked_lock_look_soon
#define lock_look_after checked_lock_look_after
#define lock_turn_until checked_lock_turn_until
#define lock_turn_cancel checked_lock_turn_cancel
#define lock_charge checked_lock_charge
#define lock_lose checked_lock_lose
#endif
