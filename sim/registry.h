/* registry - the models there are, by kind and name, sorted by name whatever the link order. */
#pragma once

#include "model.h"

/* NULL where there is none of that name. */
const Model *registry_find(ModelKind kind, const char *name);

/* Any kind; *KIND says which. For "rr is a scheduler, not a policy". NULL where there is none. */
const Model *registry_find_any(const char *name, ModelKind *kind);

/* The models of a kind, sorted by name; *N says how many. The array is valid until the next model_register. */
const Model *const *registry_list(ModelKind kind, guint *n);

/* Enters MODEL, which a plug-in brought, with the file it came from; both must last. */
void registry_add_plugin(ModelKind kind, const Model *model, const char *path);
const char *registry_path(const Model *model); /* NULL: it is built in */
/* The model that came from the file PATH, or NULL; *KIND says of which kind it is. */
const Model *registry_find_path(const char *path, ModelKind *kind);

/* "policy", "lock", "scheduler" */
const char *model_kind_name(ModelKind kind);
