/* rows - a sweep's rows, by point and repeat, as summary.csv has them and as JSON. */
#pragma once

#include "sweep/results.h"

void rows_csv(GString *text, const Results *results);

/* An array of objects: numbers as numbers, an empty field as null, a varied key as the text that --set
 * would take. */
void rows_json(GString *text, const Results *results);
