/* paragraph - text broken into lines between words. */
#include "paragraph.h"

#include <string.h>

/* A number stays with its unit. */
static gboolean ends_in_digit(const char *word)
{
    const gsize length = strlen(word);

    return length > 0 && g_ascii_isdigit(word[length - 1]);
}

/* The words from LIST on that stay together, with spaces between them. */
static char *next_piece(char ***list)
{
    GString *piece = g_string_new(**list);

    while (ends_in_digit(*(*list)++) && **list)
        g_string_append_printf(piece, " %s", **list);
    return g_string_free(piece, FALSE);
}

void paragraph_append(GString *text, const char *words, guint width)
{
    g_auto(GStrv) list = g_strsplit(words, " ", -1);
    glong used = 0;

    for (char **rest = list; *rest;) {
        g_autofree char *piece = next_piece(&rest);
        const glong length = g_utf8_strlen(piece, -1);

        if (used > 0 && used + 1 + length > (glong)width) {
            g_string_append_c(text, '\n');
            used = 0;
        }
        if (used > 0) {
            g_string_append_c(text, ' ');
            used++;
        }
        g_string_append(text, piece);
        used += length;
    }
    g_string_append_c(text, '\n');
}
