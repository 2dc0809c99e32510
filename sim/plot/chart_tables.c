/* chart_tables - what gnuplot draws, as tables with a header line.
 *
 *   chart.csv         one row: scale of time, title, how many of what; the title is not first, as gnuplot takes
 *                     a line that begins with # for a comment
 *   chart_tasks.csv   the tasks that are drawn one by one, with the number of their group
 *   chart_groups.csv  the groups, or what stands for them, in the order in which they are drawn
 *   chart_spreads.csv the groups whose times are told apart
 *   boxes.csv         when which line is in which state
 *   misses.csv        deadlines that were missed
 *   areas.csv         which part of a group (area 0: of the cores) is in each state or one before it, over time;
 *                     of HEIGHT, which is less than the group where never half of it is there
 *   load.csv          how many cores compute, or do anything else, and how many locks are held, over time
 *   spreads.csv       how many per cent of a group's times are at most so long; how many panels have the very same
 *                     times, and which of these it is, from 0
 *
 * Panels, lines, groups, spreads and states count from 1; panels as the rows of summary.csv that have a
 * makespan. */
#include "chart.h"

#include <string.h>

#include "base/csv.h"

#define N_PIXELS 860     /* of a picture's width: what is shorter is drawn by samples */
#define MOST_GRAIN 8     /* pixels */
#define MOST_BOXES 60000 /* of a picture, before its grain becomes coarser */
#define MOST_BINS 240
#define MOST_FULL_NAMES 12 /* tasks that have a row each whatever the number of panels */
#define MOST_LINES 300     /* of all panels */

typedef struct {
    const Chart *chart;
    SimTime axis; /* the end of the last panel */
    gboolean has_lines;
    guint grain;
    guint64 n_stretches;
    SimTime shortest;
} Tables;

const char *const chart_files[] = {
    "chart_tasks.csv", "chart_groups.csv", "chart_spreads.csv", "boxes.csv",   "misses.csv", "areas.csv",
    "load.csv",        "spreads.csv",      "chart.csv",         "summary.csv", NULL
};

static const Panel *panel_of(const Tables *tables, guint index)
{
    return g_ptr_array_index(tables->chart->panels, index);
}

static void row(GString *text, const gint64 *values, guint n)
{
    for (guint i = 0; i < n; i++)
        csv_integer(text, values[i]);
    csv_end_row(text);
}

#define ROW(text, ...)                                                                                       \
    row(text, (const gint64[]){ __VA_ARGS__ }, sizeof((const gint64[]){ __VA_ARGS__ }) / sizeof(gint64))

static void decimal(GString *text, double value)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];

    g_string_append_printf(text, "%s,", g_ascii_formatd(digits, sizeof digits, "%.6g", value));
}

/* Without what gnuplot does not read in a field: a quote, a backslash, a line end; and a comma, at which
 * it ends a field even within quotes, is the low quotation mark that looks like one. */
static void clean_text(GString *text, const char *value)
{
    for (; *value != '\0'; value++) {
        if (*value == ',')
            g_string_append(text, "\u201A");
        else
            g_string_append_c(text, *value == '"'             ? '\''
                                    : *value == '\\'          ? '/'
                                    : g_ascii_iscntrl(*value) ? ' '
                                                              : *value);
    }
    g_string_append_c(text, ',');
}

/* ---- lines ---- */

/* Boxes of LINE, one for as long as the state at the middle of each grain is the same. Returns how many. */
static guint64 write_line(const Tables *tables, guint panel, ChartLine kind, guint line, GString *text)
{
    const Moments *moments = &panel_of(tables, panel)->lines[kind];
    const double pixel = (double)tables->axis * tables->grain / N_PIXELS;
    const guint n = (N_PIXELS + tables->grain - 1) / tables->grain;
    guint first = 0;
    guint8 last = MOMENT_NONE;
    guint64 n_boxes = 0;

    for (guint i = 0; i <= n; i++) {
        const guint8 state = i < n ? moments_at(moments, line, (SimTime)((i + 0.5) * pixel)) : MOMENT_NONE;

        if (state == last)
            continue;
        if (last != MOMENT_NONE) {
            n_boxes++;
            if (text)
                ROW(text, panel + 1, kind, line + 1, (gint64)(first * pixel), (gint64)(i * pixel), last + 1);
        }
        last = state;
        first = i;
    }
    return n_boxes;
}

