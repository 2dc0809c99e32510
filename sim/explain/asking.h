/* asking - simulates each question that an explanation asks, an event loop, and numbers of workers. */
#pragma once

#include "explain/explanation.h"

/* Each FALSE with the simulations' error set. In this order, after the replications of the policies: */
gboolean asking_what_if(Explanation *explanation, const Simulations *simulations,
                        const ExplanationOptions *options);
gboolean asking_async(Explanation *explanation, const Simulations *simulations);
gboolean asking_sizes(Explanation *explanation, const Simulations *simulations);

/* The outcome of the I-th policy, or of whoever stands in for it where WHAT_IF (or NULL) says so; NULL: none. */
const Outcome *asking_answer(const Explanation *explanation, const WhatIf *what_if, const Outcomes *outcomes,
                             guint i);

/* The goals of the policies that WHAT_IF (or NULL) concerns. */
void asking_goals(const Explanation *explanation, const WhatIf *what_if, const Outcomes *outcomes,
                  gint64 *goals);
