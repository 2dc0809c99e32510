/* picture - how all stands in a simulation: its cores, locks, loops, ready threads, resources and tasks, as
 * rows. */
#pragma once

#include "simulate/simulation.h"
#include "snapshot.h"

/* Adds the rows to SNAPSHOT. Reads only, and asks no hook of a model. */
void picture_take(Snapshot *snapshot, const Simulation *simulation);

/* TASK's name; g_free. */
char *picture_task_name(const Simulation *simulation, guint32 task);

/* The state that TASK is in now: the recorder knows some ends of waits beforehand. */
TaskState picture_task_state(const Simulation *simulation, guint32 task);
