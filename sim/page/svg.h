/* svg - a picture that gnuplot drew, as a part of a page. */
#pragma once

#include <glib.h>

/* Appends SVG as an <svg> element that assistive technology calls LABEL. All ids in it begin with PREFIX:
 * several pictures of a page do not get in each other's way. Whatever could act or load (scripts, handlers,
 * links) is left out. FALSE with ERROR set where SVG is not well-formed; nothing is appended then. */
gboolean svg_inline(GString *html, const char *svg, gssize length, const char *prefix, const char *label,
                    GError **error);
