/* identity - what a sweep was asked for, kept beside its results: only the same may go on with them. */
#pragma once

#include "sweep/inputs.h"

#define SWEEP_ERROR sweep_error_quark()
GQuark sweep_error_quark(void);
enum {
    SWEEP_ERROR_OTHER,
    SWEEP_ERROR_FAILED,
    SWEEP_ERROR_DAMAGED, /* what a sweep once wrote is not that any more: bad input */
};

#define SWEEP_MOST_REPEATS 100000

typedef struct {
    char *scenario; /* its name */
    char *version;  /* of the program and its semantics */
    char *text;     /* checksum of the file */
    char *inputs;   /* ... of what it refers to, see inputs.h */
    GStrv sets, varies;
    guint repeats;
    guint shard, n_shards; /* the points SHARD, SHARD + N_SHARDS, ... of those from 0 on */
    char *goal;            /* its words */
    gboolean higher_is_better;
    SimTime target; /* 0: none */
} Identity;

/* Of one whole sweep of SCENARIO, whose points depend on INPUTS, without repeats. */
Identity *identity_new(const Scenario *scenario, const Inputs *inputs, char *const *sets, char *const *varies);
void identity_free(Identity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Identity, identity_free)

gboolean identity_write(const Identity *identity, const char *path, GError **error);

/* NULL with ERROR set, "FILE:LINE: ...", also where a value is nothing that a sweep could have. */
Identity *identity_read(const char *path, GError **error);

/* What differs between what WAS asked for and what IS now, as a sentence; NULL: nothing but, perhaps, the
 * shard. */
const char *identity_difference(const Identity *was, const Identity *is);
