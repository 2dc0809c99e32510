/* identity - what a sweep was asked for, kept beside its results: only the same may go on with them. */
#include "identity.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/nearest.h"
#include "base/number.h"
#include "commands/command.h"
#include "sweep/grid.h"

#define GROUP "sweep"
#define LARGEST_FILE (16 << 20) /* bytes */

G_DEFINE_QUARK(gilsim - sweep - error, sweep_error)

Identity *identity_new(const Scenario *scenario, const Inputs *inputs, char *const *sets, char *const *varies)
{
    Identity *identity = g_new0(Identity, 1);

    identity->scenario = g_strdup(scenario->name);
    identity->version = g_strdup_printf("%s, semantics %d", GILSIM_VERSION, GILSIM_SEMANTICS);
    identity->text = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)scenario->text,
                                                 scenario->length);
    identity->inputs = inputs_digest(inputs);
    identity->sets = g_strdupv((GStrv)sets);
    identity->varies = g_strdupv((GStrv)varies);
    identity->repeats = identity->n_shards = 1;
    identity->goal = g_strdup(scenario->goal.text);
    identity->higher_is_better = scenario->goal.figure == GOAL_THROUGHPUT;
    identity->target = scenario->target;
    return identity;
}

void identity_free(Identity *identity)
{
    g_free(identity->scenario);
    g_free(identity->version);
    g_free(identity->text);
    g_free(identity->inputs);
    g_strfreev(identity->sets);
    g_strfreev(identity->varies);
    g_free(identity->goal);
    g_free(identity);
}

gboolean identity_write(const Identity *identity, const char *path, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();

    g_key_file_set_string(file, GROUP, "scenario", identity->scenario);
    g_key_file_set_string(file, GROUP, "version", identity->version);
    g_key_file_set_string(file, GROUP, "text", identity->text);
    g_key_file_set_string(file, GROUP, "inputs", identity->inputs);
    g_key_file_set_string_list(file, GROUP, "set", (const char *const *)identity->sets,
                               g_strv_length(identity->sets));
    g_key_file_set_string_list(file, GROUP, "vary", (const char *const *)identity->varies,
                               g_strv_length(identity->varies));
    g_key_file_set_uint64(file, GROUP, "repeats", identity->repeats);
    g_key_file_set_uint64(file, GROUP, "shard", identity->shard + 1);
    g_key_file_set_uint64(file, GROUP, "shards", identity->n_shards);
    g_key_file_set_string(file, GROUP, "goal", identity->goal);
    g_key_file_set_boolean(file, GROUP, "higher_is_better", identity->higher_is_better);
    g_key_file_set_int64(file, GROUP, "target_ns", identity->target);
    return g_key_file_save_to_file(file, path, error);
}

/* ---- reading ---- */

typedef struct {
    GKeyFile *file;
    char *why;       /* the first thing that is wrong, or NULL */
    const char *key; /* of which */
} IdentityReader;

/* The first line of TEXT that gives KEY; 0: none. */
static guint line_of(const char *text, const char *key)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (guint i = 0; key && lines[i]; i++)
        if (g_str_has_prefix(lines[i], key) && lines[i][strlen(key)] == '=')
            return i + 1;
    return 0;
}

/* Keeps the first of several. Takes WHY over. */
static void complain(IdentityReader *reader, const char *key, char *why)
{
    if (reader->why)
        g_free(why);
    else {
        reader->why = why;
        reader->key = key;
    }
}

static char *read_text(IdentityReader *reader, const char *key)
{
    char *text = g_key_file_get_string(reader->file, GROUP, key, NULL);

    if (!text)
        complain(reader, key, g_strdup_printf("no text for '%s'", key));
    return text;
}

static GStrv read_list(IdentityReader *reader, const char *key)
{
    GStrv list = g_key_file_get_string_list(reader->file, GROUP, key, NULL, NULL);

    if (!list)
        complain(reader, key, g_strdup_printf("no list for '%s'", key));
    return list ? list : g_new0(char *, 1);
}

static gint64 read_number(IdentityReader *reader, const char *key, gint64 least, gint64 most)
{
    g_autofree char *text = g_key_file_get_value(reader->file, GROUP, key, NULL);
    g_autofree char *quoted = nearest_quote(text ? text : "");
    gint64 number;

    if (text && number_integer(text, &number) && number >= least && number <= most)
        return number;
    complain(reader, key,
             g_strdup_printf("%s = %s: not a number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, key, quoted,
                             least, most));
    return least;
}

