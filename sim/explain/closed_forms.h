/* closed_forms - Amdahl's law, Graham's bound, M/M/c and machine repair, where a run is such a case. */
#pragma once

#include "explain/laws.h"

/* Appends those that apply to RUN, which has finished, to LAWS. */
void closed_forms_add(GArray *laws, const Run *run, const Figures *figures);
