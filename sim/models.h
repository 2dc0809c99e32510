/* models - the model that a name in a scenario, or on the command line, means. */
#pragma once

#include "model.h"

/* NULL with *WHY (g_free): "rr is a scheduler, not a policy", "unknown policy 'thred'; did you mean ...?" */
const Model *model_resolve(ModelKind kind, const char *name, gboolean allow_plugins, char **why);
