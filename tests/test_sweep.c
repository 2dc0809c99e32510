/* test_sweep - does a sweep visit every point once, give the same for any number of workers and parts, and
 * say no to what does not belong together? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "base/csv.h"
#include "sweep/ledger.h"
#include "workplace.h"

#define VARIES " --vary cores=1:3 --vary let.idle=1ms,4ms --repeats 4 -q "

/* ---- the ledger ---- */

static void half_a_record_at_the_end_is_cut_off_wherever_it_was_cut(void **state)
{
    const Workplace *place = *state;
    g_autofree char *path = g_build_filename(place->folder, "points.log", NULL);
    g_autofree char *whole = NULL;
    gsize length, first_length;
    Ledger *ledger = ledger_open(path, NULL);

    assert_true(ledger_add(ledger, 0, 0, "a,1\n", 4, NULL));
    first_length = (gsize)ledger->length;
    assert_true(ledger_add(ledger, 7, 2, "b,2\nb,3\n", 8, NULL));
    ledger_free(ledger);
    assert_true(g_file_get_contents(path, &whole, &length, NULL));
    for (gsize cut = 0; cut <= length; cut++) {
        workplace_write(place, "points.log", whole, (gssize)cut);
        ledger = ledger_open(path, NULL);
        assert_int_equal(ledger->records->len, cut == length ? 2 : cut >= first_length ? 1 : 0);
        assert_int_equal(ledger->length, cut == length ? length : cut >= first_length ? first_length : 0);
        ledger_free(ledger);
    }
}

static void ledger_in_use_is_not_opened_again(void **state)
{
    const Workplace *place = *state;
    g_autofree char *path = g_build_filename(place->folder, "points.log", NULL);
    g_autoptr(Ledger) ledger = ledger_open(path, NULL);
    g_autoptr(GError) error = NULL;

    assert_non_null(ledger);
    assert_null(ledger_open(path, &error));
    assert_has(error->message, "is being written by another gilsim");
}

/* ---- the commands ---- */

static void any_number_of_workers_gives_the_same(void **state)
{
    Workplace *place = *state;
    g_autofree char *first = NULL;

    workplace_succeed(place, "sweep small.ini" VARIES "-j 1 --out one");
    first = g_strdup(place->out);
    workplace_succeed(place, "sweep small.ini" VARIES "-j 2 --out two");
    assert_string_equal(place->out, first);
    workplace_succeed(place, "sweep small.ini" VARIES "-j 7 --out seven");
    workplace_assert_same(place, "one", "two");
    workplace_assert_same(place, "one", "seven");
}

/* ---- what is written ---- */

static JsonArray *parse(const char *text, JsonParser *parser)
{
    if (!json_parser_load_from_data(parser, text, -1, NULL))
        fail_msg("this is no JSON: %s", text);
    return json_node_get_array(json_parser_get_root(parser));
}

/* Each cell of the CSV is in the JSON: text as text, a number as a number, nothing as null. */
static void assert_same_row(GStrv names, GStrv fields, JsonObject *object)
{
    for (guint i = 0; names[i]; i++) {
        JsonNode *node = json_object_get_member(object, names[i]);

        assert_non_null(node);
        if (*fields[i] == '\0')
            assert_true(JSON_NODE_HOLDS_NULL(node));
        else if (json_node_get_value_type(node) == G_TYPE_STRING)
            assert_string_equal(json_node_get_string(node), fields[i]);
        else
            assert_true(json_node_get_double(node) == g_ascii_strtod(fields[i], NULL));
    }
    assert_int_equal(json_object_get_size(object), g_strv_length(names));
}

