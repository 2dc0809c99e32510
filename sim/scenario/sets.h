/* sets - --set GROUP.KEY=VALUE: changes to what a file says, made before anything is checked. */
#pragma once

#include "base/lines.h"

/* Replaces or adds what each of SETS says; a later one of a key wins. */
gboolean sets_apply(Document *document, char *const *sets, GError **error);

/* The one name of what KEY ("interval", "machine.quantum") would set in DOCUMENT: "lock.interval",
 * "machine.slice". NULL with ERROR set where it is none or ambiguous. g_free. */
char *sets_key(Document *document, const char *key, GError **error);
