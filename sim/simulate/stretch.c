/* stretch - what a thread does on its core: stretches of work, of cost, and of switching to it. */
#include "interpreter.h"
#include "machine.h"

#define OWNER(timer, type, field) ((type *)((char *)(timer)-G_STRUCT_OFFSET(type, field)))

SimTime thread_ran(const Thread *thread)
{
    if (thread->where != THREAD_ON_CORE)
        return thread->ran;
    const Machine *machine = thread->interpreter->machine;
    const Core *core = &machine->cores[thread->core];
    return thread->ran + (core->stretch == STRETCH_WORK ? machine->engine.now - core->since : 0);
}

void machine_settle(Machine *machine, Core *core)
{
    Thread *thread = core->thread;
    SimTime elapsed = machine->engine.now - core->since;
    core->since = machine->engine.now;
    if (core->stretch == STRETCH_NONE || elapsed == 0)
        return;
    machine->recorder->on_core += elapsed;
    if (core->stretch == STRETCH_COST)
        thread->cost_left -= elapsed;
    if (core->stretch != STRETCH_WORK)
        return;
    thread->work_left -= elapsed;
    thread->asked_left = MAX(thread->asked_left - elapsed, 0);
    thread->ran += elapsed;
    if (thread->work == PHASE_COMPUTE)
        thread->computed += elapsed;
    if (!core->unsliced && slice_has_end(thread->slice))
        thread->slice->left -= elapsed;
}

/* CORE is at what its thread was asked to compute, or not any more; the excess of a factor is not. */
static void computes(Machine *machine, Core *core, gboolean begins)
{
    if (core->computes != begins)
        recorder_parallel(machine->recorder, begins ? 1 : -1, machine->engine.now);
    core->computes = begins;
}

/* Ends the stretch of CORE's thread, here and now. */
void stretch_end(Machine *machine, Core *core)
{
    machine_settle(machine, core);
    if (core->stretch == STRETCH_WORK)
        machine->n_working--;
    computes(machine, core, FALSE);
    core->stretch = STRETCH_NONE;
    engine_cancel(&core->end);
    engine_cancel(&core->split);
}

static void begin_stretch(Machine *machine, Core *core, StretchKind kind, SimTime length)
{
    core->stretch = kind;
    core->since = machine->engine.now;
    engine_set(&machine->engine, &core->end, machine->engine.now + length, STEP_WORK_END);
}

void stretch_pay(Machine *machine, Thread *thread, StretchKind kind, SimTime cost)
{
    Core *core = &machine->cores[thread->core];
    slice_pause(machine, core);
    begin_stretch(machine, core, kind, cost);
    machine_record(machine, thread, STATE_OVERHEAD);
}

gboolean machine_pay(Machine *machine, Thread *thread, SimTime cost)
{
    thread->cost_left += cost;
    if (thread->cost_left == 0)
        return FALSE;
    stretch_pay(machine, thread, STRETCH_COST, thread->cost_left);
    return TRUE;
}

/* THREAD is on its core, and what that costs is paid. */
void stretch_go_on(Machine *machine, Thread *thread)
{
    if (!machine_pay(machine, thread, 0))
        machine->programs[thread->role](thread);
}

void stretch_ended(Timer *timer, Engine *engine)
{
    Core *core = OWNER(timer, Core, end);
    Machine *machine = engine->machine;
    Thread *thread = core->thread;
    StretchKind kind = core->stretch;
    stretch_end(machine, core);
    if (kind == STRETCH_WORK) {
        thread->worked = thread->work;
        thread->work = WORK_NONE;
    }
    machine_touch(machine, thread->run_queue);
    stretch_go_on(machine, thread);
}

/* The asked part of a stretch with a factor is over: the rest is its excess. */
void stretch_asked_part_ended(Timer *timer, Engine *engine)
{
    Core *core = OWNER(timer, Core, split);
    computes(engine->machine, core, FALSE);
    machine_record(engine->machine, core->thread, STATE_OVERHEAD);
}

/* With so many BUSY_CORES. */
static double factor_on(const Machine *machine, PhaseKind kind, guint busy_cores)
{
    if (kind != PHASE_COMPUTE && kind != PHASE_HOLD)
        return 1;
    const GArray *tax = machine->costs->parallel_tax;
    if (tax == NULL || tax->len == 0)
        return machine->factor;
    return machine->factor * g_array_index(tax, double, MIN(busy_cores, tax->len) - 1);
}

double machine_factor(const Machine *machine, const Thread *thread)
{
    return factor_on(machine, thread->work, thread->busy_cores);
}

void machine_begin_work(Machine *machine, Thread *thread, PhaseKind kind, SimTime asked)
{
    thread->work = (guint8)kind;
    thread->asked_left = asked;
    thread->busy_cores = (guint16)(machine->n_working + 1);
    double factor = machine_factor(machine, thread);
    thread->work_left = factor == 1 ? asked : simtime_scale(asked, factor);
    machine_continue_work(machine, thread);
}

void machine_continue_work(Machine *machine, Thread *thread)
{
    Core *core = &machine->cores[thread->core];
    guint busy_cores = machine->n_working + 1;
    if (busy_cores != thread->busy_cores) {
        double before = machine_factor(machine, thread), factor = factor_on(machine, thread->work, busy_cores);
        thread->busy_cores = (guint16)busy_cores;
        if (factor != before) {
            thread->work_left = simtime_rescale(thread->work_left, factor, before);
            thread->asked_left = MIN(thread->asked_left, thread->work_left);
        }
    }
    begin_stretch(machine, core, STRETCH_WORK, thread->work_left);
    machine->n_working++;
    computes(machine, core, TRUE);
    if (thread->asked_left < thread->work_left)
        engine_set(&machine->engine, &core->split, machine->engine.now + thread->asked_left, STEP_WORK_END);
    machine_record(machine, thread, STATE_COMPUTE);
    slice_run(machine, core);
}

void machine_interrupt(Machine *machine, Thread *thread)
{
    Core *core = &machine->cores[thread->core];
    stretch_end(machine, core);
    slice_pause(machine, core);
}
