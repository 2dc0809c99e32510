/* grid - the points of a sweep: each combination of what the keys are to be, in the order given. */
#include "grid.h"

#define MOST_POINTS 10000000

static const Vary *vary_of(const Grid *grid, guint key)
{
    return g_ptr_array_index(grid->varies, key);
}

static gboolean add_vary(Grid *grid, const char *text, GError **error)
{
    Vary *vary = vary_parse(text, error);

    if (!vary)
        return FALSE;
    for (guint i = 0; i < grid->varies->len; i++)
        if (g_str_equal(vary->key, vary_of(grid, i)->key)) {
            g_set_error(error, VARY_ERROR, 0, "--vary %s: the key is varied already, expected it once", text);
            vary_free(vary);
            return FALSE;
        }
    g_ptr_array_add(grid->varies, vary);
    if ((guint64)grid->n_points * vary->values->len > MOST_POINTS) {
        g_set_error(error, VARY_ERROR, 0, "--vary %s: more than %d points, expected fewer", text, MOST_POINTS);
        return FALSE;
    }
    grid->n_points *= vary->values->len;
    return TRUE;
}

Grid *grid_new(char *const *varies, GError **error)
{
    g_autoptr(Grid) grid = g_new(Grid, 1);

    *grid = (Grid){ g_ptr_array_new_with_free_func((GDestroyNotify)vary_free), 1 };
    for (; varies && *varies; varies++)
        if (!add_vary(grid, *varies, error))
            return NULL;
    return g_steal_pointer(&grid);
}

void grid_free(Grid *grid)
{
    g_ptr_array_unref(grid->varies);
    g_free(grid);
}

const char *grid_value(const Grid *grid, guint point, guint key)
{
    for (guint i = grid->varies->len - 1; i > key; i--)
        point /= vary_of(grid, i)->values->len;
    return g_ptr_array_index(vary_of(grid, key)->values, point % vary_of(grid, key)->values->len);
}

GStrv grid_sets(const Grid *grid, guint point, char *const *sets)
{
    GPtrArray *all = g_ptr_array_new();

    for (; sets && *sets; sets++)
        g_ptr_array_add(all, g_strdup(*sets));
    for (guint i = 0; i < grid->varies->len; i++)
        g_ptr_array_add(all, g_strdup_printf("%s=%s", vary_of(grid, i)->key, grid_value(grid, point, i)));
    g_ptr_array_add(all, NULL);
    return (GStrv)g_ptr_array_free(all, FALSE);
}

char *grid_point_text(const Grid *grid, guint point)
{
    g_auto(GStrv) sets = grid_sets(grid, point, NULL);

    return g_strjoinv(" ", sets);
}
