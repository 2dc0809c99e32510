/* accuracy - how far off predictions were on this host: what the last `gilsim validate` left. */
#pragma once

#include "scenario/scenario.h"

/* Appends what validation.csv in FOLDER tells of SCENARIO and of all that was validated; where there is no
 * such file, how to get one. FILE is how the user calls the scenario. TRUE where there was one. */
gboolean accuracy_write(GString *html, const char *folder, const Scenario *scenario, const char *file);
