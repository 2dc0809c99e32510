/* request - what all commands that read a scenario take from the command line: models, changed keys. */
#pragma once

#include "option_set.h"
#include "scenario/scenario.h"

typedef struct {
    GPtrArray *sets;  /* of char *: "machine.cores=1,2", in the order given */
    GPtrArray *typed; /* of char *: how the same was typed, "--cores=1,2" */
    GPtrArray *plugins; /* of char *: files that scenarios may name models of */
    gboolean isolate;   /* these, and those of sets, in processes of their own */
    char *jobs;         /* in place of a file, or NULL */
    gboolean quiet;
} Request;

Request *request_new(void);
void request_free(Request *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Request, request_free)

/* The options that fill REQUEST in. option_set_free. */
OptionSet *request_options(Request *request);

/* The overrides as text, ends with NULL; REQUEST's. */
GStrv request_sets(Request *request);

/* Reads the scenario that the user calls FILE. NULL with ERROR set, in the words that the user typed. */
Scenario *request_load(Request *request, const char *file, GError **error);

/* The same of REQUEST's jobs. */
Scenario *request_load_jobs(Request *request, GError **error);
