/* policy_options - the keys that a [policy NAME] may have; each policy lists those that it takes.
 *
 *     static const Option options[] = { POLICY_WORKERS, { .name = NULL } };
 *
 * All of them fill in a PolicyOptions. */
#pragma once

#include "option.h"

/* Options of one [policy NAME]; 0 means not given. */
typedef struct {
    gint64 workers;  /* a number, or one of WORKERS_* */
    gint64 threads;  /* in each process */
    gint64 executor; /* offload workers of async */
    gboolean executor_processes;
    gint64 limit; /* tasks an async program has in hand at once */
} PolicyOptions;
#define WORKERS_DEFAULT 0
#define WORKERS_CORES -1
#define WORKERS_TASKS -2

#define POLICY_WORKERS                                                                                       \
    {                                                                                                        \
        .name = "workers", .type = OPTION_SPECIAL, .offset = G_STRUCT_OFFSET(PolicyOptions, workers),        \
        .values = "1 to 100000, cores or tasks",                                                             \
        .help = "processes (cores where not given), or threads of a pool (none: a thread for each task)",    \
        .read = policy_read_workers                                                                          \
    }

#define POLICY_THREADS                                                                                       \
    {                                                                                                        \
        .name = "threads", .type = OPTION_INTEGER, .offset = G_STRUCT_OFFSET(PolicyOptions, threads),        \
        .min = 1, .max = 100000, .help = "workers in each interpreter (1 where not given)"                   \
    }

#define POLICY_EXECUTOR                                                                                      \
    {                                                                                                        \
        .name = "executor", .type = OPTION_SPECIAL, .offset = G_STRUCT_OFFSET(PolicyOptions, executor),      \
        .fallback = "0", .values = "N or N processes, N from 0 to 100000",                                   \
        .help = "threads or processes that take offload { }", .read = policy_read_executor                   \
    }

#define POLICY_LIMIT                                                                                         \
    {                                                                                                        \
        .name = "limit", .type = OPTION_INTEGER, .offset = G_STRUCT_OFFSET(PolicyOptions, limit),            \
        .fallback = "0", .min = 0, .max = G_MAXINT32, .help = "tasks in hand at once; 0: no limit"           \
    }

gboolean policy_read_workers(const char *text, gpointer value, char **why);
gboolean policy_read_executor(const char *text, gpointer value, char **why);
