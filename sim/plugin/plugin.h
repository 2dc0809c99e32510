/* plugin - opens a model that was built as a shared object, checks it, and enters it in the registry.
 *
 *     check.c        is it a model that this gilsim can use?
 *     guard*.c       checks what its hooks answer while it runs
 *     checked.c      checks what they do to queues and locks
 *     call.c         which hook is running, for a crash or an endless loop
 *     cage.c         an isolated plug-in's child process, sandbox.c what it may do there
 *     tap.c          its decisions, from the child to the parent; replay.c what stands for it in the parent
 */
#pragma once

#include "model.h"

#define PLUGIN_ERROR plugin_error_quark()
GQuark plugin_error_quark(void);

/* Is NAME the path of a plug-in, rather than the name of a model? */
gboolean plugin_is_path(const char *name);

/* The model in the file PATH, which is opened now, or was before; ISOLATE: in a child process only. NULL with
 * ERROR set, a whole sentence that begins with the path. */
const Model *plugin_load(const char *path, gboolean isolate, GError **error);

/* The same file, if it was loaded; *KIND says what it is. */
const Model *plugin_loaded(const char *path, ModelKind *kind);

/* What the file PATH exports, once it is open in this process: for plugin_load, and in a child. */
const ModelExport *plugin_open(const char *path, gpointer *module, char **why);
