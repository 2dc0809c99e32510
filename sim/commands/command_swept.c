/* command_swept - how sweep and merge end: the tables in their folder, and the answer. */
#include "command_swept.h"

#include <stdio.h>

#include "sweep/answer.h"
#include "sweep/rows.h"

static gboolean show(const Results *results, const Identity *identity, Format format, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);

    if (format == FORMAT_CSV)
        rows_csv(text, results);
    else if (format == FORMAT_JSON)
        rows_json(text, results);
    else
        answer_write(text, results, identity);
    fputs(text->str, stdout);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return TRUE;
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_IO, "cannot write to standard output");
    return FALSE;
}

int command_refused(const GError *error)
{
    return g_error_matches(error, SWEEP_ERROR, SWEEP_ERROR_DAMAGED) ? STATUS_USAGE : STATUS_FAILED;
}

int command_swept(const char *folder, const Grid *grid, const Identity *identity, const Ledger *ledger,
                  Format format)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Results) results = results_new(grid, identity->repeats, ledger);
    const guint n_without_goal = results_n_without_goal(results);

    if (!store_write_tables(folder, results, identity->higher_is_better, &error) ||
        !show(results, identity, format, &error)) {
        command_complain("%s", error->message);
        return STATUS_FAILED;
    }
    if (n_without_goal == 0)
        return STATUS_DONE;
    command_complain("%u of %u rows have no goal, as not all of their tasks finished; 'gilsim run' tells why",
                     n_without_goal, results->cells->len);
    return STATUS_FAILED;
}
