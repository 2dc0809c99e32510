/* memory - whether there is enough for a sweep and all its workers: asked before it starts. */
#pragma once

#include "sweep/identity.h"
#include "sweep/point.h"

/* N_WORKERS may all be at the point LARGEST at once, while the parent holds the rows of what is finished.
 * FALSE with ERROR set where that is more than the memory that is free. */
gboolean memory_check(const PointSource *source, const Identity *identity, guint largest, guint n_workers,
                      GError **error);
