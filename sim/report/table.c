/* table - the ranking as a table for a terminal of 80 columns.
 *
 * A column whose cells all read the same is told once, above the table. Where the rest is still too wide
 * the least important columns go; --format=csv has them all. */
#include "table.h"

#include <string.h>

#include "base/paragraph.h"
#include "measure.h"

#define GAP 2
#define BOLD "\033[1m"
#define YELLOW "\033[33m"
#define PLAIN "\033[0m"

typedef enum {
    ALWAYS, /* in the table if it says anything at all */
    CHOICE, /* of the combination: told once where it is the same in every row */
    TEXTBOOK, /* where the goal is the mean turnaround of all: what textbooks tell beside it */
    FIGURE, /* the same, but in the table of a single row */
} ColumnKind;

typedef struct {
    const char *name; /* the heading, in two lines where it is two words; NULL: what the goal is called */
    ColumnKind kind;
    gboolean to_the_left;
    guint leaves;                        /* 1: the first to go where there is no room; 0: it stays */
    char *(*cell)(const RankedRow *row); /* NULL: the row would agree with any other */
} TableColumn;

static char *rank_cell(const RankedRow *row)
{
    return row->rank > 0 ? g_strdup_printf("%u%s", row->rank, row->tied ? "=" : "") : g_strdup("-");
}

static char *policy_cell(const RankedRow *row)
{
    return g_strdup(row->summary.combination.policy);
}

static char *scheduler_cell(const RankedRow *row)
{
    return g_strdup(row->summary.combination.scheduler);
}

static char *lock_cell(const RankedRow *row)
{
    return row->plan.locked ? g_strdup(row->summary.combination.lock) : NULL;
}

static char *cores_cell(const RankedRow *row)
{
    return g_strdup_printf("%u", row->summary.combination.cores);
}

static char *goal_cell(const RankedRow *row)
{
    return g_strdup(row->goal);
}

static char *makespan_cell(const RankedRow *row)
{
    return g_strdup(row->makespan);
}

static char *speedup_cell(const RankedRow *row)
{
    return measure_factor(row->summary.speedup);
}

static char *in_progress_cell(const RankedRow *row)
{
    return measure_count(row->summary.max_in_progress);
}

static char *at_once_cell(const RankedRow *row)
{
    return measure_count(row->summary.max_parallel);
}

static char *cores_busy_cell(const RankedRow *row)
{
    return measure_percent(row->summary.core_utilization);
}

static char *lock_held_cell(const RankedRow *row)
{
    return measure_percent(row->summary.lock_utilization);
}

/* Rows without deadlines have none to tell. */
static char *missed_cell(const RankedRow *row)
{
    const gint64 misses = row->summary.deadline_misses;

    return misses != NOT_APPLICABLE ? measure_count(misses) : NULL;
}

static char *waiting_cell(const RankedRow *row)
{
    return measure_time(row->summary.mean_waiting);
}

static char *response_cell(const RankedRow *row)
{
    return measure_time(row->summary.mean_response);
}

static char *mark_cell(const RankedRow *row)
{
    return g_strdup(row->summary.stopped ? "stopped" : row->summary.overloaded ? "overloaded" : "");
}

static const TableColumn columns[] = {
    { "", ALWAYS, TRUE, 0, rank_cell },
    { "policy", FIGURE, TRUE, 0, policy_cell },
    { "scheduler", CHOICE, TRUE, 0, scheduler_cell },
    { "lock", CHOICE, TRUE, 0, lock_cell },
    { "cores", CHOICE, FALSE, 0, cores_cell },
    { NULL, ALWAYS, FALSE, 0, goal_cell },
    { "mean waiting", TEXTBOOK, FALSE, 0, waiting_cell },
    { "mean response", TEXTBOOK, FALSE, 0, response_cell },
    { "deadlines missed", ALWAYS, FALSE, 0, missed_cell },
    { "makespan", FIGURE, FALSE, 0, makespan_cell },
    { "speed-up", FIGURE, FALSE, 5, speedup_cell },
    { "in progress", FIGURE, FALSE, 2, in_progress_cell },
    { "at once", FIGURE, FALSE, 1, at_once_cell },
    { "cores busy", FIGURE, FALSE, 3, cores_busy_cell },
    { "lock held", FIGURE, FALSE, 4, lock_held_cell },
    { "", ALWAYS, TRUE, 0, mark_cell },
};

#define N_COLUMNS G_N_ELEMENTS(columns)

typedef struct {
    const Ranking *ranking;
    guint n_rows;
    const char *heading[N_COLUMNS];
    char **cells[N_COLUMNS]; /* NULL: not in the table */
    GString *once;           /* "scheduler fifo, cores 4": what is the same in every row */
    GString *dropped;        /* names of columns that there was no room for */
} Table;

