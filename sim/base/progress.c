/* progress - which row is being worked at, on a terminal. */
#include "progress.h"

#define CLEAR_LINE "\r\033[K"

static gboolean begin(ResultSink *sink, const Scenario *scenario, const Workload *workload, GError **error)
{
    Progress *progress = (Progress *)sink;
    (void)workload, (void)error;

    progress->row = 0;
    progress->n_rows = experiment_n_rows(scenario);
    return TRUE;
}

static gboolean run_begins(ResultSink *sink, Run *run, GError **error)
{
    Progress *progress = (Progress *)sink;
    (void)error;

    fprintf(progress->stream, CLEAR_LINE "%s: %s (%u of %u)", run->scenario->name, run->combination.policy,
            ++progress->row, progress->n_rows);
    fflush(progress->stream);
    return TRUE;
}

void progress_init(Progress *progress, FILE *stream)
{
    *progress = (Progress){ .sink = { begin, run_begins, NULL }, .stream = stream };
}

void progress_clear(const Progress *progress)
{
    fputs(CLEAR_LINE, progress->stream);
    fflush(progress->stream);
}
