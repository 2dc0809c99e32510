/* means - means.csv: a row a point and combination, each figure's mean over the repeats and how far it may be
 * off. */
#pragma once

#include "sweep/results.h"

/* The cells of the point of cell FIRST end before the one that is returned. */
guint means_end_of_point(const Results *results, guint first);

/* The best by the goal among cells FIRST to END - 1; NULL: none has one. EXCEPT (or NULL) is left out. */
const ResultCell *means_best(const Results *results, guint first, guint end, const ResultCell *except,
                             gboolean higher_is_better);

/* Columns: the varied keys, the combination, `repeats`, the figures; then `best` (1 or 0), `behind` (the goal
 * less the best's at the same point, repeat by repeat), and the figures' half widths of the 95 % confidence
 * interval, named with `_ci` at the end; empty where there is no second repeat. */
void means_write(GString *text, const Results *results, gboolean higher_is_better);
