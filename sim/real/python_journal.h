/* python_journal - what the replay scripts noted, as the events of a journal. */
#pragma once

#include "journal.h"
#include "python_board.h"
#include "python_stretches.h"

/* Sorted events (of JournalEvent) of the run of BOARD; CPUS: this host's, for the machine's cores. */
GArray *python_journal(const PythonBoard *board, const PythonStretches *stretches, const Run *run,
                       const guint *cpus);
