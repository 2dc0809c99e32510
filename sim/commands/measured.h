/* measured - where what the last `gilsim validate` measured on this host is looked for. */
#pragma once

#include <glib.h>

/* The folder with its validation.csv: NAMED, which must have one, or, where that is NULL, `validation` here, else
 * the one beside the host's profile. *FOLDER is NULL where neither has one. g_free. FALSE with ERROR set where NAMED
 * has none. */
gboolean measured_folder(const char *named, char **folder, GError **error);

/* What the option --validation says of itself. */
#define MEASURED_HELP \
    "Where 'gilsim validate' wrote what it measured (validation here, else beside the host's profile)"
