/* table_reader - reads a CSV file as gilsim writes it, with a row at a time in memory. */
#include "table_reader.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "chart.h"
#include "base/number.h"

/* Takes LINE apart in place; a quote within quotes is doubled. Returns how many fields there are. */
static guint split(char *line, char **fields)
{
    guint n = 0;
    char *from = line;

    for (;;) {
        gboolean quoted = *from == '"';
        char *to;

        from += quoted;
        to = from;

        if (n == TABLE_MOST_COLUMNS)
            return n + 1;
        fields[n++] = to;
        for (; *from != '\0' && (quoted || *from != ','); from++) {
            if (quoted && *from == '"' && *++from != '"') {
                quoted = FALSE;
                from--;
            } else {
                *to++ = *from;
            }
        }
        if (*from == '\0') {
            *to = '\0';
            return n;
        }
        *to = '\0';
        from++;
    }
}

static gboolean read_line(TableReader *reader)
{
    gssize length = getline(&reader->line, &reader->room, reader->file);

    if (length < 0)
        return FALSE;
    reader->number++;
    while (length > 0 && (reader->line[length - 1] == '\n' || reader->line[length - 1] == '\r'))
        reader->line[--length] = '\0';
    return TRUE;
}

gboolean table_reader_open(TableReader *reader, const char *folder, const char *name, GError **error)
{
    *reader = (TableReader){ .path = g_build_filename(folder, name, NULL) };
    reader->file = g_fopen(reader->path, "r");
    if (!reader->file || !read_line(reader)) {
        g_set_error(error, CHART_ERROR, CHART_ERROR_FOLDER,
                    "'%s' has no %s that can be read; expected a folder that 'gilsim run --out' wrote",
                    folder, name);
        return FALSE;
    }
    reader->names = g_strdup(reader->line);
    reader->n_columns = split(reader->names, reader->columns);
    if (reader->n_columns <= TABLE_MOST_COLUMNS)
        return TRUE;
    g_set_error(error, CHART_ERROR, CHART_ERROR_FOLDER, "%s:1: more columns than %d were not expected",
                reader->path, TABLE_MOST_COLUMNS);
    return FALSE;
}

void table_reader_clear(TableReader *reader)
{
    if (reader->file)
        fclose(reader->file);
    free(reader->line);
    g_free(reader->path);
    g_free(reader->names);
}

gint table_reader_column(const TableReader *reader, const char *name, gint behind, GError **error)
{
    for (guint i = (guint)(behind + 1); i < reader->n_columns; i++)
        if (g_str_equal(reader->columns[i], name))
            return (gint)i;
    g_set_error(error, CHART_ERROR, CHART_ERROR_FOLDER, "%s:1: there is no column %s, which was expected",
                reader->path, name);
    return -1;
}

gboolean table_reader_next(TableReader *reader, GError **error)
{
    guint n;

    if (!read_line(reader))
        return FALSE;
    n = split(reader->line, reader->fields);
    if (n == reader->n_columns)
        return TRUE;
    g_set_error(error, CHART_ERROR, CHART_ERROR_FOLDER, "%s:%" G_GUINT64_FORMAT ": %u fields, expected %u",
                reader->path, reader->number, n, reader->n_columns);
    return FALSE;
}

gboolean table_reader_integer(const TableReader *reader, gint column, gint64 *value, GError **error)
{
    if (number_integer(reader->fields[column], value))
        return TRUE;
    g_set_error(error, CHART_ERROR, CHART_ERROR_FOLDER,
                "%s:%" G_GUINT64_FORMAT ": %s is no whole number, as expected", reader->path, reader->number,
                reader->columns[column]);
    return FALSE;
}
