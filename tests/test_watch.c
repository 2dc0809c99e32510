/* test_watch - `gilsim watch`: its steps beside timelines worked out by hand, backwards, and as
 * screens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sys/wait.h>

#include "registry.h"
#include "scheduler.h"
#include "watch/history.h"
#include "watch/screen.h"
#include "watch/steps.h"
#include "folder.h"
#include "workplace.h"

/* ---- steps as text ---- */

/* One row of a scenario that is given as text. */
typedef struct {
    Scenario *scenario;
    Workload *workload;
    Combination combination;
} Watched;

static Watched row_of(const char *text)
{
    const ExperimentOptions options = { .executor = &executor_sim };
    g_autoptr(GError) error = NULL;
    Watched row = { .scenario = scenario_parse("test.ini", text, strlen(text), NULL, &error) };

    if (row.scenario)
        row.workload = scenario_workload(row.scenario, row.scenario->seed, 1, &error);
    if (!row.workload)
        fail_msg("%s", error->message);
    row.combination = experiment_first(row.scenario, &options);
    return row;
}

static void row_clear(Watched *row)
{
    workload_free(row->workload);
    scenario_free(row->scenario);
}

static gboolean append(Snapshot *snapshot, gpointer text)
{
    snapshot_write(text, snapshot);
    snapshot_free(snapshot);
    return TRUE;
}

/* All steps, or what was wrong, in a last line. g_free. */
static char *steps_of(const char *scenario)
{
    Watched row = row_of(scenario);
    GString *text = g_string_new(NULL);
    g_autoptr(GError) error = NULL;

    if (!steps_run(row.scenario, row.workload, &row.combination, 1, 0, append, text, NULL, &error))
        g_string_append(text, error->message);
    row_clear(&row);
    return g_string_free(text, FALSE);
}

/* The semantics' worked example: C 0-5, (W), C 5-13, (W), C 13-20. */
static const char waiting[] = "[scenario]\npolicies = threads\n"
                              "[machine]\ncores = 2\nprofile = ideal\nscheduler = fifo\n"
                              "[task C]\nphases = compute 20ms\n"
                              "[task W]\nphases = wait 3ms\n";

static const char waiting_steps[] =
    "step 1 at 0\n"
    "  - C, W arrive\n"
    "  - core 0 idle, C takes it: a core for each of 2 ready\n"
    "  - lock 0: C takes it (free), 0 asleep for it\n"
    "  - core 1 idle, W takes it: nobody else is ready\n"
    "  - lock 0: W sleeps for it, C has it\n"
    "  core 0     C: compute, 20 ms left\n"
    "  core 1     idle\n"
    "  lock       C since 0; asleep: W\n"
    "  run queue  empty\n"
    "  C          compute   compute 20 ms, 20 ms left\n"
    "  W          lock      next wait 3 ms\n"
    "\n"
    "step 2 at 5 ms\n"
    "  - W begins to wait\n"
    "  - core 1 idle, W takes it: nobody else is ready\n"
    "  - lock 0: W asks the holder to drop it\n"
    "  - lock 0: W sleeps for it, C has it\n"
    "  - lock 0: C drops it (asked to), 1 asleep for it\n"
    "  - lock 0: W is woken, asleep longest\n"
    "  - core 1 idle, W takes it: nobody else is ready\n"
    "  - lock 0: W takes it (free), 0 asleep for it\n"
    "  - lock 0: W drops it (to wait), 0 asleep for it\n"
    "  - core 0 idle, C takes it: nobody else is ready\n"
    "  - lock 0: C takes it (free), 0 asleep for it\n"
    "  core 0     C: compute, 15 ms left\n"
    "  core 1     idle\n"
    "  lock       C since 5 ms\n"
    "  run queue  empty\n"
    "  C          compute   compute 20 ms, 15 ms left\n"
    "  W          wait      wait 3 ms, 3 ms left\n"
    "\n"
    "step 3 at 8 ms\n"
    "  - W has waited\n"
    "  - core 1 idle, W takes it: nobody else is ready\n"
    "  - lock 0: W sleeps for it, C has it\n"
    "  core 0     C: compute, 12 ms left\n"
    "  core 1     idle\n"
    "  lock       C since 5 ms; asleep: W\n"
    "  run queue  empty\n"
    "  C          compute   compute 20 ms, 12 ms left\n"
    "  W          lock      next its end\n"
    "\n"
    "step 4 at 13 ms\n"
    "  - W finishes\n"
    "  - core 1 idle, W takes it: nobody else is ready\n"
    "  - lock 0: W asks the holder to drop it\n"
    "  - lock 0: W sleeps for it, C has it\n"
    "  - lock 0: C drops it (asked to), 1 asleep for it\n"
    "  - lock 0: W is woken, asleep longest\n"
    "  - core 1 idle, W takes it: nobody else is ready\n"
    "  - lock 0: W takes it (free), 0 asleep for it\n"
    "  - lock 0: thread 0.1 drops it (its end), 0 asleep for it\n"
    "  - core 0 idle, C takes it: nobody else is ready\n"
    "  - lock 0: C takes it (free), 0 asleep for it\n"
    "  core 0     C: compute, 7 ms left\n"
    "  core 1     idle\n"
    "  lock       C since 13 ms\n"
    "  run queue  empty\n"
    "  C          compute   compute 20 ms, 7 ms left\n"
    "  W          finished at 13 ms, 13 ms after it arrived\n"
    "\n"
    "step 5 at 20 ms\n"
    "  - C finishes\n"
    "  - lock 0: thread 0.0 drops it (its end), 0 asleep for it\n"
    "  core 0     idle\n"
    "  core 1     idle\n"
    "  lock       free\n"
    "  run queue  empty\n"
    "  C          finished at 20 ms, 20 ms after it arrived\n"
    "  W          finished at 13 ms, 13 ms after it arrived\n"
    "\n";

