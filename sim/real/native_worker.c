/* native_worker - a thread that takes one task at a time and blocks while the task waits.
 *
 * Also the thread of a single task, and a worker of an event loop's executor. */
#include <sched.h>

#include "native.h"

static void sleep_until_woken(sem_t *wake)
{
    while (sem_wait(wake) != 0)
        continue;
}

static void wait_for(Carrier *carrier, SimTime duration)
{
    const Native *native = carrier->native;
    const SimTime begun = native_now(native);

    native_begin_phase(carrier, begun);
    carrier_note(carrier, JOURNAL_STATE, STATE_WAIT, begun);
    clock_sleep_until(native->control->origin + begun + duration);
    carrier_note(carrier, JOURNAL_COULD, JOURNAL_ABLE, begun + duration);
}

static void yield(Carrier *carrier)
{
    const SimTime now = native_now(carrier->native);

    native_begin_phase(carrier, now);
    sched_yield();
    carrier_note(carrier, JOURNAL_COULD, JOURNAL_ABLE, now);
}

/* The next phase, a wait, yield or nogil, from dropping the lock to taking it again. */
static void block(Carrier *carrier)
{
    const Phase *phase = native_next_phase(carrier);

    carrier_drop_lock(carrier, REAL_DROP_BLOCKS);
    if (phase->kind == PHASE_WAIT) {
        wait_for(carrier, phase_duration(phase));
    } else if (phase->kind == PHASE_YIELD) {
        yield(carrier);
    } else {
        native_begin_phase(carrier, native_now(carrier->native));
        carrier_works(carrier, PHASE_NOGIL, phase_duration(phase));
    }
    carrier_take_lock(carrier);
}

static void queue_for_unit(Carrier *carrier)
{
    NativeTask *run = &carrier->native->tasks[carrier->task];

    carrier_drop_lock(carrier, REAL_DROP_SLEEPS);
    sleep_until_woken(&run->wake);
    carrier_note(carrier, run->due_kind, JOURNAL_ABLE, run->due);
    carrier_take_lock(carrier);
}

/* Carries the task in hand as far as it goes here; lock held. */
static void carry_out(Carrier *carrier)
{
    for (;;)
        switch (native_go_on(carrier)) {
        case NATIVE_BLOCKS:
            block(carrier);
            break;
        case NATIVE_QUEUES:
            queue_for_unit(carrier);
            break;
        case NATIVE_COMES_BACK:
        case NATIVE_ENDS:
            return;
        case NATIVE_OFFLOADS:
            g_assert_not_reached();
        }
}

/* TASK is this thread's SINCE then. */
static void begin(Carrier *carrier, guint32 task, SimTime since)
{
    if (carrier->across) { /* whichever comes: workers that were woken together need not read in that order */
        carrier_take_lock(carrier);
        task = native_receive(carrier, &carrier->native->pipes[0]);
    } else {
        carrier_adopts(carrier, task);
        carrier_note(carrier, JOURNAL_STATE, JOURNAL_ABLE, since);
        carrier_take_lock(carrier);
    }
    carrier->native->tasks[task].away = carrier->offload;
}

/* The task in hand is done here. */
static void end(Carrier *carrier)
{
    Native *native = carrier->native;
    const guint32 task = carrier->task;
    NativeTask *run = &native->tasks[task];

    carrier->task = NO_TASK;
    run->away = FALSE;
    if (carrier->across) {
        native_send_back(carrier, task);
    } else if (carrier->offload) {
        run->due = native_now(native);
        run->due_kind = JOURNAL_STATE;
        native_loop_due(native_loop_at(native, (guint)run->loop), task);
    } else {
        native_finished(carrier, task, native_now(native));
    }
    carrier->track = NO_TASK;
}

void native_worker_run(gpointer data)
{
    Carrier *carrier = data;

    for (;;) {
        guint32 task = native_crew_next(carrier->crew, carrier->slot);
        SimTime since = native_now(carrier->native);

        if (task == NO_TASK) {
            carrier_drop_lock(carrier, REAL_DROP_SLEEPS);
            task = native_crew_wait(carrier->crew, carrier->slot);
            since = carrier->crew->slots[carrier->slot].since;
        }
        if (task == NO_TASK)
            break;
        begin(carrier, task, since);
        carry_out(carrier);
        end(carrier);
    }
}

void native_single_run(gpointer data)
{
    Carrier *carrier = data;
    const guint32 task = carrier->slot;
    const SimTime exists = native_now(carrier->native);
    NativeTask *run = &carrier->native->tasks[task];

    sleep_until_woken(&run->wake);
    begin(carrier, task, MAX(run->due, exists));
    carry_out(carrier);
    end(carrier);
    carrier_drop_lock(carrier, REAL_DROP_SLEEPS);
}
