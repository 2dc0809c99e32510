/* test_commands - the program as it is called: what it prints, where, and with which exit status. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "workplace.h"

static const char small[] = "[scenario]\n"
                            "policies = sequential, async, threads, free-threaded\n"
                            "[machine]\n"
                            "cores = 2\n"
                            "profile = ideal\n"
                            "[task a]\n"
                            "count = 2\n"
                            "phases = compute 10ms; wait 10ms\n";

static const char deadlock[] = "[scenario]\n"
                               "policies = sequential, threads\n"
                               "[machine]\n"
                               "profile = ideal\n"
                               "scheduler = fifo\n"
                               "[resource x]\n"
                               "capacity = 1\n"
                               "[resource y]\n"
                               "capacity = 1\n"
                               "[task a]\n"
                               "phases = use x { wait 5ms; use y { compute 1ms } }\n"
                               "[task b]\n"
                               "phases = use y { wait 5ms; use x { compute 1ms } }\n";

/* ARGUMENTS are refused with STATUS and MESSAGE, and nothing is printed. */
static void assert_refused(Workplace *place, const char *arguments, int status, const char *message)
{
    g_autofree char *line = g_strconcat("gilsim: ", message, "\n", NULL);

    workplace_call(place, arguments);
    assert_string_equal(place->messages, line);
    assert_string_equal(place->out, "");
    assert_int_equal(place->status, status);
}

static void run_prints_charts_table_and_reason(void **state)
{
    Workplace *place = *state;

    workplace_write(place, "small.ini", small, -1);
    workplace_call(place, "run small.ini");
    assert_int_equal(place->status, 0);
    assert_string_equal(place->messages, "");
    assert_has(place->out, "\nsmall\n2 tasks: computing 20 ms, waiting 20 ms; share of waiting 50 %");
    assert_has(place->out, "1   free-threaded     20 ms     2.00x");
    assert_has(place->out, "2=  async             30 ms     1.33x");
    assert_has(place->out, "4   sequential        40 ms     1.00x");
    assert_has(place->out, "\nBest is free-threaded");
    assert_has(place->out, "free-threaded\na.0 ");
    assert_null(strchr(place->out, '\033'));
}

static void quiet_leaves_the_table_alone(void **state)
{
    Workplace *place = *state;

    workplace_write(place, "small.ini", small, -1);
    workplace_call(place, "run --quiet small.ini");
    assert_true(g_str_has_prefix(place->out, "small\n2 tasks"));
    assert_null(strstr(place->out, "Best is"));
    assert_true(g_str_has_suffix(place->out, "%\n"));
}

static void a_file_alone_is_run(void **state)
{
    Workplace *place = *state;
    g_autofree char *with_command = NULL;

    workplace_write(place, "small.ini", small, -1);
    workplace_call(place, "run small.ini --format=csv");
    with_command = g_strdup(place->out);
    workplace_call(place, "small.ini --format=csv");
    assert_string_equal(place->out, with_command);
    workplace_call(place, "--format=csv small.ini");
    assert_string_equal(place->out, with_command);
}

static void csv_of_several_files_has_one_header(void **state)
{
    Workplace *place = *state;
    g_auto(GStrv) lines = NULL;

    workplace_write(place, "small.ini", small, -1);
    workplace_write(place, "other.ini", small, -1);
    workplace_call(place, "run small.ini other.ini --format=csv");
    lines = g_strsplit(place->out, "\n", -1);
    assert_int_equal(g_strv_length(lines), 1 + 4 + 4 + 1);
    assert_true(g_str_has_prefix(lines[0], "scenario,executor,policy,lock,"));
    assert_true(g_str_has_prefix(
        lines[1], "small,sim,sequential,cpython3,eevdf,2,1,1,0,2,40000000,50.000000,1.000000,"));
    assert_true(g_str_has_prefix(lines[5], "other,sim,sequential,"));
}

static void json_has_the_names_and_figures_of_the_csv(void **state)
{
    Workplace *place = *state;
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonArray *rows;
    JsonObject *row;

    workplace_write(place, "small.ini", small, -1);
    workplace_call(place, "run small.ini --format=json");
    assert_true(json_parser_load_from_data(parser, place->out, -1, NULL));
    rows = json_node_get_array(json_parser_get_root(parser));
    assert_int_equal(json_array_get_length(rows), 4);
    row = json_array_get_object_element(rows, 3);
    assert_string_equal(json_object_get_string_member(row, "policy"), "free-threaded");
    assert_int_equal(json_object_get_int_member(row, "makespan_ns"), 20000000);
    assert_true(json_object_get_double_member(row, "speedup") == 2);
    assert_true(json_object_get_null_member(row, "lock_utilization"));
}

