/* keys - the groups of a scenario file and the keys of each: one table, for the reader, --set and help. */
#include "keys.h"

#include <string.h>

#include "base/nearest.h"
#include "key_values.h"
#include "registry.h"

#define LARGEST_COUNT 10000000 /* 10^7 */

static const Option scenario_keys[] = {
    { .name = "title",
      .type = OPTION_TEXT,
      .offset = G_STRUCT_OFFSET(Scenario, title),
      .values = "text",
      .help = "heads the table (the file's name where not given)" },
    { .name = "seed",
      .type = OPTION_SEED,
      .offset = G_STRUCT_OFFSET(Scenario, seed),
      .fallback = "1",
      .help = "what all draws are made from" },
    { .name = "policies",
      .type = OPTION_NAMES,
      .offset = G_STRUCT_OFFSET(Scenario, policies),
      .values = "names, or all",
      .help = "to compare (where not given: sequential, async, threads, free-threaded, processes)" },
    { .name = "goal",
      .type = OPTION_TEXT,
      .offset = G_STRUCT_OFFSET(Scenario, goal.text),
      .values = "makespan, throughput, or mean|p50|p95|p99 turnaround|delay [of TASK]",
      .help = "what best means (makespan where every arrival is 0, else p95 turnaround)" },
    { .name = "target",
      .type = OPTION_DURATION,
      .offset = G_STRUCT_OFFSET(Scenario, target),
      .min = 1,
      .help = "that the goal's figure should stay within" },
    { .name = "horizon",
      .type = OPTION_DURATION,
      .offset = G_STRUCT_OFFSET(Scenario, horizon),
      .min = 1,
      .help = "for how long periodic tasks release jobs (one hyperperiod where not given)" },
    { .name = "draws",
      .type = OPTION_CHOICE,
      .offset = G_STRUCT_OFFSET(Scenario, draws_ostep),
      .fallback = "normal",
      .choices = "normal|ostep",
      .help = "ostep: one stream of CPython's random.Random(seed)" },
    { .name = NULL },
};

static const Option machine_keys[] = {
    { .name = "cores",
      .type = OPTION_SPECIAL,
      .offset = G_STRUCT_OFFSET(Scenario, cores),
      .fallback = "4",
      .values = "1 to 4096, or host; or a list of them",
      .help = "run makes a row of each",
      .read = cores_read,
      .clear = cores_clear },
    { .name = "scheduler",
      .type = OPTION_NAMES,
      .offset = G_STRUCT_OFFSET(Scenario, schedulers),
      .fallback = "eevdf",
      .values = "names",
      .help = "which ready thread runs next; run makes a row of each" },
    { .name = "slice",
      .type = OPTION_DURATION,
      .offset = G_STRUCT_OFFSET(Scenario, slice),
      .min = 1,
      .alias = "quantum",
      .help = "how long a thread may run on (the scheduler's own, or 3ms)" },
    { .name = "balance",
      .type = OPTION_DURATION,
      .offset = G_STRUCT_OFFSET(Scenario, balance),
      .min = 1,
      .help = "how often queues of cores are evened out (4 x slice; 32ms where moves cost)" },
    { .name = "queues",
      .type = OPTION_CHOICE,
      .offset = G_STRUCT_OFFSET(Scenario, queues),
      .choices = "|global|per-core",
      .help = "one queue, or one a core (the scheduler's own)" },
    { .name = "profile",
      .type = OPTION_TEXT,
      .offset = G_STRUCT_OFFSET(Scenario, profile),
      .fallback = "linux",
      .values = "ideal, linux, host or a file",
      .help = "what each move costs" },
    { .name = "costs",
      .type = OPTION_CHOICE,
      .offset = G_STRUCT_OFFSET(Scenario, costs_native),
      .fallback = "python",
      .choices = "python|native",
      .help = "which figures of the profile" },
    { .name = NULL },
};

