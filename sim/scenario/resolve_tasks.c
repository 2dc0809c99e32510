/* resolve_tasks - what tasks say together: resources, phases, traces, who comes after whom, cores. */
#include <string.h>

#include "base/nearest.h"
#include "keys.h"
#include "reader.h"
#include "workload_limits.h"

static const Section *section_of(const Reader *reader, guint task)
{
    return g_ptr_array_index(reader->task_sections, task);
}

static TaskSpec *task_at(const Reader *reader, guint task)
{
    return &g_array_index(reader->scenario->specs->tasks, TaskSpec, task);
}

/* The names of the resources, each of which must have a capacity. NULL with ERROR set. */
static Names *resolve_resources(const Reader *reader, GError **error)
{
    GArray *resources = reader->scenario->specs->resources;
    g_autoptr(Names) names = names_new();

    for (guint i = 0; i < resources->len; i++) {
        const ResourceSpec *spec = &g_array_index(resources, ResourceSpec, i);
        if (spec->capacity == 0) {
            Place place =
                section_place(reader->document, document_find(reader->document, "resource", spec->name));
            place_error(&place, error, "[resource %s] has no capacity, expected capacity = 1 or more",
                        spec->name);
            return NULL;
        }
        names_add(names, spec->name);
    }
    return g_steal_pointer(&names);
}

static gboolean resolve_phases(Reader *reader, guint task, const Names *resources, GError **error)
{
    const Entry *entry = section_find(reader->document, section_of(reader, task), "phases");
    TaskSpec *spec = task_at(reader, task);
    Place place = section_place(reader->document, section_of(reader, task));
    g_autofree char *why = NULL;
    guint line = 0;

    if (!entry)
        return place_error(&place, error,
                           "[task %s] has no phases, expected one such as phases = compute 10ms", spec->name);
    place = entry_place(reader->document, entry);
    spec->phases = phases_parse(spec->phases_text, resources, &line, &why);
    g_clear_pointer(&spec->phases_text, g_free);
    place.line += line;
    if (!spec->phases)
        return place_error(&place, error, "%s", why);
    if (phases_count(spec->phases) == 0)
        return place_error(&place, error,
                           "phases that come to none, expected one such as phases = compute 10ms");
    return TRUE;
}

static gboolean fail_at_key(const Reader *reader, guint task, const char *key, GError **error,
                            const char *why)
{
    return reader_fail(reader, section_find(reader->document, section_of(reader, task), key), error, why);
}

static gboolean check_count(const Reader *reader, guint task, GError **error)
{
    TaskSpec *spec = task_at(reader, task);
    guint64 listed = arrival_count(&spec->arrival);
    gboolean given = section_find(reader->document, section_of(reader, task), "count") != NULL;
    g_autofree char *why = NULL;

    if (given && arrival_draws_count(&spec->arrival))
        return fail_at_key(reader, task, "count", error,
                           "the arrival sets the count (poisson ... for), expected one of the two");
    if (given && listed && listed != (guint64)spec->count) {
        why = g_strdup_printf("there are %" G_GUINT64_FORMAT " arrivals, expected as many instances", listed);
        return fail_at_key(reader, task, "count", error, why);
    }
    if (listed)
        spec->count = (gint64)listed;
    return TRUE;
}

static gboolean check_period(const Reader *reader, guint task, GError **error)
{
    TaskSpec *spec = task_at(reader, task);

    if (spec->period && spec->after_names)
        return fail_at_key(reader, task, "after", error,
                           "a task with a period is released by the clock, expected one of the two");
    if (spec->period && !spec->deadline)
        spec->deadline = spec->period;
    return TRUE;
}

static gboolean load_trace(const Reader *reader, guint task, GError **error)
{
    const Entry *entry = section_find(reader->document, section_of(reader, task), "file");
    Place place = section_place(reader->document, section_of(reader, task));
    TaskSpec *spec = task_at(reader, task);
    g_autofree char *path = NULL;

    if (!entry)
        return place_error(&place, error, "[trace] has no file, expected file = FILE.csv");
    path = reader_path(reader, entry, spec->trace_file);
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return fail_at_key(reader, task, "file", error, "there is no such file, expected a trace");
    spec->trace = trace_load(path, error);
    return spec->trace != NULL;
}

