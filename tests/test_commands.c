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

#include "folder.h"

/* A folder of its own for each test, and what the last call gave. */
typedef struct {
    char *folder;
    char *out, *messages;
    int status;
} Fixture;

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

static int setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);

    fixture->folder = g_dir_make_tmp("gilsim-test-XXXXXX", NULL);
    *state = fixture;
    return fixture->folder ? 0 : -1;
}

static int teardown(void **state)
{
    Fixture *fixture = *state;

    folder_remove(fixture->folder);
    g_free(fixture->folder);
    g_free(fixture->out);
    g_free(fixture->messages);
    g_free(fixture);
    return 0;
}

static void write_file(const Fixture *fixture, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(fixture->folder, name, NULL);

    assert_true(g_file_set_contents(path, text, -1, NULL));
}

static char *read_file(const Fixture *fixture, const char *name)
{
    g_autofree char *path = g_build_filename(fixture->folder, name, NULL);
    char *text = NULL;

    g_file_get_contents(path, &text, NULL, NULL);
    return text;
}

static guint n_entries(const Fixture *fixture)
{
    g_autoptr(GDir) folder = g_dir_open(fixture->folder, 0, NULL);
    guint n = 0;

    while (g_dir_read_name(folder))
        n++;
    return n;
}

/* Calls the program in the test's folder; ARGUMENTS as one would type them, without quoting of names with
 * spaces. */
static void call_with(Fixture *fixture, char **environment, const char *arguments)
{
    g_autofree char *path = called_program();
    g_autofree char *line = g_strconcat("'", path, "' ", arguments, NULL);
    g_auto(GStrv) argv = NULL;
    GError *error = NULL;

    g_clear_pointer(&fixture->out, g_free);
    g_clear_pointer(&fixture->messages, g_free);
    assert_true(g_shell_parse_argv(line, NULL, &argv, NULL));
    if (!g_spawn_sync(fixture->folder, argv, environment, G_SPAWN_DEFAULT, NULL, NULL, &fixture->out,
                      &fixture->messages, &fixture->status, &error))
        fail_msg("%s", error->message);
    assert_true(WIFEXITED(fixture->status));
    fixture->status = WEXITSTATUS(fixture->status);
}

static void call(Fixture *fixture, const char *arguments)
{
    call_with(fixture, NULL, arguments);
}

/* ARGUMENTS are refused with STATUS and MESSAGE, and nothing is printed. */
static void assert_refused(Fixture *fixture, const char *arguments, int status, const char *message)
{
    g_autofree char *line = g_strconcat("gilsim: ", message, "\n", NULL);

    call(fixture, arguments);
    assert_string_equal(fixture->messages, line);
    assert_string_equal(fixture->out, "");
    assert_int_equal(fixture->status, status);
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is not in:\n%s", part, text);
}

static void run_prints_charts_table_and_reason(void **state)
{
    Fixture *fixture = *state;

    write_file(fixture, "small.ini", small);
    call(fixture, "run small.ini");
    assert_int_equal(fixture->status, 0);
    assert_string_equal(fixture->messages, "");
    assert_has(fixture->out, "\nsmall\n2 tasks: computing 20 ms, waiting 20 ms; share of waiting 50 %");
    assert_has(fixture->out, "1   free-threaded     20 ms     2.00x");
    assert_has(fixture->out, "2=  async             30 ms     1.33x");
    assert_has(fixture->out, "4   sequential        40 ms     1.00x");
    assert_has(fixture->out, "\nBest is free-threaded");
    assert_has(fixture->out, "free-threaded\na.0 ");
    assert_null(strchr(fixture->out, '\033'));
}

static void quiet_leaves_the_table_alone(void **state)
{
    Fixture *fixture = *state;

    write_file(fixture, "small.ini", small);
    call(fixture, "run --quiet small.ini");
    assert_true(g_str_has_prefix(fixture->out, "small\n2 tasks"));
    assert_null(strstr(fixture->out, "Best is"));
    assert_true(g_str_has_suffix(fixture->out, "%\n"));
}

