/* measure - figures as people read them: a few digits and a unit, the same in every locale.
 *
 * All texts are the caller's to free; "-" stands for what is not applicable. */
#pragma once

#include <glib.h>

/* The times of one column: in one unit and with the same decimals where they are near enough to each other,
 * at least two significant digits each. TEXTS has room for N. */
void measure_times(const gint64 *times, guint n, char **texts);

char *measure_time(gint64 time);          /* "1.5 ms", "9 min 20 s" */
char *measure_percent(gint64 millionths); /* "97 %", "<1 %" */
char *measure_factor(gint64 millionths);  /* "1.43x" */
char *measure_rate(gint64 millionths);    /* "123.4/s" */
char *measure_count(gint64 count);
char *measure_mean(gint64 millionths); /* "3.1" */
