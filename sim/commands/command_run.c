/* command_run - simulates scenarios under each policy: a table, the ranking, and the reason why. */
#include "command.h"
#include "command_runner.h"
#include "simulate/simulator.h"

static int run_files(Runner *runner, char **files)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) scenarios = runner_load(runner, files, &error);

    if (scenarios)
        return runner_run(runner, scenarios);
    command_complain("%s", error->message);
    return STATUS_USAGE;
}

static int list_scenarios(void)
{
    char list[] = "list", scenarios[] = "scenarios", *argv[] = { list, scenarios, NULL };

    return command_list(2, argv);
}

int command_run(int argc, char **argv)
{
    Runner runner;
    const gint64 not_given = G_MININT64;
    gint64 max_events = not_given;
    runner_init(&runner);
    const GOptionEntry entries[] = {
        { "decisions", 0, 0, G_OPTION_ARG_FILENAME, &runner.decisions_path,
          "Write each scheduling and lock decision with its reason", "FILE" },
        { "chrome-trace", 0, 0, G_OPTION_ARG_FILENAME, &runner.trace_path,
          "Write who did what when as Chrome trace events, for Perfetto", "FILE" },
        { "max-events", 0, 0, G_OPTION_ARG_INT64, &max_events, "Give a run up after so many events, by default 200 million or 100 a phase; 0: never", "N" },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    int status;

    if (command_parse(&argc, &argv, entries, runner_option_group(&runner),
                      "gilsim run kitchen --policy async,threads --cores 1,2", &status)) {
        if (max_events != not_given)
            runner.options.max_events = max_events == 0 ? EVENTS_UNLIMITED : (guint64)max_events;
        if (max_events < 0 && max_events != not_given) {
            command_complain("--max-events: expected 0 (no limit) or more");
            status = STATUS_USAGE;
        } else {
            status = argc > 1 || runner.request->jobs ? run_files(&runner, argv + 1) : list_scenarios();
        }
    }
    runner_clear(&runner);
    return status;
}
