/* gnuplot - draws a picture with a script, and never half of one: drawn aside, then renamed. */
#include "gnuplot.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/child.h"
#include "base/interrupt.h"

/* An empty file next to PICTURE with the same ending, or NULL with ERROR set. */
static char *make_partial(const char *picture, GError **error)
{
    char *path = g_strdup_printf("%.*s.partial-XXXXXX%s", (int)(strlen(picture) - 4), picture,
                                 picture + strlen(picture) - 4);
    const int file = g_mkstemp_full(path, 0, 0666);

    if (file < 0) {
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), "cannot write '%s': %s",
                    picture, g_strerror(errno));
        g_clear_pointer(&path, g_free);
    } else {
        g_close(file, NULL);
    }
    return path;
}

/* Runs SCRIPT on FOLDER, without a shell. */
static gboolean run_gnuplot(const char *script, const char *folder, const char *picture,
                            const char *const *more, GError **error)
{
    const char *argv[] = {
        "gnuplot", "-d", "-c", script, folder, picture, more[0] ? more[0] : "", more[1] ? more[1] : "", NULL
    };
    g_autofree char *messages = NULL;
    GError *failed = NULL;
    gint status = 0;

    if (!child_run(argv, &messages, &status, &failed)) {
        if (g_error_matches(failed, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT))
            g_set_error(error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT,
                        "gnuplot was not found; expected it installed, as by 'make deps' or as gnuplot-nox");
        else
            g_propagate_error(error, g_steal_pointer(&failed));
        g_clear_error(&failed);
        return FALSE;
    }
    if (g_spawn_check_wait_status(status, NULL))
        return TRUE;
    g_set_error(error, G_SPAWN_ERROR, G_SPAWN_ERROR_FAILED, "gnuplot could not draw it: %s",
                g_strstrip(messages));
    return FALSE;
}

/* Whether PICTURE has an end: gnuplot does not tell when a disk is full. */
static gboolean is_whole(const char *picture)
{
    enum { TAIL = 32 };
    const char *mark = g_str_has_suffix(picture, ".svg")   ? "</svg>"
                       : g_str_has_suffix(picture, ".png") ? "IEND"
                                                           : "%%EOF";
    const gsize size = strlen(mark);
    g_autofree char *bytes = NULL;
    gsize length, at;

    if (!g_file_get_contents(picture, &bytes, &length, NULL))
        return FALSE;
    for (at = length > TAIL ? length - TAIL : 0; at + size <= length; at++)
        if (memcmp(bytes + at, mark, size) == 0)
            return TRUE;
    return FALSE;
}

gboolean gnuplot_draw(const char *script, const char *folder, const char *picture, const char *const *more,
                      GError **error)
{
    g_autofree char *whole_folder = g_canonicalize_filename(folder, NULL);
    g_autofree char *whole_picture = g_canonicalize_filename(picture, NULL);
    g_autofree char *partial = make_partial(whole_picture, error);
    gboolean done;

    if (!partial)
        return FALSE;
    interrupt_remove_file(partial);
    done = run_gnuplot(script, whole_folder, partial, more, error);
    if (done && !is_whole(partial)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC,
                    "cannot write '%s': only a part of it was written, as on a full disk", picture);
        done = FALSE;
    }
    if (done && g_rename(partial, whole_picture) != 0) {
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), "cannot write '%s': %s",
                    picture, g_strerror(errno));
        done = FALSE;
    }
    if (!done)
        g_unlink(partial);
    interrupt_remove_file(NULL);
    return done;
}
