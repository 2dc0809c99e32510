/* check - is what a plug-in exports a model that this gilsim can use? */
#pragma once

#include "model.h"

/* What EXPORTED of the file PATH says of itself, checked in the order in which it may be believed. FALSE with
 * *WHY (g_free), a sentence without the path. */
gboolean check_export(const ModelExport *exported, char **why);
/* The same of its table. */
gboolean check_model(ModelKind kind, const Model *model, char **why);
