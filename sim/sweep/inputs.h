/* inputs - a digest of all that a sweep's results depend on beside the scenario's text and the command line:
 * costs, the host's cores, and the contents of every file that is named. */
#pragma once

#include "scenario/scenario.h"

typedef struct Inputs Inputs;

Inputs *inputs_new(void);
void inputs_free(Inputs *inputs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Inputs, inputs_free)

/* Adds what SCENARIO, the base of a sweep or one of its points, depends on. A file counts once, by what is in
 * it and not by its name: parts of one sweep may be made in several places. */
void inputs_add(Inputs *inputs, const Scenario *scenario);

/* Of all that was added, in that order. g_free. */
char *inputs_digest(const Inputs *inputs);