static const Option lock_keys[] = {
    { .name = "name",
      .type = OPTION_NAMES,
      .offset = G_STRUCT_OFFSET(Scenario, locks),
      .fallback = "cpython3",
      .values = "names",
      .help = "the lock where a policy has one; run makes a row of each" },
    { .name = "interval",
      .type = OPTION_DURATION,
      .offset = G_STRUCT_OFFSET(Scenario, interval),
      .fallback = "5ms",
      .min = 1000,
      .help = "a waiter's patience; sys.setswitchinterval" },
    { .name = NULL },
};

static const Option resource_keys[] = {
    { .name = "capacity",
      .type = OPTION_INTEGER,
      .offset = G_STRUCT_OFFSET(ResourceSpec, capacity),
      .min = 1,
      .max = G_MAXINT32,
      .values = "1 or more",
      .help = "units; has to be given" },
    { .name = "scope",
      .type = OPTION_CHOICE,
      .offset = G_STRUCT_OFFSET(ResourceSpec, scope),
      .fallback = "host",
      .choices = "host|process",
      .help = "one for all, or one in each interpreter" },
    { .name = NULL },
};

/* Keys that [task NAME] and [trace] share. */
#define PAYLOAD                                                                                              \
    {                                                                                                        \
        .name = "payload", .type = OPTION_SPECIAL, .offset = G_STRUCT_OFFSET(TaskSpec, payload),             \
        .fallback = "0", .values = "a size such as 64KiB (B, KiB, MiB, GiB)",                                \
        .help = "sent to a process and back", .read = payload_read                                           \
    }
#define NICE                                                                                                 \
    {                                                                                                        \
        .name = "nice", .type = OPTION_INTEGER, .offset = G_STRUCT_OFFSET(TaskSpec, nice), .fallback = "0",  \
        .min = -20, .max = 19, .help = "weight for eevdf and cfs: lower is more"                             \
    }
#define PRIORITY                                                                                             \
    {                                                                                                        \
        .name = "priority", .type = OPTION_INTEGER, .offset = G_STRUCT_OFFSET(TaskSpec, priority),           \
        .fallback = "0", .max = G_MAXINT32, .help = "lower is more urgent"                                   \
    }
#define TICKETS                                                                                              \
    {                                                                                                        \
        .name = "tickets", .type = OPTION_INTEGER, .offset = G_STRUCT_OFFSET(TaskSpec, tickets),             \
        .fallback = "100", .min = 1, .max = 1000000, .help = "share for lottery and stride"                  \
    }

static const Option task_keys[] = {
    { .name = "count",
      .type = OPTION_INTEGER,
      .offset = G_STRUCT_OFFSET(TaskSpec, count),
      .fallback = "1",
      .min = 1,
      .max = LARGEST_COUNT,
      .help = "instances: NAME.0, NAME.1, ..." },
    { .name = "arrival",
      .type = OPTION_SPECIAL,
      .offset = G_STRUCT_OFFSET(TaskSpec, arrival),
      .fallback = "0",
      .values = "D, a list of D, every D, poisson N/s, poisson N/s for D",
      .help = "when each instance arrives",
      .read = arrival_read,
      .clear = arrival_clear },
    { .name = "phases",
      .type = OPTION_TEXT,
      .offset = G_STRUCT_OFFSET(TaskSpec, phases_text),
      .values = "phases, such as compute 1ms; wait 10ms",
      .help = "what it does; has to be given" },
    PAYLOAD,
    { .name = "after",
      .type = OPTION_NAMES,
      .offset = G_STRUCT_OFFSET(TaskSpec, after_names),
      .values = "names of tasks",
      .help = "arrives when those have finished" },
    NICE,
    PRIORITY,
    TICKETS,
    { .name = "affinity",
      .type = OPTION_SPECIAL,
      .offset = G_STRUCT_OFFSET(TaskSpec, affinity),
      .values = "cores such as 0,1 or 0-3",
      .help = "cores it may run on (all where not given)",
      .read = affinity_read,
      .clear = affinity_clear },
    { .name = "period",
      .type = OPTION_DURATION,
      .offset = G_STRUCT_OFFSET(TaskSpec, period),
      .min = 1,
      .help = "releases a job so often: NAME#0, NAME#1, ..." },
    { .name = "deadline",
      .type = OPTION_DURATION,
      .offset = G_STRUCT_OFFSET(TaskSpec, deadline),
      .min = 1,
      .help = "from release (the period where not given)" },
    { .name = "body",
      .type = OPTION_CHOICE,
      .offset = G_STRUCT_OFFSET(TaskSpec, body),
      .fallback = "work",
      .choices = "work|cache-line|memory",
      .help = "of native runs, see below: what its time on a core consists of" },
    { .name = NULL },
};

