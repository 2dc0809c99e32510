/* host_profile - the profile that `calibrate` writes: where it is, of which host, and whether that is still this one.
 *
 * Groups [native] and [python] have the costs; [host] says what was measured: processor, kernel, Python, when. */
#pragma once

#include "python_set.h"

/* Where the profile `host` is. g_free. */
char *host_profile_path(void);

/* Writes what this host is into PROFILE's group [host]. PYTHON may be NULL. */
void host_profile_describe(GKeyFile *profile, const Python *python);

/* Why the profile at PATH is not of this host as it is now, as a clause (g_free), or NULL where it is. PYTHON, where it is
 * not NULL, must be the one that was measured. */
char *host_profile_stale(const char *path, const Python *python);

/* Writes PROFILE to PATH, whose folder is made. */
gboolean host_profile_save(GKeyFile *profile, const char *path, GError **error);
