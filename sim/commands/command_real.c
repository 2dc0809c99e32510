/* command_real - carries scenarios out on this host's cores: the output of `run`, but measured. */
#include <stdio.h>

#include "base/interrupt.h"
#include "base/terminal.h"
#include "command.h"
#include "command_runner.h"
#include "real/burn.h"
#include "real/prepare.h"
#include "real/python_notes.h"
#include "real/python_set.h"
#include "report/measure.h"

#define LONG (60 * SIMTIME_S) /* to be asked for */
#define CALIBRATION (100 * SIMTIME_MS)

typedef struct {
    Runner runner;
    char *executor_name, *python_names, *scale;
    gboolean yes;
    RealOptions real;
    PythonSet *pythons; /* or NULL */
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

static gboolean choose_executor(RealCommand *command, GError **error)
{
    const char *name = command->executor_name ? command->executor_name : "native";
    const Executor *executor = executor_find(name);

    if (executor == &executor_sim)
        executor = NULL;
    if (!executor)
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--executor=%s: expected native or python", name);
    command->runner.options.executor = executor;
    return executor != NULL;
}

static gboolean choose_pythons(RealCommand *command, GError **error)
{
    g_auto(GStrv) names = g_strsplit(command->python_names ? command->python_names : "python3", ",", -1);

    if (command->runner.options.executor != &executor_python)
        return TRUE;
    interrupt_defer(TRUE);
    command->pythons = python_set_new((const char *const *)names, error);
    interrupt_defer(FALSE);
    command->real.pythons = command->pythons;
    return command->pythons != NULL;
}

static void choose_scale(RealCommand *command)
{
    Request *request = command->runner.request;

    if (!command->scale)
        return;
    g_ptr_array_add(request->sets, g_strconcat("real.scale=", command->scale, NULL));
    g_ptr_array_add(request->typed, g_strconcat("--scale=", command->scale, NULL));
}

static void prepare(RealCommand *command, const GPtrArray *scenarios)
{
    g_autoptr(GPtrArray) notices = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < scenarios->len; i++)
        real_prepare(g_ptr_array_index(scenarios, i), command->real.realtime, notices);
    for (guint i = 0; i < notices->len && !command->runner.request->quiet; i++)
        command_complain("%s", (char *)g_ptr_array_index(notices, i));
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

static gboolean user_says_yes(const char *time)
{
    int answer;

    fprintf(stderr, "gilsim: this is predicted to take about %s. Go on? [y/N] ", time);
    answer = getchar();
    return answer == 'y' || answer == 'Y';
}

/* Whether to go on, though it takes long. */
static gboolean may_take(const RealCommand *command, SimTime total)
{
    g_autofree char *time = measure_time(total);

    if (total <= LONG || command->yes)
        return TRUE;
    if (terminal_is(stdin) && terminal_is(stderr))
        return user_says_yes(time);
    command_complain("this is predicted to take about %s: --yes lets it, --scale shortens it", time);
    return FALSE;
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
    command->runner.guard = command->pythons ? &notes->sink : &command->guard;
    command->runner.scaled = TRUE;
    command->runner.options.real = &command->real;
    interrupt_defer(TRUE);
    if (!command->pythons)
        command->real.speed = burn_calibrate(CALIBRATION).speed;
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

    if (choose_executor(command, &error)) {
        choose_scale(command);
        scenarios = runner_load(&command->runner, files, &error);
    }
    if (scenarios)
        prepare(command, scenarios);
    if (!scenarios || !predict(scenarios, &total, &error)) {
        command_complain("%s", error->message);
        return STATUS_USAGE;
    }
    if (!choose_pythons(command, &error)) {
        if (interrupt_pending())
            return 128 + interrupt_pending();
        command_complain("%s", error->message);
        return STATUS_FAILED;
    }
    return may_take(command, total) ? run_scenarios(command, scenarios) : STATUS_FAILED;
}

int command_real(int argc, char **argv)
{
    RealCommand command = { .yes = FALSE };
    runner_init(&command.runner);
    const GOptionEntry entries[] = {
        { "executor", 0, 0, G_OPTION_ARG_STRING, &command.executor_name,
          "What carries the plans out: native (the default) or python", "NAME" },
        { "python", 0, 0, G_OPTION_ARG_STRING, &command.python_names,
          "Interpreters; each policy takes the first that can carry it out (python3)", "A,B" },
        { "scale", 0, 0, G_OPTION_ARG_STRING, &command.scale, "Shrink all durations, as in 1/1000",
          "FRACTION" },
        { "realtime", 0, 0, G_OPTION_ARG_NONE, &command.real.realtime,
          "Schedulers fifo and rr are the host's SCHED_FIFO and SCHED_RR", NULL },
        { "yes", 'y', 0, G_OPTION_ARG_NONE, &command.yes, "Go on though it takes more than a minute", NULL },
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
    if (command.pythons)
        python_set_free(command.pythons);
    g_free(command.executor_name);
    g_free(command.python_names);
    g_free(command.scale);
    return status;
}
