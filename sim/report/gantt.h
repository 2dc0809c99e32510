/* gantt - run --timeline: a row a task, a character a moment, for the state that it was in most. */
#pragma once

#include "commands/experiment.h"

#define GANTT_AUTOMATIC 8 /* a scenario of so many tasks is drawn without being asked */
#define GANTT_MOST_ROWS 40

typedef struct Gantt Gantt;

/* MOST_TASKS: draws nothing where there are more. BESIDE: charts stand beside each other, where there is room. */
Gantt *gantt_new(guint most_tasks, gboolean beside);
void gantt_free(Gantt *gantt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Gantt, gantt_free)

/* What an experiment is to be handed; as long as GANTT lives. */
ResultSink *gantt_sink(Gantt *gantt);

/* The charts of the scenario's runs, all on one time axis, at most WIDTH characters wide; then forgets
 * them. */
void gantt_write(GString *text, Gantt *gantt, guint width, gboolean unicode, gboolean colour);
