/* gantt - run --timeline: a row a task, a character a moment, for the state that it was in most.
 *
 * How long a run takes is known at its end only. Its time is kept in bins, which become twice as long
 * whenever the run outgrows them; a chart has a character for several bins. */
#include "gantt.h"

#include <string.h>

#include "base/terminal.h"
#include "measure.h"

#define N_BINS 1024
#define FIRST_BIN 64 /* ns */
#define GAP 3          /* between charts beside each other */
#define LEAST_WIDTH 24 /* of each of them */
#define LEAST_MARGIN 16 /* that names may take; more of a wide terminal */

/* Time in each state, of one task in one bin; [STATE_NONE] is not used. */
typedef SimTime Bin[N_STATES];

typedef struct {
    char *title;
    SimTime bin, end; /* length of a bin; last instant */
    Bin *bins;        /* of the rows, N_BINS each */
    gboolean *missed; /* of the rows: a deadline */
} Chart;

struct Gantt {
    ResultSink sink;
    RowSink rows;
    guint most_tasks;
    gboolean beside; /* charts beside each other, where there is room */
    gboolean wanted;
    guint n_rows;
    guint32 n_tasks;
    char **names;      /* of the rows */
    GPtrArray *charts; /* of Chart * */
    Chart *chart;      /* the present run's */
};

static void chart_free(gpointer data)
{
    Chart *chart = data;

    g_free(chart->title);
    g_free(chart->bins);
    g_free(chart->missed);
    g_free(chart);
}

static void double_bins(const Gantt *gantt, Chart *chart)
{
    for (guint row = 0; row < gantt->n_rows; row++) {
        Bin *bins = chart->bins + (gsize)row * N_BINS;

        for (guint i = 0; i < N_BINS; i++)
            for (guint state = 0; state < N_STATES; state++)
                bins[i][state] = 2 * i < N_BINS ? bins[2 * i][state] + bins[2 * i + 1][state] : 0;
    }
    chart->bin *= 2;
}

static void add_stretch(RowSink *sink, const Stretch *stretch)
{
    Gantt *gantt = (Gantt *)((char *)sink - G_STRUCT_OFFSET(Gantt, rows));
    Chart *chart = gantt->chart;
    SimTime begin = stretch->begin;

    while (stretch->end > chart->bin * N_BINS)
        double_bins(gantt, chart);
    chart->end = MAX(chart->end, stretch->end);
    if (stretch->track >= gantt->n_rows)
        return;
    while (begin < stretch->end) {
        const SimTime index = begin / chart->bin, end = MIN(stretch->end, (index + 1) * chart->bin);

        chart->bins[(SimTime)stretch->track * N_BINS + index][stretch->state] += end - begin;
        begin = end;
    }
}

static gboolean begin(ResultSink *sink, const Scenario *scenario, const Workload *workload, GError **error)
{
    Gantt *gantt = (Gantt *)sink;
    g_autoptr(GString) name = g_string_new(NULL);
    (void)scenario, (void)error;

    gantt->wanted = workload->n_tasks <= gantt->most_tasks;
    gantt->n_tasks = workload->n_tasks;
    gantt->n_rows = MIN(workload->n_tasks, GANTT_MOST_ROWS);
    g_strfreev(gantt->names);
    gantt->names = g_new0(char *, gantt->n_rows + 1);
    for (guint i = 0; i < gantt->n_rows; i++)
        gantt->names[i] = g_strdup(workload_task_name(workload, i, name));
    return TRUE;
}

/* "threads", and of scheduler, lock and cores what the scenario has several of. */
static char *chart_title(const Run *run)
{
    const Scenario *scenario = run->scenario;
    GString *title = g_string_new(run->combination.policy);

    if (g_strv_length(scenario->schedulers) > 1)
        g_string_append_printf(title, ", %s", run->combination.scheduler);
    if (g_strv_length(scenario->locks) > 1)
        g_string_append_printf(title, ", lock %s", run->combination.lock);
    if (scenario->cores->len > 1)
        g_string_append_printf(title, ", %u core%s", run->combination.cores,
                               run->combination.cores == 1 ? "" : "s");
    return g_string_free(title, FALSE);
}

static gboolean run_begins(ResultSink *sink, Run *run, GError **error)
{
    Gantt *gantt = (Gantt *)sink;
    (void)error;

    if (!gantt->wanted)
        return TRUE;
    gantt->chart = g_new0(Chart, 1);
    gantt->chart->title = chart_title(run);
    gantt->chart->bin = FIRST_BIN;
    gantt->chart->bins = g_new0(Bin, (gsize)gantt->n_rows * N_BINS);
    gantt->chart->missed = g_new0(gboolean, gantt->n_rows);
    g_ptr_array_add(gantt->charts, gantt->chart);
    recorder_add_sink(run->recorder, &gantt->rows);
    return TRUE;
}

