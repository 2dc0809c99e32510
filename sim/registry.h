/* registry - the models there are, by kind and name, sorted by name whatever the link order. */
#pragma once

#include "model.h"

/* NULL where there is none of that name. */
const Model *registry_find(ModelKind kind, const char *name);

/* Any kind; *KIND says which. For "rr is a scheduler, not a policy". NULL where there is none. */
const Model *registry_find_any(const char *name, ModelKind *kind);

/* The models of a kind, sorted by name; *N says how many. The array is the registry's, valid until the next model_register. */
const Model *const *registry_list(ModelKind kind, guint *n);

/* "policy", "lock", "scheduler" */
const char *model_kind_name(ModelKind kind);
