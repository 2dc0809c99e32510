/* description - a model's table without its hooks, as bytes that may come from a stranger. */
#pragma once

#include "model.h"

GVariant *description_of(ModelKind kind, const Model *model);

/* The table that BYTES describe, with hooks of replay.h where the described one has some. NULL: they
 * describe none. */
Model *description_model(GBytes *bytes, ModelKind *kind);

/* Of what description_model gave; nothing for NULL. */
void description_free(Model *model);

/* Is MODEL what it was when DESCRIBED was made? */
gboolean description_fits(ModelKind kind, const Model *model, const Model *described);
