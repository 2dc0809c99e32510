/* progress - which row is being worked at, on a terminal. */
#pragma once

#include "commands/experiment.h"

typedef struct {
    ResultSink sink; /* to be handed to experiments, and told of their end with progress_clear */
    FILE *stream;
    guint n_rows, row;
} Progress;

/* Writes to STREAM, a terminal that is not dumb. */
void progress_init(Progress *progress, FILE *stream);

/* Takes the line away. */
void progress_clear(const Progress *progress);
