/* explanation - a scenario simulated as it is, with one thing different at a time, and with other seeds.
 *
 * A scenario with several machines is explained on one of them: its first scheduler and lock, on the most
 * cores. */
#pragma once

#include "explain/observed.h"
#include "explain/what_if.h"

/* How many workers a policy could have, and what that comes to. */
typedef struct {
    guint workers;
    gint64 goal;
} Sizing;

typedef struct {
    Scenario *scenario; /* with one machine */
    gboolean is_one_of_several;
    Overrides overrides; /* that make it */
    GPtrArray *sets;     /* theirs */
    guint n_policies;

    Ranking *ranking;       /* as it is */
    const RankedRow **rows; /* a policy's of the ranking; NULL: skipped */
    Observed **observed;    /* the same for what was seen meanwhile */
    GPtrArray *what_ifs;    /* of WhatIf * */
    gint64 async_goal;      /* what `async` comes to, whether it is asked for or not */

    guint n_replications; /* seeds: scenario->seed + 0, 1, ... */
    gboolean is_certain;  /* all seeds come to the same */
    gint64 *replications; /* goals, a replication's policies together */
    gint sized;           /* the best policy with a pool of workers; -1: none has one */
    GArray *sizings;      /* of Sizing, of that one; fewest workers first */
} Explanation;

/* Explains the file at PATH, read with OVERRIDES. NULL with ERROR set. */
Explanation *explanation_new(const char *path, const Overrides *overrides, guint n_replications,
                             GError **error);
void explanation_free(Explanation *explanation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Explanation, explanation_free)

/* What a policy has gained when its goal's figure is CHANGED instead of FIGURE, in millionths of FIGURE;
 * negative: it has lost. 0 where either does not apply. */
gint64 explanation_gain(const Explanation *explanation, gint64 figure, gint64 changed);

/* The policy's index that comes first in GOALS, or -1. */
gint explanation_best(const Explanation *explanation, const gint64 *goals);

/* The same for the I-th policy and a question; *APPLIES says whether it concerns the policy at all. */
gint64 explanation_brings(const Explanation *explanation, guint policy, const WhatIf *what_if,
                          gboolean *applies);

/* The goal's figure of POLICY as it is. */
gint64 explanation_goal(const Explanation *explanation, guint policy);

/* A figure of the goal for people: "12 ms", "40.0/s". g_free. */
char *explanation_figure(const Explanation *explanation, gint64 figure);
