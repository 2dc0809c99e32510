/* ledger - the finished points of a sweep: a file that is only ever added to, whose records are whole or not
 * there. */
#include "ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "sweep/identity.h"

#define LONGEST_HEAD 80

static gboolean fail(const Ledger *ledger, GError **error)
{
    g_set_error(error, SWEEP_ERROR, SWEEP_ERROR_FAILED,
                "cannot write '%s': %s; what is finished is kept, and the same command goes on from there",
                ledger->path, g_strerror(errno));
    return FALSE;
}

/* FNV-1a of the record: enough to tell half of one from a whole one. */
static guint32 checksum(guint point, guint repeat, const char *rows, gsize length)
{
    guint32 sum = 2166136261u ^ point ^ (repeat << 16);

    for (gsize i = 0; i < length; i++)
        sum = (sum ^ (guchar)rows[i]) * 16777619u;
    return sum;
}

static void keep(Ledger *ledger, guint point, guint repeat, const char *rows, gsize length)
{
    LedgerRecord *record = g_new(LedgerRecord, 1);

    *record = (LedgerRecord){ point, repeat, g_strndup(rows, length) };
    g_ptr_array_add(ledger->records, record);
}

static void record_free(gpointer data)
{
    LedgerRecord *record = data;

    g_free(record->rows);
    g_free(record);
}

/* Length of the record at TEXT, which is kept; 0 where there is no whole one. */
static gsize read_record(Ledger *ledger, const char *text, gsize length)
{
    const char *newline = memchr(text, '\n', MIN(length, LONGEST_HEAD));
    g_autofree char *head = newline ? g_strndup(text, (gsize)(newline - text)) : NULL;
    guint point, repeat, sum;
    gsize n_rows, n_head;

    if (!head || sscanf(head, "point %u %u %zu %x", &point, &repeat, &n_rows, &sum) != 4)
        return 0;
    n_head = strlen(head) + 1;
    if (n_rows > length - n_head || checksum(point, repeat, text + n_head, n_rows) != sum)
        return 0;
    keep(ledger, point, repeat, text + n_head, n_rows);
    return n_head + n_rows;
}

gboolean ledger_read(Ledger *ledger, GError **error)
{
    g_autofree char *text = NULL;
    gsize length = 0, taken;

    if (!g_file_get_contents(ledger->path, &text, &length, error))
        return FALSE;
    while ((taken = read_record(ledger, text + ledger->length, length - (gsize)ledger->length)) > 0)
        ledger->length += (goffset)taken;
    return ftruncate(ledger->file, ledger->length) == 0 || fail(ledger, error);
}

Ledger *ledger_lock(const char *path, GError **error)
{
    g_autoptr(Ledger) ledger = g_new0(Ledger, 1);

    ledger->path = g_strdup(path);
    ledger->records = g_ptr_array_new_with_free_func(record_free);
    ledger->file = g_open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (ledger->file < 0) {
        fail(ledger, error);
        return NULL;
    }
    if (flock(ledger->file, LOCK_EX | LOCK_NB) != 0) {
        g_set_error(error, SWEEP_ERROR, SWEEP_ERROR_OTHER, "'%s' is being written by another gilsim", path);
        return NULL;
    }
    return g_steal_pointer(&ledger);
}

Ledger *ledger_open(const char *path, GError **error)
{
    g_autoptr(Ledger) ledger = ledger_lock(path, error);

    return ledger && ledger_read(ledger, error) ? g_steal_pointer(&ledger) : NULL;
}

void ledger_free(Ledger *ledger)
{
    if (ledger->file >= 0)
        g_close(ledger->file, NULL);
    g_ptr_array_unref(ledger->records);
    g_free(ledger->path);
    g_free(ledger);
}

gboolean ledger_clear(Ledger *ledger, GError **error)
{
    if (ftruncate(ledger->file, 0) != 0)
        return fail(ledger, error);
    ledger->length = 0;
    g_ptr_array_set_size(ledger->records, 0);
    return TRUE;
}

gboolean ledger_add(Ledger *ledger, guint point, guint repeat, const char *rows, gsize length, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    gsize written = 0;

    g_string_printf(text, "point %u %u %zu %08x\n", point, repeat, length,
                    checksum(point, repeat, rows, length));
    g_string_append_len(text, rows, (gssize)length);
    while (written < text->len) {
        const gssize n = write(ledger->file, text->str + written, text->len - written);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            fail(ledger, error);
            if (ftruncate(ledger->file, ledger->length) != 0)
                g_debug("half a record stays, and is cut off by the next ledger_open");
            return FALSE;
        }
        written += (gsize)n;
    }
    ledger->length += (goffset)text->len;
    keep(ledger, point, repeat, rows, length);
    return TRUE;
}

gboolean ledger_sync(Ledger *ledger, GError **error)
{
    return fdatasync(ledger->file) == 0 || fail(ledger, error);
}
