/* chart - what pictures of a timeline are drawn from, gathered in bounded memory. */
#include "chart.h"

#include <string.h>

G_DEFINE_QUARK(gilsim - chart - error, chart_error)

/* ---- tasks ---- */

static void clear_group(gpointer data)
{
    g_free(((ChartGroup *)data)->name);
}

static void panel_free(gpointer data)
{
    Panel *panel = data;

    for (guint kind = 0; kind < N_CHART_LINES; kind++)
        moments_clear(&panel->lines[kind]);
    levels_clear(&panel->areas);
    levels_clear(&panel->load);
    g_free(panel->could);
    g_free(panel->turnarounds);
    g_free(panel->delays);
    g_array_unref(panel->misses);
    g_free(panel);
}

Chart *chart_new(const char *title)
{
    Chart *chart = g_new0(Chart, 1);

    chart->title = g_strdup(title);
    chart->groups = g_array_new(FALSE, FALSE, sizeof(ChartGroup));
    g_array_set_clear_func(chart->groups, clear_group);
    chart->names = g_ptr_array_new_with_free_func(g_free);
    chart->group_of = g_array_new(FALSE, FALSE, sizeof(guint32));
    chart->panels = g_ptr_array_new_with_free_func(panel_free);
    return chart;
}

void chart_free(Chart *chart)
{
    g_free(chart->title);
    g_array_unref(chart->groups);
    g_ptr_array_unref(chart->names);
    g_array_unref(chart->group_of);
    g_ptr_array_unref(chart->panels);
    g_free(chart->spread_of);
    g_free(chart);
}

guint32 chart_add_group(Chart *chart, const char *name)
{
    const ChartGroup group = { g_strdup(name), 0 };

    g_array_append_val(chart->groups, group);
    return chart->groups->len - 1;
}

void chart_add_task(Chart *chart, guint32 group, const char *name)
{
    g_array_append_val(chart->group_of, group);
    g_array_index(chart->groups, ChartGroup, group).n_tasks++;
    if (chart->names->len < CHART_MOST_LINES)
        g_ptr_array_add(chart->names, g_strdup(name));
}

/* Groups that are large enough have a distribution of their own; without one, all tasks share it. */
void chart_seal(Chart *chart)
{
    const guint n_groups = chart->groups->len;

    chart->spread_of = g_new(gint, n_groups + 1);
    chart->n_spreads = 0;
    for (guint i = 0; i < n_groups; i++) {
        const gboolean large = g_array_index(chart->groups, ChartGroup, i).n_tasks >= CHART_LEAST_SPREAD;

        chart->spread_of[i] = large && chart->n_spreads < CHART_MOST_SPREADS ? chart->n_spreads++ : -1;
    }
    if (chart->n_spreads == 0) {
        memset(chart->spread_of, 0, n_groups * sizeof *chart->spread_of);
        chart->n_spreads = 1;
    }
}

guint32 chart_n_tasks(const Chart *chart)
{
    return chart->group_of->len;
}

guint chart_n_areas(const Chart *chart)
{
    return chart->groups->len <= CHART_MOST_AREAS ? chart->groups->len : 1;
}

gboolean chart_has_lines(const Chart *chart)
{
    return chart_n_tasks(chart) <= CHART_MOST_LINES;
}

/* ---- panels ---- */

Panel *chart_add_panel(Chart *chart, guint n_cores)
{
    const guint32 n_tasks = chart_n_tasks(chart);
    Panel *panel;

    if (chart->panels->len == CHART_MOST_PANELS) {
        chart->n_left_out++;
        return NULL;
    }
    panel = g_new0(Panel, 1);
    panel->chart = chart;
    panel->n_cores = n_cores;
    panel->shortest = SIMTIME_NEVER;
    moments_init(&panel->lines[CHART_CORE], n_cores <= CHART_MOST_CORES ? n_cores : 0);
    moments_init(&panel->lines[CHART_TASK], chart_has_lines(chart) ? n_tasks : 0);
    moments_init(&panel->lines[CHART_USE], chart_has_lines(chart) && n_cores == 0 ? n_tasks : 0);
    levels_init(&panel->areas, (1 + chart_n_areas(chart)) * N_STATES);
    levels_init(&panel->load, N_CHART_LOADS);
    panel->could = g_new(SimTime, n_tasks + 1);
    memset(panel->could, 0xff, n_tasks * sizeof *panel->could);
    panel->turnarounds = g_new0(Spread, chart->n_spreads);
    panel->delays = g_new0(Spread, chart->n_spreads);
    panel->misses = g_array_new(FALSE, FALSE, sizeof(ChartMiss));
    g_ptr_array_add(chart->panels, panel);
    return panel;
}

