/* cells - tables of a page, and cells that show a figure as people read it.
 *
 * A cell's data-value is what the CSV has in the column that its data-column names. */
#pragma once

#include "report/columns.h"

typedef struct {
    const char *column; /* of the CSV; "goal" is none of it */
    const char *heading;
    char *(*text)(gint64 figure);
} CellColumn;

/* The column NAME of TABLE, which must have it. */
const Column *cell_column(const Column *table, const char *name);
gint64 cell_figure(const Column *column, gconstpointer row);
/* What the CSV has in COLUMN of ROW, without quotes. g_free. */
char *cell_value(const Column *column, gconstpointer row);

/* A cell of column NAME; BEFORE stands before TEXT and is markup. */
void cells_append_figure(GString *html, const char *name, const char *value, const char *before,
                         const char *text);

/* All of SHOWN (ends with a NULL column) of ROW, whose columns are TABLE's. */
void cells_append(GString *html, const CellColumn *shown, const Column *table, gconstpointer row);
void cells_append_heading(GString *html, const CellColumn *shown);

/* From the caption NAME, a literal, up to the first heading; from the last row on. */
void cells_begin_table(GString *html, const char *name);
void cells_end_table(GString *html);

/* "N more rows are left out here" for WHAT "rows are"; nothing where N is 0. */
void cells_append_left_out(GString *html, guint n, const char *what);
