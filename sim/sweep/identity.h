/* identity - what a sweep was asked for, kept beside its results: only the same may go on with them. */
#pragma once

#include "scenario/scenario.h"

#define SWEEP_ERROR sweep_error_quark()
GQuark sweep_error_quark(void);
enum { SWEEP_ERROR_OTHER, SWEEP_ERROR_FAILED };

typedef struct {
    char *scenario; /* its name */
    char *version;  /* of the program and its semantics */
    char *text;     /* checksum of the file */
    char *inputs;   /* ... of what it refers to: a trace, the costs, how many cores the host has */
    GStrv sets, varies;
    guint repeats;
    guint shard, n_shards; /* the points SHARD, SHARD + N_SHARDS, ... of those from 0 on */
    char *goal;            /* its words */
    gboolean higher_is_better;
    SimTime target; /* 0: none */
} Identity;

/* Of one whole sweep of SCENARIO without repeats. */
Identity *identity_new(const Scenario *scenario, char *const *sets, char *const *varies);
void identity_free(Identity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Identity, identity_free)

gboolean identity_write(const Identity *identity, const char *path, GError **error);
Identity *identity_read(const char *path, GError **error);

/* What differs between what WAS asked for and what IS now, as a sentence; NULL: nothing but, perhaps, the
 * shard. */
const char *identity_difference(const Identity *was, const Identity *is);
