/* burn - computing for real: an amount of work that takes a known core time, whatever else happens.
 *
 * Work is counted in iterations of a loop whose speed is measured in core time, not in wall-clock time: a
 * thread that is preempted still has all of its work to do. The loop is a chain of dependent
 * multiplications, so neither its alignment nor what the other cores do with memory changes its speed. */
#pragma once

#include "simtime.h"

/* How fast this host's cores work the loop off. */
typedef struct {
    double speed;      /* iterations in a nanosecond of core time */
    double dispersion; /* of the samples: interquartile range over median */
    guint n_samples;
} BurnSpeed;

/* Measures the loop, polled as burn() polls, on the calling thread's core for about BUDGET of core time. */
BurnSpeed burn_calibrate(SimTime budget);

/* One thread's work. */
typedef struct {
    double speed;  /* as in BurnSpeed */
    guint64 chain; /* where the loop stands */
    SimTime seen;  /* clock_now() when it was last looked at */
    gint64 unseen; /* iterations since */
    /* Told that the thread was off its core between two instants; NULL: nobody wants to know. */
    void (*gap)(gpointer data, SimTime from, SimTime to);
    gpointer data;
} Burner;

/* How many iterations take DURATION of core time. */
gint64 burn_iterations(const Burner *burner, SimTime duration);

/* Work begins at clock_now() == NOW: gaps are looked for from here on. */
void burn_begin(Burner *burner, SimTime now);

/* Works off up to N iterations, and returns how many it did: fewer only if *REQUEST (NULL: deaf) is not 0,
 * which it looks at about every 100 ns. */
gint64 burn(Burner *burner, gint64 n, const gint *request);
