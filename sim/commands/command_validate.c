/* command_validate - predicts with this host's costs, then measures, and says how far the prediction was off. */
#include <stdio.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/number.h"
#include "base/terminal.h"
#include "command.h"
#include "command_calibrate.h"
#include "command_host.h"
#include "command_notices.h"
#include "real/burn.h"
#include "real/host_profile.h"
#include "real/python.h"
#include "real/validate.h"

#define LOOK_AT_SPEED (10 * SIMTIME_MS)
#define LOOKS 16
#define CLEAR_LINE "\r\033[K"
#define DRAWN_NAME "random-%u.ini"
#define ONE_MORE (5 * SIMTIME_MS) /* what each run takes besides */

typedef struct {
    Request *request;
    HostOptions host;
    char *folder, *profile;
    double tolerance; /* per cent */
    gint n_random;

    guint64 seed; /* of --random, and of the order of repeats */
    GPtrArray *scenarios; /* of Scenario * */
    guint n_given;        /* those; the others are drawn */
    gboolean shows_progress;
} Validate;

static gboolean is_python(const Validate *command)
{
    return command->host.executor == &executor_python;
}

/* ---- what to validate ---- */

/* --seed is the scenarios', too, if any are given. */
static void find_seed(Validate *command)
{
    for (guint i = 0; i < command->request->sets->len; i++) {
        const char *set = g_ptr_array_index(command->request->sets, i);

        if (set && g_str_has_prefix(set, "scenario.seed="))
            number_unsigned(set + sizeof "scenario.seed=" - 1, &command->seed);
    }
}

static gboolean load_given(Validate *command, char **files, GError **error)
{
    for (; *files; files++) {
        Scenario *scenario = request_load(command->request, *files, error);

        if (!scenario)
            return FALSE;
        g_ptr_array_add(command->scenarios, scenario);
    }
    command->n_given = command->scenarios->len;
    return TRUE;
}

static gboolean load_random(Validate *command, GError **error)
{
    for (guint i = 0; i < (guint)command->n_random; i++) {
        g_autofree char *name = g_strdup_printf(DRAWN_NAME, i + 1);
        g_autofree char *text = validation_draw(command->seed, i + 1);
        Scenario *scenario = scenario_parse(name, text, strlen(text), NULL, error);

        if (!scenario)
            return FALSE;
        g_ptr_array_add(command->scenarios, scenario);
    }
    return TRUE;
}

static gboolean load_all(Validate *command, char **files, GError **error)
{
    host_options_scale(&command->host, command->request);
    find_seed(command);
    if (!host_options_executor(&command->host, error) || !load_given(command, files, error) || !load_random(command, error))
        return FALSE;
    if (command->scenarios->len > 0)
        return host_options_pythons(&command->host, error);
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                "expected a scenario, or --random N; 'gilsim list scenarios' tells those there are");
    return FALSE;
}

/* ---- the host's costs ---- */

/* The profile to predict with; it is measured where there is none, or one of another host. g_free; NULL with ERROR set. */
static char *find_profile(const Validate *command, GError **error)
{
    const Python *python = command->host.pythons ? python_set_reference(command->host.pythons) : NULL;
    g_autofree char *path = command->profile ? g_strdup(command->profile) : host_profile_path();
    g_autofree char *stale = NULL;

    if (command->profile)
        return g_steal_pointer(&path);
    if (g_file_test(path, G_FILE_TEST_EXISTS))
        stale = host_profile_stale(path, python);
    else
        stale = g_strdup("there is none yet");
    if (stale && !command->request->quiet)
        command_complain("the profile %s is measured first: %s", path, stale);
    if (stale && !command_calibrate_to(path, python, command->request->quiet, error))
        return NULL;
    return g_steal_pointer(&path);
}

/* What SCENARIO says of costs and of the host's own slices is not this host's. */
static gboolean give_costs(const Validate *command, Scenario *scenario, const char *profile, GError **error)
{
    const char *side = is_python(command) ? "python" : "native";
    Costs costs;

    if (!costs_load(profile, side, &costs, error))
        return FALSE;
    costs_clear(&scenario->costs);
    scenario->costs = costs;
    scenario->costs_native = !is_python(command);
    g_free(scenario->profile);
    scenario->profile = g_strdup("host");
    scenario->slice = scenario->balance = 0;
    return TRUE;
}

