/* command_calibrate - measures this host's costs and writes the profile `host`. */
#include <stdio.h>

#include "base/interrupt.h"
#include "base/terminal.h"
#include "command.h"
#include "command_calibrate.h"
#include "real/calibrate.h"
#include "real/host_profile.h"

#define CLEAR_LINE "\r\033[K"

static void show_progress(const char *what, guint i, guint n)
{
    fprintf(stderr, CLEAR_LINE "calibrating: %s (%u of %u)", what, i + 1, n);
    fflush(stderr);
}

static void clear_progress(gboolean shown)
{
    if (shown)
        fputs(CLEAR_LINE, stderr);
}

/* The interpreter NAME; the default one may be missing, which is no error but said. */
static PythonSet *find_python(const char *name, gboolean quiet, GError **error)
{
    const char *const programs[] = { name ? name : "python3", NULL };
    g_autoptr(GError) missing = NULL;
    PythonSet *set;

    interrupt_defer(TRUE);
    set = python_set_new(programs, &missing);
    interrupt_defer(FALSE);
    if (!set && interrupt_pending())
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INTR, "interrupted");
    else if (!set && name)
        g_propagate_error(error, g_steal_pointer(&missing));
    else if (!set && !quiet)
        command_complain("%s; only native costs are measured", missing->message);
    return set;
}

gboolean command_calibrate_to(const char *path, const Python *python, gboolean quiet, GError **error)
{
    const gboolean shown = !quiet && terminal_is_clever(stderr);
    g_autoptr(GKeyFile) profile = g_key_file_new();
    g_autofree char *warning = NULL;
    gboolean done;

    interrupt_defer(TRUE);
    done = calibrate(profile, python, shown ? show_progress : NULL, &warning, error);
    interrupt_defer(FALSE);
    clear_progress(shown);
    if (!done)
        return FALSE;
    if (warning && !quiet)
        command_complain("%s", warning);
    return host_profile_save(profile, path, error);
}

static int measure(const char *output, const char *name, gboolean quiet)
{
    g_autofree char *path = output ? g_strdup(output) : host_profile_path();
    g_autoptr(GError) error = NULL;
    g_autoptr(PythonSet) set = find_python(name, quiet, &error);
    const Python *python = set ? python_set_reference(set) : NULL;

    if (!error && command_calibrate_to(path, python, quiet, &error)) {
        printf("%s\n", path);
        return STATUS_DONE;
    }
    command_complain("%s", error->message);
    return interrupt_pending() ? 128 + interrupt_pending() : STATUS_FAILED;
}

int command_calibrate(int argc, char **argv)
{
    g_autofree char *output = NULL, *python = NULL;
    gboolean quiet = FALSE;
    const GOptionEntry entries[] = {
        { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
          "Where to write the profile (the default is the profile `host`, and printed)", "FILE" },
        { "python", 0, 0, G_OPTION_ARG_STRING, &python, "The interpreter to measure, too (python3)", "PROGRAM" },
        { "quiet", 'q', 0, G_OPTION_ARG_NONE, &quiet, "No progress, no commentary", NULL },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    int status;

    if (!command_parse(&argc, &argv, entries, NULL, "gilsim calibrate --python python3.13", &status))
        return status;
    if (argc == 1)
        return measure(output, python, quiet);
    command_complain("calibrate takes no file; -o says where to write");
    return STATUS_USAGE;
}