static void a_file_alone_is_run(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *with_command = NULL;

    write_file(fixture, "small.ini", small);
    call(fixture, "run small.ini --format=csv");
    with_command = g_strdup(fixture->out);
    call(fixture, "small.ini --format=csv");
    assert_string_equal(fixture->out, with_command);
    call(fixture, "--format=csv small.ini");
    assert_string_equal(fixture->out, with_command);
}

static void csv_of_several_files_has_one_header(void **state)
{
    Fixture *fixture = *state;
    g_auto(GStrv) lines = NULL;

    write_file(fixture, "small.ini", small);
    write_file(fixture, "other.ini", small);
    call(fixture, "run small.ini other.ini --format=csv");
    lines = g_strsplit(fixture->out, "\n", -1);
    assert_int_equal(g_strv_length(lines), 1 + 4 + 4 + 1);
    assert_true(g_str_has_prefix(lines[0], "scenario,executor,policy,lock,"));
    assert_true(g_str_has_prefix(
        lines[1], "small,sim,sequential,cpython3,eevdf,2,1,1,0,2,40000000,50.000000,1.000000,"));
    assert_true(g_str_has_prefix(lines[5], "other,sim,sequential,"));
}

static void json_has_the_names_and_figures_of_the_csv(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonArray *rows;
    JsonObject *row;

    write_file(fixture, "small.ini", small);
    call(fixture, "run small.ini --format=json");
    assert_true(json_parser_load_from_data(parser, fixture->out, -1, NULL));
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
    Fixture *fixture = *state;
    g_auto(GStrv) lines = NULL;

    write_file(fixture, "small.ini", small);
    call(fixture,
         "run small.ini --policy threads,free-threaded --lock cpython3,fair --cores 1,2 --format=csv");
    lines = g_strsplit(fixture->out, "\n", -1);
    assert_int_equal(g_strv_length(lines), 1 + 4 + 2 + 1);
    assert_true(g_str_has_prefix(lines[1], "small,sim,threads,cpython3,eevdf,1,"));
    assert_true(g_str_has_prefix(lines[2], "small,sim,threads,cpython3,eevdf,2,"));
    assert_true(g_str_has_prefix(lines[3], "small,sim,threads,fair,eevdf,1,"));
    assert_true(g_str_has_prefix(lines[6], "small,sim,free-threaded,none,eevdf,2,"));
}

static void a_row_does_not_depend_on_which_others_are_asked_for(void **state)
{
    Fixture *fixture = *state;
    g_auto(GStrv) all = NULL, one = NULL;

    write_file(fixture, "small.ini", small);
    call(fixture, "run small.ini --format=csv");
    all = g_strsplit(fixture->out, "\n", -1);
    call(fixture, "run small.ini --policy threads --format=csv");
    one = g_strsplit(fixture->out, "\n", -1);
    assert_string_equal(one[1], all[3]);
}

static void out_writes_the_same_bytes_each_time(void **state)
{
    static const char *const names[] = { "summary.csv", "groups.csv", "tasks.csv", "timeline.csv",
                                         "meta.json" };
    Fixture *fixture = *state;

    write_file(fixture, "small.ini", small);
    call(fixture, "run small.ini --out one");
    assert_int_equal(fixture->status, 0);
    call(fixture, "run small.ini --out two");
    call(fixture, "run small.ini --out two");
    assert_int_equal(fixture->status, 0);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *first = g_build_filename("one", names[i], NULL);
        g_autofree char *second = g_build_filename("two", names[i], NULL);
        g_autofree char *text = read_file(fixture, first), *again = read_file(fixture, second);

        assert_string_equal(text, again);
    }
    assert_int_equal(n_entries(fixture), 3);
}