static void json_has_what_csv_has(void **state)
{
    Workplace *place = *state;
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autofree char *table = NULL, *csv = NULL;
    g_auto(GStrv) names = NULL;
    const char *text;
    JsonArray *rows;
    JsonObject *first;

    workplace_succeed(place, "sweep small.ini" VARIES "--format=csv");
    csv = g_strdup(place->out);
    table = workplace_read(place, "small.sweep/summary.csv");
    assert_string_equal(csv, table);
    workplace_succeed(place, "sweep small.ini" VARIES "--format=json");
    rows = parse(place->out, parser);
    text = csv;
    names = csv_fields(&text);
    for (guint i = 0; *text; i++) {
        g_auto(GStrv) fields = csv_fields(&text);

        assert_same_row(names, fields, json_array_get_object_element(rows, i));
        assert_true(*text || i + 1 == json_array_get_length(rows));
    }
    first = json_array_get_object_element(rows, 0);
    assert_string_equal(json_object_get_string_member(first, "machine.cores"), "1");
    assert_int_equal(json_object_get_int_member(first, "cores"), 1);
    assert_string_equal(json_object_get_string_member(first, "policy"), "async");
}

static void format_that_there_is_not_is_refused(void **state)
{
    Workplace *place = *state;

    workplace_call(place, "sweep small.ini" VARIES "--format=xml");
    assert_int_equal(place->status, 2);
    assert_string_equal(place->messages, "gilsim: --format=xml: expected table, csv or json\n");
    workplace_call(place, "merge one --out two --format=xml");
    assert_string_equal(place->messages, "gilsim: --format=xml: expected table, csv or json\n");
}

/* Or two columns would have one name. */
static void key_with_the_name_of_a_column_must_be_given_whole(void **state)
{
    Workplace *place = *state;

    workplace_write(place, "named.ini", "[let]\ntasks = 2\n[task a]\ncount = $tasks\nphases = compute 1ms\n",
                    -1);
    workplace_call(place, "sweep named.ini --vary tasks=1,2 -q");
    assert_int_equal(place->status, 2);
    assert_has(place->messages, "--vary tasks: every row has a column of that name, expected GROUP.tasks");
    workplace_succeed(place, "sweep named.ini --vary let.tasks=1,2 -q");
    workplace_succeed(place, "sweep small.ini --vary goal=makespan,throughput -q --format csv");
    assert_true(g_str_has_prefix(place->out, "scenario.goal,scenario,"));
}

/* ---- before it starts ---- */

static void more_memory_than_there_is_is_refused_before_it_starts(void **state)
{
    Workplace *place = *state;

    workplace_call(place, "sweep small.ini --vary task.a.count=1,1000000 --vary cores=1:4096 -j 4096 -q");
    assert_int_equal(place->status, 2);
    assert_has(place->messages, "gilsim: 4096 workers need ");
    assert_has(place->messages, "(the most each at task.a.count=1000000 machine.cores=1)");
    assert_has(place->messages, "; expected fewer (-j)\n");
    workplace_call(place,
                   "sweep small.ini --vary cores=1:4096 --vary let.idle=1us:2000us:1us --repeats 100000 -q");
    assert_int_equal(place->status, 2);
    assert_has(place->messages, "; expected fewer, or parts (--shard K/N)\n");
    workplace_call_behind(place, "test ! -e small.sweep && exec", "--version");
    assert_int_equal(place->status, 0);
}

/* ---- the commands ---- */

/* The row of SWEPT that begins with START goes on like the one row of the program's last output, from the
 * makespan on. */
static void assert_same_figures(const Workplace *place, const char *swept, const char *start)
{
    const char *ours = strstr(swept, start), *theirs = strstr(place->out, "\nsmall,");
    gsize length;

    assert_non_null(ours);
    assert_non_null(theirs);
    ours += strlen(start);
    theirs = strstr(theirs, ",0,8,") + strlen(",0,8,");
    length = strcspn(theirs, "\n");
    assert_true(length > 100);
    assert_memory_equal(ours, theirs, length);
}

