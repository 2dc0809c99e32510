/* html - text from anywhere as it may stand in a page. */
#include "html.h"

#include <string.h>

/* What no document may contain, even as a reference. */
static gboolean is_control(char c)
{
    return ((guchar)c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
}

static void append_character(GString *html, char c)
{
    switch (c) {
    case '&':
        g_string_append(html, "&amp;");
        return;
    case '<':
        g_string_append(html, "&lt;");
        return;
    case '>':
        g_string_append(html, "&gt;");
        return;
    case '"':
        g_string_append(html, "&quot;");
        return;
    case '\'':
        g_string_append(html, "&#39;");
        return;
    default:
        if (is_control(c))
            g_string_append(html, "\357\277\275");
        else
            g_string_append_c(html, c);
    }
}

void html_text_length(GString *html, const char *text, gsize length)
{
    g_autofree char *valid = g_utf8_make_valid(text, (gssize)length);

    for (const char *c = valid; *c != '\0'; c++)
        append_character(html, *c);
}

void html_text(GString *html, const char *text)
{
    html_text_length(html, text, strlen(text));
}

void html_element(GString *html, const char *tag, const char *text)
{
    g_string_append_printf(html, "<%s>", tag);
    html_text(html, text);
    g_string_append_printf(html, "</%s>\n", tag);
}

/* JSON has these three only within strings, where an escape means the same. */
void html_json(GString *html, const char *json)
{
    for (const char *c = json; *c != '\0'; c++)
        if (*c == '<' || *c == '>' || *c == '&')
            g_string_append_printf(html, "\\u%04x", (guint)*c);
        else
            g_string_append_c(html, *c);
}
