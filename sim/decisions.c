/* decisions - --decisions FILE: each scheduling and lock decision of every run with its time and reason. */
#include "decisions.h"

#include <errno.h>
#include <glib/gstdio.h>

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

gboolean decisions_open(Decisions *decisions, const char *path, GError **error)
{
    *decisions = (Decisions){ .sink = { NULL, run_begins, NULL }, .file = g_fopen(path, "w") };
    return decisions->file != NULL || failed(error);
}

gboolean decisions_close(Decisions *decisions, GError **error)
{
    const gboolean done = !ferror(decisions->file);

    return (fclose(decisions->file) == 0 && done) || failed(error);
}
