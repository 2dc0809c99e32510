/* trace - tasks from a CSV file: task,arrival_ns,kind,duration_ns, a row a phase.
 *
 * Rows are counted first, so that the phases take 16 bytes each and no more while they are read. */
#include "trace.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/names.h"
#include "base/nearest.h"
#include "base/place.h"
#include "workload_limits.h"

#define HEADER "task,arrival_ns,kind,duration_ns"
#define LONGEST_NAME 255

/* The kinds of a row, by PhaseKind. */
static const char *const kinds[] = {
    [PHASE_COMPUTE] = "compute", [PHASE_HOLD] = "hold",   [PHASE_NOGIL] = "nogil",
    [PHASE_WAIT] = "wait",       [PHASE_YIELD] = "yield",
};

typedef struct {
    const char *begin;
    gsize length;
} Field;

typedef enum { FIELD_TASK, FIELD_ARRIVAL, FIELD_KIND, FIELD_DURATION, N_FIELDS } FieldNumber;

typedef struct {
    Place place;
    Trace *trace;
    Phase *phases;
    guint64 n_phases;
    GStringChunk *texts; /* of the names seen */
    GHashTable *seen;    /* names of tasks */
    const char *last;    /* task of the row before, or NULL */
    gsize last_length;
    gboolean numbered; /* the last group began with NAME.0 */
} TraceReader;

static Task *last_task(const TraceReader *reader)
{
    return &g_array_index(reader->trace->tasks, Task, reader->trace->tasks->len - 1);
}

static gboolean wrong_field(const TraceReader *reader, const Field *field, const char *expected,
                            GError **error)
{
    g_autofree char *text = g_strndup(field->begin, MIN(field->length, 200));
    g_autofree char *quoted = nearest_quote(text);

    return place_error(&reader->place, error, "'%s' stands where %s is expected", quoted, expected);
}

static gboolean fail_unfit(const TraceReader *reader, GError **error)
{
    return place_error(&reader->place, error,
                       "the name of a task cannot have one of # \" \\ in it, expected another");
}

/* A name between quotes, which has none in it; *REST moves behind it. */
static gboolean read_quoted(const TraceReader *reader, const char **rest, const char *end, Field *field,
                            GError **error)
{
    const char *text = *rest + 1, *quote = memchr(text, '"', (gsize)(end - text));

    if (quote && quote + 1 < end && quote[1] == '"')
        return fail_unfit(reader, error);
    if (!quote || (quote + 1 < end && quote[1] != ','))
        return place_error(&reader->place, error,
                           "a quote that does not end, expected '\"' behind the name of the task");
    *field = (Field){ text, (gsize)(quote - text) };
    *rest = quote + 1;
    return TRUE;
}

/* Takes a row apart; only the name of a task may be in quotes. */
static gboolean split_row(const TraceReader *reader, const char *text, const char *end, Field fields[N_FIELDS],
                          GError **error)
{
    for (guint i = 0; i < N_FIELDS; i++) {
        const char *comma = text < end ? memchr(text, ',', (gsize)(end - text)) : NULL;
        const char *stop = comma ? comma : end;
        fields[i] = (Field){ text, (gsize)(stop - text) };
        if (i == FIELD_TASK && text < end && *text == '"') {
            if (!read_quoted(reader, &text, end, &fields[i], error))
                return FALSE;
            stop = text;
        }
        if ((stop == end) != (i + 1 == N_FIELDS))
            return place_error(&reader->place, error, "expected four fields: " HEADER);
        text = stop + 1;
    }
    return TRUE;
}

static gboolean read_time(const TraceReader *reader, const Field *field, const char *expected, SimTime *time,
                          GError **error)
{
    SimTime value = 0;

    if (field->length == 0)
        return wrong_field(reader, field, expected, error);
    for (gsize i = 0; i < field->length; i++) {
        char c = field->begin[i];
        if (!g_ascii_isdigit(c) || value > (SIMTIME_MAX - (c - '0')) / 10)
            return wrong_field(reader, field, expected, error);
        value = value * 10 + (c - '0');
    }
    *time = value;
    return TRUE;
}

/* A lasting copy of the name of a new task; NULL where it is none. */
static const char *remember_name(TraceReader *reader, const Field *field, GError **error)
{
    const char *name;

    if (field->length == 0 || field->length > LONGEST_NAME) {
        place_error(&reader->place, error, "expected the name of a task, of 1 to %d bytes", LONGEST_NAME);
        return NULL;
    }
    if (!g_utf8_validate(field->begin, (gssize)field->length, NULL)) {
        place_error(&reader->place, error, "bytes that are not UTF-8, expected text in UTF-8");
        return NULL;
    }
    for (gsize i = 0; i < field->length; i++) {
        if (g_ascii_iscntrl(field->begin[i])) {
            place_error(&reader->place, error, "a control character in the name of a task, expected text");
            return NULL;
        }
        if (strchr(NAMES_UNFIT, field->begin[i])) {
            fail_unfit(reader, error);
            return NULL;
        }
    }
    name = g_string_chunk_insert_len(reader->texts, field->begin, (gssize)field->length);
    if (g_hash_table_add(reader->seen, (gpointer)name))
        return name;
    place_error(&reader->place, error, "task '%s' was there before, expected all its rows together", name);
    return NULL;
}

