/* store - the folder of a sweep: sweep.ini (what was asked for), points.log (what is finished), and, once all
 * is, summary.csv and means.csv. */
#include "store.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "sweep/means.h"
#include "sweep/rows.h"

#define IDENTITY_FILE "sweep.ini"
#define LEDGER_FILE "points.log"

static gboolean refuse(const char *path, const char *why, GError **error)
{
    g_set_error(error, SWEEP_ERROR, SWEEP_ERROR_OTHER,
                "'%s' holds a sweep, but %s; expected the same command, another --out, or --restart", path,
                why);
    return FALSE;
}

/* "means.csv.X1Y2Z3", which GLib had not renamed to means.csv when the program was killed; "means.csv.backup" is none. */
static gboolean is_half_written(const char *name)
{
    static const char *const names[] = { "summary.csv.", "means.csv.", IDENTITY_FILE "." };

    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_str_has_prefix(name, names[i])) {
            const char *end = name + strlen(names[i]);

            return strlen(end) == 6 && strspn(end, G_CSET_A_2_Z G_CSET_DIGITS) == 6;
        }
    return FALSE;
}

/* A ledger without a record may be left of a sweep that was killed as it began. */
static gboolean is_empty_ledger(const char *path, const char *name)
{
    g_autofree char *file = g_build_filename(path, name, NULL);
    GStatBuf status;

    return g_str_equal(name, LEDGER_FILE) && g_stat(file, &status) == 0 && status.st_size == 0;
}

/* Whether the folder PATH, which held no sweep a moment ago, may become one's. */
static gboolean is_free(const char *path)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);

    if (!folder)
        return !g_file_test(path, G_FILE_TEST_EXISTS);
    for (const char *name; (name = g_dir_read_name(folder));) {
        if (g_str_equal(name, IDENTITY_FILE)) /* another has just begun one */
            return TRUE;
        if (!is_half_written(name) && !is_empty_ledger(path, name))
            return FALSE;
    }
    return TRUE;
}

static gboolean make_folder(const char *path, GError **error)
{
    if (!is_free(path)) {
        g_set_error(
            error, SWEEP_ERROR, SWEEP_ERROR_OTHER,
            "the folder '%s' holds other files; expected a new one, an empty one, or one of this sweep",
            path);
        return FALSE;
    }
    if (g_mkdir_with_parents(path, 0777) == 0)
        return TRUE;
    g_set_error(error, SWEEP_ERROR, SWEEP_ERROR_FAILED, "cannot make the folder '%s': %s", path,
                g_strerror(errno));
    return FALSE;
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

static void remove_file(const char *path, const char *name)
{
    g_autofree char *file = g_build_filename(path, name, NULL);

    g_unlink(file);
}

static void remove_half_written(const char *path)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);

    for (const char *name; folder && (name = g_dir_read_name(folder));)
        if (is_half_written(name))
            remove_file(path, name);
}

static gboolean holds_sweep(const char *path)
{
    g_autofree char *file = g_build_filename(path, IDENTITY_FILE, NULL);

    return g_file_test(file, G_FILE_TEST_EXISTS);
}

static gboolean begin(const char *path, const Identity *identity, Ledger *ledger, GError **error)
{
    g_autofree char *file = g_build_filename(path, IDENTITY_FILE, NULL);

    remove_file(path, "summary.csv");
    remove_file(path, "means.csv");
    return ledger_clear(ledger, error) && identity_write(identity, file, error);
}

/* What the folder holds is asked with the ledger's lock, or it might be another's by the time it is known; and
 * nothing is read as a ledger that another version wrote. */
static gboolean take(const char *path, const Identity *identity, gboolean restart, Ledger *ledger,
                     GError **error)
{
    const gboolean goes_on = !restart && holds_sweep(path);
    g_autofree char *file = g_build_filename(path, IDENTITY_FILE, NULL);

    if (goes_on && !check_same(path, file, identity, error))
        return FALSE;
    remove_half_written(path);
    return goes_on ? ledger_read(ledger, error) : begin(path, identity, ledger, error);
}

Ledger *store_open(const char *path, const Identity *identity, gboolean restart, GError **error)
{
    g_autofree char *file = g_build_filename(path, LEDGER_FILE, NULL);
    g_autoptr(Ledger) ledger = NULL;

    if (!holds_sweep(path) && !make_folder(path, error))
        return NULL;
    ledger = ledger_lock(file, error);
    return ledger && take(path, identity, restart, ledger, error) ? g_steal_pointer(&ledger) : NULL;
}

Identity *store_identity(const char *path, GError **error)
{
    g_autofree char *file = g_build_filename(path, IDENTITY_FILE, NULL);

    return identity_read(file, error);
}

Ledger *store_read(const char *path, Identity **identity, GError **error)
{
    g_autofree char *file = g_build_filename(path, LEDGER_FILE, NULL);
    g_autoptr(Ledger) ledger = NULL;

    *identity = store_identity(path, error); /* or locking would make a ledger where there is no sweep */
    ledger = *identity ? ledger_lock(file, error) : NULL;
    if (!ledger)
        return NULL;
    identity_free(*identity);
    *identity = store_identity(path, error); /* as it is with the lock */
    return *identity && ledger_read(ledger, error) ? g_steal_pointer(&ledger) : NULL;
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

    rows_csv(summary, results);
    means_write(means, results, higher_is_better);
    return write_table(path, "summary.csv", summary, error) && write_table(path, "means.csv", means, error);
}
