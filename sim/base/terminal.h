/* terminal - what the terminal at the other end can show. */
#pragma once

#include <stdio.h>

#include <glib.h>

gboolean terminal_is(FILE *stream);

/* A terminal that is not dumb: it understands how to clear a line. */
gboolean terminal_is_clever(FILE *stream);

/* On such a terminal, and not with NO_COLOR set. */
gboolean terminal_has_colour(FILE *stream);

/* Columns; 80 where STREAM is no terminal. */
guint terminal_width(FILE *stream);

/* The locale's characters are Unicode. */
gboolean terminal_has_unicode(void);