static const Option trace_keys[] = {
    { .name = "file",
      .type = OPTION_TEXT,
      .offset = G_STRUCT_OFFSET(TaskSpec, trace_file),
      .values = "a CSV file",
      .help = "tasks from a file, see below; has to be given" },
    PAYLOAD,
    NICE,
    PRIORITY,
    TICKETS,
    { .name = NULL },
};

static const Option real_keys[] = {
    { .name = "scale",
      .type = OPTION_SPECIAL,
      .offset = G_STRUCT_OFFSET(Scenario, scale),
      .fallback = "1",
      .values = "a fraction above 0, up to 1, such as 0.001 or 1/1000",
      .help = "of the time that real runs take",
      .read = scale_read },
    { .name = NULL },
};

const SectionWord section_words[N_SECTION_KINDS] = {
    [SECTION_SCENARIO] = { .name = "scenario", .help = "the question", .keys = scenario_keys },
    [SECTION_LET] = { .name = "let", .help = "names for values: $name or ${name} stands for one" },
    [SECTION_MACHINE] = { .name = "machine",
                          .help = "cores, scheduler and costs",
                          .keys = machine_keys,
                          .costs = costs_options },
    [SECTION_SCHEDULER] = { .name = "scheduler",
                            .named = "NAME",
                            .help = "options of one scheduler",
                            .of_model = TRUE,
                            .model = MODEL_SCHEDULER },
    [SECTION_LOCK] = { .name = "lock", .help = "the lock of each interpreter", .keys = lock_keys },
    [SECTION_RESOURCE] = { .name = "resource",
                           .named = "NAME",
                           .help = "something limited that tasks hold",
                           .keys = resource_keys },
    [SECTION_POLICY] = { .name = "policy",
                         .named = "NAME",
                         .help = "options of one policy",
                         .of_model = TRUE,
                         .model = MODEL_POLICY },
    [SECTION_TASK] = { .name = "task", .named = "NAME", .help = "tasks that are alike", .keys = task_keys },
    [SECTION_TRACE] = { .name = "trace", .help = "tasks from a file", .keys = trace_keys },
    [SECTION_REAL] = { .name = "real", .help = "for runs on this host", .keys = real_keys },
};

SectionKind section_kind_find(const char *name)
{
    SectionKind kind = 0;

    while (kind < N_SECTION_KINDS && strcmp(section_words[kind].name, name) != 0)
        kind++;
    return kind;
}

/* The first table of [KIND NAME], or NULL; a second one are the costs. */
static const Option *keys_of(SectionKind kind, const char *name)
{
    const SectionWord *word = &section_words[kind];
    const Model *model = word->of_model && name ? registry_find(word->model, name) : NULL;

    return model ? model->options : word->keys;
}

const Option *section_key(SectionKind kind, const char *name, const char *key)
{
    const Option *option = option_find(keys_of(kind, name), key);
    return option ? option : option_find(section_words[kind].costs, key);
}

Names *section_key_names(SectionKind kind, const char *name)
{
    const Option *const tables[] = { keys_of(kind, name), section_words[kind].costs };
    Names *names = names_new();

    for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
        for (const Option *option = tables[i]; option && option->name; option++) {
            names_add(names, option->name);
            if (option->alias)
                names_add(names, option->alias);
        }
    }
    return names;
}

char *section_complaint(const char *name)
{
    const char *names[N_SECTION_KINDS];

    for (SectionKind kind = 0; kind < N_SECTION_KINDS; kind++)
        names[kind] = section_words[kind].name;
    return nearest_complaint("group", name, names, N_SECTION_KINDS);
}
