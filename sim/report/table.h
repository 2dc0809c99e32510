/* table - the ranking as a table for a terminal of 80 columns. */
#pragma once

#include "ranking.h"

#define TABLE_WIDTH 80

/* Title, the workload's totals, what is the same in every row, and the rows, best first. */
void table_write(GString *text, const Ranking *ranking, gboolean colour);
