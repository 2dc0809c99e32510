/* columns - the columns of the tables that other programs read: name, type, and where the value is. */
#pragma once

#include "figures.h"

typedef enum {
    COLUMN_TEXT,     /* const char * */
    COLUMN_INTEGER,  /* gint64, perhaps NOT_APPLICABLE */
    COLUMN_RATIO,    /* gint64 millionths, perhaps NOT_APPLICABLE */
    COLUMN_SUM,      /* __int128 */
    COLUMN_COUNT,    /* guint */
    COLUMN_UNSIGNED, /* guint64 */
} ColumnType;

typedef struct {
    const char *name; /* NULL ends a table */
    ColumnType type;
    gsize offset;
} Column;

/* One task's row. */
typedef struct {
    const char *group, *task;
    gint64 arrival, start, finish, response, turnaround, waiting;
    gint64 in_state[N_STATES];
    gint64 deadline, missed; /* from its release; 1 or 0 */
} TaskFigures;

extern const Column summary_columns[]; /* of a Summary */
extern const Column
    combination_columns[];           /* of a Combination: the first columns of groups, tasks and timeline */
extern const Column group_columns[]; /* of a GroupFigures */
extern const Column task_columns[];  /* of a TaskFigures */

/* Names, or a row's values, separated by commas and with one at the end: see csv.h. */
void columns_csv_names(GString *text, const Column *columns);
void columns_csv(GString *text, const Column *columns, gconstpointer row);

/* "name": value, ...: numbers as numbers, empty as null; with a comma at the end. */
void columns_json(GString *text, const Column *columns, gconstpointer row);