static void what_cannot_be_written_is_told_before_anything_runs(void **state)
{
    Fixture *fixture = *state;

    write_file(fixture, "small.ini", small);
    call(fixture, "run small.ini --out nowhere/deep");
    assert_int_equal(fixture->status, 1);
    assert_string_equal(fixture->out, "");
    assert_has(fixture->messages, "gilsim: cannot make a folder in '");
    assert_refused(fixture, "run small.ini --decisions nowhere/file", 1,
                   "cannot write the decisions: No such file or directory");
}

static void a_deadlock_fails_with_the_results_so_far(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *summary = NULL;

    write_file(fixture, "dead.ini", deadlock);
    call(fixture, "run dead.ini --quiet --out results");
    assert_int_equal(fixture->status, 1);
    assert_true(g_str_has_prefix(fixture->messages,
                                 "gilsim: dead: threads: deadlock at 5ms: a holds x and waits for y; "
                                 "b holds y and waits for x"));
    assert_has(fixture->out, "1  sequential     12 ms");
    assert_has(fixture->out, "-  threads            -");
    summary = read_file(fixture, "results/summary.csv");
    assert_has(summary, "\ndead,sim,threads,cpython3,fifo,4,2,1,0,2,,,,");
}

static void too_many_events_end_a_run(void **state)
{
    Fixture *fixture = *state;

    write_file(fixture, "small.ini", small);
    call(fixture, "run small.ini --policy threads --max-events 3");
    assert_int_equal(fixture->status, 1);
    assert_true(g_str_has_prefix(fixture->messages, "gilsim: small: threads: "));
    assert_refused(fixture, "run small.ini --max-events -1", 2,
                   "--max-events: expected 0 (no limit) or more");
}

static void decisions_are_written_run_by_run(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *text = NULL;

    write_file(fixture, "small.ini", small);
    call(fixture, "run small.ini --policy threads,free-threaded --decisions why.txt --quiet");
    assert_int_equal(fixture->status, 0);
    text = read_file(fixture, "why.txt");
    assert_true(g_str_has_prefix(text, "# small: threads, lock cpython3, scheduler eevdf, cores 2\n"));
    assert_has(text, "\n# small: free-threaded, lock none, scheduler eevdf, cores 2\n");
    assert_null(strstr(text, "sequential")); /* run for speed-up only */
}

static void decisions_are_put_in_their_place_when_they_are_complete(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *text = NULL;

    write_file(fixture, "small.ini", small);
    write_file(fixture, "why.txt", "before\n");
    call(fixture, "run small.ini --decisions why.txt --out nowhere/results");
    assert_int_equal(fixture->status, 1);
    call(fixture, "run small.ini --decisions why.txt --chrome-trace nowhere/trace.json");
    assert_int_equal(fixture->status, 1);
    text = read_file(fixture, "why.txt");
    assert_string_equal(text, "before\n");
    assert_int_equal(n_entries(fixture), 2);
    call(fixture, "run small.ini --decisions /dev/null --quiet");
    assert_int_equal(fixture->status, 0);
}

static void what_cannot_be_printed_fails(void **state)
{
    static const char *const calls[] = { "--version", "help", "help scenario", "list", "check small.ini",
                                         "run small.ini" };
    Fixture *fixture = *state;
    g_autofree char *path = called_program();

    write_file(fixture, "small.ini", small);
    for (guint i = 0; i < G_N_ELEMENTS(calls); i++) {
        g_autofree char *script = g_strdup_printf("exec \"$0\" %s > /dev/full", calls[i]);
        char shell[] = "/bin/sh", c[] = "-c", *argv[] = { shell, c, script, path, NULL };
        g_autofree char *messages = NULL;
        int status;

        assert_true(g_spawn_sync(fixture->folder, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, &messages,
                                 &status, NULL));
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 1);
        assert_string_equal(messages, "gilsim: cannot write to standard output\n");
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
    Fixture *fixture = *state;

    write_file(fixture, "small.ini", small);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_refused(fixture, cases[i].arguments, 2, cases[i].message);
    assert_int_equal(n_entries(fixture), 1);
}

