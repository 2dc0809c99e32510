/* store - the folder of a sweep: sweep.ini (what was asked for), points.log (what is finished), and, once all
 * is, summary.csv and means.csv. */
#include "store.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "sweep/means.h"
#include "sweep/point.h"

#define IDENTITY_FILE "sweep.ini"
#define LEDGER_FILE "points.log"

static gboolean refuse(const char *path, const char *why, GError **error)
{
    g_set_error(error, SWEEP_ERROR, SWEEP_ERROR_OTHER,
                "'%s' holds a sweep, but %s; expected the same command, another --out, or --restart", path,
                why);
    return FALSE;
}

static gboolean is_empty_or_none(const char *path)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);

    return folder ? g_dir_read_name(folder) == NULL : !g_file_test(path, G_FILE_TEST_EXISTS);
}

static gboolean begin(const char *path, const char *identity_path, const Identity *identity, GError **error)
{
    if (!is_empty_or_none(path)) {
        g_set_error(error, SWEEP_ERROR, SWEEP_ERROR_OTHER,
                    "the folder '%s' holds other files; expected a new one, an empty one, or one of this sweep",
                    path);
        return FALSE;
    }
    if (g_mkdir_with_parents(path, 0777) != 0) {
        g_set_error(error, SWEEP_ERROR, SWEEP_ERROR_FAILED, "cannot make the folder '%s': %s", path,
                    g_strerror(errno));
        return FALSE;
    }
    return identity_write(identity, identity_path, error);
}

static gboolean check_same(const char *path, const char *identity_path, const Identity *identity,
                           GError **error)
{
    g_autoptr(Identity) was = identity_read(identity_path, error);
    const char *difference = was ? identity_difference(was, identity) : NULL;

    if (!was)
        return FALSE;
    if (!difference && (was->shard != identity->shard || was->n_shards != identity->n_shards))
        difference = "it is of another shard";
    return !difference || refuse(path, difference, error);
}

/* The marker goes last: until then the folder is known as a sweep's. */
static void forget(const char *path)
{
    static const char *const names[] = { "summary.csv", "means.csv", LEDGER_FILE, IDENTITY_FILE };

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *file = g_build_filename(path, names[i], NULL);

        g_unlink(file);
    }
}

Ledger *store_open(const char *path, const Identity *identity, gboolean restart, GError **error)
{
    g_autofree char *identity_path = g_build_filename(path, IDENTITY_FILE, NULL);
    gboolean known = g_file_test(identity_path, G_FILE_TEST_EXISTS);

    if (known && restart) {
        forget(path);
        known = FALSE;
    }
    if (!(known ? check_same : begin)(path, identity_path, identity, error))
        return NULL;
    return store_ledger(path, error);
}

Identity *store_identity(const char *path, GError **error)
{
    g_autofree char *file = g_build_filename(path, IDENTITY_FILE, NULL);

    return identity_read(file, error);
}

Ledger *store_ledger(const char *path, GError **error)
{
    g_autofree char *file = g_build_filename(path, LEDGER_FILE, NULL);

    return ledger_open(file, error);
}

static gboolean write_table(const char *path, const char *name, const GString *text, GError **error)
{
    g_autofree char *file = g_build_filename(path, name, NULL);

    return g_file_set_contents(file, text->str, (gssize)text->len, error);
}

gboolean store_write_tables(const char *path, const Results *results, gboolean higher_is_better,
                            GError **error)
{
    g_autoptr(GString) summary = g_string_new(NULL);
    g_autoptr(GString) means = g_string_new(NULL);

    point_write_names(results->grid, summary);
    for (guint i = 0; i < results->rows->len; i++)
        g_string_append(summary, ((LedgerRecord *)g_ptr_array_index(results->rows, i))->rows);
    means_write(means, results, higher_is_better);
    return write_table(path, "summary.csv", summary, error) && write_table(path, "means.csv", means, error);
}