/* Enters the groups of a task or trace, which follow those of the specs before it. */
static gboolean add_groups(const Reader *reader, guint task, GError **error)
{
    Place place = section_place(reader->document, section_of(reader, task));
    Names *groups = reader->scenario->specs->groups;
    TaskSpec *spec = task_at(reader, task);
    guint n = spec->trace ? spec->trace->groups->len : 1;

    spec->group = groups->list->len;
    for (guint i = 0; i < n; i++) {
        const char *name = spec->trace ? g_array_index(spec->trace->groups, TraceGroup, i).name : spec->name;
        if (!names_add(groups, name))
            return place_error(&place, error, "the trace has a task '%s' too, expected different names",
                               name);
        g_array_append_val(reader->scenario->specs->task_of, task);
    }
    return TRUE;
}

static gboolean resolve_each(Reader *reader, GError **error)
{
    g_autoptr(Names) resources = resolve_resources(reader, error);
    guint n = reader->scenario->specs->tasks->len;

    for (guint i = 0; resources && i < n; i++) {
        gboolean good = task_at(reader, i)->name
                            ? resolve_phases(reader, i, resources, error) && check_count(reader, i, error) &&
                                  check_period(reader, i, error)
                            : load_trace(reader, i, error);
        if (!good || !add_groups(reader, i, error))
            return FALSE;
    }
    if (resources && n == 0)
        return place_error(&(Place){ reader->document->file, 0, NULL }, error,
                           "no tasks, expected a [task NAME] or a [trace]");
    return resources != NULL;
}

/* The lowest and the highest core of an affinity. */
static void core_range(const guint64 *affinity, gint64 *first, gint64 *last)
{
    *first = -1;
    for (gint64 core = 0; core < 64 * AFFINITY_WORDS; core++) {
        if (affinity[core / 64] >> (core % 64) & 1) {
            *first = *first < 0 ? core : *first;
            *last = core;
        }
    }
}

/* Every core named must be there on the largest machine asked for, and one of them on the smallest. */
static gboolean check_affinity(const Reader *reader, guint task, GError **error)
{
    const TaskSpec *spec = task_at(reader, task);
    const GArray *cores = reader->scenario->cores;
    gint64 least = G_MAXINT64, most = 0, first, last = 0;
    g_autofree char *why = NULL;

    if (!spec->affinity)
        return TRUE;
    core_range(spec->affinity, &first, &last);
    for (guint i = 0; i < cores->len; i++) {
        least = MIN(least, g_array_index(cores, gint64, i));
        most = MAX(most, g_array_index(cores, gint64, i));
    }
    if (last >= most)
        why = g_strdup_printf("there is no core %" G_GINT64_FORMAT ", expected 0 to %" G_GINT64_FORMAT, last,
                              most - 1);
    else if (first >= least)
        why = g_strdup_printf("with cores = %" G_GINT64_FORMAT
                              " there is none of these, expected one below %" G_GINT64_FORMAT,
                              least, least);
    return !why || fail_at_key(reader, task, "affinity", error, why);
}

/* The most instances that the group NAME can have; 0 where there is no such group. */
static gint64 most_instances(const Reader *reader, const char *name)
{
    const TaskSpecs *specs = reader->scenario->specs;
    gint group = names_find(specs->groups, name);
    const TaskSpec *spec = group < 0 ? NULL : task_at(reader, g_array_index(specs->task_of, guint32, group));

    if (!spec)
        return 0;
    if (spec->trace)
        return g_array_index(spec->trace->groups, TraceGroup, (guint32)group - spec->group).n_tasks;
    return arrival_draws_count(&spec->arrival) ? LIMIT_TASKS : spec->count;
}

/* A task a.0 and an instance a.0 of [task a] could not be told apart. */
static gboolean check_name(const Reader *reader, guint task, GError **error)
{
    const TaskSpec *spec = task_at(reader, task);
    Place place = section_place(reader->document, section_of(reader, task));
    gsize length;
    gint64 instance = spec->name ? names_instance(spec->name, strlen(spec->name), &length) : -1;
    g_autofree char *base = instance >= 0 ? g_strndup(spec->name, length) : NULL;
    gint64 n = base ? most_instances(reader, base) : 0;

    return n <= 1 || instance >= n ||
           place_error(&place, error, "'%s' is an instance of task '%s' too, expected another name",
                       spec->name, base);
}

gboolean reader_resolve_tasks(Reader *reader, GError **error)
{
    if (!resolve_each(reader, error))
        return FALSE;
    for (guint i = 0; i < reader->scenario->specs->tasks->len; i++) {
        if (!check_affinity(reader, i, error) || !check_name(reader, i, error))
            return FALSE;
    }
    return TRUE;
}
