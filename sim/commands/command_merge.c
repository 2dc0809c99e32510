/* command_merge - puts the parts of a sweep together, and names what is missing or there twice. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "command_swept.h"
#include "sweep/sweep.h"

#define MOST_NAMED 10

typedef struct {
    char *folder, *format_name; /* as given */
    Format format;
    Identity *identity;
    Grid *grid;
    Ledger *ledger;
    GHashTable *rows; /* "point repeat" -> the ledger's rows */
    GHashTable *seen; /* "point repeat" of the parts */
    guint n_doubled;
    gboolean restart;
} Merge;

/* All parts must be of one sweep: that of the first. */
static gboolean check_same(const Merge *merge, const char *folder, const Identity *identity, GError **error)
{
    const char *difference = identity_difference(merge->identity, identity);

    if (difference)
        g_set_error(error, SWEEP_ERROR, SWEEP_ERROR_OTHER, "'%s' is no part of the same sweep: %s", folder,
                    difference);
    return !difference;
}

/* Enters what the merged ledger was given last. */
static void keep(Merge *merge, const LedgerRecord *record)
{
    g_hash_table_insert(merge->rows, g_strdup_printf("%u %u", record->point, record->repeat), record->rows);
}

static void complain_doubled(Merge *merge, const char *folder, const LedgerRecord *record)
{
    g_autofree char *point = grid_point_text(merge->grid, record->point);

    if (merge->n_doubled++ < MOST_NAMED)
        command_complain("'%s' has %s again (repeat %u); the results agree", folder, point, record->repeat);
}

static gboolean refuse(const Merge *merge, const char *folder, const LedgerRecord *record, GError **error)
{
    g_autofree char *point = grid_point_text(merge->grid, record->point);

    g_set_error(error, SWEEP_ERROR, SWEEP_ERROR_OTHER,
                "'%s' has other results for %s than what came before it, expected the same", folder, point);
    return FALSE;
}

static gboolean add_record(Merge *merge, const char *folder, const LedgerRecord *record, GError **error)
{
    g_autofree char *key = g_strdup_printf("%u %u", record->point, record->repeat);
    const GPtrArray *records = merge->ledger->records;
    const char *rows = g_hash_table_lookup(merge->rows, key);

    if (rows && !g_str_equal(rows, record->rows))
        return refuse(merge, folder, record, error);
    if (!rows) {
        if (!ledger_add(merge->ledger, record->point, record->repeat, record->rows, strlen(record->rows),
                        error))
            return FALSE;
        keep(merge, g_ptr_array_index(records, records->len - 1));
    }
    if (!g_hash_table_add(merge->seen, g_steal_pointer(&key)))
        complain_doubled(merge, folder, record);
    return TRUE;
}

static gboolean add_folder(Merge *merge, const char *folder, GError **error)
{
    g_autoptr(Identity) identity = store_identity(folder, error);
    g_autoptr(Ledger) ledger =
        identity && check_same(merge, folder, identity, error) ? store_ledger(folder, error) : NULL;

    for (guint i = 0; ledger && i < ledger->records->len; i++)
        if (!add_record(merge, folder, g_ptr_array_index(ledger->records, i), error))
            return FALSE;
    return ledger != NULL;
}

/* The whole sweep that the folders are parts of; some of it may be there already. */
static gboolean begin(Merge *merge, const char *first, GError **error)
{
    merge->identity = store_identity(first, error);
    if (!merge->identity)
        return FALSE;
    merge->identity->shard = 0;
    merge->identity->n_shards = 1;
    merge->grid = grid_new(merge->identity->varies, error);
    merge->ledger = merge->grid ? store_open(merge->folder, merge->identity, merge->restart, error) : NULL;
    for (guint i = 0; merge->ledger && i < merge->ledger->records->len; i++)
        keep(merge, g_ptr_array_index(merge->ledger->records, i));
    return merge->ledger != NULL;
}

/* How many runs no part has; the first of them are named. */
static guint complain_missing(const Merge *merge)
{
    g_autoptr(GArray) missing = sweep_missing(merge->grid, merge->identity, merge->ledger);

    for (guint i = 0; i < MIN(missing->len, MOST_NAMED); i++) {
        const guint64 job = g_array_index(missing, guint64, i);
        g_autofree char *point = grid_point_text(merge->grid, (guint)(job / merge->identity->repeats));

        command_complain("no part has %s (repeat %u)", point, (guint)(job % merge->identity->repeats));
    }
    if (missing->len > 0)
        command_complain(
            "%u of %" G_GUINT64_FORMAT " runs are missing; 'gilsim sweep' with --out '%s' makes them",
            missing->len, (guint64)merge->grid->n_points * merge->identity->repeats, merge->folder);
    return missing->len;
}

static int merge_folders(Merge *merge, char **folders, GError **error)
{
    if (!begin(merge, folders[0], error))
        return STATUS_USAGE;
    for (; *folders; folders++)
        if (!add_folder(merge, *folders, error))
            return STATUS_FAILED;
    if (merge->n_doubled > 0)
        command_complain("%u runs were there twice", merge->n_doubled);
    if (complain_missing(merge) > 0)
        return STATUS_FAILED;
    return command_swept(merge->folder, merge->grid, merge->identity, merge->ledger, merge->format);
}

/* Or what is read would be begun anew; by whatever name. */
static gboolean is_one_of(const char *folder, char **folders)
{
    GStatBuf whole, other;

    if (g_stat(folder, &whole) != 0)
        return FALSE;
    for (; *folders; folders++)
        if (g_stat(*folders, &other) == 0 && whole.st_dev == other.st_dev && whole.st_ino == other.st_ino)
            return TRUE;
    return FALSE;
}

static int merge_arguments(Merge *merge, int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    int status = STATUS_USAGE;

    if (argc < 2 || !merge->folder)
        command_complain("expected the folders of a sweep's parts, and --out DIR");
    else if (is_one_of(merge->folder, argv + 1))
        command_complain("--out %s is one of the parts, expected another folder", merge->folder);
    else if (command_format(merge->format_name, &merge->format, &error))
        status = merge_folders(merge, argv + 1, &error);
    if (error)
        command_complain("%s", error->message);
    return status;
}

int command_merge(int argc, char **argv)
{
    Merge merge = { .rows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                    .seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL) };
    const GOptionEntry entries[] = {
        { "out", 0, 0, G_OPTION_ARG_FILENAME, &merge.folder, "Where the whole sweep goes", "DIR" },
        { "restart", 0, 0, G_OPTION_ARG_NONE, &merge.restart, "Forget what another sweep left there", NULL },
        { "format", 0, 0, G_OPTION_ARG_STRING, &merge.format_name, "What to write", "table|csv|json" },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    int status;

    if (command_parse(&argc, &argv, entries, NULL, "gilsim merge mixed.*-of-4.sweep --out mixed.sweep",
                      &status))
        status = merge_arguments(&merge, argc, argv);
    g_hash_table_unref(merge.rows);
    g_hash_table_unref(merge.seen);
    g_clear_pointer(&merge.ledger, ledger_free);
    g_clear_pointer(&merge.grid, grid_free);
    g_clear_pointer(&merge.identity, identity_free);
    g_free(merge.folder);
    g_free(merge.format_name);
    return status;
}
