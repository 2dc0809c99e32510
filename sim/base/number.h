/* number - decimal numbers as people write them in a file, the same in every locale. */
#pragma once

#include <glib.h>

/* Reads the whole of TEXT: digits, with a '-' before them at most. No '+', hexadecimal or octal: 010 is ten.
 * FALSE where it is no whole number or beyond 64 bits. */
gboolean number_integer(const char *text, gint64 *value);
gboolean number_unsigned(const char *text, guint64 *value);

/* Reads the whole of TEXT: "2", "0.75". No sign, exponent, inf or nan. */
gboolean number_decimal(const char *text, double *value);
