/* command_sweep - simulates a scenario at every combination of the values that keys are to take. */
#include <stdio.h>
#include <string.h>

#include "base/host.h"
#include "base/interrupt.h"
#include "base/number.h"
#include "base/terminal.h"
#include "command_swept.h"
#include "sweep/memory.h"
#include "sweep/sweep.h"

#define MOST_WORKERS 4096

typedef struct {
    Request *request;
    GStrv varies;
    gint repeats, n_workers;
    char *shard, *folder, *format_name;
    gboolean restart;
    Format format;
} SweepCommand;

static gboolean fail(GError **error, const char *message)
{
    g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
    return FALSE;
}

/* "2/8" */
static gboolean read_shard(const char *text, Identity *identity, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(text, "/", 2);
    gint64 shard, n_shards;

    if (!parts[0] || !parts[1] || !number_integer(parts[0], &shard) || !number_integer(parts[1], &n_shards) ||
        shard < 1 || n_shards > G_MAXINT || shard > n_shards)
        return fail(error, "--shard: expected K/N with K from 1 to N, as in 2/8");
    identity->shard = (guint)shard - 1;
    identity->n_shards = (guint)n_shards;
    return TRUE;
}

static gboolean check_options(SweepCommand *sweep, GError **error)
{
    if (sweep->repeats < 1 || sweep->repeats > SWEEP_MOST_REPEATS)
        return fail(error, "--repeats: expected 1 to 100000");
    if (sweep->n_workers < 0 || sweep->n_workers > MOST_WORKERS)
        return fail(error, "-j: expected 1 to 4096, or 0 for the host's cores");
    return command_format(sweep->format_name, &sweep->format, error);
}

/* Where nothing else is said: beside where the user is, and each shard its own. */
static char *default_folder(const Identity *identity)
{
    if (identity->n_shards == 1)
        return g_strdup_printf("%s.sweep", identity->scenario);
    return g_strdup_printf("%s.%u-of-%u.sweep", identity->scenario, identity->shard + 1, identity->n_shards);
}

static int carry_out(const SweepCommand *sweep, const SweepWork *work, const char *folder)
{
    g_autoptr(GError) error = NULL;

    if (sweep_run(work, &error))
        return command_swept(folder, work->source->grid, work->identity, work->ledger, sweep->format);
    if (error) {
        command_complain("%s", error->message);
        return STATUS_FAILED;
    }
    command_complain("stopped with %u of %" G_GUINT64_FORMAT
                     " runs finished and kept in '%s'; the same command goes on from there",
                     work->ledger->records->len,
                     (guint64)sweep_n_points(work->source->grid, work->identity) * work->identity->repeats,
                     folder);
    return 128 + interrupt_pending();
}

static int sweep_scenario(SweepCommand *sweep, const char *file, GError **error)
{
    g_autoptr(Grid) grid = grid_new(sweep->varies, error);
    g_autoptr(Scenario) base =
        grid && check_options(sweep, error) ? request_load(sweep->request, file, error) : NULL;
    const PointSource source = { sweep->request, file, base, grid };
    g_autoptr(Inputs) inputs = inputs_new();
    g_autoptr(Identity) identity = NULL;
    const guint n_workers = sweep->n_workers > 0 ? (guint)sweep->n_workers : host_cores();
    g_autofree char *folder = NULL;
    g_autoptr(Ledger) ledger = NULL;
    guint largest;

    if (!base)
        return STATUS_USAGE;
    inputs_add(inputs, base);
    if (!point_check_values(&source, &largest, inputs, error))
        return STATUS_USAGE;
    identity = identity_new(base, inputs, request_sets(sweep->request), sweep->varies);
    identity->repeats = (guint)sweep->repeats;
    if ((sweep->shard && !read_shard(sweep->shard, identity, error)) ||
        !memory_check(&source, identity, largest, n_workers, error))
        return STATUS_USAGE;
    folder = sweep->folder ? g_strdup(sweep->folder) : default_folder(identity);
    ledger = store_open(folder, identity, sweep->restart, error);
    if (!ledger)
        return command_refused(*error);
    return carry_out(
        sweep,
        &(SweepWork){ .source = &source,
                      .identity = identity,
                      .ledger = ledger,
                      .n_workers = n_workers,
                      .progress = !sweep->request->quiet && terminal_is_clever(stderr) ? stderr : NULL },
        folder);
}

static int sweep_files(SweepCommand *sweep, int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    int status = STATUS_USAGE;

    if (argc == 2)
        status = sweep_scenario(sweep, argv[1], &error);
    else
        command_complain("expected one scenario, as in 'gilsim sweep mixed --vary cores=1:16:*2'");
    if (error)
        command_complain("%s", error->message);
    return status;
}

int command_sweep(int argc, char **argv)
{
    SweepCommand sweep = { .request = request_new(), .repeats = 1 };
    const GOptionEntry entries[] = {
        { "vary", 0, 0, G_OPTION_ARG_STRING_ARRAY, &sweep.varies,
          "Values for a key: A,B,C or FROM:TO[:STEP] or FROM:TO:*FACTOR; any number of times", "KEY=VALUES" },
        { "repeats", 0, 0, G_OPTION_ARG_INT, &sweep.repeats,
          "Simulate each point with so many seeds, for means and 95 % confidence intervals", "N" },
        { "jobs", 'j', 0, G_OPTION_ARG_INT, &sweep.n_workers, "Processes at once (default: the host's cores)",
          "N" },
        { "shard", 0, 0, G_OPTION_ARG_STRING, &sweep.shard,
          "Only every N-th point, from the K-th on; 'gilsim merge' puts the parts together", "K/N" },
        { "out", 0, 0, G_OPTION_ARG_FILENAME, &sweep.folder,
          "Where results are kept, and what an interrupted sweep goes on from (default: NAME.sweep)", "DIR" },
        { "restart", 0, 0, G_OPTION_ARG_NONE, &sweep.restart, "Forget what another sweep left there", NULL },
        { "format", 0, 0, G_OPTION_ARG_STRING, &sweep.format_name, "What to write", "table|csv|json" },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    int status;

    if (command_parse(&argc, &argv, entries, request_options(sweep.request),
                      "gilsim sweep mixed --vary cores=1:16:*2 --repeats 10", &status))
        status = sweep_files(&sweep, argc, argv);
    request_free(sweep.request);
    g_strfreev(sweep.varies);
    g_free(sweep.shard);
    g_free(sweep.folder);
    g_free(sweep.format_name);
    return status;
}
