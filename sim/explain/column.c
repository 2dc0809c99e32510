/* column - a cell of a table on a terminal. */
#include "explain/column.h"

void column_append(GString *line, const char *text, glong width, gboolean right)
{
    const glong blanks = MAX(width - g_utf8_strlen(text, -1), 1);

    if (!right)
        g_string_append(line, text);
    for (glong i = 0; i < blanks; i++)
        g_string_append_c(line, ' ');
    if (right)
        g_string_append(line, text);
}
