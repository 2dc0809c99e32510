/* command_watch - steps or plays a simulation: on a terminal with keys, else as plain text. */
#include <stdio.h>
#include <string.h>

#include "base/terminal.h"
#include "command.h"
#include "request.h"
#include "watch/history.h"
#include "watch/keyboard.h"
#include "watch/screen.h"
#include "watch/steps.h"

static const guint speeds[] = { 1, 2, 5, 10, 20, 50, 100 }; /* steps a second */
#define FAR 10                                              /* steps */

typedef struct {
    Request *request;
    gint64 steps; /* --steps; -1: not given */
    gint speed;
    char *from;

    SimTime begin; /* what `from` says */
    Scenario *scenario;
    Workload *workload;
    Combination combination;
    char *machine; /* what it runs on, in words */
} Watch;

/* ---- plain text ---- */

static gboolean print_step(Snapshot *snapshot, gpointer data)
{
    Watch *watch = data;
    g_autoptr(GString) text = g_string_new(NULL);

    snapshot_write(text, snapshot);
    snapshot_free(snapshot);
    fputs(text->str, stdout);
    return !ferror(stdout) && (watch->steps < 0 || --watch->steps > 0);
}

static int print_steps(Watch *watch)
{
    g_autoptr(GError) error = NULL;

    if (!watch->request->quiet)
        printf("%s\n%s\n\n", watch->scenario->title, watch->machine);
    if (watch->steps == 0 || steps_run(watch->scenario, watch->workload, &watch->combination, 1, watch->begin,
                                       print_step, watch, NULL, &error))
        return STATUS_DONE;
    fflush(stdout);
    command_complain("%s: %s: %s", watch->scenario->name, watch->combination.policy, error->message);
    return STATUS_FAILED;
}

/* ---- on a terminal ---- */

/* To step NUMBER, or as far as there are steps. */
static void go_to(Screen *screen, History *history, gint64 number)
{
    number = MAX(number, 1);
    if (!history_step(history, (guint64)number)) {
        number = (gint64)history_n_steps(history);
        screen->plays = FALSE;
    }
    screen->number = (guint64)number;
}

static void change_speed(Screen *screen, gint by)
{
    gint at = 0;

    while (at + 1 < (gint)G_N_ELEMENTS(speeds) && speeds[at] < screen->speed)
        at++;
    screen->speed = speeds[CLAMP(at + by, 0, (gint)G_N_ELEMENTS(speeds) - 1)];
}

/* FALSE: that was the last key. */
static gboolean obey(Screen *screen, History *history, Key key)
{
    static const gint far[] = {
        [KEY_FORWARD] = 1, [KEY_BACK] = -1, [KEY_FAR_FORWARD] = FAR, [KEY_FAR_BACK] = -FAR
    };

    switch (key) {
    case KEY_PLAY:
        screen->plays = !screen->plays;
        break;
    case KEY_FORWARD:
    case KEY_BACK:
    case KEY_FAR_FORWARD:
    case KEY_FAR_BACK:
        screen->plays = FALSE;
        go_to(screen, history, (gint64)screen->number + far[key]);
        break;
    case KEY_FIRST:
        go_to(screen, history, 1);
        break;
    case KEY_LAST:
        go_to(screen, history, (gint64)history_n_steps(history));
        break;
    case KEY_FASTER:
    case KEY_SLOWER:
        change_speed(screen, key == KEY_FASTER ? 1 : -1);
        break;
    case KEY_QUIT:
        return FALSE;
    case KEY_NONE:
        break;
    }
    return TRUE;
}

static void draw(const Screen *screen, History *history)
{
    g_autoptr(GString) text = g_string_new(NULL);
    guint columns, lines;

    keyboard_size(&columns, &lines);
    screen_write(text, screen, history, columns, lines);
    keyboard_draw(text);
}

static void play(Screen *screen, History *history)
{
    enum { IDLE = 500 }; /* milliseconds after which the window's size is looked at again */
    gint64 next = g_get_monotonic_time();
    Key key = KEY_NONE;

    do {
        const gint64 period = G_USEC_PER_SEC / screen->speed;
        gint64 left;

        draw(screen, history);
        left = screen->plays ? CLAMP((next - g_get_monotonic_time() + 999) / 1000, 0, IDLE) : IDLE;
        key = keyboard_read((gint)left);
        if (!screen->plays)
            next = g_get_monotonic_time() + period;
        else if (key == KEY_NONE && g_get_monotonic_time() >= next) {
            next = MAX(next + period, g_get_monotonic_time()); /* no catching up */
            go_to(screen, history, (gint64)screen->number + 1);
        }
    } while (obey(screen, history, key));
}

static int show_steps(Watch *watch)
{
    g_autoptr(History) history = history_new(watch->scenario, watch->workload, &watch->combination);
    Screen screen = { .title = watch->scenario->title,
                      .machine = watch->machine,
                      .speed = (guint)watch->speed,
                      .number = history_step_at(history, watch->begin),
                      .colour = terminal_has_colour(stdout) };

    if (screen.number == 0) {
        command_complain("%s: %s: nothing happens%s%s", watch->scenario->name, watch->combination.policy,
                         history_stopped(history) ? ": " : "",
                         history_stopped(history) ? history_stopped(history) : "");
        return STATUS_FAILED;
    }
    if (!keyboard_open()) {
        command_complain(
            "the terminal cannot be had for single keys; 'gilsim watch FILE | less' prints the steps");
        return STATUS_FAILED;
    }
    play(&screen, history);
    keyboard_close();
    if (!history_stopped(history))
        return STATUS_DONE;
    command_complain("%s: %s: %s", watch->scenario->name, watch->combination.policy,
                     history_stopped(history));
    return STATUS_FAILED;
}

