/* svg - a picture that gnuplot drew, as a part of a page.
 *
 * It is parsed and written anew, and only what draws is kept. Greys become variables, var(--grey-51,
 * rgb(51,51,51)), which the page's style sets in the dark. */
#include "svg.h"

#include <stdio.h>
#include <string.h>

#include "html.h"

typedef struct {
    GString *html;
    const char *prefix, *label;
    guint depth, left_out; /* elements open; the depth of one that is left out with all in it, or 0 */
} Inlining;

/* Not title: it would be shown at the pointer, and gnuplot's say "gnuplot_plot_1". */
static const char *const elements[] = { "svg",     "g",        "defs",     "path",           "rect", "circle",
                                        "ellipse", "polygon",  "polyline", "line",           "text", "tspan",
                                        "use",     "clipPath", "pattern",  "linearGradient", "stop", NULL };

static gboolean is_left_out(const char *name)
{
    return g_str_has_prefix(name, "on") || g_str_has_prefix(name, "xmlns") || g_str_equal(name, "style") ||
           g_str_equal(name, "class") || g_str_equal(name, "filter");
}

static void append_attribute(GString *html, const char *name, const char *value)
{
    g_string_append_printf(html, " %s=\"", name);
    html_text(html, value);
    g_string_append_c(html, '"');
}

/* What grey VALUE is, from 0 (black) to 255; -1: it is none. */
static gint grey_of(const char *value)
{
    guint red, green, blue;
    gint end = 0;

    if (g_ascii_strcasecmp(value, "black") == 0)
        return 0;
    if (g_ascii_strcasecmp(value, "white") == 0)
        return 255;
    if ((sscanf(value, "rgb( %u , %u , %u )%n", &red, &green, &blue, &end) == 3 && value[end] == '\0' &&
         end > 0) ||
        (strlen(value) == 7 && sscanf(value, "#%2x%2x%2x", &red, &green, &blue) == 3))
        return red == green && green == blue && red < 256 ? (gint)red : -1;
    return -1;
}

/* g_free. */
static char *colour_of(const char *value)
{
    const gint grey = grey_of(value);

    return grey < 0 ? g_strdup(value)
                    : g_strdup_printf("var(--grey-%d, rgb(%d,%d,%d))", grey, grey, grey, grey);
}

/* VALUE with PREFIX where it names an element of the picture; NULL where it leads out of it. g_free. */
static char *own_value(const Inlining *inlining, const char *name, const char *value)
{
    static const char url[] = "url(#";

    if (g_str_equal(name, "id"))
        return g_strconcat(inlining->prefix, value, NULL);
    if (g_str_equal(name, "href"))
        return *value == '#' ? g_strconcat("#", inlining->prefix, value + 1, NULL) : NULL;
    if (g_str_has_prefix(value, url))
        return g_strconcat(url, inlining->prefix, value + strlen(url), NULL);
    if (strstr(value, "url("))
        return NULL;
    return colour_of(value);
}

static void append_attributes(const Inlining *inlining, const char **names, const char **values)
{
    for (guint i = 0; names[i]; i++) {
        const char *name = g_str_equal(names[i], "xlink:href") ? "href" : names[i];
        g_autofree char *value = is_left_out(name) ? NULL : own_value(inlining, name, values[i]);

        if (value)
            append_attribute(inlining->html, name, value);
    }
}

static gboolean is_size(const char *name)
{
    return g_str_equal(name, "width") || g_str_equal(name, "height");
}

/* The picture itself: as wide as the page lets it be. */
static void append_root(const Inlining *inlining, const char **names, const char **values)
{
    for (guint i = 0; names[i]; i++)
        if (is_size(names[i]) || g_str_equal(names[i], "viewBox"))
            append_attribute(inlining->html, names[i], values[i]);
    append_attribute(inlining->html, "role", "img");
    append_attribute(inlining->html, "aria-label", inlining->label);
}

static void begin_element(GMarkupParseContext *context, const char *name, const char **names,
                          const char **values, gpointer data, GError **error)
{
    Inlining *inlining = data;
    (void)context, (void)error;

    inlining->depth++;
    if (inlining->left_out == 0 && !g_strv_contains(elements, name))
        inlining->left_out = inlining->depth;
    if (inlining->left_out > 0)
        return;
    g_string_append_printf(inlining->html, "<%s", name);
    if (inlining->depth == 1)
        append_root(inlining, names, values);
    else
        append_attributes(inlining, names, values);
    g_string_append_c(inlining->html, '>');
}

static void end_element(GMarkupParseContext *context, const char *name, gpointer data, GError **error)
{
    Inlining *inlining = data;
    (void)context, (void)error;

    if (inlining->left_out == 0)
        g_string_append_printf(inlining->html, "</%s>", name);
    else if (inlining->left_out == inlining->depth)
        inlining->left_out = 0;
    inlining->depth--;
}

static void add_text(GMarkupParseContext *context, const char *text, gsize length, gpointer data,
                     GError **error)
{
    const Inlining *inlining = data;
    (void)context, (void)error;

    if (inlining->left_out == 0)
        html_text_length(inlining->html, text, length);
}

gboolean svg_inline(GString *html, const char *svg, gssize length, const char *prefix, const char *label,
                    GError **error)
{
    const GMarkupParser parser = { .start_element = begin_element,
                                   .end_element = end_element,
                                   .text = add_text };
    const gsize before = html->len;
    Inlining inlining = { .html = html, .prefix = prefix, .label = label };
    GMarkupParseContext *context =
        g_markup_parse_context_new(&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &inlining, NULL);
    const gboolean done = g_markup_parse_context_parse(context, svg, length, error) &&
                          g_markup_parse_context_end_parse(context, error);

    g_markup_parse_context_free(context);
    if (!done)
        g_string_truncate(html, before);
    return done;
}
