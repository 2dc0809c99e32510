/* queueing - closed forms of queueing theory, for exponential times; in the unit of the times given. */
#include "explain/queueing.h"

/* Erlang's C: the probability that a customer has to wait. By Erlang's B, whose recursion does not overflow. */
static double has_to_wait(double load, guint servers)
{
    double blocked = 1;

    for (guint i = 1; i <= servers; i++)
        blocked = load * blocked / (i + load * blocked);
    return blocked / (1 - load / servers * (1 - blocked));
}

double queueing_open(double rate, double service, guint servers)
{
    const double load = rate * service;

    return service + has_to_wait(load, servers) * service / (servers - load);
}

/* The chance of k customers at the servers, relative to that of none, is built up from k - 1; scaled down
 * where it grows too large. */
double queueing_closed(guint n_customers, double thinking, double service, guint servers)
{
    const double most = 1e200;
    double chance = 1, sum = 1, busy = 0;

    for (guint k = 1; k <= n_customers; k++) {
        chance *= (n_customers - k + 1) * service / (thinking * MIN(k, servers));
        sum += chance;
        busy += chance * MIN(k, servers);
        if (sum > most) {
            chance /= most;
            sum /= most;
            busy /= most;
        }
    }
    return n_customers * service * sum / busy;
}
