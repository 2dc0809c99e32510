/* explanation_json - an explanation as one JSON object; times in nanoseconds, throughput in tasks a second. */
#pragma once

#include "explain/advice.h"

void explanation_write_json(GString *json, const Explanation *explanation, const Advice *advice);