/* Ends the last group: where one task was all there is, it keeps its full name. */
static void close_group(const TraceReader *reader)
{
    GArray *groups = reader->trace->groups;
    TraceGroup *group = groups->len ? &g_array_index(groups, TraceGroup, groups->len - 1) : NULL;

    if (group && group->n_tasks == 1) {
        g_free(group->name);
        group->name = g_strndup(reader->last, reader->last_length);
    }
}

/* A task `a` is a group of that name, and so are tasks `a.0`, `a.1`. */
static gboolean check_groups(const TraceReader *reader, GError **error)
{
    const GArray *groups = reader->trace->groups;

    for (guint i = 0; i < groups->len; i++) {
        const TraceGroup *group = &g_array_index(groups, TraceGroup, i);
        if (group->n_tasks > 1 && g_hash_table_contains(reader->seen, group->name))
            return place_error(
                &reader->place, error,
                "task '%s' and tasks '%s.0', ... are two groups of one name, expected two names", group->name,
                group->name);
    }
    return TRUE;
}

/* The group that the task NAME.INSTANCE goes on with, NAME being LENGTH bytes long, or a new one. */
static TraceGroup *group_for(TraceReader *reader, const Field *name, gint64 instance, gsize length)
{
    GArray *groups = reader->trace->groups;
    TraceGroup *last = groups->len ? &g_array_index(groups, TraceGroup, groups->len - 1) : NULL;
    TraceGroup begun = { .first = reader->trace->tasks->len };

    if (last && reader->numbered && instance == last->n_tasks && strlen(last->name) == length &&
        memcmp(last->name, name->begin, length) == 0)
        return last;
    close_group(reader);
    reader->numbered = instance == 0;
    begun.name = g_strndup(name->begin, reader->numbered ? length : name->length);
    g_array_append_val(groups, begun);
    return &g_array_index(groups, TraceGroup, groups->len - 1);
}

static gboolean begin_task(TraceReader *reader, const Field *field, SimTime arrival, GError **error)
{
    Trace *trace = reader->trace;
    const char *name = remember_name(reader, field, error);
    TraceGroup *group;
    gsize length = 0;
    gint64 instance = names_instance(field->begin, field->length, &length);

    if (!name)
        return FALSE;
    if (trace->tasks->len == LIMIT_TASKS)
        return place_error(&reader->place, error, "more than %d tasks, expected fewer", LIMIT_TASKS);
    group = group_for(reader, field, instance, length);
    Task task = { .arrival = arrival,
                  .phases = reader->phases + reader->n_phases,
                  .group = trace->groups->len - 1,
                  .instance = group->n_tasks++ };
    g_array_append_val(trace->tasks, task);
    trace->all_at_zero = trace->all_at_zero && arrival == 0;
    reader->last = name;
    reader->last_length = field->length;
    return TRUE;
}

static gboolean read_kind(const TraceReader *reader, const Field *field, PhaseKind *kind, GError **error)
{
    g_autofree char *word = NULL;
    g_autofree char *complaint = NULL;

    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (strlen(kinds[i]) == field->length && memcmp(kinds[i], field->begin, field->length) == 0) {
            *kind = (PhaseKind)i;
            return TRUE;
        }
    }
    word = g_strndup(field->begin, MIN(field->length, 200));
    complaint = nearest_complaint("kind", word, kinds, G_N_ELEMENTS(kinds));
    return place_error(&reader->place, error, "%s", complaint);
}

static gboolean read_row(TraceReader *reader, const char *text, const char *end, GError **error)
{
    Field fields[N_FIELDS], *name = &fields[FIELD_TASK];
    PhaseKind kind = PHASE_COMPUTE;
    SimTime arrival, duration;

    if (!split_row(reader, text, end, fields, error) ||
        !read_time(reader, &fields[FIELD_ARRIVAL], "an arrival in whole nanoseconds", &arrival, error) ||
        !read_kind(reader, &fields[FIELD_KIND], &kind, error) ||
        !read_time(reader, &fields[FIELD_DURATION], "a duration in whole nanoseconds", &duration, error))
        return FALSE;
    if (kind == PHASE_YIELD && duration)
        return place_error(&reader->place, error, "a yield takes no time, expected a duration of 0");
    if (!reader->last || reader->last_length != name->length ||
        memcmp(reader->last, name->begin, name->length) != 0) {
        if (!begin_task(reader, name, arrival, error))
            return FALSE;
    } else if (last_task(reader)->arrival != arrival) {
        return place_error(&reader->place, error,
                           "the arrival differs from the row above, expected one for the whole task");
    }
    last_task(reader)->n_phases++;
    reader->phases[reader->n_phases++] = phase_new(kind, duration);
    return TRUE;
}

