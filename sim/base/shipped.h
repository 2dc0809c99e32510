/* shipped - the files that come with gilsim: scenarios, plot scripts, and what CPython runs.
 *
 * They are looked for in the folder that the environment variable GILSIM_DATA names, then next to the
 * program as in the source tree (build/gilsim, scenarios/), then as installed (bin/gilsim,
 * share/gilsim/scenarios/). */
#pragma once

#include <glib.h>

#define SHIPPED_ERROR shipped_error_quark()
GQuark shipped_error_quark(void);
enum { SHIPPED_ERROR_UNKNOWN };

/* Path of NAME in FOLDER ("scenarios", "plots", "replay"), where there is such a file; else NULL. g_free. */
char *shipped_path(const char *folder, const char *name);

/* The names in FOLDER that end in SUFFIX, without it, sorted. */
GPtrArray *shipped_names(const char *folder, const char *suffix);

/* What the user means by FILE: a path, or the name of a shipped scenario (neither slash nor .ini). NULL
 * with ERROR set where there is no such scenario. g_free. */
char *shipped_scenario(const char *file, GError **error);

/* The first line of the file at PATH, without its comment sign: what it is about. g_free. */
char *shipped_first_line(const char *path);