static void lists_make_a_row_of_each_combination_but_one_without_lock(void **state)
{
    Workplace *place = *state;
    g_auto(GStrv) lines = NULL;

    workplace_write(place, "small.ini", small, -1);
    workplace_call(place,
         "run small.ini --policy threads,free-threaded --lock cpython3,fair --cores 1,2 --format=csv");
    lines = g_strsplit(place->out, "\n", -1);
    assert_int_equal(g_strv_length(lines), 1 + 4 + 2 + 1);
    assert_true(g_str_has_prefix(lines[1], "small,sim,threads,cpython3,eevdf,1,"));
    assert_true(g_str_has_prefix(lines[2], "small,sim,threads,cpython3,eevdf,2,"));
    assert_true(g_str_has_prefix(lines[3], "small,sim,threads,fair,eevdf,1,"));
    assert_true(g_str_has_prefix(lines[6], "small,sim,free-threaded,none,eevdf,2,"));
}

static void a_row_does_not_depend_on_which_others_are_asked_for(void **state)
{
    Workplace *place = *state;
    g_auto(GStrv) all = NULL, one = NULL;

    workplace_write(place, "small.ini", small, -1);
    workplace_call(place, "run small.ini --format=csv");
    all = g_strsplit(place->out, "\n", -1);
    workplace_call(place, "run small.ini --policy threads --format=csv");
    one = g_strsplit(place->out, "\n", -1);
    assert_string_equal(one[1], all[3]);
}

static void out_writes_the_same_bytes_each_time(void **state)
{
    static const char *const names[] = { "summary.csv", "groups.csv", "tasks.csv", "timeline.csv",
                                         "meta.json" };
    Workplace *place = *state;

    workplace_write(place, "small.ini", small, -1);
    workplace_call(place, "run small.ini --out one");
    assert_int_equal(place->status, 0);
    workplace_call(place, "run small.ini --out two");
    workplace_call(place, "run small.ini --out two");
    assert_int_equal(place->status, 0);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *first = g_build_filename("one", names[i], NULL);
        g_autofree char *second = g_build_filename("two", names[i], NULL);
        g_autofree char *text = workplace_read(place, first), *again = workplace_read(place, second);

        assert_string_equal(text, again);
    }
    assert_int_equal(workplace_n_entries(place), 3);
}

static void what_cannot_be_written_is_told_before_anything_runs(void **state)
{
    Workplace *place = *state;

    workplace_write(place, "small.ini", small, -1);
    workplace_call(place, "run small.ini --out nowhere/deep");
    assert_int_equal(place->status, 1);
    assert_string_equal(place->out, "");
    assert_has(place->messages, "gilsim: cannot make a folder in '");
    assert_refused(place, "run small.ini --decisions nowhere/file", 1,
                   "cannot write the decisions: No such file or directory");
}

static void a_deadlock_fails_with_the_results_so_far(void **state)
{
    Workplace *place = *state;
    g_autofree char *summary = NULL;

    workplace_write(place, "dead.ini", deadlock, -1);
    workplace_call(place, "run dead.ini --quiet --out results");
    assert_int_equal(place->status, 1);
    assert_true(g_str_has_prefix(place->messages,
                                 "gilsim: dead: threads: deadlock at 5ms: a holds x and waits for y; "
                                 "b holds y and waits for x"));
    assert_has(place->out, "1  sequential     12 ms");
    assert_has(place->out, "-  threads            -");
    summary = workplace_read(place, "results/summary.csv");
    assert_has(summary, "\ndead,sim,threads,cpython3,fifo,4,2,1,0,2,,,,");
}

static void too_many_events_end_a_run(void **state)
{
    Workplace *place = *state;

    workplace_write(place, "small.ini", small, -1);
    workplace_call(place, "run small.ini --policy threads --max-events 3");
    assert_int_equal(place->status, 1);
    assert_true(g_str_has_prefix(place->messages, "gilsim: small: threads: "));
    assert_refused(place, "run small.ini --max-events -1", 2,
                   "--max-events: expected 0 (no limit) or more");
}