static void repeat_is_what_run_says_with_the_next_seed(void **state)
{
    Workplace *place = *state;
    g_autofree char *swept = NULL;

    workplace_succeed(
        place, "sweep small.ini --vary let.idle=4ms --repeats 3 -p threads -q --out swept --format csv");
    swept = g_strdup(place->out);
    workplace_succeed(place, "run small.ini --set let.idle=4ms --seed 1 -p threads -q --format csv");
    assert_same_figures(place, swept, "\n4ms,small,sim,threads,cpython3,eevdf,4,8,1,0,8,");
    workplace_succeed(place, "run small.ini --set let.idle=4ms --seed 3 -p threads -q --format csv");
    assert_same_figures(place, swept, "\n4ms,small,sim,threads,cpython3,eevdf,4,8,3,2,8,");
}

static void parts_merge_to_the_whole(void **state)
{
    Workplace *place = *state;

    workplace_succeed(place, "sweep small.ini" VARIES "--out whole");
    workplace_succeed(place, "sweep small.ini" VARIES "--shard 1/3");
    workplace_succeed(place, "sweep small.ini" VARIES "--shard 2/3");
    workplace_call(place, "merge small.1-of-3.sweep small.2-of-3.sweep --out merged");
    assert_int_equal(place->status, 1);
    assert_has(place->messages, "gilsim: no part has machine.cores=2 let.idle=1ms (repeat 0)\n");
    assert_has(place->messages, "8 of 24 runs are missing");
    workplace_succeed(place, "sweep small.ini" VARIES "--shard 3/3");
    workplace_succeed(place, "merge small.1-of-3.sweep small.2-of-3.sweep small.3-of-3.sweep --out merged");
    assert_string_equal(place->messages, "");
    workplace_assert_same(place, "whole", "merged");
}

static void doubled_points_are_named_and_differing_ones_refused(void **state)
{
    Workplace *place = *state;
    g_autofree char *path = g_build_filename(place->folder, "part", "points.log", NULL);
    Ledger *ledger;

    workplace_succeed(place, "sweep small.ini" VARIES "--out whole");
    workplace_succeed(place, "sweep small.ini" VARIES "--shard 1/3 --out part");
    workplace_succeed(place, "merge whole part --out merged");
    assert_has(place->messages,
               "'part' has machine.cores=1 let.idle=1ms again (repeat 0); the results agree");
    assert_has(place->messages, "8 runs were there twice");
    ledger = ledger_open(path, NULL);
    assert_true(ledger_add(ledger, 1, 0, "other\n", 6, NULL));
    ledger_free(ledger);
    workplace_call(place, "merge whole part --out merged");
    assert_int_equal(place->status, 1);
    assert_has(place->messages, "'part' has other results for machine.cores=1 let.idle=4ms");
}

static void merging_adds_to_what_was_merged_and_to_nothing_else(void **state)
{
    Workplace *place = *state;
    g_autofree char *whole = NULL;

    workplace_succeed(place, "sweep small.ini" VARIES "--out whole");
    whole = g_strdup(place->out);
    workplace_succeed(place, "sweep small.ini" VARIES "--shard 1/2");
    workplace_succeed(place, "sweep small.ini" VARIES "--shard 2/2");
    workplace_call(place, "merge small.1-of-2.sweep --out merged");
    assert_int_equal(place->status, 1);
    workplace_succeed(place, "merge small.2-of-2.sweep --out merged");
    assert_string_equal(place->messages, "");
    assert_string_equal(place->out, whole);
    workplace_assert_same(place, "whole", "merged");
    workplace_succeed(place, "sweep small.ini --vary cores=1:2 -q --out other");
    workplace_call(place, "merge small.1-of-2.sweep small.2-of-2.sweep --out other");
    assert_has(place->messages, "'other' holds a sweep, but it varies other keys or values");
    assert_int_equal(workplace_finished(place, "other"), 2);
    workplace_succeed(place, "merge small.1-of-2.sweep small.2-of-2.sweep --out other --restart");
    workplace_assert_same(place, "whole", "other");
}

