/* json - text as a JSON string. */
#pragma once

#include <glib.h>

/* Appends TEXT (LENGTH -1: up to its NUL) in quotes and escaped; what is no UTF-8 becomes U+FFFD. */
void json_text(GString *json, const char *text, gssize length);
