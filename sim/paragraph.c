/* paragraph - text broken into lines between words. */
#include "paragraph.h"

void paragraph_append(GString *text, const char *words, guint width)
{
    g_auto(GStrv) list = g_strsplit(words, " ", -1);
    glong used = 0;

    for (guint i = 0; list[i]; i++) {
        const glong length = g_utf8_strlen(list[i], -1);

        if (used > 0 && used + 1 + length > (glong)width) {
            g_string_append_c(text, '\n');
            used = 0;
        }
        if (used > 0) {
            g_string_append_c(text, ' ');
            used++;
        }
        g_string_append(text, list[i]);
        used += length;
    }
    g_string_append_c(text, '\n');
}