static void decisions_are_written_run_by_run(void **state)
{
    Workplace *place = *state;
    g_autofree char *text = NULL;

    workplace_write(place, "small.ini", small, -1);
    workplace_call(place, "run small.ini --policy threads,free-threaded --decisions why.txt --quiet");
    assert_int_equal(place->status, 0);
    text = workplace_read(place, "why.txt");
    assert_true(g_str_has_prefix(text, "# small: threads, lock cpython3, scheduler eevdf, cores 2\n"));
    assert_has(text, "\n# small: free-threaded, lock none, scheduler eevdf, cores 2\n");
    assert_null(strstr(text, "sequential")); /* run for speed-up only */
}

static void decisions_are_put_in_their_place_when_they_are_complete(void **state)
{
    Workplace *place = *state;
    g_autofree char *text = NULL;

    workplace_write(place, "small.ini", small, -1);
    workplace_write(place, "why.txt", "before\n", -1);
    workplace_call(place, "run small.ini --decisions why.txt --out nowhere/results");
    assert_int_equal(place->status, 1);
    workplace_call(place, "run small.ini --decisions why.txt --chrome-trace nowhere/trace.json");
    assert_int_equal(place->status, 1);
    text = workplace_read(place, "why.txt");
    assert_string_equal(text, "before\n");
    assert_int_equal(workplace_n_entries(place), 2);
    workplace_call(place, "run small.ini --decisions /dev/null --quiet");
    assert_int_equal(place->status, 0);
}

static void what_cannot_be_printed_fails(void **state)
{
    static const char *const calls[] = { "--version", "help", "help scenario", "list", "check small.ini",
                                         "run small.ini" };
    Workplace *place = *state;

    workplace_write(place, "small.ini", small, -1);
    for (guint i = 0; i < G_N_ELEMENTS(calls); i++) {
        g_autofree char *arguments = g_strconcat(calls[i], " > /dev/full", NULL);

        workplace_call(place, arguments);
        assert_int_equal(place->status, 1);
        assert_string_equal(place->messages, "gilsim: cannot write to standard output\n");
    }
}

static void bad_usage_is_refused_in_the_users_own_words(void **state)
{
    static const struct {
        const char *arguments, *message;
    } cases[] = {
        { "run small.ini --policy rr", "--policy=rr: rr is a scheduler, not a policy" },
        { "run small.ini --policy thread",
          "--policy=thread: unknown policy 'thread'; did you mean 'threads'?" },
        { "run small.ini -s scenario.seed=x", "--set scenario.seed=x: expected 0 to 18446744073709551615" },
        { "run small.ini --cores 0", "--cores=0: expected 1 to 4096, or host" },
        { "run small.ini --set seed", "--set seed: expected KEY=VALUE; 'gilsim help run' tells the options" },
        { "run small.ini --format=xml", "--format=xml: expected table, csv or json" },
        { "run small.ini --timeline --format=csv", "--timeline goes with --format=table only" },
        { "run small.ini --nope", "Unknown option --nope; 'gilsim help run' tells the options" },
        { "run small.ini --seed", "Missing argument for --seed; 'gilsim help run' tells the options" },
        { "run kitchn", "there is no shipped scenario 'kitchn'; did you mean 'kitchen'?" },
        { "rum small.ini", "unknown command 'rum'; did you mean 'run'?" },
        { "frobnicate",
          "unknown command 'frobnicate'; expected a command ('gilsim help' lists them) or a scenario" },
        { "list modls", "unknown kind 'modls'; expected policies, locks, schedulers or scenarios" },
        { "list locks policies", "expected one kind at most: policies, locks, schedulers or scenarios" },
        { "help runn", "unknown topic 'runn'; did you mean 'run'?" },
        { "plot compar small.ini -o x.svg", "unknown chart 'compar'; did you mean 'compare'?" },
        { "plot compare small.ini -o x.bmp", "-o x.bmp: expected a name that ends in .svg, .png or .pdf" },
        { "plot compare . -o x.svg",
          "'.' has no summary.csv; expected a folder that 'gilsim run --out' wrote" },
        { "plot compare . --seed 2 -o x.svg",
          "'.' holds results; options that change a scenario go with a scenario" },
        { "plot workload . -o x.svg",
          "plot workload: '.' holds results; expected a scenario, of which the trace is drawn" },
    };
    Workplace *place = *state;

    workplace_write(place, "small.ini", small, -1);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_refused(place, cases[i].arguments, 2, cases[i].message);
    assert_int_equal(workplace_n_entries(place), 1);
}