static gboolean prepare(const Validate *command, const char *profile, GError **error)
{
    for (guint i = 0; i < command->scenarios->len; i++)
        if (!give_costs(command, g_ptr_array_index(command->scenarios, i), profile, error))
            return FALSE;
    command_prepare(command->scenarios, FALSE, command->request->quiet);
    return TRUE;
}

/* ---- predict, then measure ---- */

static void show_progress(const Cell *cell, guint n_runs, guint n_cells)
{
    fprintf(stderr, CLEAR_LINE "%s: %s (repeat %u of at least %u)", cell->scenario->name, cell->combination.policy,
            n_runs + 1, n_cells * VALIDATE_LEAST);
    fflush(stderr);
}

static void show_predicting(const Scenario *scenario, guint course)
{
    fprintf(stderr, CLEAR_LINE "%s: predicting (course %u)", scenario->name, course);
    fflush(stderr);
}

static gboolean predict_each(const Validate *command, Validation *validation, GError **error)
{
    for (guint i = 0; i < command->scenarios->len; i++)
        if (!validation_predict(validation, g_ptr_array_index(command->scenarios, i), i >= command->n_given, error))
            return FALSE;
    return validation_write_prediction(validation, error);
}

static gboolean predict(const Validate *command, Validation *validation, GError **error)
{
    gboolean done;

    validation->predicting = command->shows_progress ? show_predicting : NULL;
    done = predict_each(command, validation, error);
    if (command->shows_progress)
        fputs(CLEAR_LINE, stderr);
    return done;
}

/* At least; what is noisy is repeated more often. */
static SimTime measuring_time(const Validation *validation)
{
    const SimTime each = ONE_MORE + (validation->executor == &executor_native ? LOOK_AT_SPEED : 0);

    return validation_time(validation) + validation->cells->len * VALIDATE_LEAST * each;
}

/* Whoever shares the host slows its cores down by some percent, for seconds at a time. What counts as a nanosecond of work
 * follows: a mean of the last looks at the loop's speed, none of which knows of a scenario. */
static void follow_speed(RealOptions *real)
{
    real->speed += (burn_calibrate(LOOK_AT_SPEED).speed - real->speed) / LOOKS;
}

static gboolean measure(const Validate *command, Validation *validation, GError **error)
{
    gboolean done;

    interrupt_defer(TRUE);
    validation->real.speed = burn_calibrate(BURN_USUAL).speed;
    validation->before_run = validation->executor == &executor_native ? follow_speed : NULL;
    validation->progress = command->shows_progress ? show_progress : NULL;
    done = validation_measure(validation, error);
    if (command->shows_progress)
        fputs(CLEAR_LINE, stderr);
    validation_judge(validation);
    done = validation_write(validation, done ? error : NULL) && done;
    interrupt_defer(FALSE);
    return done;
}

static gboolean complain_failures(const Validation *validation)
{
    gboolean any = FALSE;

    for (guint i = 0; i < validation->cells->len; i++) {
        const Cell *cell = g_ptr_array_index(validation->cells, i);

        if (cell->failure)
            command_complain("%s: %s: %u of its runs ended early: %s", cell->scenario->name, cell->combination.policy,
                             cell->n_failed, cell->failure);
        any |= cell->failure != NULL;
    }
    return any;
}

static int report(const Validate *command, const Validation *validation)
{
    g_autoptr(GString) text = g_string_new(NULL);
    gboolean has_failed;

    validation_report(text, validation);
    fputs(text->str, stdout);
    fflush(stdout);
    if (interrupt_pending())
        return 128 + interrupt_pending();
    has_failed = complain_failures(validation);
    if (validation->n_disturbed > 0) {
        command_complain("the host is too busy: in %u of %u repeats others had its cores, and one of five may be set aside",
                         validation->n_set_aside + validation->n_disturbed, validation->n_runs);
        return STATUS_FAILED;
    }
    if (command->tolerance > 0 && validation_misses(validation)) {
        command_complain("a makespan is off by more than the tolerance, or none can be judged");
        return STATUS_FAILED;
    }
    return has_failed ? STATUS_FAILED : STATUS_DONE;
}

