/* tables - the tables of figures of a page: the ranking, and every figure of summary.csv. */
#pragma once

#include "report/ranking.h"

#define TABLES_MOST_ROWS 200 /* of the ranking */
#define TABLES_MOST_EXACT 40 /* rows whose every figure is told */

/* Each appends a table and what there is to say about it; RANKING is sorted. */
void tables_write_ranking(GString *html, const Ranking *ranking);
void tables_write_exact(GString *html, const Ranking *ranking);
