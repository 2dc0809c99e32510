/* column - a cell of a table on a terminal. */
#pragma once

#include <glib.h>

/* TEXT and blanks up to WIDTH characters, at least one; RIGHT: blanks first. */
void column_append(GString *line, const char *text, glong width, gboolean right);
