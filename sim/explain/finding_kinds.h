/* finding_kinds - what there is to find out about a policy, and the sentence for it. */
#pragma once

#include "explain/findings.h"

typedef struct {
    const Explanation *explanation;
    guint policy;
    const WhatIf *what_if; /* what takes the cause away; NULL: nothing is asked */
    gint64 gain;           /* what that brings, in millionths of the goal's figure */
} Subject;

typedef struct {
    const char *name;
    WhatKind asked;                               /* N_WHAT_KINDS: nothing */
    gint64 least;                                 /* gain */
    gboolean (*concerns)(const Subject *subject); /* besides the gain; NULL: always */
    gint64 (*extent)(const Subject *subject); /* the more, the more it concerns the policy; NULL: the gain */
    void (*describe)(const Subject *subject, Finding *finding, GString *text);
} FindingKind;

const FindingKind *finding_kinds(guint *n_kinds);