static void without_a_file_run_lists_the_shipped_scenarios(void **state)
{
    Fixture *fixture = *state;

    call(fixture, "run");
    assert_int_equal(fixture->status, 0);
    assert_has(fixture->out, "\n  kitchen ");
    assert_has(fixture->out, "One cook and three dishes");
}

static void shipped_files_are_found_where_gilsim_data_says(void **state)
{
    Fixture *fixture = *state;
    g_auto(GStrv) environment = g_environ_setenv(g_get_environ(), "GILSIM_DATA", fixture->folder, TRUE);
    g_autofree char *scenarios = g_build_filename(fixture->folder, "scenarios", NULL);

    assert_int_equal(g_mkdir(scenarios, 0777), 0);
    write_file(fixture, "scenarios/mine.ini", small);
    call_with(fixture, environment, "mine --format=csv");
    assert_int_equal(fixture->status, 0);
    assert_has(fixture->out, "\nmine,sim,threads,");
    call_with(fixture, environment, "run kitchen");
    assert_int_equal(fixture->status, 2);
}

static void list_tells_each_model(void **state)
{
    Fixture *fixture = *state;

    call(fixture, "list");
    assert_int_equal(fixture->status, 0);
    assert_has(fixture->out, "\n  async ");
    assert_has(fixture->out, "\n  cpython3 ");
    assert_has(fixture->out, "\n  eevdf ");
    assert_has(fixture->out, "\n  mixed ");
    call(fixture, "list policy");
    assert_has(fixture->out, "executor = ");
    assert_has(fixture->out, "Trust: ");
}

static void help_lists_commands_and_tells_their_options(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *overview = NULL;

    call(fixture, "");
    assert_int_equal(fixture->status, 0);
    overview = g_strdup(fixture->out);
    assert_has(overview, "\n  plot KIND FILE|DIR ");
    call(fixture, "--help");
    assert_string_equal(fixture->out, overview);
    call(fixture, "help run");
    assert_has(fixture->out, "gilsim run [OPTION...] FILE...");
    assert_has(fixture->out, "--policy=POLICY,...");
    assert_has(fixture->out, "For example:\n  gilsim run ");
    call(fixture, "--version");
    assert_string_equal(fixture->out, "gilsim 0.1.0, semantics 1\n");
}

static void plot_draws_from_a_scenario_and_from_results(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *from_scenario = NULL, *from_results = NULL;

    write_file(fixture, "small.ini", small);
    call(fixture, "plot compare small.ini -o one.svg");
    assert_string_equal(fixture->messages, "");
    assert_int_equal(fixture->status, 0);
    call(fixture, "run small.ini --out results --quiet");
    call(fixture, "plot compare results -o two.svg");
    assert_int_equal(fixture->status, 0);
    from_scenario = read_file(fixture, "one.svg");
    from_results = read_file(fixture, "two.svg");
    assert_has(from_scenario, "<svg");
    assert_string_equal(from_scenario, from_results);
    assert_int_equal(n_entries(fixture), 4);
}

static void a_timeline_of_very_much_is_drawn_in_groups(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *picture = NULL;

    write_file(fixture, "small.ini", small);
    call(fixture, "plot timeline small.ini --policy async -s task.a.count=20000 -o one.svg");
    assert_int_equal(fixture->status, 0);
    assert_string_equal(fixture->messages, "");
    picture = read_file(fixture, "one.svg");
    assert_has(picture, "tasks: how many of a group are in each state");
    assert_true(strlen(picture) < 1000000);
}

