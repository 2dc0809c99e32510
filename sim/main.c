/* main - gilsim: should these tasks run as threads, as an event loop, as processes, or without the lock? */
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/nearest.h"
#include "base/shipped.h"
#include "commands/command.h"

const Command commands[] = {
    { "run", "FILE...", "Simulates each policy: a table, and the reason why", command_run,
      .want = "see what each way would give" },
    { "sweep", "FILE", "Simulates it at every combination of values that keys take", command_sweep },
    { "merge", "DIR...", "Puts the parts of a sweep together", command_merge },
    { "explain", "FILE", "Says why: what each change would bring, and what to do", command_explain,
      .want = "see why, and what would help" },
    { "watch", "FILE", "Steps or plays a policy's simulation, each decision with its reason", command_watch },
    { "report", "FILE", "Writes question, answer, charts and an interactive timeline as one HTML file",
      command_report, .want = "show it to others" },
    { "plot", "KIND FILE|DIR", "Draws a chart of a scenario, or of what --out wrote", command_plot,
      .words = command_plot_words },
    { "real", "FILE...", "Runs each policy on this host's cores, and measures", command_real,
      .want = "know how true it is on this computer" },
    { "validate", "FILE...", "Predicts, then measures, and says how far the prediction was off", command_validate },
    { "calibrate", "", "Measures this host's costs, and writes its profile", command_calibrate },
    { "list", "[KIND]", "Lists models with their options, and the shipped scenarios", command_list,
      .want = "write a scenario, or a model, of my own", .words = command_list_words },
    { "check", "FILE...", "Reads only: says what is wrong with a scenario", command_check },
    { "plugin", "flags|new KIND NAME", "Helps to write a scheduler, lock or policy of one's own", command_plugin,
      .words = command_plugin_words },
    { "help", "[TOPIC]", "Tells about a command or a topic", command_help, .want = "read more",
      .words = command_help_words },
    { NULL },
};

/* Neither a command nor a scenario: what was meant? */
static int complain_unknown(const char *word)
{
    g_autoptr(GPtrArray) words = shipped_names("scenarios", ".ini");
    g_autofree char *shown = nearest_quote(word);
    const char *nearest;

    for (const Command *command = commands; command->name; command++)
        g_ptr_array_add(words, g_strdup(command->name));
    nearest = nearest_word(word, (const char *const *)words->pdata, words->len);
    if (nearest)
        command_complain("unknown command '%s'; did you mean '%s'?", shown, nearest);
    else
        command_complain("unknown command '%s'; expected a command ('gilsim help' lists them) or a scenario",
                         shown);
    return STATUS_USAGE;
}

static gboolean is_scenario(const char *word)
{
    g_autofree char *path = shipped_scenario(word, NULL);

    return path != NULL;
}

static int overview(void)
{
    char help[] = "help", *argv[] = { help, NULL };

    return command_help(1, argv);
}

static int run(int argc, char **argv)
{
    static char command_name[] = "run";
    const Command *command;

    if (argc == 1 || g_str_equal(argv[1], "--help") || g_str_equal(argv[1], "-h"))
        return overview();
    command = command_find(argv[1]);
    if (command)
        return command->run(argc - 1, argv + 1);
    if (*argv[1] != '-' && !is_scenario(argv[1]))
        return complain_unknown(argv[1]);
    argv[0] = command_name; /* a file, or an option of run */
    return command_run(argc, argv);
}

int main(int argc, char **argv)
{
    int status;

    setlocale(LC_CTYPE, ""); /* the only category: numbers and messages are the same everywhere */
    g_set_prgname("gilsim");
    interrupt_catch();
    status = run(argc, argv);
    if ((fflush(stdout) != 0 || ferror(stdout)) && status == STATUS_DONE) {
        command_complain("cannot write to standard output");
        status = STATUS_FAILED;
    }
    return status;
}
