/* keyboard - the terminal as a place where keys are pressed and a whole screen is drawn. */
#pragma once

#include <glib.h>

typedef enum {
    KEY_NONE, /* the time is over, or the window has another size */
    KEY_PLAY,
    KEY_FORWARD,
    KEY_BACK,
    KEY_FAR_FORWARD,
    KEY_FAR_BACK,
    KEY_FIRST,
    KEY_LAST,
    KEY_FASTER,
    KEY_SLOWER,
    KEY_QUIT, /* or nothing more can come */
} Key;

/* Both ends are a terminal that understands the usual commands. */
gboolean keyboard_is_there(void);

/* From now on keys are read as they are pressed, and the screen is the program's; however it ends, by a
 * signal too, the terminal is put back as it was. FALSE where it cannot be had. */
gboolean keyboard_open(void);
void keyboard_close(void);

/* The next key that was pressed, or comes within TIME_OUT milliseconds. */
Key keyboard_read(gint time_out);

/* Columns and lines of the window, at least 1. */
void keyboard_size(guint *columns, guint *lines);

/* Draws TEXT, from the top left on. */
void keyboard_draw(const GString *text);
