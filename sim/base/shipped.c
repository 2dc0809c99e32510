/* shipped - the files that come with gilsim: scenarios and plot scripts. */
#include "shipped.h"

#include <string.h>

#include "nearest.h"

G_DEFINE_QUARK(gilsim - shipped - error, shipped_error)

/* The N-th place to look for FOLDER, or NULL where there are no more. g_free. */
static char *place(guint n, const char *folder)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *beside = program ? g_path_get_dirname(program) : g_strdup(".");
    const char *data = g_getenv("GILSIM_DATA");

    if (n == 0 && data)
        return g_build_filename(data, folder, NULL);
    switch (data ? n - 1 : n) {
    case 0:
        return g_build_filename(beside, "..", folder, NULL);
    case 1:
        return g_build_filename(beside, "..", "share", "gilsim", folder, NULL);
    default:
        return NULL;
    }
}

/* The first place that has FOLDER, or NULL. */
static char *find_folder(const char *folder)
{
    char *path;

    for (guint i = 0; (path = place(i, folder)); i++) {
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            return path;
        g_free(path);
    }
    return NULL;
}

char *shipped_path(const char *folder, const char *name)
{
    g_autofree char *found = find_folder(folder);
    g_autofree char *path = found ? g_build_filename(found, name, NULL) : NULL;

    return path && g_file_test(path, G_FILE_TEST_IS_REGULAR) ? g_canonicalize_filename(path, NULL) : NULL;
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *shipped_names(const char *folder, const char *suffix)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *found = find_folder(folder);
    g_autoptr(GDir) entries = found ? g_dir_open(found, 0, NULL) : NULL;
    const char *name;

    while (entries && (name = g_dir_read_name(entries)))
        if (g_str_has_suffix(name, suffix))
            g_ptr_array_add(names, g_strndup(name, strlen(name) - strlen(suffix)));
    g_ptr_array_sort(names, compare_names);
    return names;
}

char *shipped_scenario(const char *file, GError **error)
{
    g_autofree char *name = g_strconcat(file, ".ini", NULL);
    char *path;

    if (strchr(file, '/') || g_str_has_suffix(file, ".ini"))
        return g_strdup(file);
    path = shipped_path("scenarios", name);
    if (!path) {
        g_autoptr(GPtrArray) names = shipped_names("scenarios", ".ini");
        g_autofree char *shown = nearest_quote(file);
        const char *nearest = nearest_word(file, (const char *const *)names->pdata, names->len);

        g_set_error(
            error, SHIPPED_ERROR, SHIPPED_ERROR_UNKNOWN, "there is no shipped scenario '%s'%s%s%s", shown,
            nearest ? "; did you mean '" : "; expected a name from 'gilsim list scenarios' or a file's path",
            nearest ? nearest : "", nearest ? "'?" : "");
    }
    return path;
}

char *shipped_first_line(const char *path)
{
    g_autofree char *text = NULL;
    const char *line;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return g_strdup("");
    line = text + strspn(text, "# ");
    return g_strndup(line, strcspn(line, "\r\n"));
}
