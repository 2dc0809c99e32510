/* test_explain - what an explanation says: the choice, the workers, who waits behind whom. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <json-glib/json-glib.h>

#include "explain/explanation_json.h"
#include "explain/explanation_text.h"
#include "explain/laws.h"
#include "explained.h"
#include "workplace.h"

static void the_advised_policy_is_the_best_or_as_good(void **state)
{
    static const char *const names[] = { "mixed", "web", "crawler", "tiny", "throughput", "wrong-waiting" };
    (void)state;

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_strdup_printf("scenarios/%s.ini", names[i]);
        g_autoptr(Explanation) explanation = explain_file(path, 2);
        g_autoptr(Advice) advice = advice_new(explanation);
        const gint64 chosen = explanation_mean(explanation, (guint)advice->policy);

        for (guint p = 0; p < explanation->n_policies; p++)
            assert_true(explanation_gain(explanation, chosen, explanation_mean(explanation, p)) <= 20000);
    }
}

static void a_convoy_is_told_with_who_waits_behind_whom(void **state)
{
    g_autoptr(Explanation) explanation = explain_file("scenarios/crawler.ini", 0);
    g_autoptr(Advice) advice = advice_new(explanation);
    g_autoptr(GString) text = g_string_new(NULL);
    (void)state;

    explanation_write_text(text, explanation, advice, FALSE);
    assert_has(text->str, "A convoy under threads: crawler waits for the lock behind cruncher, ");
    assert_has(text->str, "free-threaded: \342\211\244 ");
    assert_has(advice->text, "Without a free-threaded build: async, ");
}

static void an_unknown_cause_is_not_made_up(void **state)
{
    g_autoptr(Explanation) explanation = explain_text("[scenario]\n"
                                                      "policies = async, threads\n"
                                                      "[machine]\n"
                                                      "profile = ideal\n"
                                                      "[task a]\n"
                                                      "count = 2\n"
                                                      "phases = wait 10ms\n",
                                                      3);
    (void)state;

    assert_string_equal(diagnosis_word(diagnose(explanation)), "nothing");
    assert_true(explanation->is_certain);
    assert_int_equal(explanation->n_replications, 3);
}

static void a_policy_that_does_not_finish_is_told_and_not_advised(void **state)
{
    g_autoptr(Explanation) explanation = explain_text("[scenario]\n"
                                                      "policies = threads, sequential\n"
                                                      "[machine]\n"
                                                      "profile = ideal\n"
                                                      "[resource x]\n"
                                                      "capacity = 1\n"
                                                      "[resource y]\n"
                                                      "capacity = 1\n"
                                                      "[task a]\n"
                                                      "phases = use x { wait 5ms; use y { compute 1ms } }\n"
                                                      "[task b]\n"
                                                      "phases = use y { wait 5ms; use x { compute 1ms } }\n",
                                                      0);
    g_autoptr(Advice) advice = advice_new(explanation);
    g_autoptr(GString) text = g_string_new(NULL);
    (void)state;

    explanation_write_text(text, explanation, advice, TRUE);
    assert_has(text->str, "threads does not finish: deadlock at 5ms: a holds x and waits for y");
    assert_has(text->str, "Use sequential: makespan 12 ms.");
}

static void an_event_loop_that_nobody_asked_about_is_told(void **state)
{
    g_autoptr(Explanation) explanation = explain_text("[scenario]\n"
                                                      "policies = sequential\n"
                                                      "[machine]\n"
                                                      "profile = ideal\n"
                                                      "[task a]\n"
                                                      "count = 10\n"
                                                      "phases = wait 10ms\n",
                                                      0);
    g_autoptr(Advice) advice = advice_new(explanation);
    (void)state;

    assert_has(advice->text, "An event loop (async), which is not among the policies, would come to 10 ms.");
    assert_string_equal(diagnosis_word(diagnose(explanation)), "waiting");
}

static void a_convoy_is_a_cause_of_the_makespan_too(void **state)
{
    g_autoptr(Explanation) explanation = explain_text("[scenario]\n"
                                                      "policies = threads, free-threaded\n"
                                                      "[task io]\n"
                                                      "phases = repeat 500 { wait 2ms; compute 50us }\n"
                                                      "[task cruncher]\n"
                                                      "phases = compute 500ms\n",
                                                      0);
    (void)state;

    assert_string_equal(diagnosis_word(diagnose(explanation)), "convoy");
}

static void workers_are_advised_as_few_as_do(void **state)
{
    g_autoptr(Explanation) explanation = explain_text("[scenario]\n"
                                                      "policies = sequential, processes\n"
                                                      "[machine]\n"
                                                      "cores = 2\n"
                                                      "profile = ideal\n"
                                                      "[policy processes]\n"
                                                      "workers = 7\n"
                                                      "[task a]\n"
                                                      "count = 8\n"
                                                      "phases = compute 10ms\n",
                                                      0);
    g_autoptr(Advice) advice = advice_new(explanation);
    (void)state;

    assert_string_equal(explanation->scenario->policies[advice->policy], "processes");
    assert_int_equal(advice->workers, 2);
    assert_has(advice->text, "Use processes with 2 workers instead of 7: makespan 40 ms instead of 43 ms.");
}

static void of_several_machines_one_is_explained(void **state)
{
    g_autoptr(Explanation) explanation = explain_file("scenarios/python2.ini", 0);
    (void)state;

    assert_true(explanation->is_one_of_several);
    assert_int_equal(explanation->scenario->cores->len, 1);
    assert_int_equal(g_array_index(explanation->scenario->cores, gint64, 0), 2);
    assert_string_equal(explanation->scenario->locks[0], "cpython2");
    assert_null(explanation->scenario->locks[1]);
}

/* Four tasks of 10 ms on four cores: 40 / 4 + (1 - 1 / 4) x 10, whatever the plan would lock. */
static void grahams_bound_of_threads_without_a_lock_is_of_their_longest(void **state)
{
    g_autoptr(Explanation) explanation = explain_text("[scenario]\n"
                                                      "policies = threads\n"
                                                      "[machine]\n"
                                                      "profile = ideal\n"
                                                      "[lock]\n"
                                                      "name = none\n"
                                                      "[task a]\n"
                                                      "count = 4\n"
                                                      "phases = compute 10ms\n",
                                                      0);
    const GArray *laws = explanation->observed[0]->laws;
    gboolean found = FALSE;
    (void)state;

    for (guint i = 0; i < laws->len; i++)
        if (g_str_equal(g_array_index(laws, Law, i).name, "Graham's bound")) {
            assert_true(g_array_index(laws, Law, i).theory == 17.5 * SIMTIME_MS);
            found = TRUE;
        }
    assert_true(found);
}

