/* output - the folder that --out names: summary.csv, groups.csv, tasks.csv, timeline.csv, meta.json. */
#pragma once

#include "commands/experiment.h"

typedef struct Output Output;

/* Will write to FOLDER; NULL: a temporary one, which output_free removes. SETS are the command line's
 * overrides. NULL with ERROR set where nothing can be written there. */
Output *output_new(const char *folder, GStrv sets, GError **error);

/* What an experiment is to be handed; as long as OUTPUT lives. */
ResultSink *output_sink(Output *output);

/* Where the files are for the time being. */
const char *output_folder(const Output *output);

/* Completes the files / and puts them in their place. */
gboolean output_flush(Output *output, GError **error);
gboolean output_commit(Output *output, GError **error);

/* Without a commit, nothing is left. */
void output_free(Output *output);
