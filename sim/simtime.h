/* simtime - time as integer nanoseconds, how it is written and how it is read. */
#pragma once

#include <glib.h>

typedef gint64 SimTime; /* nanoseconds; time 0 is when the program starts */

#define SIMTIME_US G_GINT64_CONSTANT(1000)
#define SIMTIME_MS G_GINT64_CONSTANT(1000000)
#define SIMTIME_S G_GINT64_CONSTANT(1000000000)
#define SIMTIME_MAX (G_GINT64_CONSTANT(1) << 62) /* no scenario may add up to more */
#define SIMTIME_NEVER G_MAXINT64

/* Reads "250ns", "10us", "1.5ms", "2s", "3min" or "0" (the whole of TEXT, no white space around it),
 * exactly, without floating point; digits below a nanosecond round half up, but what is not 0 may not become 0.
 * FALSE with *WHY set to a static phrase ("a unit is missing, ...") where it is no duration. */
gboolean simtime_parse(const char *text, SimTime *time, const char **why);

/* "1.5 ms", "22 min", "350 ns": up to four significant digits and a unit, the same in every locale. */
#define SIMTIME_TEXT 32
char *simtime_format(SimTime time, char text[SIMTIME_TEXT]);

/* A short text that simtime_parse reads back as TIME exactly: "1.5ms", "22min". TIME >= 0. */
char *simtime_exact(SimTime time, char text[SIMTIME_TEXT]);

/* round half up of TIME * FACTOR, TIME >= 0, FACTOR >= 0 */
SimTime simtime_scale(SimTime time, double factor);
/* the same of TIME * FACTOR / DIVISOR, DIVISOR > 0 */
SimTime simtime_rescale(SimTime time, double factor, double divisor);
