/* page - the one HTML file that `gilsim report` writes: question, answer, timeline, charts, what-ifs,
 * accuracy, and all that is needed to get the same again.
 *
 *     page.c         the sections in their order
 *     tables.c, group_rows.c, cells.c    tables of figures
 *     explained.c                        advice and what-ifs
 *     timeline.c, timeline_data.c        the stretches: which are kept, and how they are written
 *     charts.c, svg.c                    gnuplot's pictures, made fit for a page
 *     accuracy.c, reproduce.c            what validate measured; what is needed to get the same again
 *     html.c                             escaping
 *     report.css, *.js                   style and scripts, put into the page
 *
 * The same scenario, seed and options make the same page, but for what validate has measured since. */
#pragma once

#include "explain/advice.h"
#include "group_rows.h"
#include "timeline.h"

typedef struct {
    const Scenario *scenario;
    const char *file;       /* how the user calls it */
    const char *command;    /* that makes this page, as one types it */
    GStrv sets;             /* the overrides on the command line */
    const Ranking *ranking; /* sorted */
    const GroupRows *groups;
    const Timeline *timeline;
    const Explanation *explanation; /* NULL: it would take too long */
    const Advice *advice;
    const char *charts;     /* html, of charts_draw */
    const char *validation; /* the folder that `validate` wrote, if any */
} Page;

/* TEXT as one types it for a shell: in quotes where it needs them. g_free. */
char *page_shell_word(const char *text);

/* Appends the whole page. FALSE with ERROR set where its style or script is not found. */
gboolean page_write(GString *html, const Page *page, GError **error);
