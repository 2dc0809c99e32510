/* scenario_workload - draws the workload of a scenario: every task with its arrival and phases.
 *
 * All is counted before anything is expanded, so that what is too large is refused and not tried. */
#include "base/host.h"
#include "base/place.h"
#include "scenario.h"
#include "specs.h"
#include "workload_limits.h"

#define MOST_MEMORY (G_GUINT64_CONSTANT(8) << 30) /* bytes, for tasks and phases */
#define LITTLE_MEMORY (1 << 20) /* to ask the host takes longer than to draw so little */

typedef struct {
    const Scenario *scenario;
    guint64 seed;
    double scale;
    Mersenne *mersenne; /* draws = ostep, else NULL */
    Workload *workload;
    SimTime horizon; /* of periodic tasks, before scaling */
    guint64 n_tasks, n_phases, n_jobs, n_bytes;
    gboolean too_long; /* some phase is */
    __int128 locked, other; /* durations of compute and hold, and of the rest */
    SimTime last_arrival;
} Builder;

/* What is counted of a spec before it is expanded. */
typedef struct {
    const TaskSpec *spec;
    GArray *arrivals; /* of SimTime, an instance each; NULL: a trace */
    guint64 n_jobs;   /* of each instance; 1 where it is not periodic */
    guint64 n_bytes;  /* for its phases */
} Part;

static gboolean fail(const Builder *builder, const TaskSpec *spec, GError **error, const char *why)
{
    return place_error(&(Place){ builder->scenario->path, spec ? spec->line : 0, NULL }, error, "%s", why);
}

/* A stream for WHAT of the task NAME. */
static Stream stream_for(const Builder *builder, const char *what, const char *name)
{
    Stream stream = stream_new(builder->seed, what, name);

    stream.mersenne = builder->mersenne;
    return stream;
}

