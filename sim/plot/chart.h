/* chart - what pictures of a timeline are drawn from, gathered in bounded memory.
 *
 * Stretches of time go by, and nobody keeps them. Of lines that are few enough to be drawn one by one it is
 * known which state they were in at each moment; of groups, how many of their tasks were in each state; of
 * turnarounds and of delays after a wait, how they are distributed. The tables are told in chart_tables.c. */
#pragma once

#include "report/recorder.h"
#include "levels.h"
#include "moments.h"
#include "spread.h"

#define CHART_ERROR chart_error_quark()
GQuark chart_error_quark(void);
enum { CHART_ERROR_FOLDER }; /* what is in a folder is not what was expected there */

#define CHART_MOST_PANELS 16 /* further runs are left out of pictures that have a panel for each */
#define CHART_MOST_LINES 100 /* tasks that are drawn one by one */
#define CHART_MOST_CORES 16  /* the same of cores */
#define CHART_MOST_AREAS 16  /* groups; with more, all tasks are one */
#define CHART_MOST_SPREADS 4 /* groups whose times are told apart; the first ones */
#define CHART_LEAST_SPREAD 5 /* tasks, below which a group's times are no distribution */
#define CHART_NO_TASK G_MAXUINT32

typedef struct {
    char *name;
    guint32 n_tasks;
} ChartGroup;

/* What a line stands for. */
typedef enum {
    CHART_CORE,
    CHART_TASK,
    CHART_USE /* a task that has a unit of a resource */,
    N_CHART_LINES
} ChartLine;

typedef struct {
    guint32 line; /* from 0 */
    SimTime when;
} ChartMiss;

typedef enum {
    CHART_COMPUTING, /* cores that compute */
    CHART_BUSY,      /* cores at anything else */
    CHART_HELD,      /* locks that are held */
    N_CHART_LOADS
} ChartLoad;

/* One run. */
typedef struct {
    const struct Chart *chart;
    guint n_cores;
    SimTime end;      /* of the last stretch */
    SimTime shortest; /* stretch of a line that is drawn */
    guint64 n_stretches;
    Moments lines[N_CHART_LINES]; /* that are drawn one by one; none where there are too many */
    Levels areas;                 /* N_STATES of the cores, then N_STATES of each area of tasks */
    Levels load;                  /* by ChartLoad */
    SimTime *could;               /* a task's: when it could go on after a wait, or -1 */
    Spread *turnarounds, *delays; /* of each spread */
    GArray *misses;               /* of ChartMiss */
} Panel;

typedef struct Chart {
    char *title;
    GArray *groups;    /* of ChartGroup */
    GPtrArray *names;  /* of the first CHART_MOST_LINES tasks */
    GArray *group_of;  /* of guint32: a task's */
    gint n_spreads;    /* 0 before chart_seal */
    gint *spread_of;   /* a group's, or -1 */
    GPtrArray *panels; /* of Panel * */
    guint n_left_out;  /* panels beyond the most */
} Chart;

Chart *chart_new(const char *title);
void chart_free(Chart *chart);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Chart, chart_free)

/* Groups first, then their tasks, in file order; after chart_seal no more of either. */
guint32 chart_add_group(Chart *chart, const char *name);
void chart_add_task(Chart *chart, guint32 group, const char *name);
void chart_seal(Chart *chart);

/* A panel for a run on N_CORES; NULL where there are enough. The chart's. */
Panel *chart_add_panel(Chart *chart, guint n_cores);
/* Forgets the last panel: its run has no figures. */
void chart_drop_panel(Chart *chart);

/* TRACKs from the number of tasks on are threads that carry none. Those of one task come in order. */
void panel_take(Panel *panel, const Stretch *stretch);
/* What panel_take does of one line, and of one task of an area. */
void panel_line(Panel *panel, ChartLine kind, guint32 line, guint state, SimTime begin, SimTime end);
void panel_area(Panel *panel, guint32 task, guint state, SimTime begin, SimTime end);
/* MISSED: it had a deadline, before WHEN. */
void panel_finish(Panel *panel, guint32 task, SimTime turnaround, SimTime when, gboolean missed);

guint32 chart_n_tasks(const Chart *chart);
guint chart_n_areas(const Chart *chart);      /* of tasks: one a group, or one for all */
gboolean chart_has_lines(const Chart *chart); /* few enough tasks that each may be drawn */

/* Writes the tables into FOLDER, under the names of chart_files. */
gboolean chart_write(const Chart *chart, const char *folder, GError **error);
extern const char *const chart_files[]; /* ends with NULL */
