/* workplace - a folder with a small scenario, in which a test calls the program. */
#pragma once

#include <glib.h>

/* small.ini */
#define WORKPLACE_SCENARIO                                                                                   \
    "[scenario]\npolicies = async, threads\ntarget = 40ms\n"                                                 \
    "[let]\nidle = 5ms\n"                                                                                    \
    "[machine]\nprofile = ideal\n"                                                                           \
    "[task a]\ncount = 8\nphases = repeat 5 { compute exp(1ms); wait exp($idle) }\n"

typedef struct {
    char *folder, *program;
    char *out, *messages; /* of the last call, and its exit status */
    int status;
} Workplace;

/* For cmocka: *STATE is the Workplace *. */
int workplace_setup(void **state);
int workplace_setup_empty(void **state); /* without small.ini */
int workplace_teardown(void **state);

/* Calls the program in the folder, behind PREFIX, a shell's. */
void workplace_call_behind(Workplace *place, const char *prefix, const char *arguments);
void workplace_call(Workplace *place, const char *arguments);
/* In ENVIRONMENT (NULL: the test's own). */
void workplace_call_in(Workplace *place, char **environment, const char *arguments);

/* Begins such a call, whose output nobody reads. */
GPid workplace_start(const Workplace *place, char **environment, const char *arguments);

/* The same, and it must end with status 0. */
void workplace_succeed(Workplace *place, const char *arguments);

/* The file NAME in the folder. */
char *workplace_read(const Workplace *place, const char *name);
void workplace_write(const Workplace *place, const char *name, const char *text, gssize length);

/* How many files and folders there are in it. */
guint workplace_n_entries(const Workplace *place);

/* The tables of two sweeps' folders are the same to the byte. */
void workplace_assert_same(const Workplace *place, const char *one, const char *other);

/* How many runs the ledger of a sweep's FOLDER has. */
guint workplace_finished(const Workplace *place, const char *folder);

void assert_has(const char *text, const char *part);