static const RankedRow *row_at(const Table *table, guint row)
{
    return g_ptr_array_index(table->ranking->rows, row);
}

static const char *goal_heading(const Goal *goal)
{
    static const char *const turnaround[] = { "mean turnaround", "p50 turnaround", "p95 turnaround",
                                              "p99 turnaround" };
    static const char *const delay[] = { "mean delay", "p50 delay", "p95 delay", "p99 delay" };
    const guint percentile = goal->percentile == 0    ? 0
                             : goal->percentile == 50 ? 1
                             : goal->percentile == 95 ? 2
                                                      : 3;

    switch (goal->figure) {
    case GOAL_TURNAROUND:
        return turnaround[percentile];
    case GOAL_DELAY:
        return delay[percentile];
    case GOAL_THROUGHPUT:
        return "throughput";
    default:
        return "makespan";
    }
}

/* The one text of all cells, "" where there is none to tell; NULL where they differ. */
static const char *common_text(char **cells, guint n)
{
    const char *common = NULL;

    for (guint i = 0; i < n; i++) {
        if (cells[i] && common && !g_str_equal(cells[i], common))
            return NULL;
        if (cells[i])
            common = cells[i];
    }
    return common ? common : "";
}

static gboolean is_textbook(const Goal *goal)
{
    return goal->figure == GOAL_TURNAROUND && goal->percentile == 0 && goal->group < 0;
}

static void fill_in_column(Table *table, guint index)
{
    const TableColumn *column = &columns[index];
    const Goal *goal = &table->ranking->scenario->goal;
    char **cells;
    const char *common;

    table->heading[index] = column->name ? column->name : goal_heading(goal);
    if (column->cell == makespan_cell && goal->figure == GOAL_MAKESPAN)
        return; /* there already */
    if (column->kind == TEXTBOOK && !is_textbook(goal))
        return;
    cells = g_new0(char *, table->n_rows + 1);
    for (guint i = 0; i < table->n_rows; i++)
        cells[i] = column->cell(row_at(table, i));
    common = common_text(cells, table->n_rows);
    if (column->kind == ALWAYS ? common && *common == '\0'
                               : common && (column->kind == CHOICE || table->n_rows > 1)) {
        if (*common != '\0')
            g_string_append_printf(table->once, "%s %s, ", column->name, common);
        for (guint i = 0; i < table->n_rows; i++)
            g_free(cells[i]);
        g_clear_pointer(&cells, g_free);
    }
    for (guint i = 0; cells && i < table->n_rows; i++)
        if (!cells[i])
            cells[i] = g_strdup("none");
    table->cells[index] = cells;
}

static void drop_column(Table *table, guint index)
{
    for (guint i = 0; i < table->n_rows; i++)
        g_free(table->cells[index][i]);
    g_clear_pointer(&table->cells[index], g_free);
}

/* Characters in the longer of the heading's two lines. */
static guint heading_width(const char *heading)
{
    const char *space = strchr(heading, ' ');

    return (guint)(space ? MAX((gsize)(space - heading), strlen(space + 1)) : strlen(heading));
}

static guint column_width(const Table *table, guint index)
{
    guint width = heading_width(table->heading[index]);

    for (guint i = 0; i < table->n_rows; i++)
        width = MAX(width, (guint)strlen(table->cells[index][i]));
    return width;
}

static guint table_width(const Table *table)
{
    guint width = 0;

    for (guint i = 0; i < N_COLUMNS; i++)
        if (table->cells[i])
            width += (width > 0 ? GAP : 0) + column_width(table, i);
    return width;
}

static void fit(Table *table)
{
    for (guint leaves = 1; leaves <= N_COLUMNS && table_width(table) > TABLE_WIDTH; leaves++)
        for (guint i = 0; i < N_COLUMNS; i++)
            if (columns[i].leaves == leaves && table->cells[i]) {
                g_string_append_printf(table->dropped, "%s%s", table->dropped->len > 0 ? ", " : "",
                                       columns[i].name);
                drop_column(table, i);
            }
}

static void append_cell(GString *line, const char *cell, gsize length, guint width, gboolean to_the_left)
{
    const gint padding = (gint)width - (gint)length;

    g_string_append_printf(line, "%*s%.*s%*s", to_the_left ? 0 : padding, "", (int)length, cell,
                           to_the_left ? padding : 0, "");
}

/* LINE without the spaces at its end, in COLOUR (""): none. */
static void append_line(GString *text, GString *line, const char *colour)
{
    while (line->len > 0 && line->str[line->len - 1] == ' ')
        g_string_truncate(line, line->len - 1);
    g_string_append_printf(text, "%s%s%s\n", colour, line->str, *colour != '\0' ? PLAIN : "");
    g_string_truncate(line, 0);
}