void chart_drop_panel(Chart *chart)
{
    if (chart->n_left_out > 0)
        chart->n_left_out--;
    else
        g_ptr_array_set_size(chart->panels, (gint)chart->panels->len - 1);
}

static guint area_of(const Chart *chart, guint32 task)
{
    return chart_n_areas(chart) == 1 ? 1 : 1 + g_array_index(chart->group_of, guint32, task);
}

static gint spread_of(const Chart *chart, guint32 task)
{
    return chart->spread_of[g_array_index(chart->group_of, guint32, task)];
}

void panel_line(Panel *panel, ChartLine kind, guint32 line, guint state, SimTime begin, SimTime end)
{
    panel->end = MAX(panel->end, end);
    if (line < panel->lines[kind].n_lines && begin < end) {
        moments_take(&panel->lines[kind], line, (guint8)state, begin, end);
        panel->shortest = MIN(panel->shortest, end - begin);
    }
}

void panel_area(Panel *panel, guint32 task, guint state, SimTime begin, SimTime end)
{
    levels_take(&panel->areas, area_of(panel->chart, task) * N_STATES + state, begin, end);
}

static void take_core(Panel *panel, const Stretch *stretch)
{
    panel_line(panel, CHART_CORE, (guint32)stretch->where.core, stretch->state, stretch->begin, stretch->end);
    levels_take(&panel->areas, stretch->state, stretch->begin, stretch->end);
    levels_take(&panel->load, stretch->state == STATE_COMPUTE ? CHART_COMPUTING : CHART_BUSY, stretch->begin,
                stretch->end);
}

/* The delay after a wait, or after it was granted a unit: until it computes, waits, or asks for another. */
static void take_delay(Panel *panel, const Stretch *stretch)
{
    const gint spread = spread_of(panel->chart, stretch->track);
    SimTime *could = &panel->could[stretch->track];
    const gboolean waits = stretch->state == STATE_WAIT || stretch->state == STATE_RESOURCE;

    if (*could >= 0 && (waits || stretch->state == STATE_COMPUTE)) {
        if (spread >= 0)
            spread_take(&panel->delays[spread], stretch->begin - *could);
        *could = -1;
    }
    if (waits)
        *could = stretch->end;
}

void panel_take(Panel *panel, const Stretch *stretch)
{
    const guint32 task = stretch->track;

    panel->n_stretches++;
    panel->end = MAX(panel->end, stretch->end);
    if (stretch->where.core >= 0)
        take_core(panel, stretch);
    if (task >= chart_n_tasks(panel->chart))
        return;
    if (stretch->where.lock)
        levels_take(&panel->load, CHART_HELD, stretch->begin, stretch->end);
    panel_area(panel, task, stretch->state, stretch->begin, stretch->end);
    take_delay(panel, stretch);
    panel_line(panel, CHART_TASK, task, stretch->state, stretch->begin, stretch->end);
}

void panel_finish(Panel *panel, guint32 task, SimTime turnaround, SimTime when, gboolean missed)
{
    const gint spread = spread_of(panel->chart, task);

    if (spread >= 0)
        spread_take(&panel->turnarounds[spread], turnaround);
    if (missed && task < panel->lines[CHART_TASK].n_lines) {
        const ChartMiss miss = { task, when };

        g_array_append_val(panel->misses, miss);
    }
}
