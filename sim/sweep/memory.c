/* memory - whether there is enough for a sweep and all its workers: asked before it starts. */
#include "memory.h"

#include "base/host.h"
#include "commands/experiment.h"
#include "sweep/sweep.h"

/* A row as it stands in the ledger, and again taken apart when the tables are written. */
#define BYTES_A_ROW 3072

#define MIB(bytes) ((guint64)((bytes) >> 20))

/* Of N_RUNS, with a byte for each of the whole grid. */
static gboolean check_results(const Scenario *largest, const PointSource *source, const Identity *identity,
                              guint64 n_runs, unsigned __int128 *results, guint64 most, GError **error)
{
    *results = (unsigned __int128)n_runs * experiment_n_rows(largest) * BYTES_A_ROW +
               (guint64)source->grid->n_points * identity->repeats;
    if (*results <= most)
        return TRUE;
    g_set_error(error, SWEEP_ERROR, SWEEP_ERROR_OTHER,
                "the results of %" G_GUINT64_FORMAT " runs need %" G_GUINT64_FORMAT
                " MiB of memory, and %" G_GUINT64_FORMAT
                " MiB may be used; expected fewer, or parts (--shard K/N)",
                n_runs, MIB(*results), MIB(most));
    return FALSE;
}

static gboolean check_workers(const PointSource *source, guint largest, guint n_workers, guint64 each,
                              guint64 most, GError **error)
{
    g_autofree char *point = grid_point_text(source->grid, largest);

    if (each <= most / n_workers)
        return TRUE;
    g_set_error(error, SWEEP_ERROR, SWEEP_ERROR_OTHER,
                "%u worker%s need%s %" G_GUINT64_FORMAT " MiB of memory%s%s%s, and %" G_GUINT64_FORMAT
                " MiB may be used; expected %s",
                n_workers, n_workers == 1 ? "" : "s", n_workers == 1 ? "s" : "",
                MIB((unsigned __int128)each * n_workers), *point ? " (the most each at " : "", point,
                *point ? ")" : "", MIB(most), each <= most ? "fewer (-j)" : "smaller points");
    return FALSE;
}

gboolean memory_check(const PointSource *source, const Identity *identity, guint largest, guint n_workers,
                      GError **error)
{
    g_autoptr(Scenario) scenario = point_load(source, largest, error);
    const guint64 n_runs = (guint64)sweep_n_points(source->grid, identity) * identity->repeats;
    const guint64 most = host_memory();
    unsigned __int128 results;
    guint64 each;

    return scenario && point_memory(scenario, &each, error) &&
           check_results(scenario, source, identity, n_runs, &results, most, error) &&
           check_workers(source, largest, (guint)CLAMP(n_runs, 1, n_workers), each, most - (guint64)results,
                         error);
}
