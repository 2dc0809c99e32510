/* csv - fields and rows as in RFC 4180, with plain line feeds; numbers are the same in every locale.
 *
 * Each function appends one field and a comma to TEXT; csv_end_row turns the last comma into the end of the
 * row. */
#pragma once

#include <glib.h>

/* Quoted where it has a comma, a quote or a line break. */
void csv_text(GString *text, const char *value);
void csv_integer(GString *text, __int128 value);
/* MILLIONTHS >= 0 with six decimals: 1428571 is 1.428571. */
void csv_ratio(GString *text, gint64 millionths);
void csv_empty(GString *text);
void csv_end_row(GString *text);

/* The fields of the row at *TEXT, written as above; *TEXT moves behind it. g_strfreev. */
GStrv csv_fields(const char **text);