static gboolean run_ends(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    Gantt *gantt = (Gantt *)sink;
    (void)figures, (void)error;

    for (guint row = 0; gantt->wanted && !figures->summary.skipped && row < gantt->n_rows; row++)
        gantt->chart->missed[row] = figures_missed(run->recorder, row);
    return TRUE;
}

Gantt *gantt_new(guint most_tasks, gboolean beside)
{
    Gantt *gantt = g_new0(Gantt, 1);

    gantt->sink = (ResultSink){ begin, run_begins, run_ends };
    gantt->beside = beside;
    gantt->rows.row = add_stretch;
    gantt->most_tasks = most_tasks;
    gantt->charts = g_ptr_array_new_with_free_func(chart_free);
    return gantt;
}

void gantt_free(Gantt *gantt)
{
    g_ptr_array_unref(gantt->charts);
    g_strfreev(gantt->names);
    g_free(gantt);
}

ResultSink *gantt_sink(Gantt *gantt)
{
    return &gantt->sink;
}

/* How each state is drawn: on the core solid, held up shaded, elsewhere a line or a dot. */
static const struct {
    const char *unicode, *ascii, *colour;
} looks[N_STATES] = {
    [STATE_COMPUTE] = { "█", "#", "\033[32m" },  [STATE_WAIT] = { "─", "-", "\033[34m" },
    [STATE_READY] = { "░", "r", "\033[33m" },    [STATE_LOCK] = { "▒", "L", "\033[31m" },
    [STATE_RESOURCE] = { "▓", "R", "\033[35m" }, [STATE_LOOP] = { "▂", "e", "\033[36m" },
    [STATE_QUEUED] = { "·", ".", "\033[90m" },   [STATE_OVERHEAD] = { "▚", "o", "\033[37m" },
};

typedef struct {
    GString *text;
    guint n_columns;
    SimTime column; /* length of a character */
    gboolean unicode, colour;
    gboolean used[N_STATES], any_missed;
} Drawing;

static void append_state(Drawing *drawing, guint state, guint before)
{
    if (drawing->colour && state != before && before != STATE_NONE)
        g_string_append(drawing->text, "\033[0m");
    if (state == STATE_NONE) {
        g_string_append_c(drawing->text, ' ');
        return;
    }
    if (drawing->colour && state != before)
        g_string_append(drawing->text, looks[state].colour);
    g_string_append(drawing->text, drawing->unicode ? looks[state].unicode : looks[state].ascii);
    drawing->used[state] = TRUE;
}

/* What the task of BINS did most from BEGIN to END, a bin counting where its middle is; STATE_NONE where it
 * was not there, or, IN_PROGRESS before, for less than a bin. */
static guint main_state(const Chart *chart, const Bin *bins, SimTime begin, SimTime end, gboolean in_progress)
{
    const SimTime half = chart->bin / 2;
    SimTime total[N_STATES] = { 0 }, present = 0;
    guint most = 0;

    for (SimTime i = (begin + half - 1) / chart->bin; i < N_BINS && i * chart->bin + half < end; i++)
        for (guint state = 0; state < N_STATES; state++) {
            total[state] += bins[i][state];
            present += bins[i][state];
        }
    for (guint state = 1; state < N_STATES; state++)
        if (total[state] > total[most])
            most = state;
    return present > (in_progress ? chart->bin : 0) ? most : STATE_NONE;
}

static void draw_row(Drawing *drawing, const Chart *chart, const Bin *bins, gboolean missed)
{
    guint before = STATE_NONE, n_columns = (guint)((chart->end + drawing->column - 1) / drawing->column);

    for (guint i = 0; i < MIN(n_columns, drawing->n_columns); i++) {
        const guint state =
            main_state(chart, bins, i * drawing->column, (i + 1) * drawing->column, before != STATE_NONE);

        append_state(drawing, state, before);
        before = state;
    }
    while (drawing->text->str[drawing->text->len - 1] == ' ')
        g_string_truncate(drawing->text, drawing->text->len - 1);
    g_string_append_printf(drawing->text, "%s%s\n", drawing->colour && before != STATE_NONE ? "\033[0m" : "",
                           missed ? " !" : "");
}

static void draw_legend(Drawing *drawing, guint margin, SimTime end)
{
    g_autofree char *length = measure_time(end);
    GString *text = drawing->text;

    g_string_append_printf(text, "%*s0%*s\n%*s", (int)margin, "", (int)drawing->n_columns - 1, length,
                           (int)margin, "");
    for (guint state = 0; state < N_STATES; state++) {
        if (!drawing->used[state])
            continue;
        append_state(drawing, state, STATE_NONE);
        g_string_append_printf(text, "%s %s  ", drawing->colour ? "\033[0m" : "", task_state_name(state));
    }
    if (drawing->any_missed)
        g_string_append(text, "! missed its deadline");
    while (text->str[text->len - 1] == ' ')
        g_string_truncate(text, text->len - 1);
    g_string_append_c(text, '\n');
}

