/* decisions - --decisions FILE: each scheduling and lock decision of every run with its time and reason. */
#pragma once

#include "commands/experiment.h"

typedef struct {
    ResultSink sink; /* to be handed to experiments */
    FILE *file; /* NULL: none is open */
    char *path, *partial; /* where it will be, and is until it is complete; or NULL: written in place */
} Decisions;

/* Will write to PATH. FALSE with ERROR set where nothing can be written there. */
gboolean decisions_open(Decisions *decisions, const char *path, GError **error);

/* Puts the file in its place. */
gboolean decisions_close(Decisions *decisions, GError **error);

/* Gives up what is not closed, and leaves nothing of it. */
void decisions_clear(Decisions *decisions);
