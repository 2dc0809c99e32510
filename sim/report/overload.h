/* overload - can the system keep up with its arrivals? */
#pragma once

#include "recorder.h"

/* TRUE where tasks arrive over a while and what they wait for grows all along it, see overload.c. */
gboolean is_overloaded(const Recorder *recorder);