static void a_waiting_thread_asks_for_the_lock_after_an_interval(void **state)
{
    g_autofree char *text = steps_of(waiting);

    (void)state;
    assert_string_equal(text, waiting_steps);
}

/* The book's: P1 24, P2 3, P3 3, quantum 4: P1 0-4, P2 4-7, P3 7-10, P1 10-30. */
static void round_robin_picks_the_longest_ready(void **state)
{
    g_autofree char *text = steps_of("[scenario]\npolicies = free-threaded\n"
                                     "[machine]\ncores = 1\nprofile = ideal\nscheduler = rr\nslice = 4ms\n"
                                     "[task P1]\nphases = compute 24ms\n"
                                     "[task P2]\nphases = compute 3ms\n"
                                     "[task P3]\nphases = compute 3ms\n");
    static const char *const parts[] = {
        "step 1 at 0\n  - P1, P2, P3 arrive\n  - core 0 idle, rr picks P1 of 3 ready: longest ready\n"
        "  core 0     P1: compute, 24 ms left, slice 4 ms left\n  run queue  P2 (burst 3 ms), P3 (burst 3 ms)\n",
        "step 2 at 4 ms\n  - core 0: slice of P1 is over\n  - core 0 idle, rr picks P2 of 3 ready: longest ready\n"
        "  core 0     P2: compute, 3 ms left\n  run queue  P3 (burst 3 ms), P1 (burst 20 ms)\n",
        "step 3 at 7 ms\n  - P2 finishes\n  - core 0 idle, rr picks P3 of 2 ready: longest ready\n",
        "step 4 at 10 ms\n  - P3 finishes\n  - core 0 idle, P1 takes it: nobody else is ready\n",
        "step 5 at 30 ms\n  - P1 finishes\n",
    };

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        assert_has(text, parts[i]);
    assert_null(strstr(text, "step 6"));
}

/* The kitchen: water computes 30 s and waits; then the loop goes on with what is due. */
static void an_event_loop_tells_what_it_goes_on_with(void **state)
{
    g_autofree char *text = steps_of("[scenario]\npolicies = async\n"
                                     "[machine]\ncores = 1\nprofile = ideal\n"
                                     "[task water]\nphases = compute 30s; wait 8min; compute 30s\n"
                                     "[task oven]\nphases = repeat 2 { wait 2min; compute 20s }\n");

    (void)state;
    assert_has(text, "step 1 at 0\n");
    assert_has(text, "  loop       water in hand; then: oven\n");
    assert_has(text, "step 2 at 30 s\n"
                     "  - water, oven begin to wait\n"
                     "  - loop 0: oven goes on, first of the pass\n");
    assert_has(text, "  - loop 0: sleeps, nothing is due\n");
    assert_has(text, "  loop       asleep until something is due\n");
    assert_has(text, "step 3 at 150 s\n  - oven has waited\n");
}

