/* interrupt - Ctrl-C leaves nothing behind and ends with status 130. */
#pragma once

#include <glib.h>

/* From now on SIGINT, SIGTERM and SIGHUP remove what was announced and end the program. */
void interrupt_catch(void);

/* While DEFER, the first of them is only remembered, for whoever has begun something that is to be ended in
 * good order. */
void interrupt_defer(gboolean defer);
int interrupt_pending(void); /* its number, or 0 */

/* FOLDER holds at most FILES (ends with NULL); both must last until they are forgotten with NULL, NULL. One
 * at a time. */
void interrupt_remove_folder(const char *folder, const char *const *files);

/* The same for a file, forgotten with NULL; PATH must last until then. */
void interrupt_remove_file(const char *path);

/* The child PID is ended before; forgotten with 0. */
void interrupt_end_child(GPid pid);

/* PUT_BACK, which must be safe in a signal handler, is called first; forgotten with NULL. */
void interrupt_at_end(void (*put_back)(void));

/* Removes what was announced, before the program ends in another way. Safe in a signal handler. */
void interrupt_clean_up(void);
