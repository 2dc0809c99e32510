/* chart_results - a chart of what `run --out` wrote: its rows go by as those of a simulation would. */
#include <string.h>

#include "chart_sources.h"
#include "table_reader.h"

#define N_KEYS 7

static const char *const key_columns[N_KEYS] = { "scenario",  "executor", "policy", "lock",
                                                 "scheduler", "cores",    "repeat" };

/* Rows of one file that belong to the same run come together, so that its panel is looked up once. */
typedef struct {
    TableReader reader;
    gint keys[N_KEYS];
    GString *last;
    Panel *panel; /* of `last`, or NULL: it is not drawn */
} Rows;

typedef struct {
    const char *folder;
    Chart *chart;
    char *scenario;     /* of the first row */
    GHashTable *panels; /* key -> Panel *; NULL: not drawn */
    GPtrArray *order;   /* of char *: keys that are to be panels, as in summary.csv */
    GArray *cores;      /* of guint: of those */
    GHashTable *tasks;  /* name -> number + 1 */
    guint32 n_tasks;
} Source;

static gboolean rows_open(Rows *rows, const char *folder, const char *name, GError **error)
{
    rows->last = g_string_new(NULL);
    if (!table_reader_open(&rows->reader, folder, name, error))
        return FALSE;
    for (guint i = 0; i < N_KEYS; i++)
        if ((rows->keys[i] = table_reader_column(&rows->reader, key_columns[i], -1, error)) < 0)
            return FALSE;
    return TRUE;
}

static void rows_clear(Rows *rows)
{
    table_reader_clear(&rows->reader);
    if (rows->last)
        g_string_free(rows->last, TRUE);
}

static void key_of(const Rows *rows, GString *key)
{
    g_string_truncate(key, 0);
    for (guint i = 0; i < N_KEYS; i++)
        g_string_append_printf(key, "%s\t", rows->reader.fields[rows->keys[i]]);
}

/* Whether the row is of the run that LAST is of: no text is made of it. */
static gboolean same_key(const Rows *rows)
{
    const char *at = rows->last->str;

    for (guint i = 0; i < N_KEYS; i++) {
        const char *field = rows->reader.fields[rows->keys[i]];
        const gsize length = strlen(field);

        if (strncmp(at, field, length) != 0 || at[length] != '\t')
            return FALSE;
        at += length + 1;
    }
    return TRUE;
}

/* The row's panel, or NULL. */
static Panel *rows_panel(Rows *rows, const Source *source)
{
    if (!same_key(rows)) {
        key_of(rows, rows->last);
        rows->panel = g_hash_table_lookup(source->panels, rows->last->str);
    }
    return rows->panel;
}

/* ---- summary.csv ---- */

static gboolean read_summary_row(Source *source, Rows *rows, gint makespan, GError **error)
{
    char **fields = rows->reader.fields;
    gint64 cores;
    guint n_cores;

    if (!source->scenario)
        source->scenario = g_strdup(fields[rows->keys[0]]);
    if (fields[makespan][0] == '\0' || !g_str_equal(fields[rows->keys[0]], source->scenario))
        return TRUE;
    if (!table_reader_integer(&rows->reader, rows->keys[5], &cores, error))
        return FALSE;
    n_cores = (guint)CLAMP(cores, 1, 4096);
    key_of(rows, rows->last);
    g_ptr_array_add(source->order, g_strdup(rows->last->str));
    g_array_append_val(source->cores, n_cores);
    return TRUE;
}

static gboolean read_summary(Source *source, GError **error)
{
    Rows rows = { 0 };
    GError *failed = NULL;
    gint makespan = -1;

    if (rows_open(&rows, source->folder, "summary.csv", &failed))
        makespan = table_reader_column(&rows.reader, "makespan_ns", -1, &failed);
    while (!failed && table_reader_next(&rows.reader, &failed))
        read_summary_row(source, &rows, makespan, &failed);
    rows_clear(&rows);
    if (!failed)
        return TRUE;
    g_propagate_error(error, failed);
    return FALSE;
}