static void a_resource_shows_who_waits_for_it(void **state)
{
    g_autofree char *text = steps_of("[scenario]\npolicies = free-threaded\n"
                                     "[machine]\ncores = 2\nprofile = ideal\n"
                                     "[resource knife]\ncapacity = 1\n"
                                     "[task a]\nphases = use knife { wait 5ms }\n"
                                     "[task b]\nphases = use knife { wait 5ms }\n");

    (void)state;
    assert_has(text, "  - b queues for a unit\n");
    assert_has(text, "  knife      0 of 1 free; waiting: b\n");
    assert_has(text, "step 2 at 5 ms\n  - a has waited\n  - b gets its unit\n");
}

/* 10 ms, then 5 ms more without a wait between them. */
static void a_phase_behind_a_phase_is_told(void **state)
{
    g_autofree char *text = steps_of("[scenario]\npolicies = sequential\n[machine]\nprofile = ideal\n"
                                     "[task a]\nphases = compute 10ms; compute 5ms\n");

    (void)state;
    assert_has(text, "step 2 at 10 ms\n  - a goes on computing\n");
    assert_has(text, "  a          compute   compute 5 ms, 5 ms left\n\nstep 3 at 15 ms\n  - a finishes\n");
}

/* One thread carries both, and keeps the lock between them. */
static void a_lock_that_is_older_than_its_task_is_the_threads(void **state)
{
    g_autofree char *text = steps_of("[scenario]\npolicies = sequential\n[machine]\nprofile = ideal\n"
                                     "[task a]\nphases = compute 10ms\n[task b]\nphases = compute 5ms\n");

    (void)state;
    assert_has(text, "step 2 at 10 ms\n  - a finishes\n");
    assert_has(text, "  lock       b, its thread since 0\n");
}

static void a_deadlock_is_told_behind_the_steps(void **state)
{
    g_autofree char *text = steps_of("[scenario]\npolicies = threads\n"
                                     "[machine]\nprofile = ideal\nscheduler = fifo\n"
                                     "[resource x]\ncapacity = 1\n"
                                     "[resource y]\ncapacity = 1\n"
                                     "[task a]\nphases = use x { wait 5ms; use y { compute 1ms } }\n"
                                     "[task b]\nphases = use y { wait 5ms; use x { compute 1ms } }\n");

    (void)state;
    assert_has(text, "step 2 at 5 ms\n");
    assert_true(
        g_str_has_suffix(text, "deadlock at 5ms: a holds x and waits for y; b holds y and waits for x"));
}

/* Each scheduler says what the one that it picks has over the others. */
static void every_scheduler_tells_its_reason(void **state)
{
    guint n;
    const Model *const *models = registry_list(MODEL_SCHEDULER, &n);

    (void)state;
    assert_true(n >= 13);
    for (guint i = 0; i < n; i++) {
        const char *reason = ((const Scheduler *)models[i])->picks;
        g_autofree char *scenario = g_strdup_printf("[scenario]\npolicies = free-threaded\n"
                                                    "[machine]\ncores = 1\nprofile = ideal\nscheduler = %s\n"
                                                    "[task a]\nphases = compute 3ms\nperiod = 10ms\n"
                                                    "[task b]\nphases = compute 2ms\nperiod = 20ms\n",
                                                    models[i]->name);
        g_autofree char *text = steps_of(scenario);
        g_autofree char *decision = g_strdup_printf("  - core 0 idle, %s picks ", models[i]->name);

        assert_non_null(reason);
        assert_has(text, decision);
        assert_has(text, reason);
    }
}

/* A name is a stranger's, and may have been cut within a character. */
static void no_control_character_of_a_name_gets_through(void **state)
{
    g_autoptr(Snapshot) snapshot = snapshot_new(1, 0);
    g_autoptr(GString) text = g_string_new(NULL);

    (void)state;
    snapshot_add_event(snapshot, g_strdup("a\033[2Jb\302\23331m finishes"));
    row_add(snapshot_add_row(snapshot, g_strdup("c\n"), g_strdup("")), g_strdup("\303"), STATE_NONE);
    snapshot_write(text, snapshot);
    assert_string_equal(text->str, "step 1 at 0\n  - a?[2Jb?31m finishes\n  c?  ?\n\n");
}

