/* python_set - the interpreters that --python names: what each is, and which carries a plan out. */
#pragma once

#include "commands/executor.h"

typedef struct {
    char *program; /* as named */
    char *version; /* "3.11.7" */
    guint major, minor;
    gboolean has_lock;            /* FALSE: it runs free-threaded */
    gboolean has_subinterpreters; /* with locks of their own */
    double speed;                 /* turns of the compute loop in a nanosecond */
} Python;

typedef struct PythonSet PythonSet;

/* Asks each of PROGRAMS (ends with NULL) what it is. NULL with ERROR set where one cannot be run or is
 * no CPython. */
PythonSet *python_set_new(const char *const *programs, GError **error);
void python_set_free(PythonSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PythonSet, python_set_free)

/* The first that can carry RUN's plan out. NULL: none; *WHY (g_free), if not NULL, tells why the last
 * one cannot. */
const Python *python_set_choose(const PythonSet *set, const Run *run, char **why);

/* The first with a lock: what `compute` means where another runs without; or NULL. */
const Python *python_set_reference(const PythonSet *set);
