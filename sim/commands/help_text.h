/* help_text - how the topics of `gilsim help` are put together, 80 columns wide. */
#pragma once

#include <glib.h>

/* LABEL in a column of WIDTH on the left, WORDS in lines to the right of it. */
void help_append_entry(GString *text, const char *label, guint width, const char *words);

/* The strings of PAGE, up to NULL: "  term|what it means" in two columns; any other that begins with a blank, and
 * an empty one, as it stands; the rest as paragraphs. */
void help_append_page(GString *text, const char *const *page);

void help_scenario(GString *text);
void help_semantics(GString *text);
