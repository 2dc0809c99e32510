/* staging - a folder that is filled aside and put in its place when it is complete: never half a file. */
#pragma once

#include <glib.h>

#define STAGING_ERROR staging_error_quark()
GQuark staging_error_quark(void);
enum { STAGING_ERROR_IN_USE, STAGING_ERROR_FAILED };

typedef struct Staging Staging;

/* An empty folder next to TARGET, or among the system's temporary ones where TARGET is NULL. FILES (ends
 * with NULL, must last) are what it will hold; the last of them marks a folder as written by gilsim. An
 * existing TARGET must be empty or so marked, otherwise: NULL with ERROR set. */
Staging *staging_new(const char *target, const char *const *files, GError **error);
const char *staging_folder(const Staging *staging);

/* Puts the files in their place. Others that TARGET has stay. */
gboolean staging_commit(Staging *staging, GError **error);

/* Without a commit, removes the folder with its files. */
void staging_free(Staging *staging);
