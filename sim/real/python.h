/* python - the executor that has CPython carry plans out; see also sim/replay/main.py.
 *
 *     python.c              the executor: lays a plan out, has it carried out, replays what was noted
 *     python_set.c          the interpreters to choose from, and what each of them is
 *     python_process.c      runs a script in one of them, supervised
 *     python_board.c        the table that the scripts read and write
 *     python_stretches.c    who computed when, and so what others waited for
 *     python_grants.c       when units of resources were granted
 *     python_journal.c      all of it as events of a journal
 *     python_notes.c        which interpreter it was, for a table */
#pragma once

#include "python_set.h"

/* The interpreter that carries RUN out: "CPython 3.11.7 (python3)"; NULL: none can. g_free. */
char *python_name(const Run *run);
