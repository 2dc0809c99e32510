/* chrome_trace - --chrome-trace FILE: runs as Chrome trace events, for Perfetto and chrome://tracing.
 *
 * Each run is two processes of the trace: its cores, with a track a core, and its tasks, with a track a task
 * and counters of the ready threads and of those that wait for the lock. An arrow leads from whoever had the
 * lock last to a task that slept for it and has it now. Events are written as they come. */
#include "chrome_trace.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "base/digits.h"
#include "base/json.h"

typedef enum { COUNT_READY, COUNT_LOCK, N_COUNTS } Count;

/* Who had an interpreter's lock last. */
typedef struct {
    gint64 track; /* -1: nobody yet */
    SimTime end;
} Holder;

struct ChromeTrace {
    ResultSink sink;
    RowSink rows;
    FILE *file;
    char *path; /* of it */
    GString *event, *name;
    gboolean any; /* events have been written */
    gint64 n_runs, n_arrows;

    /* of the run that goes on */
    const Workload *workload;
    guint8 *slept;   /* a track's: for the lock, since it last had it */
    guint8 *named;   /* a track's: one that carries no task has its name */
    GArray *holders; /* of Holder, an interpreter's */
    gint64 counts[N_COUNTS], written[N_COUNTS];
    SimTime counted; /* since when they are what they are */
};

enum { CORES, TASKS };

static gint64 process_of(const ChromeTrace *trace, gint of)
{
    return 2 * trace->n_runs + of + 1;
}

/* ---- events ---- */

static void begin_event(ChromeTrace *trace, const char *phase, gint of, gint64 track)
{
    g_string_assign(trace->event, trace->any ? ",\n{\"ph\": \"" : "\n{\"ph\": \"");
    trace->any = TRUE;
    g_string_append_printf(trace->event, "%s\", \"pid\": ", phase);
    digits_integer(trace->event, process_of(trace, of));
    g_string_append(trace->event, ", \"tid\": ");
    digits_integer(trace->event, track);
}

static void add_text(ChromeTrace *trace, const char *name, const char *text)
{
    g_string_append_printf(trace->event, ", \"%s\": ", name);
    json_text(trace->event, text, -1);
}

/* Microseconds, with all nanoseconds. */
static void add_time(ChromeTrace *trace, const char *name, SimTime time)
{
    g_string_append_printf(trace->event, ", \"%s\": ", name);
    digits_integer(trace->event, time / 1000);
    g_string_append_printf(trace->event, ".%03d", (gint)(time % 1000));
}

static void add_integer(ChromeTrace *trace, const char *name, gint64 value)
{
    g_string_append_printf(trace->event, "\"%s\": ", name);
    digits_integer(trace->event, value);
}

static void end_event(ChromeTrace *trace)
{
    g_string_append_c(trace->event, '}');
    fwrite(trace->event->str, 1, trace->event->len, trace->file);
}

/* Names a process ("process_name") or a track ("thread_name"). */
static void write_name(ChromeTrace *trace, const char *kind, gint of, gint64 track, const char *name)
{
    begin_event(trace, "M", of, track);
    add_text(trace, "name", kind);
    g_string_append(trace->event, ", \"args\": {\"name\": ");
    json_text(trace->event, name, -1);
    g_string_append_c(trace->event, '}');
    end_event(trace);
}

static void write_stretch(ChromeTrace *trace, gint of, gint64 track, const char *name, const Stretch *stretch)
{
    begin_event(trace, "X", of, track);
    add_text(trace, "name", name);
    add_text(trace, "cat", task_state_name(stretch->state));
    add_time(trace, "ts", stretch->begin);
    add_time(trace, "dur", stretch->end - stretch->begin);
    g_string_append(trace->event, ", \"args\": {");
    add_integer(trace, "lock", stretch->where.lock ? 1 : 0);
    if (stretch->where.thread >= 0) {
        g_string_append(trace->event, ", ");
        add_integer(trace, "interpreter", stretch->where.interpreter);
        g_string_append(trace->event, ", ");
        add_integer(trace, "thread", stretch->where.thread);
    }
    g_string_append_c(trace->event, '}');
    end_event(trace);
}