static void many_tasks_are_shown_by_their_state(void **state)
{
    g_autofree char *text = steps_of("[scenario]\npolicies = free-threaded\n"
                                     "[machine]\ncores = 10\nprofile = ideal\nscheduler = fifo\n"
                                     "[task a]\ncount = 30\nphases = compute 1ms\n");

    (void)state;
    assert_has(text, "  - a.0, a.1, a.2, a.3, a.4, a.5, a.6, a.7 and 22 more arrive\n");
    assert_has(text, "  cores      10 of 10 busy\n");
    assert_has(text, "  compute    10: a.0, a.1, a.2, a.3, a.4, a.5, a.6, a.7, a.8, a.9\n");
    assert_has(
        text,
        "  ready      20: a.10, a.11, a.12, a.13, a.14, a.15, a.16, a.17, a.18, a.19, a.20, a.21 and 8 more\n");
    assert_has(text, "  tasks      0 to come, 30 finished, of 30\n");
}

/* ---- plug-ins ---- */

/* What SCRIPT prints, by a shell in a new folder, with the program as $1 and the tree as $2; g_free. */
static char *shell(const char *script, int *status)
{
    g_autofree char *path = called_program(), *tree = g_canonicalize_filename(".", NULL), *out = NULL,
                    *messages = NULL;
    g_autofree char *whole =
        g_strdup_printf("folder=$(mktemp -d) && trap 'rm -rf \"$folder\"' EXIT && cd \"$folder\" "
                        "&& GILSIM_DATA=${GILSIM_DATA:-$2} && export GILSIM_DATA && %s",
                        script);
    const char *const argv[] = { "/bin/sh", "-c", whole, "sh", path, tree, NULL };
    g_autoptr(GError) error = NULL;

    if (!g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &messages, status,
                      &error))
        fail_msg("%s", error->message);
    return g_strconcat(out, messages, NULL);
}

static void a_plug_in_is_watched_isolated_or_not(void **state)
{
    static const char script[] =
        "\"$1\" plugin new scheduler mine >new && ${CC:-cc} $(\"$1\" plugin flags) -o mine.so mine.c && "
        "watch='watch --jobs 0:24,0:3,0:3 --scheduler ./mine.so' && \"$1\" $watch >plain && "
        "\"$1\" $watch --isolate >isolated && cmp plain isolated && \"$1\" $watch --isolate --steps 1 >first && "
        "head -n 12 plain | cmp - first && cat plain";
    int status;
    g_autofree char *text = shell(script, &status);

    (void)state;
    assert_has(
        text,
        "step 1 at 0\n  - P1, P2, P3 arrive\n  - core 0 idle, mine picks P1 of 3 ready: its own choice\n");
    assert_has(text, "step 4 at 30 ms\n  - P3 finishes\n");
    assert_int_equal(status, 0);
}

static void a_plug_in_that_crashes_is_blamed_behind_the_steps(void **state)
{
    static const char script[] =
        "${CC:-cc} $(\"$1\" plugin flags) -o crash.so \"$2/tests/plugins/crash.c\" && "
        "\"$1\" watch --jobs 0:24,0:3,0:3 --scheduler ./crash.so --isolate; test $? = 1";
    int status;
    g_autofree char *text = shell(script, &status);

    (void)state;
    assert_has(text,
               "gilsim: jobs: free-threaded: scheduler crash (./crash.so) at 4ms: crashed in pick_next");
    assert_int_equal(status, 0);
}

/* ---- backwards ---- */

/* About 3000 steps: more than a history keeps. */
static const char longer[] = "[scenario]\npolicies = threads\n"
                             "[machine]\ncores = 2\nprofile = linux\nscheduler = rr\nslice = 1ms\n"
                             "[task a]\ncount = 3\nphases = repeat 300 { compute 2ms; wait 1ms }\n";

static gboolean keep(Snapshot *snapshot, gpointer all)
{
    GString *text = g_string_new(NULL);

    snapshot_write(text, snapshot);
    snapshot_free(snapshot);
    g_ptr_array_add(all, g_string_free(text, FALSE));
    return TRUE;
}

