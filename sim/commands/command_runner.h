/* command_runner - carries scenarios out and shows what came of it: what the commands that do so share. */
#pragma once

#include "base/progress.h"
#include "command.h"
#include "report/chrome_trace.h"
#include "report/gantt.h"
#include "report/output.h"
#include "report/summary_writer.h"
#include "request.h"
#include "simulate/decisions.h"

typedef struct {
    /* as given */
    Request *request;
    char *format_name, *folder;
    gboolean timeline;

    /* the command's choice, before runner_run */
    ExperimentOptions options; /* `scale` is each scenario's own */
    gboolean scaled;           /* by [real] scale */
    char *decisions_path;      /* or NULL */
    char *trace_path;          /* of a Chrome trace, or NULL */
    ResultSink *guard;         /* sees each row before it is run, or NULL */

    Format format;
    SummaryWriter writer; /* not of FORMAT_TABLE */
    Decisions decisions;  /* with decisions_path */
    ChromeTrace *trace;   /* with trace_path */
    Output *output;       /* or NULL */
    Gantt *gantt;
    Progress progress;
    gboolean shows_progress;
    guint n_shown;
    int status;
} Runner;

void runner_init(Runner *runner);
void runner_clear(Runner *runner);

/* The options of all such commands. option_set_free. */
OptionSet *runner_option_group(Runner *runner);

/* Reads and checks all FILES (ends with NULL), before anything is run: an array of Scenario *. NULL with ERROR set. */
GPtrArray *runner_load(Runner *runner, char **files, GError **error);

/* Runs SCENARIOS and returns the exit status. What was done when the user interrupts it is shown and kept. */
int runner_run(Runner *runner, const GPtrArray *scenarios);
