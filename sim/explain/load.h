/* load - what a run asks for beside what there is: offered load, the longest path, how work is dealt out. */
#pragma once

#include "explain/observed.h"

/* Fills in OBSERVED's offered load, path and dealt. */
void load_observe(Observed *observed, const Run *run);
