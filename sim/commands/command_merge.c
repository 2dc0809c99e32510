/* command_merge - puts the parts of a sweep together, and names what is missing or there twice. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "command_swept.h"

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
    guint64 n_done; /* runs of the sweep that are in the ledger */
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

static char *key_of(guint point, guint repeat)
{
    return g_strdup_printf("%u %u", point, repeat);
}

static gboolean is_of_sweep(const Merge *merge, const LedgerRecord *record)
{
    return record->point < merge->grid->n_points && record->repeat < merge->identity->repeats;
}

/* Enters what the merged ledger was given last. */
static void keep(Merge *merge, const LedgerRecord *record)
{
    if (g_hash_table_insert(merge->rows, key_of(record->point, record->repeat), record->rows))
        merge->n_done += is_of_sweep(merge, record);
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
    g_autofree char *key = key_of(record->point, record->repeat);
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

static gboolean add_records(Merge *merge, const char *folder, const Ledger *ledger, GError **error)
{
    for (guint i = 0; i < ledger->records->len; i++) {
        const LedgerRecord *record = g_ptr_array_index(ledger->records, i);

        if (!is_of_sweep(merge, record)) {
            g_set_error(error, SWEEP_ERROR, SWEEP_ERROR_DAMAGED,
                        "'%s' has point %u, repeat %u, which its sweep.ini has not; expected what a sweep wrote",
                        folder, record->point, record->repeat);
            return FALSE;
        }
        if (!add_record(merge, folder, record, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean add_folder(Merge *merge, const char *folder, GError **error)
{
    g_autoptr(Identity) identity = NULL;
    g_autoptr(Ledger) ledger = store_read(folder, &identity, error);

    return ledger && check_same(merge, folder, identity, error) && add_records(merge, folder, ledger, error);
}

/* The whole sweep that FOLDERS are parts of. All are asked before anything is changed. */
static gboolean read_identities(Merge *merge, char **folders, GError **error)
{
    merge->identity = store_identity(folders[0], error);
    if (!merge->identity)
        return FALSE;
    for (; *folders; folders++) {
        g_autoptr(Identity) identity = store_identity(*folders, error);

        if (!identity || !check_same(merge, *folders, identity, error))
            return FALSE;
    }
    merge->identity->shard = 0;
    merge->identity->n_shards = 1;
    return TRUE;
}

/* Some of it may be there already. */
static gboolean begin(Merge *merge, GError **error)
{
    merge->grid = grid_new(merge->identity->varies, error);
    merge->ledger = merge->grid ? store_open(merge->folder, merge->identity, merge->restart, error) : NULL;
    for (guint i = 0; merge->ledger && i < merge->ledger->records->len; i++)
        keep(merge, g_ptr_array_index(merge->ledger->records, i));
    return merge->ledger != NULL;
}

/* The first of the runs that no part has. */
static void name_missing(const Merge *merge)
{
    const guint repeats = merge->identity->repeats;
    guint n_named = 0;

    for (guint64 job = 0; job < (guint64)merge->grid->n_points * repeats && n_named < MOST_NAMED; job++) {
        g_autofree char *key = key_of((guint)(job / repeats), (guint)(job % repeats));

        if (!g_hash_table_contains(merge->rows, key)) {
            g_autofree char *point = grid_point_text(merge->grid, (guint)(job / repeats));

            command_complain("no part has %s (repeat %u)", point, (guint)(job % repeats));
            n_named++;
        }
    }
}

/* How many runs no part has. */
static guint64 complain_missing(const Merge *merge)
{
    const guint64 n_all = (guint64)merge->grid->n_points * merge->identity->repeats;
    const guint64 n_missing = n_all - merge->n_done;

    if (n_missing == 0)
        return 0;
    name_missing(merge);
    command_complain("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                     " runs are missing; 'gilsim sweep' with --out '%s' makes them",
                     n_missing, n_all, merge->folder);
    return n_missing;
}

static int merge_folders(Merge *merge, char **folders, GError **error)
{
    if (!read_identities(merge, folders, error))
        return command_refused(*error);
    if (!begin(merge, error))
        return STATUS_USAGE;
    for (; *folders; folders++)
        if (!add_folder(merge, *folders, error))
            return command_refused(*error);
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
