/* paragraph - text broken into lines between words. */
#pragma once

#include <glib.h>

/* Appends WORDS in lines of at most WIDTH characters (longer words stay whole), with a line end at the end. */
void paragraph_append(GString *text, const char *words, guint width);
