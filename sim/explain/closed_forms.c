/* closed_forms - Amdahl's law, Graham's bound, M/M/c and machine repair, where a run is such a case. */
#include "explain/closed_forms.h"

#include "explain/queueing.h"
#include "report/measure.h"
#include "scenario/phases_steps.h"
#include "scenario/specs.h"

#define MANY_CORES 4096
#define MANY_SERVERS 1000000

typedef struct {
    __int128 serial, divided; /* work of groups of one task; of the others */
    gboolean is_chain;        /* each group comes after all of the one before it in the file */
    gboolean only_computes;   /* and uses no resources, which are phases of their own */
    gboolean arrives_at_once, has_nogil, has_affinity;
} Shape;

static gboolean comes_after(const Workload *workload, guint32 group)
{
    const Group *before = &workload->groups[group - 1];
    const GArray *after = workload->groups[group].after;

    for (guint i = 0; after && i < after->len; i++) {
        const After *one = &g_array_index(after, After, i);

        if (one->group == group - 1 && (!one->by_instance || before->n_tasks == 1))
            return TRUE;
    }
    return FALSE;
}

static void look_at_task(Shape *shape, const Workload *workload, const Task *task)
{
    for (guint32 j = 0; j < task->n_phases; j++) {
        const Phase *phase = &task->phases[j];

        if (!phase_on_core(phase->kind))
            shape->only_computes = FALSE;
        if (phase->kind == PHASE_NOGIL)
            shape->has_nogil = TRUE;
        *(workload->groups[task->group].n_tasks == 1 ? &shape->serial : &shape->divided) += phase_duration(phase);
    }
    if (task->arrival != 0)
        shape->arrives_at_once = FALSE;
}

static Shape shape_of(const Workload *workload)
{
    Shape shape = { .is_chain = workload->n_groups > 1, .only_computes = TRUE, .arrives_at_once = TRUE };

    for (guint32 i = 0; i < workload->n_tasks; i++)
        look_at_task(&shape, workload, &workload->tasks[i]);
    for (guint32 i = 0; i < workload->n_groups; i++) {
        if (i > 0 && !comes_after(workload, i))
            shape.is_chain = FALSE;
        if (workload->groups[i].affinity)
            shape.has_affinity = TRUE;
    }
    return shape;
}

static void add(GArray *laws, Law law)
{
    g_array_append_val(laws, law);
}

/* How many tasks can compute at once, WITHOUT_LOCK or not. */
static guint servers_of(const Run *run, gboolean without_lock)
{
    const guint64 workers = plan_n_workers(&run->plan, run->workload->n_tasks);
    const guint servers = (guint)MIN(workers, run->combination.cores);

    return run->recorder->n_locks > 0 && !without_lock ? MIN(servers, run->recorder->n_locks) : servers;
}

/* Speed-up over the work that was asked for: costs only make it less. */
static void add_amdahl(GArray *laws, const Run *run, const Figures *figures, const Shape *shape)
{
    const guint servers = servers_of(run, shape->has_nogil);
    const double work = (double)(shape->serial + shape->divided);
    /* compared as integers: servers x makespan >= servers x serial + divided */
    const gboolean holds =
        (__int128)figures->summary.makespan * servers >= shape->serial * servers + shape->divided;

    if (shape->is_chain && shape->only_computes && shape->arrives_at_once && work > 0)
        add(laws, (Law){ .name = "Amdahl's law",
                         .what = g_strdup("speed-up, at most 1 / (serial + divided / at once)"),
                         .kind = LAW_AT_MOST,
                         .unit = LAW_FACTOR,
                         .theory = work / ((double)shape->serial + (double)shape->divided / servers),
                         .simulated = work / (double)figures->summary.makespan,
                         .holds = holds });
}

/* Of a schedule that leaves no core idle while somebody could run, with no lock and no costs. */
static void add_graham(GArray *laws, const Run *run, const Figures *figures, const Shape *shape)
{
    const guint cores = run->combination.cores;
    const __int128 work = shape->serial + shape->divided;
    Plan free = run->plan;
    SimTime path;
    const gboolean is_greedy = run->plan.threads == THREADS_PER_TASK && run->recorder->n_locks == 0 &&
                               figures->summary.in_state[STATE_OVERHEAD] == 0;

    if (!is_greedy || !shape->only_computes || !shape->arrives_at_once || shape->has_affinity)
        return;
    free.locked = FALSE; /* there is none, whatever the plan allows for */
    path = figures_lower_bound(run->workload, &free, MANY_CORES);
    add(laws,
        (Law){ .name = "Graham's bound",
               .what = g_strdup("makespan, at most work / cores + (1 - 1 / cores) x longest path"),
               .kind = LAW_AT_MOST,
               .unit = LAW_TIME,
               .theory = ((double)work + (cores - 1.0) * (double)path) / cores,
               .simulated = (double)figures->summary.makespan,
               .holds = (__int128)figures->summary.makespan * cores <= work + (__int128)(cores - 1) * path });
}

/* ---- exponential times ---- */

