/* timeline - the stretches of each run, as the page's script draws them.
 *
 * Memory is bounded whatever the scenario: of many tasks some have a row, the same in every run; of very many
 * stretches those are kept that cover a point of a grid in time, and the data says how many were left out. */
#pragma once

#include "report/ranking.h"

#define TIMELINE_MOST_RUNS 16          /* the best */
#define TIMELINE_MOST_TASKS 500        /* with a row of their own */
#define TIMELINE_MOST_STRETCHES 250000 /* of one run */
#define TIMELINE_MOST_IN_ALL 1250000   /* of all runs together */

typedef struct Timeline Timeline;

/* For an experiment of N_RUNS rows. */
Timeline *timeline_new(guint n_runs);
void timeline_free(Timeline *timeline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Timeline, timeline_free)

/* What an experiment is to be handed. */
ResultSink *timeline_sink(Timeline *timeline);

/* Keeps at most MOST stretches of a run: for tests. */
void timeline_limit(Timeline *timeline, guint most);

/* Appends members of a JSON object, the last without a comma behind it: "states", "groups", "shown" (the
 * indices of the tasks that have a row) and "runs". Of a run, "data" are its stretches, base64 of a sequence
 * of unsigned LEB128 numbers and bytes:
 *
 *     number of tracks, then for each: its index, its number of stretches, and for each of these
 *         a byte: state | 16 if the lock is held | 32 on a core | 64 by a thread | 128 by the thread of the one before
 *         begin - end of the one before, end - begin      (nanoseconds)
 *         with 32: the core       with 64: the interpreter, and the thread + 4 (2: main, 1: dispatcher)
 *
 * Of a sampled run, "resolution" is not 0, and the stretches are those that cover a multiple of it. Indices
 * from the number of tasks on are threads that carry none. RANKING tells the ranks. */
void timeline_write(GString *json, const Timeline *timeline, const Ranking *ranking);
