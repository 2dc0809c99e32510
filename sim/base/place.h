/* place - where something stands in the input, for messages: FILE:LINE, or the --set that brought it. */
#pragma once

#include <glib.h>

typedef struct {
    const char *file;
    guint line;      /* from 1; 0: the file as a whole */
    const char *set; /* "machine.cores=0" where a --set brought it, else NULL */
} Place;

/* Sets ERROR to "FILE:LINE: ..." or "--set machine.cores=0: ..."; always FALSE. */
gboolean place_error(const Place *place, GError **error, const char *format, ...) G_GNUC_PRINTF(3, 4);
