/* shared - memory that a program and the processes it forks have in common. */
#pragma once

#include <glib.h>

/* Blocks of it; they go with the structure, or with the last process. */
typedef struct {
    GArray *blocks;  /* of SharedBlock */
    gboolean failed; /* the host did not have as much as was asked for */
} SharedMemory;

void shared_init(SharedMemory *memory);
void shared_clear(SharedMemory *memory);

/* N zeroed things of SIZE bytes, none of which costs memory before it is written to; NULL if there is no
 * room. */
gpointer shared_new(SharedMemory *memory, gsize n, gsize size);