static void without_a_file_run_lists_the_shipped_scenarios(void **state)
{
    Workplace *place = *state;

    workplace_call(place, "run");
    assert_int_equal(place->status, 0);
    assert_has(place->out, "\n  kitchen ");
    assert_has(place->out, "One cook and three dishes");
}

static void shipped_files_are_found_where_gilsim_data_says(void **state)
{
    Workplace *place = *state;
    g_auto(GStrv) environment = g_environ_setenv(g_get_environ(), "GILSIM_DATA", place->folder, TRUE);
    g_autofree char *scenarios = g_build_filename(place->folder, "scenarios", NULL);

    assert_int_equal(g_mkdir(scenarios, 0777), 0);
    workplace_write(place, "scenarios/mine.ini", small, -1);
    workplace_call_in(place, environment, "mine --format=csv");
    assert_int_equal(place->status, 0);
    assert_has(place->out, "\nmine,sim,threads,");
    workplace_call_in(place, environment, "run kitchen");
    assert_int_equal(place->status, 2);
}

static void list_tells_each_model(void **state)
{
    Workplace *place = *state;

    workplace_call(place, "list");
    assert_int_equal(place->status, 0);
    assert_has(place->out, "\n  async ");
    assert_has(place->out, "\n  cpython3 ");
    assert_has(place->out, "\n  eevdf ");
    assert_has(place->out, "\n  mixed ");
    workplace_call(place, "list policy");
    assert_has(place->out, "executor = ");
    assert_has(place->out, "Trust: ");
}

static void help_lists_commands_and_tells_their_options(void **state)
{
    Workplace *place = *state;
    g_autofree char *overview = NULL;

    workplace_call(place, "");
    assert_int_equal(place->status, 0);
    overview = g_strdup(place->out);
    assert_has(overview, "\n  plot KIND FILE|DIR ");
    workplace_call(place, "--help");
    assert_string_equal(place->out, overview);
    workplace_call(place, "help run");
    assert_has(place->out, "gilsim run [OPTION...] FILE...");
    assert_has(place->out, "--policy=POLICY,...");
    assert_has(place->out, "For example:\n  gilsim run ");
    workplace_call(place, "--version");
    assert_string_equal(place->out, "gilsim 0.1.0, semantics 1\n");
}

static void an_interrupt_leaves_nothing_and_ends_with_130(void **state)
{
    Workplace *place = *state;
    GPid pid;
    int status;

    workplace_write(place, "long.ini",
               "[scenario]\n"
               "policies = threads\n"
               "[machine]\n"
               "cores = 1\n"
               "scheduler = rr\n"
               "slice = 1us\n"
               "profile = ideal\n"
               "[task t]\n"
               "count = 2\n"
               "phases = compute 1000s\n", -1);
    pid = workplace_start(place, NULL, "run long.ini --out=results");
    for (guint i = 0; workplace_n_entries(place) < 2 && i < 500; i++)
        g_usleep(10000);
    assert_int_equal(workplace_n_entries(place), 2); /* the partial results */
    kill(pid, SIGINT);
    waitpid(pid, &status, 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 130);
    assert_int_equal(workplace_n_entries(place), 1);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, workplace_setup_empty, workplace_teardown)

int main(void)
{
    signal(SIGINT, SIG_DFL); /* what a shell runs in the background ignores it */
    const struct CMUnitTest tests[] = {
        TEST(run_prints_charts_table_and_reason),
        TEST(quiet_leaves_the_table_alone),
        TEST(a_file_alone_is_run),
        TEST(csv_of_several_files_has_one_header),
        TEST(json_has_the_names_and_figures_of_the_csv),
        TEST(lists_make_a_row_of_each_combination_but_one_without_lock),
        TEST(a_row_does_not_depend_on_which_others_are_asked_for),
        TEST(out_writes_the_same_bytes_each_time),
        TEST(what_cannot_be_written_is_told_before_anything_runs),
        TEST(a_deadlock_fails_with_the_results_so_far),
        TEST(too_many_events_end_a_run),
        TEST(decisions_are_written_run_by_run),
        TEST(decisions_are_put_in_their_place_when_they_are_complete),
        TEST(what_cannot_be_printed_fails),
        TEST(bad_usage_is_refused_in_the_users_own_words),
        TEST(without_a_file_run_lists_the_shipped_scenarios),
        TEST(shipped_files_are_found_where_gilsim_data_says),
        TEST(list_tells_each_model),
        TEST(help_lists_commands_and_tells_their_options),
        TEST(an_interrupt_leaves_nothing_and_ends_with_130),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