/* A gnuplot that tells its number in a file, and then takes its time. */
static void an_interrupt_ends_gnuplot_too(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *path = called_program(), *script = g_build_filename(fixture->folder, "gnuplot", NULL);
    g_autofree char *search = g_strconcat(fixture->folder, ":/usr/bin:/bin", NULL), *number = NULL;
    g_auto(GStrv) environment = g_environ_setenv(g_get_environ(), "PATH", search, TRUE);
    char plot[] = "plot", compare[] = "compare", file[] = "small.ini", o[] = "-o", picture[] = "one.svg",
         *argv[] = { path, plot, compare, file, o, picture, NULL };
    GPid pid;
    int status;

    write_file(fixture, "small.ini", small);
    write_file(fixture, "gnuplot", "#!/bin/sh\necho $$ > number.new\nmv number.new number\nexec sleep 100\n");
    assert_int_equal(g_chmod(script, 0755), 0);
    assert_true(g_spawn_async(fixture->folder, argv, environment, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid,
                              NULL));
    for (guint i = 0; n_entries(fixture) < 4 && i < 500; i++)
        g_usleep(10000);
    g_usleep(50000);
    number = read_file(fixture, "number");
    kill(pid, SIGINT);
    waitpid(pid, &status, 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 130);
    assert_int_equal(kill((pid_t)g_ascii_strtoll(number, NULL, 10), 0), -1);
    assert_int_equal(n_entries(fixture), 3); /* small.ini, gnuplot, number */
}

static void plot_without_gnuplot_says_so_and_leaves_nothing(void **state)
{
    Fixture *fixture = *state;
    g_auto(GStrv) environment = g_environ_setenv(g_get_environ(), "PATH", fixture->folder, TRUE);

    write_file(fixture, "small.ini", small);
    call_with(fixture, environment, "plot compare small.ini -o one.svg");
    assert_int_equal(fixture->status, 1);
    assert_has(fixture->messages, "gilsim: gnuplot was not found; expected it installed");
    assert_int_equal(n_entries(fixture), 1);
}

/* Names of tasks, scenarios and folders that gnuplot, a shell or a spreadsheet might take for more than a
 * name. */
static void names_are_data_and_run_nothing(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *folder = NULL;

    write_file(fixture, "`touch a`.ini",
               "[scenario]\n"
               "title = `touch b` $(touch c) \\\"'\n"
               "policies = threads, async\n"
               "[task `touch d` $(touch e) 'y' {/Bold z}]\n"
               "phases = compute 1ms\n"
               "[task Grüße]\n"
               "phases = wait 1ms\n");
    call(fixture, "run '`touch a`.ini' --quiet --out '< touch e'");
    assert_int_equal(fixture->status, 0);
    call(fixture, "plot timeline '< touch e' -o '|touch f.svg'");
    assert_string_equal(fixture->messages, "");
    assert_int_equal(fixture->status, 0);
    call(fixture, "plot compare '`touch a`.ini' -o '`touch g`.svg'");
    assert_int_equal(fixture->status, 0);
    assert_int_equal(n_entries(fixture), 4);
}

static void an_interrupt_leaves_nothing_and_ends_with_130(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *path = called_program();
    char run[] = "run", file[] = "long.ini", out[] = "--out=results",
         *argv[] = { path, run, file, out, NULL };
    GPid pid;
    int status;

    write_file(fixture, "long.ini",
               "[scenario]\n"
               "policies = threads\n"
               "[machine]\n"
               "cores = 1\n"
               "scheduler = rr\n"
               "slice = 1us\n"
               "profile = ideal\n"
               "[task t]\n"
               "count = 2\n"
               "phases = compute 1000s\n");
    assert_true(
        g_spawn_async(fixture->folder, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL));
    for (guint i = 0; n_entries(fixture) < 2 && i < 500; i++)
        g_usleep(10000);
    assert_int_equal(n_entries(fixture), 2); /* the partial results */
    kill(pid, SIGINT);
    waitpid(pid, &status, 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 130);
    assert_int_equal(n_entries(fixture), 1);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

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
        TEST(plot_draws_from_a_scenario_and_from_results),
        TEST(a_timeline_of_very_much_is_drawn_in_groups),
        TEST(an_interrupt_ends_gnuplot_too),
        TEST(plot_without_gnuplot_says_so_and_leaves_nothing),
        TEST(names_are_data_and_run_nothing),
        TEST(an_interrupt_leaves_nothing_and_ends_with_130),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
