/* explanation - a scenario simulated as it is, with one thing different at a time, and with other seeds.
 *
 * A scenario with several machines is explained on one of them: its first scheduler and lock, on the most
 * cores. What each of its schedulers and locks comes to is known, too. */
#pragma once

#include "explain/observed.h"
#include "explain/simulations.h"

/* How many workers a policy could have, and what that comes to. */
typedef struct {
    guint workers;
    gint64 goal, makespan;
    gint64 mean_goal;  /* over the explanation's n_seeds */
    gboolean is_clear; /* it differs from what there is by more than seeds do */
    gint64 harm;       /* against as many as there are: see outcome_harm */
} Sizing;

/* Over the replications, the same seeds for all policies. */
typedef struct {
    gint64 mean;       /* of the goal; the scenario's own seed where there are too few of them */
    gint64 low, high;  /* the 95 % confidence interval around it; both the mean where there are too few */
} Replicated;

typedef struct {
    Scenario *scenario; /* with one machine */
    gboolean is_one_of_several;
    Overrides overrides; /* that make it */
    GPtrArray *sets;     /* theirs */
    guint n_policies;
    Scenario *several;           /* all schedulers and locks, the most cores; NULL: there is one of each */
    Overrides several_overrides; /* that make it */
    GPtrArray *several_sets;     /* theirs, or NULL */
    Outcomes *machines;          /* of that; or NULL */

    Ranking *ranking;       /* as it is */
    const RankedRow **rows; /* a policy's of the ranking; NULL: skipped */
    Observed **observed;    /* the same for what was seen meanwhile */
    Outcomes *outcomes;     /* of these rows */
    GPtrArray *what_ifs;    /* of WhatIf * */
    GPtrArray *left_out;    /* of WhatIf *: those not asked, as that would take too long */
    guint64 n_events;       /* that simulating all but this scenario as it is took with one seed */
    gint64 async_goal;      /* what `async` comes to, whether it is asked for or not: a mean over n_seeds */
    gint64
        async_reversed; /* the same where tasks that arrive together do so in the reverse order of the file */
    gint64 async_harm;  /* against the policy with the best goal: see outcome_harm */

    guint n_replications;   /* seeds: scenario->seed + 0, 1, ... */
    gboolean is_certain;    /* all seeds come to the same */
    gint64 *replications;   /* goals, a replication's policies together */
    Replicated *replicated; /* a policy's, over all of these */
    guint n_seeds;      /* the first of these, with which all else was simulated, too; 1: only the scenario's own */
    gint64 *mean_goals; /* a policy's, over those */
    gint sized;         /* the best policy with a pool of workers; -1: none has one */
    GArray *sizings;    /* of Sizing, of that one; fewest workers first */
} Explanation;

typedef struct {
    gint n_replications; /* -1: ten, fewer where each takes long */
    gboolean all;        /* every question, however long that takes */
    SimulationProgress progress; /* or NULL */
} ExplanationOptions;

/* Explains the file at PATH, read with OVERRIDES. NULL with ERROR set. */
Explanation *explanation_new(const char *path, const Overrides *overrides, const ExplanationOptions *options,
                             GError **error);
void explanation_free(Explanation *explanation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Explanation, explanation_free)

/* What a policy has gained when its goal's figure is CHANGED instead of FIGURE, in millionths of FIGURE;
 * negative: it has lost. 0 where either does not apply. */
gint64 explanation_gain(const Explanation *explanation, gint64 figure, gint64 changed);

/* The policy's index that comes first in GOALS, or -1. */
gint explanation_best(const Explanation *explanation, const gint64 *goals);

/* The same for the I-th policy and a question, by the means over seeds, and 0 where these do not differ
 * clearly; *APPLIES says whether it concerns the policy at all. */
gint64 explanation_brings(const Explanation *explanation, guint policy, const WhatIf *what_if,
                          gboolean *applies);

/* The goal's figure of POLICY as it is, with the scenario's own seed. */
gint64 explanation_goal(const Explanation *explanation, guint policy);

/* The mean of that over all replications: what policies are chosen by. An array of them: g_free. */
gint64 explanation_mean(const Explanation *explanation, guint policy);
gint64 *explanation_means(const Explanation *explanation);

/* The means are of several seeds, which differ. */
gboolean explanation_has_means(const Explanation *explanation);

/* The first question of KIND that concerns POLICY, or NULL. */
const WhatIf *explanation_find(const Explanation *explanation, WhatKind kind, guint policy);

/* What was left out as it would take too long, as a sentence; NULL: nothing. g_free. */
char *explanation_left_out(const Explanation *explanation);

/* A figure of the goal for people: "12 ms", "40.0/s". g_free. */
char *explanation_figure(const Explanation *explanation, gint64 figure);

/* How much better CHANGED is than FIGURE: "12 % better", from a factor of 2 on "3.1x better"; g_free. */
char *explanation_verdict(const Explanation *explanation, gint64 figure, gint64 changed);
