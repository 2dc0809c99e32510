/* json - text as a JSON string. */
#include "json.h"

static void append_escaped(GString *json, char c)
{
    static const char digits[] = "0123456789abcdef";

    switch (c) {
    case '"':
    case '\\':
        g_string_append_c(json, '\\');
        g_string_append_c(json, c);
        return;
    case '\n':
        g_string_append(json, "\\n");
        return;
    case '\t':
        g_string_append(json, "\\t");
        return;
    default:
        g_string_append(json, "\\u00");
        g_string_append_c(json, digits[(guchar)c >> 4]);
        g_string_append_c(json, digits[c & 15]);
    }
}

void json_text(GString *json, const char *text, gssize length)
{
    g_autofree char *valid = g_utf8_make_valid(text, length);

    g_string_append_c(json, '"');
    for (const char *c = valid; *c != '\0'; c++)
        if ((guchar)*c < 0x20 || *c == '"' || *c == '\\' || *c == 0x7f)
            append_escaped(json, *c);
        else
            g_string_append_c(json, *c);
    g_string_append_c(json, '"');
}