/* NAME in WIDTH characters and a space: a long one loses its middle, as what tells instances apart is at the
 * end. */
static void append_name(const Drawing *drawing, const char *name, guint width)
{
    const glong length = g_utf8_strlen(name, -1);
    const glong left = (glong)width - (drawing->unicode ? 1 : 2), end = left / 2;

    if (length > (glong)width) {
        g_autofree char *head = g_utf8_substring(name, 0, left - end);

        g_string_append_printf(drawing->text, "%s%s%s ", head, drawing->unicode ? "…" : "..",
                               g_utf8_offset_to_pointer(name, length - end));
    } else {
        g_string_append_printf(drawing->text, "%s%*s", name, (int)((glong)width + 1 - length), "");
    }
}

/* CHART with MARGIN columns for names. */
static void draw_chart(Drawing *drawing, const Gantt *gantt, const Chart *chart, guint margin)
{
    g_string_append_printf(drawing->text, "%s\n", chart->title);
    for (guint row = 0; row < gantt->n_rows; row++) {
        append_name(drawing, gantt->names[row], margin);
        draw_row(drawing, chart, chart->bins + (gsize)row * N_BINS, chart->missed[row]);
        drawing->any_missed = drawing->any_missed || chart->missed[row];
    }
    if (gantt->n_tasks > gantt->n_rows)
        g_string_append_printf(drawing->text, "... and %u more tasks\n", gantt->n_tasks - gantt->n_rows);
}

/* Characters that LINE takes on a terminal. */
static guint visible_width(const char *line)
{
    guint width = 0;

    for (; *line; line = g_utf8_next_char(line)) {
        if (*line == '\033')
            line = strchr(line, 'm');
        else
            width++;
    }
    return width;
}

/* The charts from FIRST on, N of them beside each other, each WIDTH characters wide. */
static void draw_beside(Drawing *drawing, const Gantt *gantt, guint first, guint n, guint width, guint margin)
{
    GString *text = drawing->text;
    GStrv *lines = g_new0(GStrv, n);

    for (guint i = 0; i < n; i++) {
        drawing->text = g_string_new(NULL);
        draw_chart(drawing, gantt, g_ptr_array_index(gantt->charts, first + i), margin);
        lines[i] = g_strsplit(drawing->text->str, "\n", -1);
        g_string_free(drawing->text, TRUE);
    }
    drawing->text = text;
    for (guint line = 0; *lines[0][line]; line++)
        for (guint i = 0; i < n; i++) {
            const guint padding = i + 1 < n ? width + GAP - MIN(visible_width(lines[i][line]), width) : 0;

            g_string_append_printf(text, "%s%*s%s", lines[i][line], (int)padding, "", i + 1 < n ? "" : "\n");
        }
    for (guint i = 0; i < n; i++)
        g_strfreev(lines[i]);
    g_free(lines);
}

/* How many charts have room beside each other. */
static guint charts_across(const Gantt *gantt, guint width)
{
    const guint most = gantt->beside ? (width + GAP) / (LEAST_WIDTH + GAP) : 1;

    return CLAMP(most, 1, MAX(gantt->charts->len, 1));
}

void gantt_write(GString *text, Gantt *gantt, guint width, gboolean unicode, gboolean colour)
{
    Drawing drawing = { .text = text, .unicode = unicode, .colour = colour };
    const guint across = charts_across(gantt, width);
    guint margin = 0;
    SimTime end = 1;

    width = (width + GAP) / across - GAP;
    for (guint i = 0; i < gantt->n_rows; i++)
        margin = MAX(margin, MIN((guint)g_utf8_strlen(gantt->names[i], -1), MAX(width / 4, LEAST_MARGIN)));
    for (guint i = 0; i < gantt->charts->len; i++)
        end = MAX(end, ((Chart *)g_ptr_array_index(gantt->charts, i))->end);
    drawing.n_columns = width > margin + 20 ? MIN(width - margin - 1, N_BINS / 4) : 20;
    drawing.column = (end + drawing.n_columns - 1) / drawing.n_columns;
    for (guint i = 0; i < gantt->charts->len; i += across)
        draw_beside(&drawing, gantt, i, MIN(across, gantt->charts->len - i), width, margin);
    if (gantt->charts->len > 0)
        draw_legend(&drawing, margin + 1, end);
    g_ptr_array_set_size(gantt->charts, 0);
}
