/* large - blocks of memory with an entry for each of a million tasks.
 *
 * Where the system can, large ones stand in huge pages: whoever goes through them at random then misses the processor's
 * table of pages far less often. */
#pragma once

#include <glib.h>

/* N entries of SIZE bytes, zeroed; to be given back with large_free and the same two numbers. Ends the program where there is no memory,
 * as g_malloc does. */
gpointer large_new0(gsize n, gsize size);
void large_free(gpointer block, gsize n, gsize size);
