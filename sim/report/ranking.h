/* ranking - the rows of one scenario in order of its goal, and the totals of its workload. */
#pragma once

#include "commands/experiment.h"

/* What the tasks ask for. */
typedef struct {
    guint32 n_tasks;
    __int128 computing; /* compute, hold and nogil */
    __int128 waiting;
} Totals;

typedef struct {
    Summary summary;
    Plan plan;
    guint order; /* of the experiment */
    guint rank;  /* from 1; 0: it did not finish */
    gboolean tied;
    __int128 in_state[N_STATES]; /* of the tasks that the goal is about */
    char *goal, *makespan;       /* as text, for a column */
} RankedRow;

typedef struct {
    ResultSink sink; /* to be handed to one experiment */
    const Scenario *scenario;
    Totals totals;
    char *resource;     /* the workload's only one, or NULL */
    GPtrArray *rows;    /* of RankedRow *, best first; those without a finish last */
    GPtrArray *skipped; /* the same, in the experiment's order */
} Ranking;

Ranking *ranking_new(void);
void ranking_free(Ranking *ranking);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ranking, ranking_free)

/* Puts the rows in order; equal ranks are those whose goal is the same to the nanosecond, not those that only
 * read the same. */
void ranking_sort(Ranking *ranking);
