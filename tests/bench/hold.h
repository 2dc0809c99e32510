/* hold - a bare event queue at work: what any simulator of discrete events pays at least. */
#pragma once

#include <glib.h>

/* Takes the next event and puts one in its place, exponentially later, N_EVENTS times on a 4-ary heap of SIZE
 * events. Returns the events a second. */
double hold_run(guint size, guint n_events);