static void write_heading(GString *text, const Table *table, gboolean is_second)
{
    g_autoptr(GString) line = g_string_new(NULL);
    gboolean is_empty = TRUE;

    for (guint i = 0; i < N_COLUMNS; i++) {
        const char *heading = table->heading[i], *space = strchr(heading, ' ');
        const gsize first = space ? (gsize)(space - heading) : 0;
        const char *part = is_second && space ? space + 1 : heading;
        const gsize length = is_second ? strlen(part) : first;

        if (!table->cells[i])
            continue;
        g_string_append_printf(line, "%*s", line->len > 0 ? GAP : 0, "");
        append_cell(line, part, length, column_width(table, i), columns[i].to_the_left);
        is_empty = is_empty && length == 0;
    }
    if (!is_empty)
        append_line(text, line, "");
}

static void write_rows(GString *text, const Table *table, gboolean colour)
{
    g_autoptr(GString) line = g_string_new(NULL);

    write_heading(text, table, FALSE);
    write_heading(text, table, TRUE);
    for (guint row = 0; row < table->n_rows; row++) {
        const RankedRow *ranked = row_at(table, row);
        const char *emphasis = ranked->summary.overloaded || ranked->summary.stopped ? YELLOW
                               : ranked->rank == 1                                   ? BOLD
                                                                                     : "";

        for (guint i = 0; i < N_COLUMNS; i++) {
            const char *cell = table->cells[i] ? table->cells[i][row] : NULL;

            if (!cell)
                continue;
            g_string_append_printf(line, "%*s", line->len > 0 ? GAP : 0, "");
            append_cell(line, cell, strlen(cell), column_width(table, i), columns[i].to_the_left);
        }
        append_line(text, line, colour ? emphasis : "");
    }
}

static void write_title(GString *text, const char *title, gboolean colour)
{
    g_string_append(text, colour ? BOLD : "");
    paragraph_append(text, title, TABLE_WIDTH);
    g_string_truncate(text, text->len - 1);
    g_string_append_printf(text, "%s\n", colour ? PLAIN : "");
}

/* What the tasks ask for, and what that suggests. */
static void write_totals(GString *text, const Totals *totals)
{
    const __int128 all = totals->computing + totals->waiting;
    const gint64 share = all > 0 ? (gint64)((totals->waiting * 2000000 + all) / (2 * all)) : 0;
    g_autofree char *computing = measure_time((gint64)MIN(totals->computing, G_MAXINT64));
    g_autofree char *waiting = measure_time((gint64)MIN(totals->waiting, G_MAXINT64));
    g_autofree char *percent = measure_percent(share);
    const char *advice = share >= 666667   ? "think concurrency"
                         : share <= 333333 ? "think parallelism"
                                           : "think concurrency and parallelism";
    g_autofree char *words =
        g_strdup_printf("%u task%s: computing %s, waiting %s; share of waiting %s: %s.", totals->n_tasks,
                        totals->n_tasks == 1 ? "" : "s", computing, waiting, percent, advice);

    paragraph_append(text, words, TABLE_WIDTH);
}

static void write_once(GString *text, const Table *table)
{
    const Scenario *scenario = table->ranking->scenario;
    g_autofree char *words =
        g_strdup_printf("Goal: %s. In every row: %sprofile %s, seed %" G_GUINT64_FORMAT ".",
                        scenario->goal.text, table->once->str, scenario->profile, scenario->seed);

    paragraph_append(text, words, TABLE_WIDTH);
}

static void write_dropped(GString *text, const Table *table)
{
    g_autofree char *words = g_strdup_printf("No room for: %s; --format=csv has all.", table->dropped->str);

    if (table->dropped->len > 0)
        paragraph_append(text, words, TABLE_WIDTH);
}

static void write_skipped(GString *text, const Ranking *ranking)
{
    for (guint i = 0; i < ranking->skipped->len; i++) {
        const RankedRow *row = g_ptr_array_index(ranking->skipped, i);
        g_autofree char *words =
            g_strdup_printf("%s was skipped: %s", row->summary.combination.policy, row->summary.skipped);

        paragraph_append(text, words, TABLE_WIDTH);
    }
}

void table_write(GString *text, const Ranking *ranking, gboolean colour)
{
    Table table = { .ranking = ranking, .n_rows = ranking->rows->len };

    table.once = g_string_new(NULL);
    table.dropped = g_string_new(NULL);
    for (guint i = 0; i < N_COLUMNS; i++)
        fill_in_column(&table, i);
    fit(&table);
    write_title(text, ranking->scenario->title, colour);
    write_totals(text, &ranking->totals);
    write_once(text, &table);
    g_string_append_c(text, '\n');
    write_rows(text, &table, colour);
    write_dropped(text, &table);
    write_skipped(text, ranking);
    for (guint i = 0; i < N_COLUMNS; i++)
        if (table.cells[i])
            drop_column(&table, i);
    g_string_free(table.once, TRUE);
    g_string_free(table.dropped, TRUE);
}
