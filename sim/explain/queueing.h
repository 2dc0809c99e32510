/* queueing - closed forms of queueing theory, for exponential times; in the unit of the times given. */
#pragma once

#include <glib.h>

/* M/M/c: mean time in the system of customers that come at RATE and are served for SERVICE by one of SERVERS.
 * RATE x SERVICE < SERVERS. */
double queueing_open(double rate, double service, guint servers);

/* Machine repair, M/M/c//N: mean time of a cycle of N_CUSTOMERS that are away for THINKING and then served
 * for SERVICE by one of SERVERS. */
double queueing_closed(guint n_customers, double thinking, double service, guint servers);
