/* inversion - three groups between which priorities can be inverted. */
#pragma once

#include "workload.h"

/* Indices of groups: who is urgent and uses RESOURCE, who uses it and is not urgent, and who does not and is in
 * between. */
typedef struct {
    gint urgent, holder, between;
    guint32 resource;
} Inversion;

/* The first that there are in WORKLOAD. */
gboolean inversion_find(const Workload *workload, Inversion *inversion);
