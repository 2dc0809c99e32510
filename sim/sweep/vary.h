/* vary - one --vary KEY=VALUES: a key, and each value that it is to take. */
#pragma once

#include <glib.h>

#define VARY_ERROR vary_error_quark()
GQuark vary_error_quark(void);

#define VARY_MOST_VALUES 100000

typedef struct {
    char *key;         /* "machine.cores", "let.idle" */
    GPtrArray *values; /* of char *, as --set reads them, in the order given */
} Vary;

/* Reads "KEY=A,B,C", where each of these may also be a range: FROM:TO, FROM:TO:STEP or FROM:TO:*FACTOR, of
 * numbers or of amounts in one unit ("1ms:20ms:1ms"). Commas within parentheses separate nothing. */
Vary *vary_parse(const char *text, GError **error);
void vary_free(Vary *vary);