static guint64 write_boxes(const Tables *tables, GString *text)
{
    guint64 n_boxes = 0;

    for (guint i = 0; i < tables->chart->panels->len; i++)
        for (guint kind = 0; kind < N_CHART_LINES; kind++) {
            const guint n_lines =
                kind == CHART_CORE || tables->has_lines ? panel_of(tables, i)->lines[kind].n_lines : 0;

            for (guint line = 0; line < n_lines; line++)
                n_boxes += write_line(tables, i, kind, line, text);
        }
    return n_boxes;
}

/* Each panel has a first one outside the picture: gnuplot complains of a file without any. */
static void write_misses(const Tables *tables, GString *text)
{
    for (guint i = 0; i < tables->chart->panels->len; i++) {
        const GArray *misses = panel_of(tables, i)->misses;

        ROW(text, i + 1, 1, -1);
        for (guint m = 0; tables->has_lines && m < misses->len; m++) {
            const ChartMiss *miss = &g_array_index(misses, ChartMiss, m);

            ROW(text, i + 1, miss->line + 1, miss->when);
        }
    }
}

/* ---- what is over time in bins ---- */

/* A multiple of every panel's own bins, so that there are few enough. */
static SimTime common_bin(const Tables *tables, gsize offset)
{
    SimTime step = 1, n;

    for (guint i = 0; i < tables->chart->panels->len; i++)
        step = MAX(step, ((const Levels *)((const char *)panel_of(tables, i) + offset))->step);
    n = (tables->axis + step - 1) / step;
    return step * MAX((n + MOST_BINS - 1) / MOST_BINS, 1);
}

/* As it was up to the axis' end, at which the last bin is cut off. */
static double level_at(const Tables *tables, const Levels *levels, guint thing, SimTime at, SimTime bin)
{
    const double share = (double)(MIN(at + bin, tables->axis) - at) / (double)bin;

    return levels_mean(levels, thing, at, at + bin) / share;
}

static double sum_at(const Levels *levels, guint area, SimTime begin, SimTime end)
{
    double sum = 0;

    for (guint state = 0; state < N_STATES; state++)
        sum += levels_mean(levels, area * N_STATES + state, begin, end);
    return sum;
}

/* As high as the group is large; or, where never half of it is there, as those that are. */
static gint64 area_height(const Tables *tables, const Panel *panel, guint area, gint64 size, SimTime bin)
{
    double peak = 0;

    for (SimTime at = 0; at < tables->axis; at += bin)
        peak = MAX(peak, sum_at(&panel->areas, area, at, at + bin));
    return area == 0 || peak >= (double)size / 2 ? MAX(size, 1) : MAX((gint64)(peak + 0.999), 1);
}

static gint64 area_size(const Tables *tables, const Panel *panel, guint area)
{
    if (area == 0)
        return panel->n_cores;
    if (chart_n_areas(tables->chart) < tables->chart->groups->len)
        return chart_n_tasks(tables->chart);
    return g_array_index(tables->chart->groups, ChartGroup, area - 1).n_tasks;
}

static void write_area(const Tables *tables, guint index, guint area, SimTime bin, GString *text)
{
    const Panel *panel = panel_of(tables, index);
    const gint64 height = area_height(tables, panel, area, area_size(tables, panel, area), bin);

    for (SimTime at = 0; at < tables->axis; at += bin) {
        double sum = 0;

        csv_integer(text, index + 1);
        csv_integer(text, area);
        csv_integer(text, height);
        csv_integer(text, at + bin / 2);
        for (guint state = 0; state < N_STATES; state++) {
            sum += level_at(tables, &panel->areas, area * N_STATES + state, at, bin);
            decimal(text, MIN(sum / (double)height, 1));
        }
        csv_end_row(text);
    }
}