static const TaskSpec *only_spec(const Run *run)
{
    const TaskSpecs *specs = run->scenario->specs;
    const TaskSpec *spec = specs->tasks->len == 1 ? &g_array_index(specs->tasks, TaskSpec, 0) : NULL;

    return spec && spec->phases && spec->period == 0 ? spec : NULL;
}

/* The mean of STEP where it is drawn from exp(MEAN); 0: it is not. */
static double exponential(const TaskSpec *spec, const Step *step)
{
    const Draw *draw = step->draws ? &g_array_index(spec->phases->draws, Draw, step->index) : NULL;

    return draw && draw->kind == DRAW_EXP ? draw->first : 0;
}

/* The same with the plan's factor, where it is computing under it. */
static double asked_mean(const Run *run, const TaskSpec *spec, const Step *step)
{
    return exponential(spec, step) *
           (step->kind == PHASE_COMPUTE || step->kind == PHASE_HOLD ? run->plan.factor : 1);
}

/* Who serves a phase of KIND; 0: not a queue for one crew. */
static guint servers_for(const Run *run, guint8 kind)
{
    const gboolean is_pool = run->plan.threads == THREADS_WORKERS;

    if (run->plan.queue == QUEUE_DEALT ||
        (is_pool && run->plan.n_interpreters > 1 && run->plan.n_workers > 1))
        return 0;
    if (kind == PHASE_WAIT)
        return is_pool ? (guint)plan_n_workers(&run->plan, run->workload->n_tasks) : MANY_SERVERS;
    return run->plan.threads == THREADS_LOOP ? 1 : servers_of(run, kind == PHASE_NOGIL);
}

/* How many can hold the resource INDEX; 0: not a queue for all, but one in each interpreter. */
static guint units_of(const Run *run, guint32 index)
{
    const Resource *resource = &run->workload->resources[index];

    return resource->per_process && run->plan.n_interpreters > 1 ? 0 : resource->capacity;
}

static void add_open(GArray *laws, const Run *run, const Figures *figures, const TaskSpec *spec)
{
    const GArray *steps = spec->phases->steps;
    const gboolean in_use = steps->len == 3 && g_array_index(steps, Step, 0).kind == PHASE_USE;
    const Step *step = steps->len == 1 || in_use ? &g_array_index(steps, Step, in_use ? 1 : 0) : NULL;
    const double service = step && step->kind <= PHASE_WAIT ? asked_mean(run, spec, step) : 0;
    guint servers = service > 0 ? servers_for(run, step->kind) : 0;
    g_autofree char *in_use_text = NULL;

    if (in_use)
        servers = MIN(servers, units_of(run, g_array_index(steps, Step, 0).index));
    if (spec->arrival.kind != ARRIVAL_POISSON || servers == 0 || servers == MANY_SERVERS ||
        service / spec->arrival.mean_gap >= servers)
        return;
    in_use_text = measure_percent((gint64)(1e6 * service / spec->arrival.mean_gap / servers));
    add(laws, (Law){ .name = "M/M/c",
                     .what = g_strdup_printf("mean turnaround, of %u server%s %s in use", servers,
                                             servers == 1 ? "" : "s", in_use_text),
                     .kind = LAW_ESTIMATE,
                     .unit = LAW_TIME,
                     .theory = queueing_open(1 / spec->arrival.mean_gap, service, servers),
                     .simulated = (double)figures->summary.mean_turnaround,
                     .holds = TRUE });
}

/* repeat K { wait exp(Z); compute exp(S) }, by tasks that are all there from the beginning. */
static void add_closed(GArray *laws, const Run *run, const Figures *figures, const TaskSpec *spec)
{
    const Step *steps = (const Step *)spec->phases->steps->data;
    const guint n = run->workload->n_tasks;
    const gboolean repeats = spec->phases->steps->len == 4 && steps[0].kind == STEP_REPEAT;
    const guint away = repeats && steps[1].kind == PHASE_WAIT ? 1 : 2;
    const Step *served = &steps[3 - away];
    double thinking, service;
    guint servers;

    if (!repeats || steps[away].kind != PHASE_WAIT || served->kind > PHASE_NOGIL ||
        !arrival_is_zero(&spec->arrival) || run->plan.threads == THREADS_WORKERS)
        return;
    thinking = exponential(spec, &steps[away]);
    service = asked_mean(run, spec, served);
    servers = servers_for(run, served->kind);
    if (thinking > 0 && service > 0 && servers > 0)
        add(laws, (Law){ .name = "machine repair",
                         .what = g_strdup_printf("mean cycle of %u tasks, %u served at once", n, servers),
                         .kind = LAW_ESTIMATE,
                         .unit = LAW_TIME,
                         .theory = queueing_closed(n, thinking, service, servers),
                         .simulated = (double)figures->summary.mean_turnaround / (double)steps[0].value,
                         .holds = TRUE });
}

void closed_forms_add(GArray *laws, const Run *run, const Figures *figures)
{
    const Shape shape = shape_of(run->workload);
    const TaskSpec *spec = only_spec(run);

    add_amdahl(laws, run, figures, &shape);
    add_graham(laws, run, figures, &shape);
    if (!spec)
        return;
    add_open(laws, run, figures, spec);
    add_closed(laws, run, figures, spec);
}
