/* observer - who looks on while a run is simulated. It changes nothing of it. */
#pragma once

#include <glib.h>

typedef struct Simulation Simulation;

typedef struct Observer Observer;
struct Observer {
    /* A round is over, what it chose is done. Where the round was the last of its instant is seen only when
     * the next one comes, at a later time. FALSE: the run may end here. */
    gboolean (*round_ended)(Observer *observer, const Simulation *simulation);
};
