/* decisions - --decisions FILE: each scheduling and lock decision of every run with its time and reason. */
#include "decisions.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>

#include "base/interrupt.h"

static gboolean run_begins(ResultSink *sink, Run *run, GError **error)
{
    Decisions *decisions = (Decisions *)sink;
    const Combination *combination = &run->combination;
    (void)error;

    fprintf(decisions->file, "# %s: %s, lock %s, scheduler %s, cores %u\n", run->scenario->name,
            combination->policy, combination->lock, combination->scheduler, combination->cores);
    run->decisions = decisions->file;
    return TRUE;
}

static gboolean failed(GError **error)
{
    const int number = errno;

    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(number), "cannot write the decisions: %s",
                g_strerror(number));
    return FALSE;
}

/* What is there and no file, such as /dev/stdout or a pipe, is written to as it stands. */
static gboolean is_in_place(const char *path)
{
    return g_file_test(path, G_FILE_TEST_EXISTS) && !g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

/* An empty file next to where PATH leads. */
static FILE *open_partial(Decisions *decisions, const char *path)
{
    g_autofree char *real = g_file_read_link(path, NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    int file;

    decisions->path = real ? g_canonicalize_filename(real, folder) : g_strdup(path);
    decisions->partial = g_strconcat(decisions->path, ".partial-XXXXXX", NULL);
    file = g_mkstemp_full(decisions->partial, O_WRONLY, 0666);
    if (file < 0) {
        g_clear_pointer(&decisions->partial, g_free);
        return NULL;
    }
    interrupt_remove_file(decisions->partial);
    return fdopen(file, "w");
}

gboolean decisions_open(Decisions *decisions, const char *path, GError **error)
{
    *decisions = (Decisions){ .sink = { NULL, run_begins, NULL } };
    decisions->file = is_in_place(path) ? g_fopen(path, "w") : open_partial(decisions, path);
    return decisions->file != NULL || failed(error);
}

gboolean decisions_close(Decisions *decisions, GError **error)
{
    FILE *file = g_steal_pointer(&decisions->file);
    gboolean done = !ferror(file);

    done = fclose(file) == 0 && done;
    if (!done || (decisions->partial && g_rename(decisions->partial, decisions->path) != 0))
        return failed(error);
    interrupt_remove_file(NULL);
    g_clear_pointer(&decisions->partial, g_free);
    return TRUE;
}

void decisions_clear(Decisions *decisions)
{
    g_clear_pointer(&decisions->file, fclose);
    if (decisions->partial) {
        g_unlink(decisions->partial);
        interrupt_remove_file(NULL);
    }
    g_clear_pointer(&decisions->partial, g_free);
    g_clear_pointer(&decisions->path, g_free);
}
