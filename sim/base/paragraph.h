/* paragraph - text broken into lines between words. */
#pragma once

#include <glib.h>

/* Appends WORDS in lines of at most WIDTH characters, with a line end at the end. Longer words stay whole,
 * and a number stays with the word behind it. */
void paragraph_append(GString *text, const char *words, guint width);