static gboolean read_header(const TraceReader *reader, const char *text, const char *end, GError **error)
{
    if (end - text >= 3 && memcmp(text, "\357\273\277", 3) == 0)
        text += 3;
    if ((gsize)(end - text) == strlen(HEADER) && memcmp(text, HEADER, strlen(HEADER)) == 0)
        return TRUE;
    return place_error(&reader->place, error, "this is no header of a trace, expected " HEADER);
}

static gboolean read_rows(TraceReader *reader, const char *text, gsize length, GError **error)
{
    const char *end = text + length;

    reader->place.line = 1;
    for (; text < end; reader->place.line++) {
        const char *newline = memchr(text, '\n', (gsize)(end - text));
        const char *next = newline ? newline + 1 : end;
        const char *stop = newline ? newline : end;
        if (stop > text && stop[-1] == '\r')
            stop--;
        if (reader->place.line == 1 ? !read_header(reader, text, stop, error)
                                    : !read_row(reader, text, stop, error))
            return FALSE;
        text = next;
    }
    reader->place.line = 0;
    if (reader->n_phases == 0)
        return place_error(&reader->place, error,
                           "there is no task in it, expected the header " HEADER " and a row a phase");
    close_group(reader);
    return check_groups(reader, error);
}

static guint64 count_rows(const char *text, gsize length)
{
    const char *end = text + length;
    guint64 n = 0;

    while (text < end) {
        const char *newline = memchr(text, '\n', (gsize)(end - text));
        text = newline ? newline + 1 : end;
        n++;
    }
    return n ? n - 1 : 0; /* the header */
}

static gboolean read_trace(TraceReader *reader, const char *text, gsize length, GError **error)
{
    guint64 n_rows = count_rows(text, length);
    gboolean good;

    if (n_rows > LIMIT_PHASES)
        return place_error(&reader->place, error, "more than 2^31 phases, expected fewer");
    reader->phases = g_try_new(Phase, n_rows + 1);
    if (!reader->phases)
        return place_error(&reader->place, error, "not enough memory for its phases, expected fewer");
    reader->trace->phases = g_bytes_new_take(reader->phases, (n_rows + 1) * sizeof(Phase));
    reader->texts = g_string_chunk_new(4096);
    reader->seen = g_hash_table_new(g_str_hash, g_str_equal);
    good = read_rows(reader, text, length, error);
    g_hash_table_unref(reader->seen);
    g_string_chunk_free(reader->texts);
    return good;
}

static void clear_group(gpointer group)
{
    g_free(((TraceGroup *)group)->name);
}

Trace *trace_load(const char *path, GError **error)
{
    TraceReader reader = { .place = { path, 0, NULL } };
    g_autoptr(Trace) trace = g_new0(Trace, 1);
    g_autoptr(GMappedFile) file = NULL;
    g_autoptr(GError) problem = NULL;
    GStatBuf status;

    trace->tasks = g_array_new(FALSE, FALSE, sizeof(Task));
    trace->groups = g_array_new(FALSE, FALSE, sizeof(TraceGroup));
    g_array_set_clear_func(trace->groups, clear_group);
    trace->all_at_zero = TRUE;
    reader.trace = trace;
    if (g_stat(path, &status) != 0) {
        place_error(&reader.place, error, "cannot be read (%s), expected a trace", g_strerror(errno));
        return NULL;
    }
    if (!S_ISREG(status.st_mode)) {
        place_error(&reader.place, error, "is no regular file, expected a trace");
        return NULL;
    }
    file = g_mapped_file_new(path, FALSE, &problem);
    if (!file) {
        place_error(&reader.place, error, "cannot be read (%s), expected a trace", problem->message);
        return NULL;
    }
    gsize length = g_mapped_file_get_length(file);
    if (!read_trace(&reader, length ? g_mapped_file_get_contents(file) : "", length, error))
        return NULL;
    return g_steal_pointer(&trace);
}

void trace_free(Trace *trace)
{
    g_array_unref(trace->tasks);
    g_array_unref(trace->groups);
    g_clear_pointer(&trace->phases, g_bytes_unref);
    g_free(trace);
}
