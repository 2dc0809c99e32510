/* asking - simulates what an explanation is made of: each question, with several seeds; numbers of workers. */
#pragma once

#include "explain/explanation.h"
#include "explain/simulations.h"

/* Each FALSE with the simulations' error set. In this order: */
gboolean asking_what_if(Explanation *explanation, const Simulations *simulations);
gboolean asking_replicate(Explanation *explanation, const Simulations *simulations, guint n_replications);
gboolean asking_seeds(Explanation *explanation, const Simulations *simulations);
gboolean asking_async(Explanation *explanation, const Simulations *simulations);
gboolean asking_sizes(Explanation *explanation, const Simulations *simulations);
