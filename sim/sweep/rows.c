/* rows - a sweep's rows, by point and repeat, as summary.csv has them and as JSON. */
#include "rows.h"

#include "base/csv.h"
#include "base/json.h"
#include "report/columns.h"
#include "sweep/point.h"

static const char *rows_of(const Results *results, guint record)
{
    return ((const LedgerRecord *)g_ptr_array_index(results->rows, record))->rows;
}

void rows_csv(GString *text, const Results *results)
{
    point_write_names(results->grid, text);
    for (guint i = 0; i < results->rows->len; i++)
        g_string_append(text, rows_of(results, i));
}

/* Whether COLUMN holds names; the varied keys come first, the scenario next, then summary_columns and the
 * goal. */
static gboolean is_text(const Results *results, guint column)
{
    const guint first = results->grid->varies->len + 1;

    return column < first ||
           (column < results->n_columns - 1 && summary_columns[column - first].type == COLUMN_TEXT);
}

static void add_object(GString *text, const Results *results, GStrv fields)
{
    for (guint i = 0; i < results->n_columns; i++) {
        g_string_append(text, i == 0 ? "{" : ", ");
        json_text(text, results->columns[i], -1);
        g_string_append(text, ": ");
        if (is_text(results, i))
            json_text(text, fields[i], -1);
        else
            g_string_append(text, *fields[i] ? fields[i] : "null");
    }
    g_string_append_c(text, '}');
}

void rows_json(GString *text, const Results *results)
{
    guint n_rows = 0;

    g_string_append_c(text, '[');
    for (guint i = 0; i < results->rows->len; i++)
        for (const char *rows = rows_of(results, i); *rows;) {
            g_auto(GStrv) fields = csv_fields(&rows);

            g_string_append(text, n_rows++ > 0 ? ",\n  " : "\n  ");
            add_object(text, results, fields);
        }
    g_string_append(text, n_rows > 0 ? "\n]\n" : "]\n");
}
