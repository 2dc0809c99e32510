/* summary_writer - --format=csv and json: summary.csv's rows on a stream, for any number of scenarios. */
#pragma once

#include "commands/experiment.h"

typedef struct {
    ResultSink sink; /* to be handed to experiments */
    FILE *stream;
    gboolean json;
    guint n_rows;
} SummaryWriter;

void summary_writer_init(SummaryWriter *writer, FILE *stream, gboolean json);

/* Ends the array of JSON; nothing may follow. */
void summary_writer_end(SummaryWriter *writer);