static void write_areas(const Tables *tables, GString *text)
{
    const SimTime bin = common_bin(tables, G_STRUCT_OFFSET(Panel, areas));

    for (guint i = 0; i < tables->chart->panels->len; i++) {
        if (panel_of(tables, i)->n_cores > CHART_MOST_CORES)
            write_area(tables, i, 0, bin, text);
        for (guint area = 1; !tables->has_lines && area <= chart_n_areas(tables->chart); area++)
            write_area(tables, i, area, bin, text);
    }
}

static void write_load(const Tables *tables, GString *text)
{
    const SimTime bin = common_bin(tables, G_STRUCT_OFFSET(Panel, load));

    for (guint i = 0; i < tables->chart->panels->len; i++)
        for (SimTime at = 0; at < tables->axis; at += bin) {
            csv_integer(text, i + 1);
            csv_integer(text, at);
            csv_integer(text, MIN(at + bin, tables->axis));
            for (guint load = 0; load < N_CHART_LOADS; load++)
                decimal(text, level_at(tables, &panel_of(tables, i)->load, load, at, bin));
            csv_end_row(text);
        }
}

/* ---- distributions ---- */

/* Times of a group in a panel, and how many panels have the very same. */
typedef struct {
    const Spread *spread;
    guint panel, number;
    gboolean is_delay;
    guint n_alike; /* itself among them */
    guint nth;     /* of these, from 0 */
} Curve;

static const Spread *spread_of(const Tables *tables, guint panel, gboolean is_delay, guint number)
{
    return is_delay ? &panel_of(tables, panel)->delays[number] : &panel_of(tables, panel)->turnarounds[number];
}

static void write_share(GString *text, const Curve *curve, SimTime time, guint64 n)
{
    csv_integer(text, curve->panel + 1);
    csv_integer(text, curve->is_delay);
    csv_integer(text, curve->number + 1);
    csv_integer(text, time);
    decimal(text, 100.0 * (double)n / (double)curve->spread->n);
    csv_integer(text, curve->n_alike);
    csv_integer(text, curve->nth);
    csv_end_row(text);
}

static void write_curve(const Tables *tables, GString *text, guint panel, gboolean is_delay, guint number)
{
    Curve curve = { spread_of(tables, panel, is_delay, number), panel, number, is_delay, 0, 0 };
    guint64 n = 0;

    for (guint i = 0; i < tables->chart->panels->len; i++)
        if (memcmp(spread_of(tables, i, is_delay, number), curve.spread, sizeof(Spread)) == 0) {
            curve.n_alike++;
            curve.nth += i < panel;
        }
    for (guint i = 0; i < SPREAD_BUCKETS; i++) {
        if (curve.spread->counts[i] == 0)
            continue;
        if (n == 0)
            write_share(text, &curve, spread_least(i), 0);
        n += curve.spread->counts[i];
        write_share(text, &curve, spread_least(i), n);
    }
}

static void write_spreads(const Tables *tables, GString *text)
{
    for (guint i = 0; i < tables->chart->panels->len; i++)
        for (gint k = 0; k < tables->chart->n_spreads; k++) {
            write_curve(tables, text, i, FALSE, (guint)k);
            write_curve(tables, text, i, TRUE, (guint)k);
        }
}

static void write_spread_names(const Tables *tables, GString *text)
{
    const Chart *chart = tables->chart;
    gint told = 0;

    for (guint i = 0; i < chart->groups->len; i++) {
        const ChartGroup *group = &g_array_index(chart->groups, ChartGroup, i);

        if (chart->spread_of[i] != told || group->n_tasks < CHART_LEAST_SPREAD)
            continue;
        told++;
        clean_text(text, group->name);
        csv_integer(text, group->n_tasks);
        csv_end_row(text);
    }
    if (told == 0)
        g_string_append_printf(text, "all tasks,%u\n", chart_n_tasks(chart));
}

