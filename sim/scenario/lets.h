/* lets - $name and ${name}: what they stand for, which [let] says. */
#pragma once

#include "base/lines.h"

typedef struct Lets Lets;

/* Takes in the [let] of DOCUMENT and resolves what its values refer to. */
Lets *lets_new(const Document *document, GError **error);
void lets_free(Lets *lets);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lets, lets_free)

/* VALUE with what each $name stands for, once: what comes in is not looked at again; $$ is a $. The result is
 * VALUE itself, or in BUFFER. Line ends that come in are LEXER_LINE_INSIDE. NULL with *WHY (g_free) set. */
const char *lets_expand(Lets *lets, const char *value, GString *buffer, char **why);
