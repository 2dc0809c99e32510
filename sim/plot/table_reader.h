/* table_reader - reads a CSV file as gilsim writes it, with a row at a time in memory. */
#pragma once

#include <stdio.h>

#include <glib.h>

#define TABLE_MOST_COLUMNS 128

typedef struct {
    FILE *file;
    char *path;
    char *line;
    size_t room;
    guint64 number; /* of the line, from 1 */
    guint n_columns;
    char *fields[TABLE_MOST_COLUMNS]; /* of the row */
    char *names;                      /* what columns points into */
    char *columns[TABLE_MOST_COLUMNS];
} TableReader;

/* NAME in FOLDER; FALSE with ERROR set where there is none. table_reader_clear in any case. */
gboolean table_reader_open(TableReader *reader, const char *folder, const char *name, GError **error);
void table_reader_clear(TableReader *reader);

/* The number of the first column NAME after column BEHIND (-1: of all), or -1 with ERROR set. */
gint table_reader_column(const TableReader *reader, const char *name, gint behind, GError **error);

/* FALSE at the end, or with ERROR set where a row has not as many fields as there are columns. */
gboolean table_reader_next(TableReader *reader, GError **error);

/* COLUMN of the row as a whole number. FALSE with ERROR set where it is none. */
gboolean table_reader_integer(const TableReader *reader, gint column, gint64 *value, GError **error);
