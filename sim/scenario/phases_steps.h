/* phases_steps - the steps that phases are parsed into, shared by parser and expansion. */
#pragma once

#include "phases.h"

enum { STEP_REPEAT = N_PHASE_KINDS, STEP_REPEAT_END };

typedef struct {
    gint64 value;  /* duration; how often to repeat */
    guint32 index; /* resource; of the draw; REPEAT_END: of its REPEAT */
    guint8 kind;   /* PhaseKind, or STEP_REPEAT, STEP_REPEAT_END */
    guint8 draws;  /* the duration is drawn */
} Step;

struct Phases {
    GArray *steps; /* of Step; none of a repeat that comes to no phase */
    GArray *draws; /* of Draw */
    guint64 n_phases;
};
