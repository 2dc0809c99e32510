/* command_real - carries scenarios out on this host's cores: the output of `run`, but measured. */
#include <stdio.h>

#include "base/interrupt.h"
#include "command.h"
#include "command_host.h"
#include "command_notices.h"
#include "command_runner.h"
#include "real/burn.h"
#include "real/prepare.h"
#include "real/python_notes.h"
#include "real/python_set.h"

typedef struct {
    Runner runner;
    HostOptions host;
    RealOptions real;
    ResultSink guard;
} RealCommand;

/* After Ctrl-C no other row begins. */
static gboolean check_interrupt(ResultSink *sink, Run *run, GError **error)
{
    (void)sink, (void)run;
    if (interrupt_pending())
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INTR, "interrupted");
    return !interrupt_pending();
}

static gboolean predict(const GPtrArray *scenarios, SimTime *total, GError **error)
{
    *total = 0;
    for (guint i = 0; i < scenarios->len; i++) {
        const Scenario *scenario = g_ptr_array_index(scenarios, i);
        const ExperimentOptions options = { .scale = scenario->scale };
        SimTime time;

        if (!real_predict(scenario, &options, &time, error))
            return FALSE;
        *total += time;
    }
    return TRUE;
}

static void print_notes(const RealCommand *command, const PythonNotes *notes)
{
    g_autoptr(GString) text = g_string_new(NULL);

    python_notes_write(text, notes);
    if (text->len > 0 && command->runner.format == FORMAT_TABLE && !command->runner.request->quiet)
        printf("\n%s", text->str);
}

static int run_scenarios(RealCommand *command, const GPtrArray *scenarios)
{
    g_autoptr(PythonNotes) notes = python_notes_new();
    int status;

    command->guard.run_begins = notes->sink.run_begins = check_interrupt;
    command->runner.guard = command->host.pythons ? &notes->sink : &command->guard;
    command->runner.scaled = TRUE;
    command->runner.options.real = &command->real;
    interrupt_defer(TRUE);
    if (!command->host.pythons)
        command->real.speed = burn_calibrate(BURN_USUAL).speed;
    status = runner_run(&command->runner, scenarios);
    interrupt_defer(FALSE);
    print_notes(command, notes);
    return status;
}

static int run_files(RealCommand *command, char **files)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) scenarios = NULL;
    SimTime total;

    if (host_options_executor(&command->host, &error)) {
        command->runner.options.executor = command->host.executor;
        host_options_scale(&command->host, command->runner.request);
        scenarios = runner_load(&command->runner, files, &error);
    }
    if (scenarios)
        command_prepare(scenarios, command->real.realtime, command->runner.request->quiet);
    if (!scenarios || !predict(scenarios, &total, &error)) {
        command_complain("%s", error->message);
        return STATUS_USAGE;
    }
    if (!host_options_pythons(&command->host, &error)) {
        if (interrupt_pending())
            return 128 + interrupt_pending();
        command_complain("%s", error->message);
        return STATUS_FAILED;
    }
    command->real.pythons = command->host.pythons;
    return host_options_may_take(&command->host, "this", total) ? run_scenarios(command, scenarios) : STATUS_FAILED;
}

int command_real(int argc, char **argv)
{
    RealCommand command = { .real.realtime = FALSE };
    runner_init(&command.runner);
    const GOptionEntry entries[] = {
        HOST_OPTION_ENTRIES(&command.host),
        { "realtime", 0, 0, G_OPTION_ARG_NONE, &command.real.realtime,
          "Schedulers fifo and rr are the host's SCHED_FIFO and SCHED_RR", NULL },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    int status;

    if (command_parse(&argc, &argv, entries, runner_option_group(&command.runner),
                      "gilsim real mixed --policy async,threads --scale 1/10", &status)) {
        status = STATUS_USAGE;
        if (argc > 1)
            status = run_files(&command, argv + 1);
        else
            command_complain("expected a scenario; 'gilsim list scenarios' tells those there are");
    }
    runner_clear(&command.runner);
    host_options_clear(&command.host);
    return status;
}
