/* models - the model that a name in a scenario, or on the command line, means. */
#pragma once

#include "model.h"

/* NAME may be the path of a plug-in that was loaded. NULL with *WHY (g_free): "rr is a scheduler, not a policy",
 * "unknown policy 'thred'; did you mean 'threads'?" */
const Model *model_resolve(ModelKind kind, const char *name, char **why);
