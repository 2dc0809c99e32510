/* staging - a folder that is filled aside and put in its place when it is complete: never half a file. */
#include "staging.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "interrupt.h"

struct Staging {
    char *target; /* NULL: none */
    char *folder; /* NULL once it is in its place */
    const char *const *files;
};

G_DEFINE_QUARK(gilsim - staging - error, staging_error)

static const char *marker(const char *const *files)
{
    const char *last = NULL;

    for (; *files; files++)
        last = *files;
    return last;
}

/* TARGET may be replaced: it does not exist, is empty, or was written by gilsim. */
static gboolean check_target(const char *target, const char *const *files, GError **error)
{
    g_autofree char *mark = g_build_filename(target, marker(files), NULL);
    g_autofree char *text = NULL;
    GDir *folder;
    gboolean is_empty;

    if (!g_file_test(target, G_FILE_TEST_EXISTS))
        return TRUE;
    folder = g_dir_open(target, 0, NULL);
    if (!folder) {
        g_set_error(error, STAGING_ERROR, STAGING_ERROR_IN_USE, "'%s' is not a folder that can be read",
                    target);
        return FALSE;
    }
    is_empty = g_dir_read_name(folder) == NULL;
    g_dir_close(folder);
    if (is_empty ||
        (g_file_get_contents(mark, &text, NULL, NULL) && g_str_has_prefix(text, "{\n  \"gilsim\":")))
        return TRUE;
    g_set_error(
        error, STAGING_ERROR, STAGING_ERROR_IN_USE,
        "the folder '%s' holds other files; expected a new one, an empty one, or one that gilsim wrote",
        target);
    return FALSE;
}

/* TARGET without links and without slashes at its end. */
static char *resolve(const char *target)
{
    char *real = realpath(target, NULL), *resolved;

    resolved = real ? g_strdup(real) : g_canonicalize_filename(target, NULL);
    free(real);
    return resolved;
}

Staging *staging_new(const char *target, const char *const *files, GError **error)
{
    g_autofree char *resolved = target ? resolve(target) : NULL;
    g_autofree char *folder = resolved ? g_strconcat(resolved, ".partial-XXXXXX", NULL)
                                       : g_build_filename(g_get_tmp_dir(), "gilsim-XXXXXX", NULL);
    Staging *staging;

    if (resolved && !check_target(resolved, files, error))
        return NULL;
    if (!g_mkdtemp_full(folder, 0777)) {
        g_autofree char *parent = g_path_get_dirname(folder);

        g_set_error(error, STAGING_ERROR, STAGING_ERROR_FAILED, "cannot make a folder in '%s': %s", parent,
                    g_strerror(errno));
        return NULL;
    }
    staging = g_new0(Staging, 1);
    staging->target = g_steal_pointer(&resolved);
    staging->folder = g_steal_pointer(&folder);
    staging->files = files;
    interrupt_remove_folder(staging->folder, files);
    return staging;
}

const char *staging_folder(const Staging *staging)
{
    return staging->folder;
}

static gboolean move(const char *from, const char *to, GError **error)
{
    if (g_rename(from, to) == 0)
        return TRUE;
    g_set_error(error, STAGING_ERROR, STAGING_ERROR_FAILED, "cannot write '%s': %s", to, g_strerror(errno));
    return FALSE;
}

gboolean staging_commit(Staging *staging, GError **error)
{
    if (!g_file_test(staging->target, G_FILE_TEST_EXISTS)) {
        if (!move(staging->folder, staging->target, error))
            return FALSE;
    } else {
        for (guint i = 0; staging->files[i]; i++) {
            g_autofree char *from = g_build_filename(staging->folder, staging->files[i], NULL);
            g_autofree char *to = g_build_filename(staging->target, staging->files[i], NULL);

            if (!move(from, to, error))
                return FALSE;
        }
        g_rmdir(staging->folder);
    }
    interrupt_remove_folder(NULL, NULL);
    g_clear_pointer(&staging->folder, g_free);
    return TRUE;
}

void staging_free(Staging *staging)
{
    if (staging->folder) {
        for (guint i = 0; staging->files[i]; i++) {
            g_autofree char *path = g_build_filename(staging->folder, staging->files[i], NULL);

            g_unlink(path);
        }
        g_rmdir(staging->folder);
        interrupt_remove_folder(NULL, NULL);
    }
    g_free(staging->folder);
    g_free(staging->target);
    g_free(staging);
}
