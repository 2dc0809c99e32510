/* command_host - what the commands share that run scenarios on this host: on what, scaled by how much, and whether it may
 * take so long. */
#pragma once

#include "executor.h"
#include "real/python_set.h"
#include "request.h"

typedef struct {
    /* as given */
    char *executor_name, *python_names, *scale;
    gboolean yes;

    const Executor *executor;
    PythonSet *pythons; /* or NULL */
} HostOptions;

void host_options_clear(HostOptions *options);

/* Their lines in a command's table of options. */
#define HOST_OPTION_ENTRIES(options)                                                                                   \
    { "executor", 0, 0, G_OPTION_ARG_STRING, &(options)->executor_name,                                                \
      "What carries the plans out: native (the default) or python", "native|python" },                                 \
        { "python", 0, 0, G_OPTION_ARG_STRING, &(options)->python_names,                                               \
          "Interpreters; each policy takes the first that can carry it out (python3)", "A,B" },                        \
        { "scale", 0, 0, G_OPTION_ARG_STRING, &(options)->scale, "Shrink all durations, as in 1/1000", "FRACTION" },   \
    {                                                                                                                  \
        "yes", 'y', 0, G_OPTION_ARG_NONE, &(options)->yes, "Go on though it takes more than a minute", NULL            \
    }

/* Fills in `executor`. */
gboolean host_options_executor(HostOptions *options, GError **error);
/* Fills in `pythons`, where that is the executor. Interrupts are deferred meanwhile. */
gboolean host_options_pythons(HostOptions *options, GError **error);
/* --scale becomes a setting of REQUEST. */
void host_options_scale(const HostOptions *options, Request *request);

/* Whether WHAT ("this") may go on, though it is predicted to take TOTAL: the user is asked where that is long. */
gboolean host_options_may_take(const HostOptions *options, const char *what, SimTime total);
