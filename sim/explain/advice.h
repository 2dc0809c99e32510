/* advice - which policy, with how many workers, why, how sure that is, and what would change it. */
#pragma once

#include "explain/diagnosis.h"

typedef struct {
    gint policy;   /* index; -1: none finished */
    gint instead;  /* where `policy` is free-threaded: the best of the others; else -1 */
    guint workers; /* 0: it has no pool */
    guint n_agree; /* replications in which it is best, or as good */
    gint64
        least_lead; /* how far the next one is behind, of its figure, in the worst replication; millionths */
    GPtrArray *otherwise; /* of char *: what would make another policy the choice, and which */
    char *text;
} Advice;

Advice *advice_new(const Explanation *explanation);
void advice_free(Advice *advice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Advice, advice_free)

/* What is simulated of this policy is the best that can be hoped for. */
gboolean advice_is_upper_bound(const char *policy);
