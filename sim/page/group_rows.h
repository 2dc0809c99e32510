/* group_rows - the table of what came of each group of tasks under each policy. */
#pragma once

#include "commands/experiment.h"

#define GROUP_ROWS_MOST 200 /* that are shown */

/* Keeps what is shown, while an experiment goes on. */
typedef struct GroupRows GroupRows;

GroupRows *group_rows_new(void);
void group_rows_free(GroupRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GroupRows, group_rows_free)
ResultSink *group_rows_sink(GroupRows *rows);

/* Appends the table; nothing where there is one group only. */
void group_rows_write(GString *html, const GroupRows *rows);
