/* advice - which policy, with how many workers, why, how sure that is, and what would change it. */
#pragma once

#include "explain/diagnosis.h"
#include "explain/margin.h"

typedef struct {
    gint policy;                  /* index; -1: none finished */
    gint instead;                 /* where `policy` is free-threaded: the best of the others; else -1 */
    guint workers;                /* 0: it has no pool, or none is advised */
    const char *scheduler, *lock; /* the best that the scenario lists; NULL: they do not differ */
    gint next;      /* the best of the others, on average; -1: there is none */
    gint64 lead;    /* how far that is behind, of its figure, on average; millionths */
    gboolean leads_clearly; /* these two differ by more than seeds do */
    guint n_agree;                /* replications in which it is best, or as good */
    gint64 least_lead; /* how far the next is behind, of its figure, in the worst replication; millionths */
    guint least_lead_seed; /* that replication */
    guint n_measured; /* makespans of it on this host; 0: none. How far off the middle and the worst were: */
    gint64 median_error, worst_error; /* millionths */
    gboolean is_measured_itself;      /* these were in a scenario of this name */
    GPtrArray *otherwise;             /* of char *: what would make another policy the choice, and which */
    char *text;
} Advice;

/* MARGIN: what was measured on this host; NULL: nothing was. */
Advice *advice_new_measured(const Explanation *explanation, const Margin *margin);
Advice *advice_new(const Explanation *explanation);
void advice_free(Advice *advice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Advice, advice_free)

/* What is simulated of this policy is the best that can be hoped for; the sign for that, and what it says. */
#define ADVICE_BOUND "\342\211\244"
#define ADVICE_BOUND_MEANS                                                                                   \
    "at best: tasks that share objects gain less from running without a lock, which no model here knows"
gboolean advice_is_upper_bound(const char *policy);