/* ---- tasks.csv ---- */

/* Tasks of one run, in file order: groups come together. */
static gboolean read_names(Source *source, GError **error)
{
    Rows rows = { 0 };
    GError *failed = NULL;
    gint task = -1, group = -1;
    g_autofree char *last = NULL;
    guint32 number = 0;

    if (rows_open(&rows, source->folder, "tasks.csv", &failed) &&
        (task = table_reader_column(&rows.reader, "task", -1, &failed)) >= 0)
        group = table_reader_column(&rows.reader, "group", -1, &failed);
    while (!failed && table_reader_next(&rows.reader, &failed)) {
        char **fields = rows.reader.fields;

        if (source->n_tasks > 0 && !same_key(&rows))
            break;
        key_of(&rows, rows.last);
        if (g_strcmp0(last, fields[group]) != 0) {
            g_free(last);
            last = g_strdup(fields[group]);
            number = chart_add_group(source->chart, last);
        }
        chart_add_task(source->chart, number, fields[task]);
        g_hash_table_insert(source->tasks, g_strdup(fields[task]), GUINT_TO_POINTER(++source->n_tasks));
    }
    rows_clear(&rows);
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}

/* CHART_NO_TASK where there is none. */
static guint32 task_number(const Source *source, const char *name)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(source->tasks, name)) - 1;
}

typedef enum { TASKS_TASK, TASKS_TURNAROUND, TASKS_FINISH, TASKS_MISSED, N_TASKS_COLUMNS } TasksColumn;

/* Columns behind those of the key: one of timeline.csv, too, is called `lock`. */
static gboolean open_columns(Rows *rows, const Source *source, const char *file, const char *const *names,
                             guint n, gint *columns, GError **error)
{
    if (!rows_open(rows, source->folder, file, error))
        return FALSE;
    for (guint i = 0; i < n; i++)
        if ((columns[i] = table_reader_column(&rows->reader, names[i], rows->keys[N_KEYS - 1], error)) < 0)
            return FALSE;
    return TRUE;
}

static void read_task(Source *source, Rows *rows, const gint *columns, GError **error)
{
    char **fields = rows->reader.fields;
    Panel *panel = rows_panel(rows, source);
    const guint32 task = task_number(source, fields[columns[TASKS_TASK]]);
    gint64 turnaround, finish;

    if (panel && task < source->n_tasks && fields[columns[TASKS_FINISH]][0] != '\0' &&
        table_reader_integer(&rows->reader, columns[TASKS_TURNAROUND], &turnaround, error) &&
        table_reader_integer(&rows->reader, columns[TASKS_FINISH], &finish, error))
        panel_finish(panel, task, turnaround, finish, g_str_equal(fields[columns[TASKS_MISSED]], "1"));
}

static gboolean read_tasks(Source *source, GError **error)
{
    static const char *const names[] = { "task", "turnaround_ns", "finish_ns", "missed" };
    Rows rows = { 0 };
    GError *failed = NULL;
    gint columns[N_TASKS_COLUMNS];

    open_columns(&rows, source, "tasks.csv", names, N_TASKS_COLUMNS, columns, &failed);
    while (!failed && table_reader_next(&rows.reader, &failed))
        read_task(source, &rows, columns, &failed);
    rows_clear(&rows);
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}

/* ---- timeline.csv ---- */

typedef enum { LINE_TASK, LINE_CORE, LINE_STATE, LINE_BEGIN, LINE_END, LINE_LOCK, N_LINE_COLUMNS } LineColumn;

static TaskState state_called(const char *name)
{
    TaskState state = 0;

    while (state < N_STATES && !g_str_equal(task_state_name(state), name))
        state++;
    return state;
}