/* ---- what is watched ---- */

static char *describe_machine(const Watch *watch)
{
    const Combination *row = &watch->combination;

    return g_strdup_printf("%s, lock %s, scheduler %s, %u core%s, profile %s, seed %" G_GUINT64_FORMAT,
                           row->policy, row->lock, row->scheduler, row->cores, row->cores == 1 ? "" : "s",
                           watch->scenario->profile, row->seed);
}

static int watch_scenario(Watch *watch)
{
    const ExperimentOptions options = { .executor = &executor_sim };
    g_autoptr(GError) error = NULL;
    const Combination first = experiment_first(watch->scenario, &options);
    Run run;
    int status;

    watch->workload = scenario_workload(watch->scenario, watch->scenario->seed, 1, &error);
    if (!watch->workload) {
        command_complain("%s", error->message);
        return STATUS_USAGE;
    }
    run = experiment_one(watch->scenario, watch->workload, &options, &first);
    watch->combination = run.combination; /* a plan without a lock has lock none */
    experiment_one_clear(&run);
    watch->machine = describe_machine(watch);
    status = watch->steps < 0 && keyboard_is_there() ? show_steps(watch) : print_steps(watch);
    g_free(watch->machine);
    workload_free(watch->workload);
    return status;
}

static gboolean check_options(Watch *watch)
{
    const char *why = NULL;

    if (watch->steps < -1)
        command_complain("--steps: expected 0 or more");
    else if (watch->speed < 1 || watch->speed > (gint)speeds[G_N_ELEMENTS(speeds) - 1])
        command_complain("--speed=%d: expected 1 to %u steps a second", watch->speed,
                         speeds[G_N_ELEMENTS(speeds) - 1]);
    else if (watch->from && (!simtime_parse(watch->from, &watch->begin, &why) || why))
        command_complain("--from %s: %s", watch->from, why);
    else
        return TRUE;
    return FALSE;
}

/* What a scenario may list, and watch shows one of. */
typedef struct {
    const char *key, *what, *option;
    guint n;
    const char *first;
} Listed;

/* How a list for the key of LISTED was typed, or NULL: it is the file's. */
static const char *typed_as(const Watch *watch, const Listed *listed)
{
    const char *typed = NULL;
    GStrv sets = request_sets(watch->request);

    for (guint i = 0; sets[i]; i++) {
        g_autofree char *alone = g_strndup(sets[i], strcspn(sets[i], "="));
        g_autofree char *key = scenario_key(watch->scenario, g_strstrip(alone), NULL);

        if (g_strcmp0(key, listed->key) == 0)
            typed = g_ptr_array_index(watch->request->typed, i);
    }
    return typed;
}

/* FALSE where the user typed a list; that the file has one is told. */
static gboolean take_one(const Watch *watch, const Listed *listed)
{
    const char *typed = listed->n > 1 ? typed_as(watch, listed) : NULL;

    if (typed)
        command_complain("%s: watch shows one run, expected one %s", typed, listed->what);
    else if (listed->n > 1 && !watch->request->quiet)
        command_complain("watching %s%s, the first of %u; %s takes another", listed->first,
                         g_str_equal(listed->what, "number of cores") ? " cores" : "", listed->n,
                         listed->option);
    return !typed;
}

static gboolean take_one_of_each(const Watch *watch)
{
    const Scenario *scenario = watch->scenario;
    g_autofree char *cores =
        g_strdup_printf("%" G_GINT64_FORMAT, g_array_index(scenario->cores, gint64, 0));
    const Listed lists[] = {
        { "scenario.policies", "policy", "--policy", g_strv_length(scenario->policies),
          scenario->policies[0] },
        { "machine.scheduler", "scheduler", "--scheduler", g_strv_length(scenario->schedulers),
          scenario->schedulers[0] },
        { "lock.name", "lock", "--lock", g_strv_length(scenario->locks), scenario->locks[0] },
        { "machine.cores", "number of cores", "--cores", scenario->cores->len, cores },
    };

    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        if (!take_one(watch, &lists[i]))
            return FALSE;
    return TRUE;
}

static int watch_arguments(Watch *watch, int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    int status;

    if (!check_options(watch))
        return STATUS_USAGE;
    if (argc != (watch->request->jobs ? 1 : 2)) {
        command_complain("expected one scenario; 'gilsim help watch' tells more");
        return STATUS_USAGE;
    }
    watch->scenario = watch->request->jobs ? request_load_jobs(watch->request, &error)
                                           : request_load(watch->request, argv[1], &error);
    if (!watch->scenario) {
        command_complain("%s", error->message);
        return STATUS_USAGE;
    }
    status = take_one_of_each(watch) ? watch_scenario(watch) : STATUS_USAGE;
    scenario_free(watch->scenario);
    return status;
}

int command_watch(int argc, char **argv)
{
    Watch watch = { .request = request_new(), .steps = -1, .speed = 2 };
    const GOptionEntry entries[] = {
        { "steps", 0, 0, G_OPTION_ARG_INT64, &watch.steps,
          "Print the first steps as plain text, as is done without a terminal", "N" },
        { "from", 0, 0, G_OPTION_ARG_STRING, &watch.from, "Begin at this simulated time", "TIME" },
        { "speed", 0, 0, G_OPTION_ARG_INT, &watch.speed, "Steps a second when it plays (2)", "N" },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    int status;

    if (command_parse(&argc, &argv, entries, request_options(watch.request),
                      "gilsim watch --jobs 0:24,0:3,0:3 --scheduler rr --slice 4ms", &status))
        status = watch_arguments(&watch, argc, argv);
    request_free(watch.request);
    g_free(watch.from);
    return status;
}
