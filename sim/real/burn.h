/* burn - computing for real: an amount of work that takes a known core time, whatever else happens.
 *
 * Work is counted in iterations of a loop whose speed is measured in core time, not in wall-clock time: a
 * thread that is preempted still has all of its work to do. The loop is a chain of dependent
 * multiplications, so neither its alignment nor what the other cores do with memory changes its speed. */
#pragma once

#include "workload.h"

/* How fast this host's cores work the loop off. */
typedef struct {
    double speed;      /* iterations in a nanosecond of core time */
    double dispersion; /* of the samples: interquartile range over median */
    guint n_samples;
} BurnSpeed;

#define BURN_USUAL (100 * SIMTIME_MS) /* what is spent on it before runs */

/* Measures the loop, polled as burn() polls, on the calling thread's core for about BUDGET of core time. */
BurnSpeed burn_calibrate(SimTime budget);
/* The same of a loop with another BODY, whose memory nobody else touches meanwhile. */
BurnSpeed burn_calibrate_body(Body body, SimTime budget);

/* One thread's work. */
typedef struct {
    double speed;  /* as in BurnSpeed, of the body */
    Body body;     /* of the loop */
    gint64 *line;  /* BODY_CACHE_LINE: the place to count in */
    guint8 *page;  /* BODY_MEMORY: see burn_take_page; or NULL */
    guint64 chain; /* where the loop stands */
    SimTime seen;  /* clock_now() when it was last looked at */
    gint64 unseen; /* iterations since */
    /* Told that the thread was off its core between two instants; NULL: nobody wants to know. */
    void (*gap)(gpointer data, SimTime from, SimTime to);
    gpointer data;
} Burner;

/* For BODY_MEMORY: a page for this burner alone, if it has none. FALSE: there is no memory. */
gboolean burn_take_page(Burner *burner);
void burn_give_page_back(Burner *burner);

/* How many iterations take DURATION of core time. */
gint64 burn_iterations(const Burner *burner, SimTime duration);

/* Work begins at clock_now() == NOW: gaps are looked for from here on. */
void burn_begin(Burner *burner, SimTime now);

/* Works off up to N iterations, and returns how many it did: fewer only if *REQUEST (NULL: deaf) is not 0,
 * which it looks at about every 100 ns (BODY_MEMORY: every turn, some microseconds). */
gint64 burn(Burner *burner, gint64 n, const gint *request);
