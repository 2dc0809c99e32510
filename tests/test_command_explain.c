/* test_command_explain - `gilsim explain` and `--chrome-trace` as they are called: what they print, where, and
 * with which exit status. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "workplace.h"

static const char convoy[] = "[scenario]\npolicies = threads, free-threaded\n"
                             "[machine]\nprofile = ideal\n"
                             "[task io]\nphases = repeat 50 { wait 2ms; compute 50us }\n"
                             "[task <cruncher>]\nphases = compute 100ms\n";

static const char deadlock[] = "[scenario]\npolicies = sequential, threads\n"
                               "[machine]\nprofile = ideal\n"
                               "[resource x]\ncapacity = 1\n[resource y]\ncapacity = 1\n"
                               "[task a]\nphases = use x { wait 5ms; use y { compute 1ms } }\n"
                               "[task b]\nphases = use y { wait 5ms; use x { compute 1ms } }\n";

static const char validation[] =
    "scenario,executor,policy,metric,predicted_ns,measured_ns,error_pct,verdict\n"
    "one,native,threads,makespan,98,100,-2.000,good\n"
    "two,native,threads,makespan,112,100,12.000,off\n"
    "three,native,threads,makespan,103,100,3.000,good\n"
    "three,native,threads,p95 turnaround,150,100,50.000,off\n"
    "four,native,threads,makespan,150,100,50.000,too noisy\n"
    "one,native,async,makespan,101,100,1.000,good\n";

/* The JSON that the last call printed. */
static JsonObject *printed(const Workplace *place, JsonParser *parser)
{
    assert_true(json_parser_load_from_data(parser, place->out, -1, NULL));
    return json_node_get_object(json_parser_get_root(parser));
}

static void explain_prints_advice_and_nothing_else(void **state)
{
    Workplace *place = *state;

    workplace_succeed(place, "explain small.ini --replications=3");
    assert_has(place->out, "What each change alone would bring (means of 3 seeds)\n");
    assert_has(place->out, "\nAdvice\nUse ");
    assert_has(place->out, "all hold (--laws tells each).\n");
    assert_null(strstr(place->out, "Little's law"));
    assert_string_equal(place->messages, "");
    workplace_succeed(place, "explain small.ini --replications=0 --laws");
    assert_has(place->out, "Little's law: ");
}

static void explain_says_the_same_twice(void **state)
{
    Workplace *place = *state;
    g_autofree char *first = NULL;

    workplace_succeed(place, "explain small.ini --replications=3 --format=json");
    first = g_steal_pointer(&place->out);
    workplace_succeed(place, "explain small.ini --replications=3 --format=json");
    assert_string_equal(place->out, first);
}

static void findings_in_json_have_kind_policy_and_figures(void **state)
{
    Workplace *place = *state;
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonObject *finding, *figures;

    workplace_write(place, "convoy.ini", convoy, -1);
    workplace_succeed(place, "explain convoy.ini --replications=0 --format=json");
    finding =
        json_array_get_object_element(json_object_get_array_member(printed(place, parser), "findings"), 0);
    assert_string_equal(json_object_get_string_member(finding, "kind"), "convoy");
    assert_string_equal(json_object_get_string_member(finding, "policy"), "threads");
    assert_string_equal(json_object_get_string_member(finding, "who"), "io");
    assert_string_equal(json_object_get_string_member(finding, "behind"), "<cruncher>");
    figures = json_object_get_object_member(finding, "figures");
    assert_true(json_object_get_int_member(figures, "mean_delay_ns") > 0);
    assert_true(json_object_get_int_member(figures, "goal_ns") >
                json_object_get_int_member(figures, "goal_without_ns"));
    assert_has(json_object_get_string_member(finding, "text"),
               "A convoy under threads: io waits for the lock behind");
}

