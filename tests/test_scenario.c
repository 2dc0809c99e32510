/* test_scenario - what a good scenario file says: keys, defaults, $names, and changes by --set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "registry.h"
#include "scenario/scenario.h"

#define TASK "[task a]\nphases = compute 1ms\n"

static Scenario *try_parse(const char *text, const char *set, const char *other, GError **error)
{
    char *sets[] = { (char *)set, (char *)(set ? other : NULL), NULL };
    Overrides overrides = { .sets = sets };

    return scenario_parse("folder/t.ini", text, strlen(text), &overrides, error);
}

static Scenario *parse_with(const char *text, const char *set, const char *other)
{
    g_autoptr(GError) error = NULL;
    Scenario *scenario = try_parse(text, set, other, &error);

    if (!scenario)
        fail_msg("%s", error->message);
    return scenario;
}

static Scenario *parse(const char *text)
{
    return parse_with(text, NULL, NULL);
}

static void assert_refused(const char *text, const char *set, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Scenario) scenario = try_parse(text, set, NULL, &error);

    if (scenario)
        fail_msg("--set %s is accepted", set);
    assert_string_equal(error->message, expected);
}

static void assert_words(GStrv words, const char *expected)
{
    g_autofree char *told = g_strjoinv(" ", words);
    assert_string_equal(told, expected);
}

static void the_smallest_scenario_has_every_default(void **state)
{
    g_autoptr(Scenario) scenario = parse(TASK);

    (void)state;
    assert_string_equal(scenario->path, "folder/t.ini");
    assert_string_equal(scenario->name, "t");
    assert_string_equal(scenario->title, "t");
    assert_true(scenario->seed == 1 && scenario->target == 0 && scenario->horizon == 0 &&
                !scenario->draws_ostep);
    assert_words(scenario->policies, "sequential async threads free-threaded processes");
    assert_words(scenario->schedulers, "eevdf");
    assert_words(scenario->locks, "cpython3");
    assert_int_equal(scenario->cores->len, 1);
    assert_true(g_array_index(scenario->cores, gint64, 0) == 4);
    assert_true(scenario->slice == 0 && scenario->balance == 0 && scenario->queues == QUEUES_DEFAULT);
    assert_true(scenario->interval == 5 * SIMTIME_MS && scenario->scale == 1);
    assert_string_equal(scenario->profile, "linux");
    assert_false(scenario->costs_native);
    assert_true(scenario->costs.context_switch == 3000);
    assert_int_equal(scenario->goal.figure, GOAL_MAKESPAN);
    assert_false(scenario->goal.given);
    assert_string_equal(scenario->goal.text, "makespan");
    assert_true(scenario_policy_options(scenario, "threads")->workers == WORKERS_DEFAULT);
}

static void every_key_is_read(void **state)
{
    g_autoptr(Scenario) scenario = parse(
        "[scenario]\ntitle = A \"crawler\" # 1; $$5\nseed = 18446744073709551615\npolicies = threads,\n async\n"
        "goal = p95 delay of a\ntarget = 20ms\nhorizon = 1min\ndraws = ostep\n"
        "[machine]\ncores = 1, 02,4096\nscheduler = rr, eevdf\nquantum = 3ms\nbalance = 5ms\nqueues = per-core\n"
        "profile = ideal\ncosts = native\ncontext_switch = 2us\nparallel_tax = 1, 1.5\nrequester_wins = 0, 1\n"
        "[lock]\nname = fair, none\ninterval = 1us\n[real]\nscale = 1/1000\n" TASK);

    (void)state;
    assert_string_equal(scenario->title, "A \"crawler\" # 1; $5");
    assert_true(scenario->seed == G_MAXUINT64 && scenario->draws_ostep);
    assert_words(scenario->policies, "threads async");
    assert_true(scenario->goal.given && scenario->goal.figure == GOAL_DELAY &&
                scenario->goal.percentile == 95);
    assert_int_equal(scenario->goal.group, 0);
    assert_true(scenario->target == 20 * SIMTIME_MS && scenario->horizon == 60 * SIMTIME_S);
    assert_int_equal(scenario->cores->len, 3);
    assert_true(g_array_index(scenario->cores, gint64, 1) == 2);
    assert_words(scenario->schedulers, "rr eevdf");
    assert_true(scenario->slice == 3 * SIMTIME_MS && scenario->balance == 5 * SIMTIME_MS);
    assert_int_equal(scenario->queues, QUEUES_PER_CORE);
    assert_true(scenario->costs_native);
    assert_true(scenario->costs.context_switch == 2000 && scenario->costs.tick == 0);
    assert_true(g_array_index(scenario->costs.parallel_tax, double, 1) == 1.5);
    assert_true(g_array_index(scenario->costs.requester_wins, double, 1) == 1);
    assert_words(scenario->locks, "fair none");
    assert_true(scenario->interval == 1000 && scenario->scale == 0.001);
}

static void all_policies_stand_in_their_order(void **state)
{
    g_autoptr(Scenario) scenario = parse("[scenario]\npolicies = all\n" TASK);

    (void)state;
    assert_words(scenario->policies,
                 "sequential async threads free-threaded processes subinterpreters process-async");
}

static void options_of_models_are_read_by_their_own_tables(void **state)
{
    g_autoptr(Scenario) scenario =
        parse("[policy processes]\nworkers = cores\nthreads = 8\n"
              "[policy async]\nexecutor = 4 processes\nlimit = 9\n"
              "[policy threads]\nworkers = tasks\n[scheduler rr]\nexpired = first\n" TASK);
    const PolicyOptions *processes = scenario_policy_options(scenario, "processes");
    const PolicyOptions *async = scenario_policy_options(scenario, "async");
    const Model *rr = registry_find(MODEL_SCHEDULER, "rr");
    const Option *expired = option_find(rr->options, "expired");
    gpointer options = g_hash_table_lookup(scenario->scheduler_options, "rr");

    (void)state;
    assert_true(processes->workers == WORKERS_CORES && processes->threads == 8);
    assert_true(async->executor == 4 && async->executor_processes && async->limit == 9);
    assert_true(scenario_policy_options(scenario, "threads")->workers == WORKERS_TASKS);
    assert_true(scenario_policy_options(scenario, "sequential")->workers == WORKERS_DEFAULT);
    assert_int_equal(G_STRUCT_MEMBER(gint, options, expired->offset), 1);
}

static void goals_are_read(void **state)
{
    static const struct {
        const char *text;
        GoalFigure figure;
        gint percentile, group;
    } goals[] = {
        { "makespan", GOAL_MAKESPAN, 0, -1 },          { "throughput", GOAL_THROUGHPUT, 0, -1 },
        { "mean turnaround", GOAL_TURNAROUND, 0, -1 }, { "p50 turnaround", GOAL_TURNAROUND, 50, -1 },
        { "p99 delay", GOAL_DELAY, 99, -1 },           { "mean  delay of  web server", GOAL_DELAY, 0, 1 },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(goals); i++) {
        g_autofree char *text = g_strdup_printf(
            "[scenario]\ngoal = %s\n" TASK "[task web server]\nphases = yield\n", goals[i].text);
        g_autoptr(Scenario) scenario = parse(text);

        assert_int_equal(scenario->goal.figure, goals[i].figure);
        assert_int_equal(scenario->goal.percentile, goals[i].percentile);
        assert_int_equal(scenario->goal.group, goals[i].group);
        assert_string_equal(scenario->goal.text, goals[i].text);
    }
}

static void the_default_goal_depends_on_the_arrivals(void **state)
{
    static const struct {
        const char *text, *goal;
    } scenarios[] = {
        { "[task a]\nphases = yield\n[task b]\nafter = a\nphases = yield\n", "makespan" },
        { "[task a]\narrival = 0, 0ms\nphases = yield\n", "makespan" },
        { "[task a]\narrival = 1ms\nphases = yield\n", "p95 turnaround" },
        { "[task a]\narrival = every 1ms\nphases = yield\n", "p95 turnaround" },
        { "[task a]\nperiod = 1ms\nphases = yield\n", "makespan" },
        { "[task a]\nperiod = 1ms\nphases = yield\n[task b]\nperiod = 1ms\nphases = yield\n", "makespan" },
        { "[task a]\nperiod = 1ms\nphases = yield\n[task b]\nperiod = 2ms\nphases = yield\n", "p95 turnaround" },
        { "[task a]\nperiod = 1ms\narrival = 1us\nphases = yield\n", "p95 turnaround" },
        { "[scenario]\nhorizon = 1ms\n[task a]\nperiod = 1ms\nphases = yield\n[task b]\nperiod = 2ms\n"
          "phases = yield\n",
          "makespan" },
        { "[scenario]\nhorizon = 2ms\n[task a]\nperiod = 1ms\nphases = yield\n", "p95 turnaround" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(scenarios); i++) {
        g_autoptr(Scenario) scenario = parse(scenarios[i].text);
        assert_string_equal(scenario->goal.text, scenarios[i].goal);
    }
}

static void names_stand_for_values_everywhere_and_in_any_order(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Scenario) scenario =
        parse("[scenario]\ntitle = ${n}cores of $money\n[machine]\ncores = $n, ${twice}\n"
              "[task a]\narrival = $gap, $gap\nphases = $body; repeat $n { $body }\n"
              "[let]\ngap = ${n}ms\nn = 2\ntwice = 4\nmoney = $$n\n"
              "body = compute 1ms\n  wait $gap\n");
    g_autoptr(Workload) workload = scenario_workload(scenario, 1, 1, &error);

    (void)state;
    assert_string_equal(scenario->title, "2cores of $n");
    assert_true(g_array_index(scenario->cores, gint64, 1) == 4);
    assert_int_equal(workload->n_tasks, 2);
    assert_int_equal(workload->tasks[0].n_phases, 6);
    assert_true(workload->tasks[0].arrival == 2 * SIMTIME_MS);
    assert_true(phase_duration(&workload->tasks[0].phases[5]) == 2 * SIMTIME_MS);
}

static void lines_of_a_name_do_not_count(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Scenario) scenario =
        try_parse("[let]\nbody = yield\n  yield\n  yield\n[task a]\nphases = $body\n  $body\n  wiat 1ms\n",
                  NULL, NULL, &error);

    (void)state;
    assert_null(scenario);
    assert_string_equal(error->message, "folder/t.ini:8: unknown phase 'wiat'; did you mean 'wait'?");
}

static void comments_blank_lines_and_continuations_are_as_in_the_help(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Scenario) scenario =
        parse("# one\n; two\n\n   \n[scenario]  \ntitle = two\n  lines\n\n"
              "[ task   web server ]\nphases =\n  compute 1ms\n\n  # three\n# four\n"
              "\twait 1ms\n[task `rm -rf` {quoted} 'ß']\nphases=yield");
    g_autoptr(Workload) workload = scenario_workload(scenario, 1, 1, &error);

    (void)state;
    assert_string_equal(scenario->title, "two lines");
    assert_string_equal(workload->groups[0].name, "web server");
    assert_int_equal(workload->tasks[0].n_phases, 2);
    assert_string_equal(workload->groups[1].name, "`rm -rf` {quoted} 'ß'");
}

#define SETTABLE                                                                                             \
    "[scenario]\nseed = 5\n[let]\nidle = 50ms\n[machine]\nslice = 3ms\n[resource db]\ncapacity = 5\n"        \
    "[task web.v2]\ncount = 20\nphases = wait $idle\n"

static void sets_replace_and_add_keys(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Scenario) scenario = parse_with(SETTABLE, "cores=1, 2", "machine.quantum = 9ms");
    g_autoptr(Scenario) other = parse_with(SETTABLE, "task.web.v2.count=7", "let.idle=1ms");
    g_autoptr(Scenario) third =
        parse_with(SETTABLE, "policy.processes.workers=4", "scheduler.rr.expired=first");
    g_autoptr(Scenario) fourth = parse_with(SETTABLE, "capacity=1", "idle=2ms");
    g_autoptr(Workload) workload = scenario_workload(other, 1, 1, &error);
    g_autoptr(Workload) alone = scenario_workload(fourth, 1, 1, &error);

    (void)state;
    assert_int_equal(scenario->cores->len, 2);
    assert_true(scenario->slice == 9 * SIMTIME_MS && scenario->seed == 5);
    assert_int_equal(workload->n_tasks, 7);
    assert_true(phase_duration(workload->tasks[0].phases) == SIMTIME_MS);
    assert_true(scenario_policy_options(third, "processes")->workers == 4);
    assert_int_equal(alone->resources[0].capacity, 1);
    assert_true(phase_duration(alone->tasks[0].phases) == 2 * SIMTIME_MS);
}

static void the_last_set_of_a_key_wins(void **state)
{
    g_autoptr(Scenario) scenario = parse_with(SETTABLE, "machine.slice=0", "machine.quantum=9ms");
    g_autoptr(Scenario) seeded = parse_with(SETTABLE, "seed=6", "scenario.seed=7");

    (void)state;
    assert_true(scenario->slice == 9 * SIMTIME_MS);
    assert_true(seeded->seed == 7);
}

static void a_set_mends_what_the_file_has_wrong(void **state)
{
    g_autoptr(Scenario) scenario = parse_with("[machine]\ncores = none\n" TASK, "cores=3", NULL);

    (void)state;
    assert_true(g_array_index(scenario->cores, gint64, 0) == 3);
}

static void wrong_sets_are_told_as_they_were_given(void **state)
{
    static const struct {
        const char *set, *message;
    } wrong[] = {
        { "machine.cores=0", "--set machine.cores=0: expected 1 to 4096, or host" },
        { "cores=", "--set cores=: a value is missing, expected 1 to 4096, or host; or a list of them" },
        { "cores", "--set cores: a '=' is missing, expected GROUP.KEY=VALUE" },
        { "machine.=4", "--set machine.=4: a key is missing, expected GROUP.KEY=VALUE" },
        { "machin.cores=4", "--set machin.cores=4: unknown group 'machin'; did you mean 'machine'?" },
        { "machine.core=4", "--set machine.core=4: [machine] has no key 'core'; did you mean 'cores'?" },
        { "frobs=4", "--set frobs=4: no group has a key 'frobs', expected GROUP.KEY=VALUE" },
        { "limit=x", "--set limit=x: expected 0 to 2147483647" },
        { "task.web.v3.count=2", "--set task.web.v3.count=2: unknown task 'web.v3'; did you mean 'web.v2'?" },
        { "resource.disk.capacity=2",
          "--set resource.disk.capacity=2: unknown resource 'disk'; expected db" },
        { "task.count=2", "--set task.count=2: which task? Expected task.NAME.KEY=VALUE" },
        { "machine.big.cores=2",
          "--set machine.big.cores=2: there is one group [machine], expected machine.KEY=VALUE" },
        { "policy.rr.workers=2", "--set policy.rr.workers=2: rr is a scheduler, not a policy" },
        { "scheduler.rr.expired=no", "--set scheduler.rr.expired=no: expected last or first" },
        { "scenario.policies=fair", "--set scenario.policies=fair: fair is a lock, not a policy" },
        { "let.idle=$idle",
          "--set let.idle=$idle: idle: $idle stands for itself, expected a value without a cycle" },
        { "task.web.v2.phases=wait 1",
          "--set task.web.v2.phases=wait 1: '1': a unit is missing, expected ns, us, ms, s or min" },
        { "scenario.title=a\001b", "--set scenario.title=a b: a control character, expected text" },
        { "scenario.title=\377",
          "--set scenario.title=\357\277\275: bytes that are not UTF-8, expected text in UTF-8" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++)
        assert_refused(SETTABLE, wrong[i].set, wrong[i].message);
}

static void a_key_of_several_groups_needs_its_group(void **state)
{
    (void)state;
    assert_refused(
        SETTABLE "[task b]\nphases = yield\n", "count=2",
        "--set count=2: 2 groups have a key 'count', expected one of them before it, such as task.web.v2.count");
}

static void plug_ins_need_leave_from_the_command_line(void **state)
{
    static const char text[] = "[machine]\nscheduler = ./mine.so\n" TASK;
    g_autoptr(GError) error = NULL;

    (void)state;
    assert_null(scenario_parse("t.ini", text, strlen(text), NULL, &error));
    assert_non_null(
        strstr(error->message, "mine.so' is a plug-in, which a scenario may not load by itself; --plugin "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_smallest_scenario_has_every_default),
        cmocka_unit_test(every_key_is_read),
        cmocka_unit_test(all_policies_stand_in_their_order),
        cmocka_unit_test(options_of_models_are_read_by_their_own_tables),
        cmocka_unit_test(goals_are_read),
        cmocka_unit_test(the_default_goal_depends_on_the_arrivals),
        cmocka_unit_test(names_stand_for_values_everywhere_and_in_any_order),
        cmocka_unit_test(lines_of_a_name_do_not_count),
        cmocka_unit_test(comments_blank_lines_and_continuations_are_as_in_the_help),
        cmocka_unit_test(sets_replace_and_add_keys),
        cmocka_unit_test(the_last_set_of_a_key_wins),
        cmocka_unit_test(a_set_mends_what_the_file_has_wrong),
        cmocka_unit_test(wrong_sets_are_told_as_they_were_given),
        cmocka_unit_test(a_key_of_several_groups_needs_its_group),
        cmocka_unit_test(plug_ins_need_leave_from_the_command_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