/* One end of an arrow: "s" where it starts, "f" where it finishes. */
static void write_arrow(ChromeTrace *trace, const char *phase, gint64 track, SimTime time)
{
    begin_event(trace, phase, TASKS, track);
    add_text(trace, "name", "lock");
    add_text(trace, "cat", "lock");
    add_time(trace, "ts", time);
    g_string_append(trace->event, ", ");
    add_integer(trace, "id", trace->n_arrows);
    g_string_append(trace->event, *phase == 'f' ? ", \"bp\": \"e\"" : "");
    end_event(trace);
}

/* ---- counters ---- */

static void write_count(ChromeTrace *trace, Count count)
{
    static const char *const names[N_COUNTS] = { "ready threads", "lock waiters" };

    if (trace->counts[count] == trace->written[count])
        return;
    trace->written[count] = trace->counts[count];
    begin_event(trace, "C", TASKS, 0);
    add_text(trace, "name", names[count]);
    add_time(trace, "ts", trace->counted);
    g_string_append(trace->event, ", \"args\": {");
    add_integer(trace, "threads", trace->counts[count]);
    g_string_append_c(trace->event, '}');
    end_event(trace);
}

/* What happens within an instant is not shown. */
static void count(ChromeTrace *trace, TaskState state, gint change, SimTime now)
{
    if (state != STATE_READY && state != STATE_LOCK)
        return;
    if (now > trace->counted) {
        write_count(trace, COUNT_READY);
        write_count(trace, COUNT_LOCK);
        trace->counted = now;
    }
    trace->counts[state == STATE_READY ? COUNT_READY : COUNT_LOCK] += change;
}

/* ---- rows ---- */

static ChromeTrace *of_rows(RowSink *sink)
{
    return (ChromeTrace *)((char *)sink - G_STRUCT_OFFSET(ChromeTrace, rows));
}

static void begins(RowSink *sink, guint32 track, TaskState state, SimTime begin)
{
    (void)track;
    count(of_rows(sink), state, 1, begin);
}

static Holder *holder_of(ChromeTrace *trace, gint32 interpreter)
{
    const Holder nobody = { .track = -1 };

    while (trace->holders->len <= (guint)interpreter)
        g_array_append_val(trace->holders, nobody);
    return &g_array_index(trace->holders, Holder, interpreter);
}

/* One holder comes after the other: the last row with the lock is that of the one before. */
static void follow_lock(ChromeTrace *trace, const Stretch *stretch)
{
    Holder *holder;

    if (stretch->state == STATE_LOCK)
        trace->slept[stretch->track] = TRUE;
    if (!stretch->where.lock || stretch->where.interpreter < 0)
        return;
    holder = holder_of(trace, stretch->where.interpreter);
    if (trace->slept[stretch->track] && holder->track >= 0 && holder->track != stretch->track) {
        trace->n_arrows++;
        write_arrow(trace, "s", holder->track + 1, holder->end - 1);
        write_arrow(trace, "f", (gint64)stretch->track + 1, stretch->begin);
    }
    trace->slept[stretch->track] = FALSE;
    *holder = (Holder){ stretch->track, stretch->end };
}

/* Of a task, or of a thread that carries none. */
static const char *name_of(ChromeTrace *trace, const Stretch *stretch)
{
    if (stretch->track < trace->workload->n_tasks)
        return workload_task_name(trace->workload, stretch->track, trace->name);
    return stretch->where.thread == WHERE_DISPATCHER ? "dispatcher" : "main";
}

