/* screen - one step as a whole screen: the picture on top, what was decided below it, then the steps
 * before. */
#pragma once

#include "history.h"

typedef struct {
    const char *title;   /* of the scenario */
    const char *machine; /* "threads, lock cpython3, ..." */
    guint64 number;      /* of the step that is shown */
    gboolean plays;
    guint speed; /* steps a second */
    gboolean colour;
} Screen;

/* Exactly LINES lines of at most COLUMNS columns, each with its line end but the last. */
void screen_write(GString *text, const Screen *screen, History *history, guint columns, guint lines);
