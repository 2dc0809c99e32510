/* arrival - when the instances of a task arrive: 0 | 30ms | every 10ms | poisson 100/s | 0ms, 5ms, 9ms. */
#pragma once

#include "base/random.h"
#include "simtime.h"

typedef enum { ARRIVAL_AT, ARRIVAL_EVERY, ARRIVAL_POISSON, ARRIVAL_LIST } ArrivalKind;

typedef struct {
    ArrivalKind kind;
    SimTime time;    /* AT: the instant; EVERY: the gap; POISSON: for how long, 0 without `for` */
    double mean_gap; /* POISSON, nanoseconds */
    GArray *list;    /* LIST: of SimTime */
} Arrival;

/* Reads TEXT into the Arrival at VALUE, as Option.read does. */
gboolean arrival_read(const char *text, gpointer value, char **why);
void arrival_clear(gpointer value);

/* How many instances ARRIVAL sets itself (a list), or 0; a `poisson ... for` decides only when drawn. */
guint64 arrival_count(const Arrival *arrival);
gboolean arrival_draws_count(const Arrival *arrival);
gboolean arrival_is_zero(const Arrival *arrival); /* every instance arrives at 0 */

/* Appends the arrivals (SimTime) of COUNT instances to TIMES; `poisson ... for` stops by itself, or at COUNT.
 * FALSE where one is later than SIMTIME_MAX. */
gboolean arrival_times(const Arrival *arrival, guint64 count, Stream *stream, GArray *times);
