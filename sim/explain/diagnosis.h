/* diagnosis - what decides a scenario's outcome, by what taking it away brings to the policies. */
#pragma once

#include "explain/explanation.h"

typedef enum {
    DIAGNOSIS_NOTHING,
    DIAGNOSIS_WAITING,
    DIAGNOSIS_CORES,
    DIAGNOSIS_LOCK,
    DIAGNOSIS_CONVOY,
    DIAGNOSIS_LOOP,
    DIAGNOSIS_RESOURCE,
    DIAGNOSIS_POOL,
    DIAGNOSIS_SERIAL,
    DIAGNOSIS_START_UP,
    DIAGNOSIS_PAYLOAD,
    DIAGNOSIS_DEALING,
    N_DIAGNOSES
} Diagnosis;

Diagnosis diagnose(const Explanation *explanation);
const char *diagnosis_word(Diagnosis diagnosis);     /* "lock" */
const char *diagnosis_sentence(Diagnosis diagnosis); /* "the lock: tasks compute, and only ..." */

/* The question whose answer shows DIAGNOSIS most, and the policy that it brings most; NULL: none does. */
const WhatIf *diagnosis_evidence(const Explanation *explanation, Diagnosis diagnosis, guint *policy);

/* The same with the name of the resource or pool that EXPLANATION is about. g_free. */
char *diagnosis_in_full(const Explanation *explanation, Diagnosis diagnosis);

/* Those of POLICY's tasks that queue longest for the lock: their group, where it asks for more time without the
 * lock than under it and others hold the lock longer; else -1. */
gint diagnosis_convoy(const Explanation *explanation, guint policy);