static void row(RowSink *sink, const Stretch *stretch)
{
    ChromeTrace *trace = of_rows(sink);

    count(trace, stretch->state, -1, stretch->end);
    if (!trace->named[stretch->track]) {
        trace->named[stretch->track] = TRUE;
        write_name(trace, "thread_name", TASKS, (gint64)stretch->track + 1, name_of(trace, stretch));
    }
    if (stretch->where.core >= 0)
        write_stretch(trace, CORES, (gint64)stretch->where.core + 1, name_of(trace, stretch), stretch);
    write_stretch(trace, TASKS, (gint64)stretch->track + 1, task_state_name(stretch->state), stretch);
    follow_lock(trace, stretch);
}

/* ---- runs ---- */

static void name_process(ChromeTrace *trace, const Run *run, gint of, const char *what)
{
    const Combination *combination = &run->combination;
    g_autofree char *name =
        g_strdup_printf("%s, %s, lock %s, %s, cores %u: %s", run->scenario->name, combination->policy,
                        combination->lock, combination->scheduler, combination->cores, what);

    write_name(trace, "process_name", of, 0, name);
}

static gboolean run_begins(ResultSink *sink, Run *run, GError **error)
{
    ChromeTrace *trace = (ChromeTrace *)sink;
    (void)error;

    trace->workload = run->workload;
    trace->slept = g_new0(guint8, run->recorder->n_tracks);
    trace->named = g_new0(guint8, run->recorder->n_tracks);
    trace->holders = g_array_new(FALSE, FALSE, sizeof(Holder));
    trace->counted = 0;
    for (guint i = 0; i < N_COUNTS; i++)
        trace->counts[i] = trace->written[i] = 0;
    name_process(trace, run, CORES, "cores");
    name_process(trace, run, TASKS, "tasks");
    for (guint core = 0; core < run->combination.cores; core++) {
        g_autofree char *name = g_strdup_printf("core %u", core);

        write_name(trace, "thread_name", CORES, (gint64)core + 1, name);
    }
    recorder_add_sink(run->recorder, &trace->rows);
    return TRUE;
}

static void clear_run(ChromeTrace *trace)
{
    g_clear_pointer(&trace->slept, g_free);
    g_clear_pointer(&trace->named, g_free);
    g_clear_pointer(&trace->holders, g_array_unref);
}

static gboolean run_ends(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    ChromeTrace *trace = (ChromeTrace *)sink;
    (void)run, (void)figures, (void)error;

    if (!trace->holders)
        return TRUE; /* it was skipped */
    write_count(trace, COUNT_READY);
    write_count(trace, COUNT_LOCK);
    clear_run(trace);
    trace->n_runs++;
    return TRUE;
}

static gboolean failed(const char *path, GError **error)
{
    const int number = errno;

    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(number),
                "cannot write the Chrome trace '%s': %s", path, g_strerror(number));
    return FALSE;
}

ChromeTrace *chrome_trace_open(const char *path, GError **error)
{
    FILE *file = g_fopen(path, "w");
    ChromeTrace *trace;

    if (!file) {
        failed(path, error);
        return NULL;
    }
    trace = g_new0(ChromeTrace, 1);
    trace->sink = (ResultSink){ NULL, run_begins, run_ends };
    trace->rows = (RowSink){ .row = row, .begins = begins };
    trace->file = file;
    trace->path = g_strdup(path);
    trace->event = g_string_new(NULL);
    trace->name = g_string_new(NULL);
    fputs("{\"displayTimeUnit\": \"ms\", \"traceEvents\": [", file);
    return trace;
}

ResultSink *chrome_trace_sink(ChromeTrace *trace)
{
    return &trace->sink;
}

gboolean chrome_trace_close(ChromeTrace *trace, GError **error)
{
    g_autofree char *path = trace->path;
    gboolean done;

    fputs("\n]}\n", trace->file);
    done = !ferror(trace->file);
    done = fclose(trace->file) == 0 && done;
    clear_run(trace);
    g_string_free(trace->event, TRUE);
    g_string_free(trace->name, TRUE);
    g_free(trace);
    return done || failed(path, error);
}
