/* sets - --set GROUP.KEY=VALUE: changes to what a file says, made before anything is checked. */
#pragma once

#include "base/lines.h"

/* Replaces or adds what each of SETS says; a later one of a key wins. */
gboolean sets_apply(Document *document, char *const *sets, GError **error);