/* So that whoever wonders at a prediction can look at what was drawn, and run it. */
static gboolean write_drawn(const Validate *command, const char *folder, GError **error)
{
    for (guint i = 0; i < (guint)command->n_random; i++) {
        g_autofree char *name = g_strdup_printf(DRAWN_NAME, i + 1);
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *text = validation_draw(command->seed, i + 1);

        if (!g_file_set_contents(path, text, -1, error))
            return FALSE;
    }
    return TRUE;
}

static int validate(const Validate *command, Validation *validation)
{
    g_autoptr(GError) error = NULL;

    validation->real.pythons = command->host.pythons;
    validation->name_interpreter = is_python(command) ? python_name : NULL;
    if (command->tolerance > 0)
        validation->tolerance = (gint64)(command->tolerance * MILLIONTHS / 100);
    if (predict(command, validation, &error) && write_drawn(command, validation->folder, &error)) {
        if (!host_options_may_take(&command->host, "measuring", measuring_time(validation)))
            return STATUS_FAILED;
        if (measure(command, validation, &error))
            return report(command, validation);
    }
    command_complain("%s", error->message);
    return STATUS_FAILED;
}

/* A folder that holds something else is not written to. */
static gboolean may_write(const char *folder)
{
    g_autofree char *prediction = g_build_filename(folder, "prediction.csv", NULL);
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);

    if (!files || !g_dir_read_name(files) || g_file_test(prediction, G_FILE_TEST_EXISTS))
        return TRUE;
    command_complain("the folder '%s' holds other files; expected a new one, an empty one, or one that validate wrote",
                     folder);
    return FALSE;
}

static int fail(const GError *error, int status)
{
    command_complain("%s", error->message);
    return interrupt_pending() ? 128 + interrupt_pending() : status;
}

static int run_files(Validate *command, char **files)
{
    const char *folder = command->folder ? command->folder : "validation";
    g_autoptr(GError) error = NULL;
    g_autofree char *profile = NULL;

    if (!load_all(command, files, &error))
        return fail(error, STATUS_USAGE);
    if (!may_write(folder))
        return STATUS_USAGE;
    profile = find_profile(command, &error);
    if (profile && prepare(command, profile, &error)) {
        g_autoptr(Validation) validation = validation_new(command->host.executor, folder, command->seed);

        return validate(command, validation);
    }
    return fail(error, STATUS_FAILED);
}

static void clear(Validate *command)
{
    g_ptr_array_unref(command->scenarios);
    request_free(command->request);
    host_options_clear(&command->host);
    g_free(command->folder);
    g_free(command->profile);
}

int command_validate(int argc, char **argv)
{
    Validate command = { .request = request_new(),
                         .scenarios = g_ptr_array_new_with_free_func((GDestroyNotify)scenario_free) };
    const GOptionEntry entries[] = {
        HOST_OPTION_ENTRIES(&command.host),
        { "profile", 0, 0, G_OPTION_ARG_FILENAME, &command.profile,
          "Predict with this profile instead of the profile host, which is measured if need be", "FILE" },
        { "random", 0, 0, G_OPTION_ARG_INT, &command.n_random, "Draw N scenarios, too, from --seed", "N" },
        { "tolerance", 0, 0, G_OPTION_ARG_DOUBLE, &command.tolerance,
          "Exit status 1 if a makespan is off by more than so many per cent", "PERCENT" },
        { "out", 0, 0, G_OPTION_ARG_FILENAME, &command.folder,
          "Write prediction, runs, validation and budget as CSV to this folder, and what was drawn (validation)", "DIR" },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    int status;

    if (command_parse(&argc, &argv, entries, request_options(command.request),
                      "gilsim validate kitchen mixed --tolerance 10", &status)) {
        command.shows_progress = !command.request->quiet && terminal_is_clever(stderr);
        status = STATUS_USAGE;
        if (command.n_random < 0 || command.n_random > 100000 || command.tolerance < 0)
            command_complain("expected --random from 0 to 100000, and a --tolerance above 0");
        else
            status = run_files(&command, argv + 1);
    }
    clear(&command);
    return status;
}