static void assert_step(History *history, const GPtrArray *all, guint number)
{
    const Snapshot *snapshot = history_step(history, number);
    g_autoptr(GString) text = g_string_new(NULL);

    assert_non_null(snapshot);
    assert_int_equal(snapshot->number, number);
    snapshot_write(text, snapshot);
    assert_string_equal(text->str, g_ptr_array_index(all, number - 1));
}

static void steps_backwards_are_those_forwards(void **state)
{
    Watched row = row_of(longer);
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(History) history = history_new(row.scenario, row.workload, &row.combination);

    (void)state;
    assert_true(steps_run(row.scenario, row.workload, &row.combination, 1, 0, keep, all, NULL, NULL));
    assert_true(all->len > 2500);
    for (guint i = 1; i <= all->len; i += 7)
        assert_step(history, all, i);
    for (guint i = all->len; i >= 1; i -= MIN(i, 11))
        assert_step(history, all, i);
    assert_null(history_step(history, all->len + 1));
    assert_null(history_step(history, 0));
    assert_int_equal(history_n_steps(history), all->len);
    row_clear(&row);
}

static void a_time_finds_its_step(void **state)
{
    Watched row = row_of(waiting);
    g_autoptr(History) history = history_new(row.scenario, row.workload, &row.combination);

    (void)state;
    assert_int_equal(history_step_at(history, 0), 1);
    assert_int_equal(history_step_at(history, 6 * SIMTIME_MS), 3);
    assert_int_equal(history_step_at(history, 8 * SIMTIME_MS), 3);
    assert_int_equal(history_step_at(history, SIMTIME_S), 5);
    assert_null(history_stopped(history));
    row_clear(&row);
}

/* ---- screens ---- */

/* Columns of LINE, without what it tells the terminal. */
static guint columns_of(const char *line)
{
    guint n = 0;

    for (; *line != '\0'; line++) {
        if (*line == '\033') {
            line += strcspn(line, "mKJ");
            continue;
        }
        n += *line != '\r' && (*line & 0xc0) != 0x80;
    }
    return n;
}

static void a_screen_fits_any_window(void **state)
{
    static const guint sizes[][2] = { { 80, 24 }, { 1, 1 }, { 20, 3 }, { 200, 60 }, { 40, 10 }, { 3, 2 } };
    Watched row = row_of(longer);
    g_autoptr(History) history = history_new(row.scenario, row.workload, &row.combination);

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++)
        for (guint number = 1; number < 60; number += 29) {
            const Screen screen = { "title", "machine", number, TRUE, 2, TRUE };
            g_autoptr(GString) text = g_string_new(NULL);

            screen_write(text, &screen, history, sizes[i][0], sizes[i][1]);
            g_auto(GStrv) lines = g_strsplit(text->str, "\n", -1);
            assert_int_equal(g_strv_length(lines), sizes[i][1]);
            for (guint line = 0; lines[line]; line++)
                assert_true(columns_of(lines[line]) <= sizes[i][0]);
        }
    row_clear(&row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_waiting_thread_asks_for_the_lock_after_an_interval),
        cmocka_unit_test(round_robin_picks_the_longest_ready),
        cmocka_unit_test(an_event_loop_tells_what_it_goes_on_with),
        cmocka_unit_test(a_resource_shows_who_waits_for_it),
        cmocka_unit_test(a_phase_behind_a_phase_is_told),
        cmocka_unit_test(a_lock_that_is_older_than_its_task_is_the_threads),
        cmocka_unit_test(a_deadlock_is_told_behind_the_steps),
        cmocka_unit_test(every_scheduler_tells_its_reason),
        cmocka_unit_test(no_control_character_of_a_name_gets_through),
        cmocka_unit_test(many_tasks_are_shown_by_their_state),
        cmocka_unit_test(a_plug_in_is_watched_isolated_or_not),
        cmocka_unit_test(a_plug_in_that_crashes_is_blamed_behind_the_steps),
        cmocka_unit_test(steps_backwards_are_those_forwards),
        cmocka_unit_test(a_time_finds_its_step),
        cmocka_unit_test(a_screen_fits_any_window),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
