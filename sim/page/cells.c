/* cells - tables of a page, and cells that show a figure as people read it. */
#include "cells.h"

#include "html.h"

const Column *cell_column(const Column *table, const char *name)
{
    while (table->name && !g_str_equal(table->name, name))
        table++;
    g_assert(table->name);
    return table;
}

char *cell_value(const Column *column, gconstpointer row)
{
    const Column alone[] = { *column, { NULL, 0, 0 } };
    GString *text = g_string_new(NULL);

    if (column->type == COLUMN_TEXT)
        return g_strdup(*(const char *const *)((const char *)row + column->offset));
    columns_csv(text, alone, row);
    g_string_truncate(text, text->len - 1);
    return g_string_free(text, FALSE);
}

gint64 cell_figure(const Column *column, gconstpointer row)
{
    return *(const gint64 *)((const char *)row + column->offset);
}

void cells_append_figure(GString *html, const char *name, const char *value, const char *before,
                         const char *text)
{
    g_string_append_printf(html, "<td data-column=\"%s\" data-value=\"", name);
    html_text(html, value);
    g_string_append_printf(html, "\">%s", before);
    html_text(html, text);
    g_string_append(html, "</td>");
}

void cells_append(GString *html, const CellColumn *shown, const Column *table, gconstpointer row)
{
    for (; shown->column; shown++) {
        const Column *column = cell_column(table, shown->column);
        g_autofree char *value = cell_value(column, row);
        g_autofree char *text = shown->text(cell_figure(column, row));

        cells_append_figure(html, shown->column, value, "", text);
    }
}

void cells_append_heading(GString *html, const CellColumn *shown)
{
    g_string_append_printf(html, "<th scope=\"col\">%s</th>", shown->heading);
}

/* A table may be wider than a phone: it scrolls on its own, by keyboard too. */
void cells_begin_table(GString *html, const char *name)
{
    g_string_append_printf(html,
                           "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"%s\">\n"
                           "<table><caption>%s</caption>\n<thead><tr>",
                           name, name);
}

void cells_end_table(GString *html)
{
    g_string_append(html, "</tbody></table></div>\n");
}

void cells_append_left_out(GString *html, guint n, const char *what)
{
    if (n > 0)
        g_string_append_printf(
            html,
            "<p class=\"note\">%u more %s left out here; <code>gilsim run --format=csv</code> "
            "has all.</p>\n",
            n, what);
}
