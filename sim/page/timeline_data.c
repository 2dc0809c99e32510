/* timeline_data - the stretches of each run packed, and all that the page knows of them as JSON. */
#include "timeline_data.h"

#include "base/digits.h"
#include "base/json.h"

#define MOST_GROUPS 2000 /* whose tasks are told by name */

enum { HEAD_LOCK = 16, HEAD_CORE = 32, HEAD_THREAD = 64, HEAD_SAME_THREAD = 128 };

/* ---- packing ---- */

static gint compare_stretches(gconstpointer a, gconstpointer b)
{
    const Stretch *first = a, *second = b;

    if (first->track != second->track)
        return first->track < second->track ? -1 : 1;
    return first->begin < second->begin ? -1 : first->begin > second->begin;
}

static void pack_byte(GByteArray *bytes, guint8 byte)
{
    g_byte_array_append(bytes, &byte, 1);
}

static void pack_number(GByteArray *bytes, guint64 number)
{
    for (; number >= 128; number >>= 7)
        pack_byte(bytes, (guint8)(number | 128));
    pack_byte(bytes, (guint8)number);
}

static gboolean has_same_thread(const Stretch *stretch, const Stretch *before)
{
    return before && stretch->where.interpreter == before->where.interpreter &&
           stretch->where.thread == before->where.thread;
}

static void pack_stretch(GByteArray *bytes, const Stretch *stretch, const Stretch *before)
{
    const Where *where = &stretch->where;
    const gboolean has_thread = where->thread != WHERE_NOBODY;
    const gboolean is_same = has_thread && has_same_thread(stretch, before);

    pack_byte(bytes,
              (guint8)(stretch->state | (where->lock ? HEAD_LOCK : 0) | (where->core >= 0 ? HEAD_CORE : 0) |
                       (is_same      ? HEAD_SAME_THREAD
                        : has_thread ? HEAD_THREAD
                                     : 0)));
    pack_number(bytes, (guint64)(stretch->begin - (before ? before->end : 0)));
    pack_number(bytes, (guint64)(stretch->end - stretch->begin));
    if (where->core >= 0)
        pack_number(bytes, (guint64)where->core);
    if (has_thread && !is_same) {
        pack_number(bytes, (guint64)MAX(where->interpreter, 0));
        pack_number(bytes, (guint64)(where->thread + 4));
    }
}

/* The end of the track that begins at FIRST. */
static guint track_end(const GArray *stretches, guint first)
{
    const guint32 track = g_array_index(stretches, Stretch, first).track;
    guint end = first + 1;

    while (end < stretches->len && g_array_index(stretches, Stretch, end).track == track)
        end++;
    return end;
}

char *timeline_pack(GArray *stretches)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    guint n_tracks = 0;

    g_array_sort(stretches, compare_stretches);
    for (guint first = 0; first < stretches->len; first = track_end(stretches, first))
        n_tracks++;
    pack_number(bytes, n_tracks);
    for (guint first = 0; first < stretches->len;) {
        const guint end = track_end(stretches, first);

        pack_number(bytes, g_array_index(stretches, Stretch, first).track);
        pack_number(bytes, end - first);
        for (guint i = first; i < end; i++)
            pack_stretch(bytes, &g_array_index(stretches, Stretch, i),
                         i > first ? &g_array_index(stretches, Stretch, i - 1) : NULL);
        first = end;
    }
    return g_base64_encode(bytes->data, bytes->len);
}

/* ---- writing ---- */

static void add_integer(GString *json, const char *name, __int128 value)
{
    g_string_append_printf(json, "\"%s\": ", name);
    digits_integer(json, value);
    g_string_append(json, ", ");
}

static void add_text(GString *json, const char *name, const char *text)
{
    g_string_append_printf(json, "\"%s\": ", name);
    json_text(json, text, -1);
    g_string_append(json, ", ");
}

/* In place of the last comma and blank. */
static void close(GString *json, const char *bracket)
{
    if (g_str_has_suffix(json->str, ", "))
        g_string_truncate(json, json->len - 2);
    g_string_append(json, bracket);
}

static void write_groups(GString *json, const Timeline *timeline)
{
    g_string_append(json, "\"groups\": [");
    for (guint i = 0; i < MIN(timeline->groups->len, MOST_GROUPS); i++) {
        const ShownGroup *group = &g_array_index(timeline->groups, ShownGroup, i);

        g_string_append_c(json, '{');
        add_text(json, "name", group->name);
        add_integer(json, "first", group->first);
        add_integer(json, "tasks", group->n_tasks);
        add_integer(json, "instances", group->n_instances);
        add_integer(json, "periodic", group->periodic ? 1 : 0);
        close(json, "}, ");
    }
    close(json, "],\n");
}

static void write_shown(GString *json, const Timeline *timeline)
{
    g_string_append(json, "\"shown\": [");
    for (guint32 i = 0; i < timeline->n_tasks; i++)
        if (timeline->shown[i]) {
            digits_integer(json, i);
            g_string_append(json, ", ");
        }
    close(json, "],\n");
}

/* The rank of the experiment's run number ORDER; 0: it has none. */
static guint rank_of(const Ranking *ranking, guint order)
{
    for (guint i = 0; i < ranking->rows->len; i++) {
        const RankedRow *row = g_ptr_array_index(ranking->rows, i);

        if (row->order == order)
            return row->rank;
    }
    return 0;
}

static void write_run(GString *json, const ShownRun *run, const Ranking *ranking)
{
    g_string_append(json, "{");
    add_text(json, "policy", run->policy);
    add_text(json, "lock", run->lock);
    add_text(json, "scheduler", run->scheduler);
    add_integer(json, "cores", run->cores);
    add_integer(json, "rank", rank_of(ranking, run->order));
    if (run->makespan != NOT_APPLICABLE)
        add_integer(json, "makespan", run->makespan);
    if (run->stopped)
        add_text(json, "stopped", run->stopped);
    add_integer(json, "end", run->end);
    add_integer(json, "kept", run->n_kept);
    add_integer(json, "leftOut", run->n_left_out);
    add_integer(json, "resolution", run->resolution);
    add_text(json, "data", run->data);
    close(json, "},\n");
}

void timeline_write(GString *json, const Timeline *timeline, const Ranking *ranking)
{
    g_string_append(json, "\"states\": [");
    for (guint state = 0; state < N_STATES; state++) {
        json_text(json, task_state_name((TaskState)state), -1);
        g_string_append(json, ", ");
    }
    close(json, "],\n");
    add_integer(json, "tasks", timeline->n_tasks);
    add_integer(json, "runsLeftOut", timeline->n_left_out);
    write_groups(json, timeline);
    write_shown(json, timeline);
    g_string_append(json, "\"runs\": [\n");
    for (guint i = 0; i < timeline->runs->len; i++)
        write_run(json, &g_array_index(timeline->runs, ShownRun, i), ranking);
    if (timeline->runs->len > 0)
        g_string_truncate(json, json->len - 2);
    g_string_append(json, "]");
}
