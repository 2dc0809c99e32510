/* gnuplot - draws a picture with a script, and never half of one. */
#pragma once

#include <glib.h>

/* Calls SCRIPT as `gnuplot -c SCRIPT FOLDER PICTURE MORE[0] MORE[1]`, without a shell; each of MORE may be
 * NULL. PICTURE ends in .svg, .png or .pdf. FALSE with ERROR set, and no picture, where it could not be
 * drawn. */
gboolean gnuplot_draw(const char *script, const char *folder, const char *picture, const char *const *more,
                      GError **error);