static void changed_scenario_or_command_is_refused(void **state)
{
    Workplace *place = *state;

    workplace_succeed(place, "sweep small.ini" VARIES);
    workplace_call(place, "sweep small.ini --vary cores=1:4 -q");
    assert_int_equal(place->status, 1);
    assert_has(place->messages, "it varies other keys or values");
    workplace_call(place, "sweep small.ini --lock fair" VARIES);
    assert_has(place->messages, "it was made with other options");
    workplace_write(place, "small.ini", "# changed\n" WORKPLACE_SCENARIO, -1);
    workplace_call(place, "sweep small.ini" VARIES);
    assert_int_equal(place->status, 1);
    assert_has(place->messages, "the scenario has changed since");
    workplace_succeed(place, "sweep small.ini --restart" VARIES);
}

static void result_of_another_version_is_refused(void **state)
{
    Workplace *place = *state;
    g_autofree char *text = NULL;
    g_auto(GStrv) parts = NULL;
    g_autofree char *changed = NULL;

    workplace_succeed(place, "sweep small.ini" VARIES);
    text = workplace_read(place, "small.sweep/sweep.ini");
    parts = g_strsplit(text, "version=", 2);
    changed = g_strdup_printf("%sversion=0.0.0 of %s", parts[0], parts[1]);
    workplace_write(place, "small.sweep/sweep.ini", changed, -1);
    workplace_call(place, "sweep small.ini" VARIES);
    assert_int_equal(place->status, 1);
    assert_has(place->messages, "it was made by another version of gilsim");
}

static void bad_value_is_refused_before_anything_is_written(void **state)
{
    Workplace *place = *state;

    workplace_call(place, "sweep small.ini --vary cores=1,2,0 --out results");
    assert_int_equal(place->status, 2);
    assert_has(place->messages, "gilsim: --vary machine.cores=0: ");
    workplace_call_behind(place, "test ! -e results && exec", "--version");
    assert_int_equal(place->status, 0);
}

static void folder_of_something_else_is_left_alone(void **state)
{
    Workplace *place = *state;

    workplace_call(place, "sweep small.ini --vary cores=1,2 --out . --restart");
    assert_int_equal(place->status, 1);
    assert_has(place->messages, "holds other files");
}

static void cheapest_point_that_meets_the_target_is_told(void **state)
{
    Workplace *place = *state;

    workplace_succeed(place, "sweep small.ini --vary task.a.count=40,20,1 -q");
    assert_has(place->out, "task.a.count=");
    assert_has(place->out, " is enough: with ");
    workplace_succeed(place, "sweep small.ini --set scenario.target=1us --vary cores=1:2 -q --out none");
    assert_has(place->out, "\nNo point meets the target of ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(half_a_record_at_the_end_is_cut_off_wherever_it_was_cut,
                                        workplace_setup, workplace_teardown),
        cmocka_unit_test_setup_teardown(ledger_in_use_is_not_opened_again, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(any_number_of_workers_gives_the_same, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(json_has_what_csv_has, workplace_setup, workplace_teardown),
        cmocka_unit_test_setup_teardown(format_that_there_is_not_is_refused, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(key_with_the_name_of_a_column_must_be_given_whole, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(more_memory_than_there_is_is_refused_before_it_starts,
                                        workplace_setup, workplace_teardown),
        cmocka_unit_test_setup_teardown(repeat_is_what_run_says_with_the_next_seed, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(parts_merge_to_the_whole, workplace_setup, workplace_teardown),
        cmocka_unit_test_setup_teardown(doubled_points_are_named_and_differing_ones_refused, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(merging_adds_to_what_was_merged_and_to_nothing_else, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(changed_scenario_or_command_is_refused, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(result_of_another_version_is_refused, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(bad_value_is_refused_before_anything_is_written, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(folder_of_something_else_is_left_alone, workplace_setup,
                                        workplace_teardown),
        cmocka_unit_test_setup_teardown(cheapest_point_that_meets_the_target_is_told, workplace_setup,
                                        workplace_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
