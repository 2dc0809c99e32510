/* moments - which state each of some lines was in, at up to 4,096 instants at equal distances.
 *
 * How long a run takes is known at its end only: the distance doubles whenever the run outgrows them, and
 * every other instant is forgotten. Memory is bounded, whatever the number of stretches. */
#pragma once

#include "report/recorder.h"

#define N_MOMENTS 4096
#define MOMENT_NONE 255 /* no state was told */

typedef struct {
    guint n_lines;
    SimTime step;   /* from one instant to the next; the first is 0 */
    guint8 *states; /* N_MOMENTS a line */
} Moments;

void moments_init(Moments *moments, guint n_lines);
void moments_clear(Moments *moments);

/* LINE was in STATE from BEGIN to before END. */
void moments_take(Moments *moments, guint line, guint8 state, SimTime begin, SimTime end);

/* The state that LINE was in at the last instant up to WHEN. */
guint8 moments_at(const Moments *moments, guint line, SimTime when);
