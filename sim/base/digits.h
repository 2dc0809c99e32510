/* digits - integers and ratios as decimal digits, the same in every locale, 128 bits included. */
#pragma once

#include <glib.h>

void digits_integer(GString *text, __int128 value);

/* MILLIONTHS >= 0 with six decimals. */
void digits_ratio(GString *text, gint64 millionths);
