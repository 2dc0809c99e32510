/* html - text from anywhere as it may stand in a page.
 *
 * Whatever a scenario says reaches a page through html_text or html_json and in no other way: names are never
 * markup. */
#pragma once

#include <glib.h>

/* Appends TEXT escaped, for between tags and for quoted attributes; what is no UTF-8 becomes U+FFFD. */
void html_text(GString *html, const char *text);

/* The same for the first LENGTH bytes. */
void html_text_length(GString *html, const char *text, gsize length);

/* Appends "<TAG>TEXT</TAG>", TEXT escaped. */
void html_element(GString *html, const char *tag, const char *text);

/* Appends JSON as the content of a <script> that only holds data: nothing in it can end the element. */
void html_json(GString *html, const char *json);
