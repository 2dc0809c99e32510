/* charts - the charts of a scenario, drawn by gnuplot and put into a page as SVG. */
#include "charts.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/shipped.h"
#include "base/staging.h"
#include "html.h"
#include "plot/gnuplot.h"
#include "report/summary_writer.h"
#include "svg.h"

#define MOST_BYTES (4 << 20) /* of one picture */
#define WORKLOAD "workload"  /* the chart of the trace, before any policy */
#define PICTURE "picture.svg"

/* In this order; those that are not there are left out. */
static const char *const kinds[] = { "compare", "plane", "latency", "utilization", NULL };

struct Charts {
    Staging *staging;
    FILE *summary; /* its summary.csv */
    SummaryWriter writer;
    ChartRun run;
};

/* ---- one ---- */

static char *script_of(const char *kind)
{
    g_autofree char *file = g_strconcat(kind, ".gp", NULL);

    return shipped_path("plots", file);
}

/* "Makespan of each policy, ..." of a script that begins "# compare - makespan of each policy, ...". g_free. */
static char *caption_of(const char *script)
{
    g_autofree char *line = shipped_first_line(script);
    const char *dash = strstr(line, " - ");
    char *caption = g_strdup(dash ? dash + strlen(" - ") : line);

    *caption = g_ascii_toupper(*caption);
    return caption;
}

/* Draws SCRIPT into a file in SCRATCH and reads that. g_free; NULL with ERROR set. */
static char *draw(const char *script, const char *folder, const char *scratch, gsize *length, GError **error)
{
    const char *const more[] = { NULL, NULL };
    g_autofree char *picture = g_build_filename(scratch, PICTURE, NULL);
    char *svg = NULL;

    if (gnuplot_draw(script, folder, picture, more, error))
        g_file_get_contents(picture, &svg, length, error);
    g_unlink(picture);
    return svg;
}

static gboolean append_picture(GString *html, const char *kind, const char *script, const char *folder,
                               const char *scratch, const char *caption, GError **error)
{
    g_autofree char *prefix = g_strconcat(kind, "-", NULL);
    gsize length = 0;
    g_autofree char *svg = draw(script, folder, scratch, &length, error);

    if (!svg)
        return FALSE;
    if (length <= MOST_BYTES)
        return svg_inline(html, svg, (gssize)length, prefix, caption, error);
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "the picture is too large for a page");
    return FALSE;
}

static void append_missing(GString *html, const char *kind, const GError *error)
{
    g_string_append_printf(html, "<p class=\"note\">The chart %s is missing: ", kind);
    html_text(html, error->message);
    g_string_append(html, "</p>\n");
}

/* Appends the chart KIND of what is in FOLDER; SCRATCH is a folder that will be removed. */
static void append_chart(GString *html, const char *kind, const char *folder, const char *scratch)
{
    g_autofree char *script = script_of(kind);
    g_autofree char *caption = script ? caption_of(script) : NULL;
    g_autoptr(GError) error = NULL;
    const gsize before = html->len;

    if (!script)
        return;
    g_string_append(
        html,
        "<figure class=\"chart\"><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Chart: ");
    html_text(html, kind);
    g_string_append(html, "\">\n");
    if (!append_picture(html, kind, script, folder, scratch, caption, &error)) {
        g_string_truncate(html, before);
        append_missing(html, kind, error);
        return;
    }
    g_string_append(html, "</div>\n");
    html_element(html, "figcaption", caption);
    g_string_append(html, "</figure>\n");
}

/* ---- of the runs ---- */

Charts *charts_open(GError **error)
{
    Staging *staging = staging_new(NULL, chart_files, error);
    g_autoptr(Charts) charts = NULL;
    g_autofree char *path = NULL;

    if (!staging)
        return NULL;
    charts = g_new0(Charts, 1);
    charts->staging = staging;
    chart_run_init(&charts->run, TRUE);
    path = g_build_filename(staging_folder(staging), "summary.csv", NULL);
    charts->summary = g_fopen(path, "w");
    if (!charts->summary) {
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), "cannot write '%s': %s", path,
                    g_strerror(errno));
        return NULL;
    }
    summary_writer_init(&charts->writer, charts->summary, FALSE);
    return g_steal_pointer(&charts);
}

void charts_free(Charts *charts)
{
    if (charts->summary)
        fclose(charts->summary);
    chart_run_clear(&charts->run);
    g_clear_pointer(&charts->staging, staging_free);
    g_free(charts);
}

void charts_add_sinks(Charts *charts, GPtrArray *sinks)
{
    g_ptr_array_add(sinks, &charts->writer.sink);
    g_ptr_array_add(sinks, &charts->run.sink);
}

static gboolean write_tables(Charts *charts, GError **error)
{
    const gboolean is_written = !ferror(charts->summary);

    if (fclose(g_steal_pointer(&charts->summary)) == 0 && is_written)
        return chart_write(charts->run.chart, staging_folder(charts->staging), error);
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_IO, "cannot write to '%s'",
                staging_folder(charts->staging));
    return FALSE;
}

/* ---- of the trace ---- */

static gboolean draw_workload(GString *html, const Scenario *scenario, GError **error)
{
    g_autoptr(Workload) workload = scenario_workload(scenario, scenario->seed, 1, error);
    g_autoptr(Chart) chart = workload ? chart_of_workload(scenario, workload) : NULL;
    Staging *staging = chart ? staging_new(NULL, chart_files, error) : NULL;
    const gboolean done = staging && chart_write(chart, staging_folder(staging), error);

    if (done)
        append_chart(html, WORKLOAD, staging_folder(staging), staging_folder(staging));
    if (staging)
        staging_free(staging);
    return done;
}

void charts_draw(GString *html, Charts *charts, const Scenario *scenario)
{
    g_autoptr(GError) error = NULL;

    if (!write_tables(charts, &error)) {
        append_missing(html, "of the runs", error);
        g_clear_error(&error);
    } else {
        for (guint i = 0; kinds[i]; i++)
            append_chart(html, kinds[i], staging_folder(charts->staging), staging_folder(charts->staging));
    }
    g_clear_pointer(&charts->staging, staging_free); /* there may be one such folder at a time */
    if (!draw_workload(html, scenario, &error))
        append_missing(html, WORKLOAD, error);
}

void charts_draw_validation(GString *html, const char *folder)
{
    static const char *const files[] = { PICTURE, NULL };
    g_autofree char *whole_folder = g_canonicalize_filename(folder, NULL);
    g_autoptr(GError) error = NULL;
    Staging *staging = staging_new(NULL, files, &error);

    if (staging) {
        append_chart(html, "validation", whole_folder, staging_folder(staging));
        staging_free(staging);
    } else {
        append_missing(html, "validation", error);
    }
}