static void read_stretch(Source *source, Rows *rows, const gint *columns, GError **error)
{
    char **fields = rows->reader.fields;
    Panel *panel = rows_panel(rows, source);
    Stretch stretch = { .where = { .core = -1 } };
    gint64 core = -1;

    if (!panel)
        return;
    stretch.track = task_number(source, fields[columns[LINE_TASK]]);
    stretch.state = state_called(fields[columns[LINE_STATE]]);
    stretch.where.lock = g_str_equal(fields[columns[LINE_LOCK]], "1");
    if ((fields[columns[LINE_CORE]][0] != '\0' &&
         !table_reader_integer(&rows->reader, columns[LINE_CORE], &core, error)) ||
        !table_reader_integer(&rows->reader, columns[LINE_BEGIN], &stretch.begin, error) ||
        !table_reader_integer(&rows->reader, columns[LINE_END], &stretch.end, error))
        return;
    stretch.where.core = (gint32)core;
    if (stretch.state < N_STATES && stretch.begin >= 0 && stretch.begin <= stretch.end &&
        stretch.end <= SIMTIME_MAX)
        panel_take(panel, &stretch);
    else
        g_set_error(error, CHART_ERROR, CHART_ERROR_FOLDER,
                    "%s:%" G_GUINT64_FORMAT ": expected a state and times that do not run backwards",
                    rows->reader.path, rows->reader.number);
}

static gboolean read_timeline(Source *source, GError **error)
{
    static const char *const names[] = { "task", "core", "state", "begin_ns", "end_ns", "lock" };
    Rows rows = { 0 };
    GError *failed = NULL;
    gint columns[N_LINE_COLUMNS];

    open_columns(&rows, source, "timeline.csv", names, N_LINE_COLUMNS, columns, &failed);
    while (!failed && table_reader_next(&rows.reader, &failed))
        read_stretch(source, &rows, columns, &failed);
    rows_clear(&rows);
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}

/* ---- the folder ---- */

/* The first title in meta.json, which gilsim wrote itself, or NULL. g_free. */
static char *read_title(const char *folder)
{
    static const char member[] = "\"title\": \"";
    g_autofree char *path = g_build_filename(folder, "meta.json", NULL);
    g_autofree char *text = NULL;
    GString *title;
    const char *at;

    if (!g_file_get_contents(path, &text, NULL, NULL) || !(at = strstr(text, member)))
        return NULL;
    title = g_string_new(NULL);
    for (at += sizeof member - 1; *at != '\0' && *at != '"'; at++) {
        if (*at != '\\') {
            g_string_append_c(title, *at);
        } else {
            at++;
            if (*at == '\0')
                break;
            g_string_append_c(title, *at == '"' || *at == '\\' || *at == '/' ? *at : ' ');
            if (*at == 'u')
                at += MIN(strlen(at) - 1, 4);
        }
    }
    return g_string_free(title, FALSE);
}

static gboolean gather(Source *source, GError **error)
{
    if (!read_names(source, error))
        return FALSE;
    chart_seal(source->chart);
    for (guint i = 0; i < source->order->len; i++)
        g_hash_table_replace(source->panels, g_strdup(g_ptr_array_index(source->order, i)),
                             chart_add_panel(source->chart, g_array_index(source->cores, guint, i)));
    return read_tasks(source, error) && read_timeline(source, error);
}

static void name_chart(Source *source)
{
    char *title = read_title(source->folder);

    g_free(source->chart->title);
    source->chart->title = title ? title : g_strdup(source->scenario ? source->scenario : "");
}

Chart *chart_of_results(const char *folder, gboolean wants_rows, GError **error)
{
    g_autoptr(GHashTable) panels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) tasks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) order = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) cores = g_array_new(FALSE, FALSE, sizeof(guint));
    Source source = { .folder = folder,
                      .chart = chart_new(""),
                      .panels = panels,
                      .order = order,
                      .cores = cores,
                      .tasks = tasks };
    gboolean done = read_summary(&source, error);

    if (done)
        name_chart(&source);
    if (done && wants_rows)
        done = gather(&source, error);
    else
        chart_seal(source.chart);
    g_free(source.scenario);
    if (!done)
        g_clear_pointer(&source.chart, chart_free);
    return source.chart;
}
