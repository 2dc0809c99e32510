/* picture_tasks - the tasks of a simulation, as rows: one each where they are few, else one a state. */
#pragma once

#include "picture.h"

void picture_add_tasks(Snapshot *snapshot, const Simulation *simulation);

/* "compute"; NULL-safe for a thread without work: "nothing" */
const char *picture_work_name(guint8 kind);

/* Core time that the rest of THREAD's phase takes, as asked. */
SimTime picture_work_left(const Thread *thread);
