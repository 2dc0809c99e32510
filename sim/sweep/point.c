/* point - one point of a sweep, simulated once: its rows of summary.csv. */
#include "point.h"

#include <string.h>

#include "base/csv.h"
#include "commands/experiment.h"
#include "report/columns.h"
#include "sweep/identity.h"

#define BYTES_AT_LEAST (G_GUINT64_CONSTANT(32) << 20) /* of a process */

typedef struct {
    ResultSink sink;
    const Grid *grid;
    guint point;
    GString *rows;
} PointSink;

static gboolean write_row(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    PointSink *point = (PointSink *)sink;
    const gint64 goal = figures->summary.goal;
    (void)error;

    if (figures->summary.skipped)
        return TRUE;
    for (guint i = 0; i < point->grid->varies->len; i++)
        csv_text(point->rows, grid_value(point->grid, point->point, i));
    csv_text(point->rows, run->scenario->name);
    columns_csv(point->rows, summary_columns, &figures->summary);
    if (goal == NOT_APPLICABLE)
        csv_empty(point->rows);
    else if (run->scenario->goal.figure == GOAL_THROUGHPUT)
        csv_ratio(point->rows, goal);
    else
        csv_integer(point->rows, goal);
    csv_end_row(point->rows);
    return TRUE;
}

void point_write_names(const Grid *grid, GString *text)
{
    for (guint i = 0; i < grid->varies->len; i++)
        csv_text(text, ((const Vary *)g_ptr_array_index(grid->varies, i))->key);
    csv_text(text, "scenario");
    columns_csv_names(text, summary_columns);
    csv_text(text, "goal");
    csv_end_row(text);
}

static void add_all(GPtrArray *to, const GPtrArray *from)
{
    for (guint i = 0; i < from->len; i++)
        if (g_ptr_array_index(from, i))
            g_ptr_array_add(to, g_strdup(g_ptr_array_index(from, i)));
}

/* What the user asked for, and the values at POINT as if they had been typed one by one. */
static Request *request_at(const PointSource *source, guint point)
{
    Request *request = request_new();
    g_auto(GStrv) sets = grid_sets(source->grid, point, NULL);

    add_all(request->sets, source->request->sets);
    add_all(request->typed, source->request->typed);
    add_all(request->plugins, source->request->plugins);
    request->isolate = source->request->isolate;
    for (guint i = 0; sets[i]; i++) {
        g_ptr_array_add(request->sets, g_strdup(sets[i]));
        g_ptr_array_add(request->typed, g_strdup_printf("--vary %s", sets[i]));
    }
    return request;
}

Scenario *point_load(const PointSource *source, guint point, GError **error)
{
    g_autoptr(Request) request = request_at(source, point);
    g_autoptr(Scenario) scenario = request_load(request, source->file, error);

    if (!scenario)
        return NULL;
    if (scenario->length == source->base->length &&
        memcmp(scenario->text, source->base->text, scenario->length) == 0)
        return g_steal_pointer(&scenario);
    g_set_error(error, SWEEP_ERROR, SWEEP_ERROR_OTHER, "%s was changed during the sweep, expected it to stay",
                source->file);
    return NULL;
}

/* Whether a key, given alone, has the name of a column that every row has. */
static gboolean check_key(const PointSource *source, const Vary *vary, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);
    g_auto(GStrv) columns = NULL;
    const char *text;

    point_write_names(source->grid, names);
    text = names->str;
    columns = csv_fields(&text);
    if (!g_strv_contains((const char *const *)columns + source->grid->varies->len, vary->key))
        return TRUE;
    g_set_error(error, SWEEP_ERROR, SWEEP_ERROR_OTHER,
                "--vary %s: every row has a column of that name, expected GROUP.%s", vary->key, vary->key);
    return FALSE;
}

/* "interval" and "lock.interval" are one key. */
static gboolean check_names(const PointSource *source, GError **error)
{
    g_autoptr(GHashTable) typed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < source->grid->varies->len; i++) {
        const Vary *vary = g_ptr_array_index(source->grid->varies, i);
        g_autofree char *name = scenario_key(source->base, vary->key, NULL);
        const char *other = name ? g_hash_table_lookup(typed, name) : NULL;

        if (other) {
            g_set_error(error, VARY_ERROR, 0, "--vary %s: %s is varied already, as %s; expected it once",
                        vary->key, name, other);
            return FALSE;
        }
        if (name) /* or loading a point tells what is wrong with it */
            g_hash_table_insert(typed, g_steal_pointer(&name), vary->key);
    }
    return TRUE;
}

gboolean point_memory(const Scenario *scenario, guint64 *n_bytes, GError **error)
{
    WorkloadSize size;

    if (!scenario_size(scenario, &size, error))
        return FALSE;
    *n_bytes = size.n_bytes + experiment_bytes(scenario, size.n_tasks, size.n_phases) + BYTES_AT_LEAST;
    return TRUE;
}

static gboolean measure(const PointSource *source, guint point, Inputs *inputs, guint64 *n_bytes, GError **error)
{
    g_autoptr(Scenario) scenario = point_load(source, point, error);

    if (!scenario)
        return FALSE;
    inputs_add(inputs, scenario);
    return point_memory(scenario, n_bytes, error);
}

gboolean point_check_values(const PointSource *source, guint *largest, Inputs *inputs, GError **error)
{
    guint stride = source->grid->n_points;

    *largest = 0;
    if (!check_names(source, error))
        return FALSE;
    for (guint key = 0; key < source->grid->varies->len; key++) {
        const Vary *vary = g_ptr_array_index(source->grid->varies, key);
        guint64 most = 0, n_bytes;
        guint at = 0;

        stride /= vary->values->len;
        for (guint i = 0; i < vary->values->len; i++) {
            if (!measure(source, i * stride, inputs, &n_bytes, error))
                return FALSE;
            if (n_bytes > most) {
                most = n_bytes;
                at = i;
            }
        }
        *largest += at * stride;
        if (!check_key(source, vary, error))
            return FALSE;
    }
    return TRUE;
}

gboolean point_run(const PointSource *source, guint point, guint repeat, GString *rows, GError **error)
{
    const ExperimentOptions options = { .executor = &executor_sim, .repeat = repeat };
    g_autoptr(Scenario) scenario = point_load(source, point, error);
    g_autoptr(GPtrArray) sinks = g_ptr_array_new();
    PointSink sink = {
        .sink = { .run_ends = write_row }, .grid = source->grid, .point = point, .rows = rows
    };

    g_ptr_array_add(sinks, &sink.sink);
    return scenario && experiment_run(scenario, &options, sinks, error);
}