static gboolean read_boolean(IdentityReader *reader, const char *key)
{
    g_autofree char *text = g_key_file_get_value(reader->file, GROUP, key, NULL);

    if (g_strcmp0(text, "true") != 0 && g_strcmp0(text, "false") != 0)
        complain(reader, key, g_strdup_printf("'%s' is neither true nor false", key));
    return g_strcmp0(text, "true") == 0;
}

/* Whether they are what --vary takes. */
static void check_varies(IdentityReader *reader, GStrv varies)
{
    g_autoptr(Grid) grid = grid_new(varies, NULL);

    if (!grid)
        complain(reader, "vary", g_strdup("'vary' has no keys and values as --vary takes them"));
}

static Identity *read_all(IdentityReader *reader)
{
    Identity *identity = g_new0(Identity, 1);

    identity->scenario = read_text(reader, "scenario");
    identity->version = read_text(reader, "version");
    identity->text = read_text(reader, "text");
    identity->inputs = read_text(reader, "inputs");
    identity->sets = read_list(reader, "set");
    identity->varies = read_list(reader, "vary");
    identity->repeats = (guint)read_number(reader, "repeats", 1, SWEEP_MOST_REPEATS);
    identity->n_shards = (guint)read_number(reader, "shards", 1, G_MAXINT);
    identity->shard = (guint)read_number(reader, "shard", 1, identity->n_shards) - 1;
    identity->goal = read_text(reader, "goal");
    identity->higher_is_better = read_boolean(reader, "higher_is_better");
    identity->target = read_number(reader, "target_ns", 0, SIMTIME_MAX);
    check_varies(reader, identity->varies);
    return identity;
}

static gboolean damaged(const char *path, guint line, const char *what, GError **error)
{
    g_autofree char *place = line > 0 ? g_strdup_printf("%s:%u", path, line) : g_strdup(path);

    g_set_error(error, SWEEP_ERROR, SWEEP_ERROR_DAMAGED, "%s: %s; expected what a sweep wrote", place, what);
    return FALSE;
}

/* No more than an Identity can be: it is not even read. */
static gboolean check_file(const char *path, GError **error)
{
    GStatBuf status;

    if (g_stat(path, &status) != 0)
        return damaged(path, 0, "it cannot be read", error);
    if (!S_ISREG(status.st_mode) || status.st_size > LARGEST_FILE)
        return damaged(path, 0, "it is no file of at most 16 MiB", error);
    return TRUE;
}

Identity *identity_read(const char *path, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(Identity) identity = NULL;
    g_autoptr(GError) problem = NULL;
    g_autofree char *text = NULL;
    IdentityReader reader = { .file = file };
    gsize length;

    if (!check_file(path, error))
        return NULL;
    if (!g_file_get_contents(path, &text, &length, NULL)) {
        damaged(path, 0, "it cannot be read", error);
        return NULL;
    }
    if (memchr(text, '\0', length) || !g_key_file_load_from_data(file, text, length, G_KEY_FILE_NONE, &problem)) {
        damaged(path, 0, "it is damaged", error);
        return NULL;
    }
    identity = read_all(&reader);
    if (reader.why)
        damaged(path, line_of(text, reader.key), reader.why, error);
    g_free(reader.why);
    return reader.key ? NULL : g_steal_pointer(&identity);
}

const char *identity_difference(const Identity *was, const Identity *is)
{
    if (!g_str_equal(was->version, is->version))
        return "it was made by another version of gilsim";
    if (!g_str_equal(was->scenario, is->scenario))
        return "it is of another scenario";
    if (!g_str_equal(was->text, is->text))
        return "the scenario has changed since";
    if (!g_strv_equal((const char *const *)was->sets, (const char *const *)is->sets))
        return "it was made with other options";
    if (!g_strv_equal((const char *const *)was->varies, (const char *const *)is->varies))
        return "it varies other keys or values";
    if (was->repeats != is->repeats)
        return "it has another number of repeats";
    if (!g_str_equal(was->inputs, is->inputs))
        return "a trace, a plug-in, a profile's costs or the number of cores has changed since";
    return NULL;
}
