/* decisions - --decisions FILE: each scheduling and lock decision of every run with its time and reason. */
#pragma once

#include "experiment.h"

typedef struct {
    ResultSink sink; /* to be handed to experiments */
    FILE *file;
} Decisions;

/* Will write to PATH. FALSE with ERROR set where nothing can be written there. */
gboolean decisions_open(Decisions *decisions, const char *path, GError **error);
gboolean decisions_close(Decisions *decisions, GError **error);
