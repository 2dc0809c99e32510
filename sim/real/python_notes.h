/* python_notes - which interpreter carried which policies out, as lines to stand below a table. */
#pragma once

#include "commands/experiment.h"

typedef struct {
    ResultSink sink;     /* to be handed to one experiment of the executor python */
    GPtrArray *names;    /* of char *: "CPython 3.11.7 (python3)" */
    GPtrArray *policies; /* of GString *: theirs, "sequential, async" */
} PythonNotes;

PythonNotes *python_notes_new(void);
void python_notes_free(PythonNotes *notes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PythonNotes, python_notes_free)

/* Appends "CPython 3.11.7 (python3): sequential, async" and so on, a line each. */
void python_notes_write(GString *text, const PythonNotes *notes);
