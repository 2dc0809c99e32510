/* ledger - the finished points of a sweep: a file that is only ever added to, whose records are whole or not
 * there.
 *
 * A record is a line "point POINT REPEAT LENGTH CHECKSUM" and LENGTH bytes, the rows of summary.csv. What a
 * crash or a full disk leaves at the end without a matching checksum is cut off when the file is opened. */
#pragma once

#include <glib.h>

typedef struct {
    guint point, repeat;
    char *rows;
} LedgerRecord;

typedef struct {
    int file;
    char *path;
    goffset length;     /* of the whole records in the file */
    GPtrArray *records; /* of LedgerRecord *, in the order in which they were finished */
} Ledger;

/* Opens the file at PATH, or begins one, without looking into it: nobody else can, from here on. NULL with
 * ERROR set, also where another process has it open. */
Ledger *ledger_lock(const char *path, GError **error);

/* Reads what is finished, once, and cuts off what is not. */
gboolean ledger_read(Ledger *ledger, GError **error);

/* Both. */
Ledger *ledger_open(const char *path, GError **error);
void ledger_free(Ledger *ledger);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ledger, ledger_free)

/* Forgets all records. */
gboolean ledger_clear(Ledger *ledger, GError **error);

/* Adds a record, with ROWS of LENGTH bytes. FALSE with ERROR set: it is not in the file. */
gboolean ledger_add(Ledger *ledger, guint point, guint repeat, const char *rows, gsize length,
                    GError **error);

/* What was added survives a loss of power from here on. */
gboolean ledger_sync(Ledger *ledger, GError **error);
