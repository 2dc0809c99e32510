/* chrome_trace - --chrome-trace FILE: runs as Chrome trace events, for Perfetto and chrome://tracing. */
#pragma once

#include "commands/experiment.h"

typedef struct ChromeTrace ChromeTrace;

/* Will write to PATH. NULL with ERROR set where nothing can be written there. */
ChromeTrace *chrome_trace_open(const char *path, GError **error);

/* What experiments are to be handed. */
ResultSink *chrome_trace_sink(ChromeTrace *trace);

/* Ends the file and frees TRACE. FALSE with ERROR set where it is not complete. */
gboolean chrome_trace_close(ChromeTrace *trace, GError **error);