static void schedulers_and_locks_in_json_have_a_row_each(void **state)
{
    Workplace *place = *state;
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonObject *object;

    workplace_write(place, "convoy.ini", convoy, -1);
    workplace_succeed(place, "explain convoy.ini -p threads --cores=1 --goal 'mean delay of io' "
                             "--scheduler=fifo,rr --lock=fair,none --replications=0 --format=json");
    object = printed(place, parser);
    assert_int_equal(json_array_get_length(json_object_get_array_member(object, "machines")), 4);
    assert_true(json_object_has_member(json_object_get_object_member(object, "advice"), "scheduler"));
}

static void what_does_not_finish_is_a_failure_that_is_told(void **state)
{
    Workplace *place = *state;
    g_autoptr(JsonParser) parser = json_parser_new();

    workplace_write(place, "deadlock.ini", deadlock, -1);
    workplace_call(place, "explain deadlock.ini --replications=0 --format=json");
    assert_int_equal(place->status, 1);
    assert_has(place->messages, "deadlock at 5ms");
    assert_string_equal(json_object_get_string_member(
                            json_array_get_object_element(
                                json_object_get_array_member(printed(place, parser), "findings"), 0),
                            "kind"),
                        "does-not-finish");
}

static void bad_calls_of_explain_end_with_status_2_and_no_output(void **state)
{
    static const struct {
        const char *call, *message;
    } bad[] = {
        { "explain", "gilsim: expected one scenario; " },
        { "explain small.ini small.ini", "gilsim: expected one scenario; " },
        { "explain --jobs 0:24,0:3", "gilsim: --jobs: expected a scenario's file" },
        { "explain no-such", "gilsim: there is no shipped scenario 'no-such'" },
        { "explain bad.ini", "gilsim: bad.ini:2: " },
        { "explain small.ini --format=csv", "gilsim: --format=csv: expected table or json" },
        { "explain small.ini --replications=-1", "gilsim: --replications=-1: expected 0 to 1000" },
        { "explain small.ini --replications=x", "gilsim: " },
        { "explain small.ini --scheduler=frr", "gilsim: " },
        { "explain small.ini --no-such", "gilsim: " },
    };
    Workplace *place = *state;

    workplace_write(place, "bad.ini", "[task a]\nphases = compute 10\n", -1);
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        workplace_call(place, bad[i].call);
        if (place->status != 2 || !g_str_has_prefix(place->messages, bad[i].message))
            fail_msg("%s: status %d, %s", bad[i].call, place->status, place->messages);
        assert_string_equal(place->out, "");
        assert_ptr_equal(strchr(place->messages, '\n'), place->messages + strlen(place->messages) - 1);
    }
}

/* Makespans only, and those that could be judged. */
static void margins_of_the_last_validation_are_told(void **state)
{
    Workplace *place = *state;
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonObject *advice;

    workplace_write(place, "validation.csv", validation, -1);
    workplace_succeed(place, "explain small.ini -p threads --replications=0 --format=json --validation .");
    advice = json_object_get_object_member(printed(place, parser), "advice");
    assert_int_equal(json_object_get_int_member(advice, "measured_on_host"), 3);
    assert_true(json_object_get_double_member(advice, "median_error") == 0.03);
    assert_true(json_object_get_double_member(advice, "worst_error") == 0.12);
    assert_has(json_object_get_string_member(advice, "text"),
               "On this host 3 makespans of threads were measured: the "
               "prediction was 3 % off in the middle and 12 % at worst.");
}

static void the_margin_of_this_scenario_itself_goes_before_others(void **state)
{
    Workplace *place = *state;
    g_autofree char *table =
        g_strconcat(validation, "small,native,threads,makespan,107,100,7.000,good\n", NULL);

    workplace_write(place, "validation.csv", table, -1);
    workplace_succeed(place, "explain small.ini -p threads --replications=0 --format=json --validation .");
    assert_has(place->out,
               "On this host the makespan of a scenario of this name under threads was measured: the prediction was "
               "7 % off.");
}

static void a_drawn_scenario_of_the_same_name_is_another(void **state)
{
    Workplace *place = *state;

    workplace_write(place, "validation.csv",
                    "scenario,executor,policy,metric,error_pct,verdict,drawn\n"
                    "small,native,threads,makespan,7.000,good,yes\n",
                    -1);
    workplace_succeed(place, "explain small.ini -p threads --replications=0 --format=json --validation .");
    assert_has(place->out, "On this host the one makespan of threads that was measured was 7 % off.");
}

