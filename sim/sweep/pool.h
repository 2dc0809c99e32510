/* pool - jobs done by several processes at once: what one of them does cannot hurt the others.
 *
 * The workers take the next job from a counter that they share, so that none of them waits while there is
 * something to do, and send each result to the parent through a pipe of their own. */
#pragma once

#include <glib.h>

typedef struct {
    /* In a worker: does JOB (0, 1, ...) and puts what came of it in RESULT. FALSE with ERROR set ends all. */
    gboolean (*work)(guint job, GString *result, gpointer data, GError **error);
    /* In the parent: takes the result of JOB, in the order in which jobs end. FALSE with ERROR set ends all. */
    gboolean (*take)(guint job, const char *result, gsize length, gpointer data, GError **error);
    /* In the parent, a few times a second. */
    void (*tick)(gpointer data);
    /* In a worker as it begins, or NULL: closes what is the parent's. */
    void (*enter)(gpointer data);
    gpointer data;
} PoolHooks;

/* Does N_JOBS with N_WORKERS processes. FALSE with ERROR set, or without one where interrupt_pending: what
 * was finished until then has been taken. */
gboolean pool_run(guint n_jobs, guint n_workers, const PoolHooks *hooks, GError **error);
