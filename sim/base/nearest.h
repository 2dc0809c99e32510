/* nearest - what to say of an unknown word: the known one that was probably meant, or all of them. */
#pragma once

#include <glib.h>

/* The candidate that WORD may be a misspelling of, or NULL. */
const char *nearest_word(const char *word, const char *const *candidates, gsize n);

/* What to say behind a complaint about WORD: "did you mean 'x'?" or "expected a, b or c". g_free. */
char *nearest_hint(const char *word, const char *const *candidates, gsize n);

/* "unknown WHAT 'WORD'; did you mean 'x'?" or "unknown WHAT 'WORD'; expected a, b or c". g_free. */
char *nearest_complaint(const char *what, const char *word, const char *const *candidates, gsize n);

/* TEXT as it may stand in a message: one line, without control characters, cut where it is long. g_free. */
char *nearest_quote(const char *text);
