/* charts - the charts of a scenario, drawn by gnuplot and put into a page as SVG.
 *
 *     charts_open                     a temporary folder
 *     charts_add_sinks                then the experiment is run
 *     charts_draw                     html for all of them */
#pragma once

#include "plot/chart_sources.h"

typedef struct Charts Charts;

/* NULL with ERROR set. */
Charts *charts_open(GError **error);
void charts_free(Charts *charts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Charts, charts_free)

/* Adds what the experiment is to be handed. */
void charts_add_sinks(Charts *charts, GPtrArray *sinks);

/* Appends a figure for each chart plots/KIND.gp of a run, but for the timeline, which the page draws itself,
 * and for that of the trace. One that cannot be drawn is a sentence that says why. Ends CHARTS' folder. */
void charts_draw(GString *html, Charts *charts, const Scenario *scenario);

/* Appends the chart of what `validate` wrote to FOLDER. */
void charts_draw_validation(GString *html, const char *folder);