/* The same rule for both: `validation` here, or the folder that is named, which must have a table. */
static void explain_and_report_look_for_measurements_in_the_same_place(void **state)
{
    Workplace *place = *state;
    g_autofree char *folder = g_build_filename(place->folder, "validation", NULL);
    g_autofree char *path = g_build_filename(place->folder, "page.html", NULL), *page = NULL;

    workplace_call(place, "explain small.ini --validation nowhere");
    assert_int_equal(place->status, 2);
    assert_has(place->messages, "gilsim: --validation=nowhere: there is no validation.csv; expected a folder that ");
    assert_string_equal(place->out, "");
    workplace_call(place, "report small.ini -o page.html --validation nowhere");
    assert_int_equal(place->status, 2);
    assert_has(place->messages, "gilsim: --validation=nowhere: there is no validation.csv; expected a folder that ");
    assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    assert_int_equal(g_mkdir(folder, 0777), 0);
    workplace_write(place, "validation/validation.csv", validation, -1);
    workplace_succeed(place, "explain small.ini -p threads --replications=0 --format=json");
    assert_has(place->out, "On this host 3 makespans of threads were measured");
    workplace_succeed(place, "report small.ini -p threads --replications=0 -o page.html");
    assert_true(g_file_get_contents(path, &page, NULL, NULL));
    assert_has(page, "On this host 3 makespans of threads were measured");
}

static void a_page_that_cannot_be_written_is_told_in_one_line(void **state)
{
    Workplace *place = *state;

    workplace_call(place, "report small.ini -o no/such/page.html");
    assert_int_equal(place->status, 1);
    assert_string_equal(place->messages,
                        "gilsim: cannot write the page 'no/such/page.html': there is no such folder\n");
}

/* Of ten seeds the scenario's own speaks for async, most for processes. */
static void the_choice_is_by_the_mean_over_seeds(void **state)
{
    static const char noisy[] = "[scenario]\npolicies = threads, async, processes\ngoal = p95 turnaround\n"
                                "[task a]\ncount = 12\narrival = poisson 200/s\n"
                                "phases = repeat 3 { compute lognormal(2ms, 1); wait exp(8ms) }\n";
    Workplace *place = *state;
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonObject *advice;

    workplace_write(place, "noisy.ini", noisy, -1);
    workplace_succeed(place, "explain noisy.ini --replications=1 --format=json");
    advice = json_object_get_object_member(printed(place, parser), "advice");
    assert_string_equal(json_object_get_string_member(advice, "policy"), "async");
    workplace_succeed(place, "explain noisy.ini --format=json");
    advice = json_object_get_object_member(printed(place, parser), "advice");
    assert_string_equal(json_object_get_string_member(advice, "policy"), "processes");
    assert_string_equal(json_object_get_string_member(advice, "next"), "async");
    assert_true(json_object_get_boolean_member(advice, "lead_is_clear"));
    assert_true(json_object_get_double_member(advice, "lead") > 0.1);
    assert_has(json_object_get_string_member(advice, "text"),
               "Over 10 seeds it is on average 16 % better than async, which is more than chance");
}

/* Those that tell causes are asked first, and all if that is wished. */
static void questions_of_a_large_scenario_are_left_out_and_named(void **state)
{
    static const char large[] = "[scenario]\npolicies = async\n"
                                "[task a]\nphases = repeat 2000000 { compute 1us; wait 1us }\n";
    Workplace *place = *state;
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonObject *object;

    workplace_write(place, "large.ini", large, -1);
    workplace_succeed(place, "explain large.ini --replications=0 --format=json");
    object = printed(place, parser);
    assert_true(json_array_get_length(json_object_get_array_member(object, "left_out")) > 0);
    workplace_succeed(place, "explain large.ini --replications=0 -q");
    assert_has(place->out, "Not asked, as simulating this scenario takes ");
}