static void json_holds_what_the_explanation_does(void **state)
{
    g_autoptr(Explanation) explanation = explain_file("scenarios/convoy-1.ini", 1);
    g_autoptr(Advice) advice = advice_new(explanation);
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonObject *object, *policy, *what_if;
    (void)state;

    explanation_write_json(text, explanation, advice);
    assert_true(json_parser_load_from_data(parser, text->str, -1, NULL));
    object = json_node_get_object(json_parser_get_root(parser));
    assert_string_equal(json_object_get_string_member(object, "cause"), "convoy");
    policy = json_array_get_object_element(json_object_get_array_member(object, "policies"), 0);
    assert_string_equal(json_object_get_string_member(policy, "policy"), "threads");
    assert_int_equal(json_object_get_int_member(policy, "goal_ns"), explanation_goal(explanation, 0));
    what_if = json_array_get_object_element(json_object_get_array_member(policy, "what_if"), 0);
    assert_string_equal(json_object_get_string_member(what_if, "name"), "no-lock");
    assert_int_equal(json_object_get_int_member(what_if, "goal_ns"),
                     ((WhatIf *)g_ptr_array_index(explanation->what_ifs, 0))->goals[0]);
    assert_true(json_array_get_length(json_object_get_array_member(policy, "laws")) >= 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_advised_policy_is_the_best_or_as_good),
        cmocka_unit_test(a_convoy_is_told_with_who_waits_behind_whom),
        cmocka_unit_test(an_unknown_cause_is_not_made_up),
        cmocka_unit_test(a_policy_that_does_not_finish_is_told_and_not_advised),
        cmocka_unit_test(an_event_loop_that_nobody_asked_about_is_told),
        cmocka_unit_test(a_convoy_is_a_cause_of_the_makespan_too),
        cmocka_unit_test(workers_are_advised_as_few_as_do),
        cmocka_unit_test(of_several_machines_one_is_explained),
        cmocka_unit_test(grahams_bound_of_threads_without_a_lock_is_of_their_longest),
        cmocka_unit_test(json_holds_what_the_explanation_does),
    };

    return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