static gint64 greatest_common_divisor(gint64 a, gint64 b)
{
    while (b) {
        gint64 rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* The horizon that is given, or one hyperperiod: the least common multiple of all periods. */
static gboolean find_horizon(Builder *builder, GError **error)
{
    const GArray *tasks = builder->scenario->specs->tasks;
    gint64 hyperperiod = 1;

    for (guint i = 0; i < tasks->len && !builder->scenario->horizon; i++) {
        const TaskSpec *spec = &g_array_index(tasks, TaskSpec, i);
        if (spec->period == 0)
            continue;
        hyperperiod /= greatest_common_divisor(hyperperiod, spec->period);
        if (__builtin_mul_overflow(hyperperiod, spec->period, &hyperperiod) || hyperperiod > SIMTIME_MAX)
            return fail(builder, spec, error,
                        "the periods have no common multiple below 2^62 ns, expected a [scenario] horizon");
    }
    builder->horizon = builder->scenario->horizon ? builder->scenario->horizon : hyperperiod;
    return TRUE;
}

static gboolean count_phases(Builder *builder, Part *part, guint64 n_tasks, guint64 each, GError **error)
{
    guint64 n_phases;

    if (__builtin_mul_overflow(n_tasks, each, &n_phases) || n_phases > LIMIT_PHASES - builder->n_phases)
        return fail(builder, part->spec, error, "more than 2^31 phases in all tasks, expected fewer");
    builder->n_phases += n_phases;
    part->n_bytes = sizeof(Phase) * (phases_draw(part->spec->phases) ? n_phases : each);
    builder->n_bytes += part->n_bytes;
    return TRUE;
}

static gboolean count_jobs(Builder *builder, Part *part, GError **error)
{
    const TaskSpec *spec = part->spec;
    g_autofree char *why = NULL;

    part->n_jobs = 1;
    if (!spec->period)
        return TRUE;
    part->n_jobs = (guint64)((builder->horizon - 1) / spec->period) + 1;
    if (part->n_jobs <= LIMIT_JOBS)
        builder->n_jobs += part->n_jobs * part->arrivals->len;
    if (part->n_jobs <= LIMIT_JOBS && builder->n_jobs <= LIMIT_JOBS)
        return TRUE;
    why = g_strdup_printf("more than %d jobs of periodic tasks, expected a %s[scenario] horizon", LIMIT_JOBS,
                          builder->scenario->horizon ? "shorter " : "");
    return fail(builder, spec, error, why);
}

static gboolean count_task(Builder *builder, Part *part, GError **error)
{
    const TaskSpec *spec = part->spec;
    Stream stream = stream_for(builder, "arrival", spec->name);
    guint64 count = arrival_draws_count(&spec->arrival) ? LIMIT_TASKS + 1 : (guint64)spec->count;

    part->arrivals = g_array_new(FALSE, FALSE, sizeof(SimTime));
    if (!arrival_times(&spec->arrival, count, &stream, part->arrivals))
        return fail(builder, spec, error, "arrivals later than 2^62 ns (146 years), expected earlier ones");
    if (!count_jobs(builder, part, error))
        return FALSE;
    guint64 n_tasks = part->arrivals->len * part->n_jobs;
    builder->n_tasks += n_tasks;
    if (builder->n_tasks > LIMIT_TASKS)
        return fail(builder, spec, error, "more than 10,000,000 tasks, expected fewer");
    return count_phases(builder, part, n_tasks, phases_count(spec->phases), error);
}

static gboolean count_trace(Builder *builder, Part *part, GError **error)
{
    const Trace *trace = part->spec->trace;
    guint64 n_phases = 0;

    for (guint i = 0; i < trace->tasks->len; i++)
        n_phases += g_array_index(trace->tasks, Task, i).n_phases;
    builder->n_tasks += trace->tasks->len;
    builder->n_phases += n_phases;
    part->n_bytes = builder->scale == 1 ? 0 : n_phases * sizeof(Phase);
    builder->n_bytes += part->n_bytes;
    if (builder->n_tasks > LIMIT_TASKS)
        return fail(builder, part->spec, error, "more than 10,000,000 tasks, expected fewer");
    return builder->n_phases <= LIMIT_PHASES ||
           fail(builder, part->spec, error, "more than 2^31 phases in all tasks, expected fewer");
}

/* The only task of the file, or NULL. */
static const TaskSpec *only_spec(const Builder *builder)
{
    const GArray *tasks = builder->scenario->specs->tasks;

    return tasks->len == 1 ? &g_array_index(tasks, TaskSpec, 0) : NULL;
}

/* The task that alone needs more than MOST bytes; or the only one, or NULL. */
static const TaskSpec *large_spec(const Builder *builder, const Part *parts, guint64 most)
{
    for (guint i = 0; i < builder->scenario->specs->tasks->len; i++)
        if (parts[i].n_bytes > most)
            return parts[i].spec;
    return only_spec(builder);
}

/* Half of the memory that is free is left for what is computed from the workload. */
static gboolean check_memory(Builder *builder, const Part *parts, GError **error)
{
    g_autofree char *why = NULL;
    guint64 most;

    builder->n_bytes += builder->n_tasks * sizeof(Task);
    if (builder->n_tasks == 0)
        return fail(builder, only_spec(builder), error, "no task arrives, expected at least one");
    if (builder->n_bytes <= LITTLE_MEMORY)
        return TRUE;
    most = MIN(host_memory() / 2, MOST_MEMORY);
    if (builder->n_bytes <= most)
        return TRUE;
    why =
        g_strdup_printf("%" G_GUINT64_FORMAT " phases of %" G_GUINT64_FORMAT " task%s need %" G_GUINT64_FORMAT
                        " MiB of memory, and %" G_GUINT64_FORMAT " MiB may be used; expected fewer",
                        builder->n_phases, builder->n_tasks, builder->n_tasks == 1 ? "" : "s",
                        builder->n_bytes >> 20, most >> 20);
    return fail(builder, large_spec(builder, parts, most), error, why);
}

static Phase *new_block(Builder *builder, guint64 n_phases)
{
    Phase *block = g_new(Phase, n_phases);

    g_ptr_array_add(builder->workload->blocks, g_bytes_new_take(block, n_phases * sizeof(Phase)));
    return block;
}

/* Adds what N_TIMES tasks with these phases ask for. */
static void add_durations(Builder *builder, const Phase *phases, guint64 n_phases, guint64 n_times)
{
    __int128 locked = 0, other = 0;

    for (guint64 i = 0; i < n_phases; i++) {
        builder->too_long |= phase_duration(&phases[i]) == PHASE_LONGEST;
        *(phases[i].kind == PHASE_COMPUTE || phases[i].kind == PHASE_HOLD ? &locked : &other) +=
            phase_duration(&phases[i]);
    }
    builder->locked += locked * (gint64)n_times;
    builder->other += other * (gint64)n_times;
}

/* The stream of a job: that of its instance where it is not periodic. */
static Stream job_stream(const Stream *group, const Part *part, const Task *task)
{
    Stream instance = stream_part(group, task->instance);
    return part->spec->period ? stream_part(&instance, (G_GUINT64_CONSTANT(1) << 32) + task->job) : instance;
}

static void expand_phases(Builder *builder, const Part *part, Task *tasks, guint64 n_tasks)
{
    const Phases *phases = part->spec->phases;
    Stream stream = stream_for(builder, "task", part->spec->name);
    guint64 each = phases_count(phases);
    gboolean shared = !phases_draw(phases);
    Phase *block = new_block(builder, shared ? each : each * n_tasks);

    for (guint64 i = 0; i < n_tasks; i++) {
        tasks[i].phases = block;
        tasks[i].n_phases = (guint32)each;
        if (shared && i > 0)
            continue;
        Stream own = job_stream(&stream, part, &tasks[i]);
        phases_expand(phases, &own, builder->scale, block);
        add_durations(builder, block, each, shared ? n_tasks : 1);
        block += shared ? 0 : each;
    }
}

static SimTime arrive(Builder *builder, SimTime arrival)
{
    SimTime scaled = phases_scaled(arrival, builder->scale);

    builder->last_arrival = MAX(builder->last_arrival, scaled);
    return scaled;
}

static void copy_attributes(Group *group, const TaskSpec *spec, double scale)
{
    group->payload = spec->payload;
    group->nice = (gint)spec->nice;
    group->body = spec->body;
    group->priority = spec->priority;
    group->tickets = spec->tickets;
    group->period = phases_scaled(spec->period, scale);
    group->deadline = phases_scaled(spec->deadline, scale);
    group->periodic = spec->period > 0;
    group->affinity = spec->affinity ? g_memdup2(spec->affinity, AFFINITY_WORDS * sizeof(guint64)) : NULL;
}

static void build_task(Builder *builder, const Part *part)
{
    Workload *workload = builder->workload;
    const TaskSpec *spec = part->spec;
    Group *group = &workload->groups[spec->group];
    SimTime period = phases_scaled(spec->period, builder->scale);
    Task *task = workload->tasks + workload->n_tasks;

    copy_attributes(group, spec, builder->scale);
    group->name = g_strdup(spec->name);
    group->first = workload->n_tasks;
    group->n_instances = part->arrivals->len;
    for (guint32 i = 0; i < group->n_instances; i++) {
        SimTime arrival = arrive(builder, g_array_index(part->arrivals, SimTime, i));
        for (guint32 k = 0; k < part->n_jobs; k++)
            *task++ =
                (Task){ .arrival = arrival + k * period, .group = spec->group, .instance = i, .job = k };
        builder->last_arrival = MAX(builder->last_arrival, arrival + (SimTime)(part->n_jobs - 1) * period);
    }
    group->n_tasks = (guint32)(task - workload->tasks) - group->first;
    workload->n_tasks += group->n_tasks;
    if (group->n_tasks)
        expand_phases(builder, part, workload->tasks + group->first, group->n_tasks);
}

/* The phases of a trace task, shared with the trace as they stand, or scaled. */
static const Phase *trace_phases(const Builder *builder, const Task *task, Phase *scaled)
{
    if (!scaled)
        return task->phases;
    for (guint32 i = 0; i < task->n_phases; i++) {
        const Phase *phase = &task->phases[i];
        scaled[i] = phase_new(phase->kind, phases_scaled(phase_duration(phase), builder->scale));
    }
    return scaled;
}

static void build_trace(Builder *builder, const Part *part)
{
    const Trace *trace = part->spec->trace;
    Workload *workload = builder->workload;
    Phase *scaled = NULL;

    for (guint i = 0; i < trace->groups->len; i++) {
        const TraceGroup *from = &g_array_index(trace->groups, TraceGroup, i);
        Group *group = &workload->groups[part->spec->group + i];
        copy_attributes(group, part->spec, builder->scale);
        group->name = g_strdup(from->name);
        group->first = workload->n_tasks + from->first;
        group->n_tasks = group->n_instances = from->n_tasks;
    }
    if (builder->scale == 1)
        g_ptr_array_add(workload->blocks, g_bytes_ref(trace->phases));
    else
        scaled = new_block(builder, g_bytes_get_size(trace->phases) / sizeof(Phase));
    for (guint i = 0; i < trace->tasks->len; i++) {
        Task task = g_array_index(trace->tasks, Task, i);
        task.arrival = arrive(builder, task.arrival);
        task.group += part->spec->group;
        task.phases = trace_phases(builder, &task, scaled);
        scaled = scaled ? scaled + task.n_phases : NULL;
        add_durations(builder, task.phases, task.n_phases, 1);
        workload->tasks[workload->n_tasks++] = task;
    }
}

/* Instance waits for instance where the counts are equal; a group with jobs is waited for as a whole. */
static void build_after(Builder *builder)
{
    const GArray *tasks = builder->scenario->specs->tasks;
    Workload *workload = builder->workload;

    for (guint i = 0; i < tasks->len; i++) {
        const TaskSpec *spec = &g_array_index(tasks, TaskSpec, i);
        Group *group = &workload->groups[spec->group];
        if (!spec->after)
            continue;
        group->after = g_array_new(FALSE, FALSE, sizeof(After));
        for (guint k = 0; k < spec->after->len; k++) {
            After after = { .group = g_array_index(spec->after, guint32, k) };
            const Group *before = &workload->groups[after.group];
            after.by_instance = before->n_instances == group->n_instances && !before->periodic;
            g_array_append_val(group->after, after);
        }
    }
}

static void build_resources(Builder *builder)
{
    const GArray *specs = builder->scenario->specs->resources;
    Workload *workload = builder->workload;

    workload->n_resources = specs->len;
    workload->resources = g_new0(Resource, specs->len);
    for (guint i = 0; i < specs->len; i++) {
        const ResourceSpec *spec = &g_array_index(specs, ResourceSpec, i);
        workload->resources[i] =
            (Resource){ g_strdup(spec->name), (guint32)spec->capacity, spec->scope == 1 };
    }
}

/* The largest factor that compute and hold can be multiplied with. */
static double largest_factor(const Costs *costs)
{
    double parallel = 1;

    for (guint i = 0; costs->parallel_tax && i < costs->parallel_tax->len; i++)
        parallel = MAX(parallel, g_array_index(costs->parallel_tax, double, i));
    return parallel * costs->free_threaded_tax;
}

/* Whatever happens one after the other, the end of it is a time. */
static gboolean check_sum(const Builder *builder, GError **error)
{
    double factor = largest_factor(&builder->scenario->costs);
    __int128 sum = builder->other + builder->last_arrival;
    double locked = (double)builder->locked * factor;

    if (builder->too_long)
        return fail(builder, only_spec(builder), error, "a phase longer than 2^59 ns (18 years), expected shorter ones");
    if (locked <= (double)SIMTIME_MAX)
        sum += factor == 1 ? builder->locked : (__int128)locked;
    if (locked <= (double)SIMTIME_MAX && sum <= SIMTIME_MAX)
        return TRUE;
    return fail(builder, only_spec(builder), error,
                "arrivals and durations come to more than 2^62 ns (146 years), expected less");
}

static gboolean count_all(Builder *builder, Part *parts, GError **error)
{
    const GArray *tasks = builder->scenario->specs->tasks;

    if (!find_horizon(builder, error))
        return FALSE;
    for (guint i = 0; i < tasks->len; i++) {
        parts[i].spec = &g_array_index(tasks, TaskSpec, i);
        if (!(parts[i].spec->trace ? count_trace : count_task)(builder, &parts[i], error))
            return FALSE;
    }
    return check_memory(builder, parts, error);
}

static gboolean build(Builder *builder, const Part *parts, guint n_parts, GError **error)
{
    Workload *workload = builder->workload;

    workload->n_phases = builder->n_phases;
    workload->n_groups = builder->scenario->specs->groups->list->len;
    workload->groups = g_new0(Group, workload->n_groups);
    workload->tasks = g_new(Task, builder->n_tasks);
    for (guint i = 0; i < n_parts; i++)
        (parts[i].spec->trace ? build_trace : build_task)(builder, &parts[i]);
    build_after(builder);
    build_resources(builder);
    return check_sum(builder, error);
}

static guint64 trace_bytes(const Builder *builder)
{
    guint64 n_bytes = 0;

    for (guint i = 0; i < builder->scenario->specs->tasks->len; i++) {
        const Trace *trace = g_array_index(builder->scenario->specs->tasks, TaskSpec, i).trace;

        n_bytes += trace ? g_bytes_get_size(trace->phases) + trace->tasks->len * sizeof(Task) : 0;
    }
    return n_bytes;
}

static void parts_free(Part *parts, guint n_parts)
{
    for (guint i = 0; i < n_parts; i++)
        g_clear_pointer(&parts[i].arrivals, g_array_unref);
    g_free(parts);
}

gboolean scenario_size(const Scenario *scenario, WorkloadSize *size, GError **error)
{
    const guint n_parts = scenario->specs->tasks->len;
    Part *parts = g_new0(Part, n_parts);
    Builder builder = { .scenario = scenario, .seed = scenario->seed, .scale = 1 };
    const gboolean good = count_all(&builder, parts, error);

    parts_free(parts, n_parts);
    *size = (WorkloadSize){ builder.n_tasks, builder.n_phases, builder.n_bytes + trace_bytes(&builder) };
    return good;
}

Workload *scenario_workload(const Scenario *scenario, guint64 seed, double scale, GError **error)
{
    const guint n_parts = scenario->specs->tasks->len;
    Part *parts = g_new0(Part, n_parts);
    g_autoptr(Mersenne) mersenne = scenario->draws_ostep ? mersenne_new(seed) : NULL;
    g_autoptr(Workload) workload = g_new0(Workload, 1);
    Builder builder = {
        .scenario = scenario, .seed = seed, .scale = scale, .mersenne = mersenne, .workload = workload
    };
    gboolean good;

    workload->blocks = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    good = count_all(&builder, parts, error) && build(&builder, parts, n_parts, error);
    parts_free(parts, n_parts);
    return good ? g_steal_pointer(&workload) : NULL;
}