/* ---- names ---- */

static void write_tasks(const Tables *tables, GString *text)
{
    for (guint i = 0; tables->has_lines && i < chart_n_tasks(tables->chart); i++) {
        clean_text(text, g_ptr_array_index(tables->chart->names, i));
        csv_integer(text, g_array_index(tables->chart->group_of, guint32, i) + 1);
        csv_end_row(text);
    }
}

static void write_groups(const Tables *tables, GString *text)
{
    const Chart *chart = tables->chart;

    if (!tables->has_lines && chart_n_areas(chart) < chart->groups->len) {
        g_string_append_printf(text, "all tasks,%u\n", chart_n_tasks(chart));
        return;
    }
    for (guint i = 0; i < chart->groups->len; i++) {
        const ChartGroup *group = &g_array_index(chart->groups, ChartGroup, i);

        clean_text(text, group->name);
        csv_integer(text, group->n_tasks);
        csv_end_row(text);
    }
}

static void write_chart(const Tables *tables, GString *text)
{
    csv_integer(text, tables->axis);
    clean_text(text, tables->chart->title);
    ROW(text, tables->chart->panels->len, tables->chart->n_left_out, chart_n_tasks(tables->chart),
        tables->has_lines, (gint64)tables->n_stretches, tables->grain,
        (double)tables->shortest < (double)tables->axis * tables->grain / N_PIXELS);
}

static gboolean write_table(Tables *tables, const char *folder, const char *name, const char *columns,
                            void (*write)(const Tables *tables, GString *text), GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(GString) text = g_string_new(columns);

    g_string_append_c(text, '\n');
    write(tables, text);
    return g_file_set_contents(path, text->str, (gssize)text->len, error);
}

static void write_all_boxes(const Tables *tables, GString *text)
{
    write_boxes(tables, text);
}

static void measure(Tables *tables)
{
    const guint n_panels = tables->chart->panels->len, n_tasks = chart_n_tasks(tables->chart);

    tables->axis = 1;
    tables->shortest = SIMTIME_NEVER;
    for (guint i = 0; i < n_panels; i++) {
        const Panel *panel = panel_of(tables, i);

        tables->axis = MAX(tables->axis, panel->end);
        tables->n_stretches += panel->n_stretches;
        tables->shortest = MIN(tables->shortest, panel->shortest);
    }
    tables->has_lines =
        chart_has_lines(tables->chart) && (n_tasks <= MOST_FULL_NAMES || n_tasks * n_panels <= MOST_LINES);
    for (tables->grain = 1; tables->grain < MOST_GRAIN && write_boxes(tables, NULL) > MOST_BOXES;)
        tables->grain *= 2;
}

gboolean chart_write(const Chart *chart, const char *folder, GError **error)
{
    static const struct {
        const char *name, *columns;
        void (*write)(const Tables *tables, GString *text);
    } files[] = {
        { "chart_tasks.csv", "task,group", write_tasks },
        { "chart_groups.csv", "group,tasks", write_groups },
        { "chart_spreads.csv", "group,tasks", write_spread_names },
        { "boxes.csv", "panel,kind,line,begin_ns,end_ns,state", write_all_boxes },
        { "misses.csv", "panel,line,at_ns", write_misses },
        { "areas.csv", "panel,area,height,at_ns,compute,wait,ready,lock,resource,loop,queued,overhead",
          write_areas },
        { "load.csv", "panel,begin_ns,end_ns,computing,busy,held", write_load },
        { "spreads.csv", "panel,delay,group,at_ns,percent,alike,nth", write_spreads },
        { "chart.csv", "axis_ns,title,panels,left_out,tasks,has_lines,stretches,grain,sampled", write_chart },
    };
    Tables tables = { .chart = chart };

    measure(&tables);
    for (guint i = 0; i < G_N_ELEMENTS(files); i++)
        if (!write_table(&tables, folder, files[i].name, files[i].columns, files[i].write, error))
            return FALSE;
    return TRUE;
}