static void what_is_no_validation_is_as_if_there_were_none(void **state)
{
    static const char *const tables[] = { "",
                                          "\n",
                                          "a,b\n1,2\n",
                                          "\"",
                                          "scenario,policy,metric,error_pct,verdict\nx\n",
                                          "scenario,policy,metric,error_pct,verdict\n,,makespan,nan,good",
                                          "\xff\xfe" };
    Workplace *place = *state;

    for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
        workplace_write(place, "validation.csv", tables[i], -1);
        workplace_succeed(place,
                          "explain small.ini -p threads --replications=0 --format=json --validation .");
        assert_has(place->out, "\"measured_on_host\": 0");
    }
}

/* ---- --chrome-trace ---- */

static void a_chrome_trace_is_json_with_events_and_the_table_is_as_without(void **state)
{
    Workplace *place = *state;
    g_autofree char *table = NULL, *path = g_build_filename(place->folder, "trace.json", NULL);
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonArray *events;

    workplace_write(place, "convoy.ini", convoy, -1);
    workplace_succeed(place, "run convoy.ini");
    table = g_steal_pointer(&place->out);
    workplace_succeed(place, "run convoy.ini --chrome-trace trace.json");
    assert_string_equal(place->out, table);
    assert_string_equal(place->messages, "");
    assert_true(json_parser_load_from_file(parser, path, NULL));
    events = json_object_get_array_member(json_node_get_object(json_parser_get_root(parser)), "traceEvents");
    assert_true(json_array_get_length(events) > 100);
}

static void a_chrome_trace_that_cannot_be_written_is_a_failure(void **state)
{
    static const char *const paths[] = { "no/such/trace.json", ".", "/dev/full" };
    Workplace *place = *state;

    for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autofree char *call = g_strdup_printf("run small.ini --chrome-trace %s", paths[i]);

        workplace_call(place, call);
        if (place->status != 1 || !g_str_has_prefix(place->messages, "gilsim: cannot write the Chrome trace '") ||
            !strstr(place->messages, paths[i]))
            fail_msg("%s: status %d, %s", call, place->status, place->messages);
    }
}

static void bad_input_leaves_no_chrome_trace(void **state)
{
    Workplace *place = *state;
    g_autofree char *path = g_build_filename(place->folder, "trace.json", NULL);

    workplace_write(place, "bad.ini", "[task a]\nphases = compute 10\n", -1);
    workplace_call(place, "run bad.ini --chrome-trace trace.json");
    assert_int_equal(place->status, 2);
    assert_has(place->messages, "gilsim: bad.ini:2: ");
    assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(explain_prints_advice_and_nothing_else, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(explain_says_the_same_twice, workplace_setup, workplace_teardown),
        cmocka_unit_test_setup_teardown(findings_in_json_have_kind_policy_and_figures, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(schedulers_and_locks_in_json_have_a_row_each, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(what_does_not_finish_is_a_failure_that_is_told, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(bad_calls_of_explain_end_with_status_2_and_no_output, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(margins_of_the_last_validation_are_told, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(the_margin_of_this_scenario_itself_goes_before_others,
                                        workplace_setup, workplace_teardown),
        cmocka_unit_test_setup_teardown(a_drawn_scenario_of_the_same_name_is_another, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(explain_and_report_look_for_measurements_in_the_same_place,
                                        workplace_setup, workplace_teardown),
        cmocka_unit_test_setup_teardown(a_page_that_cannot_be_written_is_told_in_one_line, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(the_choice_is_by_the_mean_over_seeds, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(questions_of_a_large_scenario_are_left_out_and_named, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(what_is_no_validation_is_as_if_there_were_none, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(a_chrome_trace_is_json_with_events_and_the_table_is_as_without,
                                        workplace_setup, workplace_teardown),
        cmocka_unit_test_setup_teardown(a_chrome_trace_that_cannot_be_written_is_a_failure, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(bad_input_leaves_no_chrome_trace, workplace_setup,
                                        workplace_teardown),
    };

    return cmocka_run_group_tests_name("command-explain", tests, NULL, NULL);
}
