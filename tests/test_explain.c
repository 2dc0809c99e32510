/* test_explain - causes that shipped scenarios state, and what-ifs against separate runs with that change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "explain/explanation_json.h"
#include "explain/explanation_text.h"
#include "explain/laws.h"
#include "tables.h"

static Explanation *explain_file(const char *path, guint n_replications)
{
    const Overrides none = { 0 };
    g_autoptr(GError) error = NULL;
    Explanation *explanation = explanation_new(path, &none, n_replications, &error);

    if (!explanation)
        fail_msg("%s", error->message);
    return explanation;
}

static Explanation *explain_text(const char *text, guint n_replications)
{
    g_autofree char *path = NULL;
    const gint file = g_file_open_tmp("gilsim-test-XXXXXX.ini", &path, NULL);
    Explanation *explanation;

    assert_true(file >= 0 && g_close(file, NULL));
    assert_true(g_file_set_contents(path, text, -1, NULL));
    explanation = explain_file(path, n_replications);
    g_unlink(path);
    return explanation;
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is not in:\n%s", part, text);
}

/* ---- shipped scenarios ---- */

static void assert_stated_cause(const char *path)
{
    g_autoptr(Explanation) explanation = explain_file(path, 0);
    const char *line = strstr(explanation->scenario->text, "\n# cause: ");
    g_autofree char *stated = NULL;

    assert_non_null(line);
    line += strlen("\n# cause: ");
    stated = g_strndup(line, strcspn(line, "\r\n"));
    if (!g_str_equal(diagnosis_word(diagnose(explanation)), stated))
        fail_msg("%s: explained by '%s', states '%s'", path, diagnosis_word(diagnose(explanation)), stated);
}

static void shipped_scenarios_are_explained_by_the_cause_that_they_state(void **state)
{
    g_autoptr(GDir) folder = g_dir_open("scenarios", 0, NULL);
    const char *name;
    guint n = 0;
    (void)state;

    while ((name = g_dir_read_name(folder))) {
        g_autofree char *path = g_build_filename("scenarios", name, NULL);

        if (!g_str_has_suffix(name, ".ini"))
            continue;
        assert_stated_cause(path);
        n++;
    }
    assert_true(n >= 20);
}

static void the_advised_policy_is_the_best_or_as_good(void **state)
{
    static const char *const names[] = { "mixed", "web", "crawler", "tiny", "throughput", "wrong-waiting" };
    (void)state;

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_strdup_printf("scenarios/%s.ini", names[i]);
        g_autoptr(Explanation) explanation = explain_file(path, 2);
        g_autoptr(Advice) advice = advice_new(explanation);
        const gint64 chosen = explanation_goal(explanation, (guint)advice->policy);

        for (guint p = 0; p < explanation->n_policies; p++)
            assert_true(explanation_gain(explanation, chosen, explanation_goal(explanation, p)) <= 20000);
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
    assert_has(text->str, "Without a free-threaded build:\nasync");
}

static void an_unknown_cause_is_not_made_up(void **state)
{
    g_autoptr(Explanation) explanation = explain_text("[scenario]\n"
                                                      "policies = async, threads\n"
                                                      "[machine]\n"
                                                      "profile = ideal\n"
                                                      "[task a]\n"
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

/* ---- random scenarios ---- */

#define N_SCENARIOS 200
#define MOST_GROUPS 3

/* What a random scenario is written from; a what-if is a change to it. Times in whole milliseconds, or as said. */
typedef struct {
    const char *lock;
    gint interval_us, handoff_us, cores, capacity, workers; /* workers 0: as many as cores */
    gint thread_start_us, process_start_us, switch_us, loop_step_us, ipc_us;
    gint n_groups;
    struct {
        gint count, repeats, compute_us, wait_us, held_us, every_us, gives_way;
    } groups[MOST_GROUPS];
    gint last_us; /* a task that comes after the first group; 0: none */
    guint goal;
} Recipe;

static Recipe random_recipe(GRand *rand)
{
    static const char *const locks[] = { "cpython3", "fair" };
    Recipe recipe = { .lock = locks[g_rand_int_range(rand, 0, 2)],
                      .interval_us = 1000 * g_rand_int_range(rand, 1, 8),
                      .handoff_us = g_rand_int_range(rand, 0, 4),
                      .cores = g_rand_int_range(rand, 1, 5),
                      .capacity = g_rand_int_range(rand, 1, 3),
                      .workers = g_rand_int_range(rand, 0, 4),
                      .thread_start_us = g_rand_int_range(rand, 0, 100),
                      .process_start_us = g_rand_int_range(rand, 0, 2000),
                      .switch_us = g_rand_int_range(rand, 0, 4),
                      .loop_step_us = g_rand_int_range(rand, 0, 10),
                      .ipc_us = g_rand_int_range(rand, 0, 50),
                      .n_groups = g_rand_int_range(rand, 1, MOST_GROUPS + 1),
                      .goal = (guint)g_rand_int_range(rand, 0, 3) };

    for (gint i = 0; i < recipe.n_groups; i++) {
        recipe.groups[i].count = g_rand_int_range(rand, 1, 5);
        recipe.groups[i].repeats = g_rand_int_range(rand, 1, 4);
        recipe.groups[i].compute_us = 2000 * g_rand_int_range(rand, 1, 9);
        recipe.groups[i].wait_us = 2 * g_rand_int_range(rand, 1, 9000);
        recipe.groups[i].held_us = g_rand_int_range(rand, 0, 2) * 2 * g_rand_int_range(rand, 1, 4000);
        recipe.groups[i].every_us = g_rand_int_range(rand, 0, 2) * g_rand_int_range(rand, 1, 9000);
    }
    recipe.last_us = g_rand_int_range(rand, 0, 2) * 2000 * g_rand_int_range(rand, 1, 5);
    return recipe;
}

static gint n_tasks(const Recipe *recipe)
{
    gint n = recipe->last_us > 0 ? 1 : 0;

    for (gint i = 0; i < recipe->n_groups; i++)
        n += recipe->groups[i].count;
    return n;
}

/* "compute 3000us", or in pieces of a millisecond with a yield between them. */
static void write_compute(GString *text, gint us, gboolean gives_way)
{
    const gint pieces = gives_way ? (us - 1) / 1000 : 0;

    if (pieces > 0)
        g_string_append_printf(text, "repeat %d { compute 1000us; yield }; ", pieces);
    g_string_append_printf(text, "compute %dus", us - 1000 * pieces);
}

static void write_tasks(GString *text, const Recipe *recipe)
{
    for (gint i = 0; i < recipe->n_groups; i++) {
        g_string_append_printf(text, "[task t%d]\ncount = %d\narrival = ", i, recipe->groups[i].count);
        g_string_append_printf(text, recipe->groups[i].every_us > 0 ? "every %dus" : "0",
                               recipe->groups[i].every_us);
        g_string_append_printf(text, "\nphases = repeat %d { ", recipe->groups[i].repeats);
        write_compute(text, recipe->groups[i].compute_us, recipe->groups[i].gives_way);
        g_string_append_printf(text, "; wait %dus", recipe->groups[i].wait_us);
        if (recipe->groups[i].held_us > 0)
            g_string_append_printf(text, "; use db { wait %dus }", recipe->groups[i].held_us);
        g_string_append(text, " }\n");
    }
    if (recipe->last_us > 0) {
        g_string_append(text, "[task last]\nafter = t0\nphases = ");
        write_compute(text, recipe->last_us, recipe->groups[0].gives_way);
        g_string_append_c(text, '\n');
    }
}

static char *write_recipe(const Recipe *recipe)
{
    static const char *const goals[] = { "makespan", "throughput", "p95 turnaround of t0" };
    GString *text = g_string_new(NULL);

    g_string_append_printf(text,
                           "[scenario]\npolicies = sequential, async, threads, free-threaded, processes\n"
                           "goal = %s\n[machine]\nprofile = ideal\ncores = %d\nlock_handoff = %dus\n"
                           "thread_start = %dus\nprocess_start = %dus\ncontext_switch = %dus\n"
                           "loop_step = %dus\nipc_call = %dus\n[lock]\nname = %s\ninterval = %dus\n"
                           "[resource db]\ncapacity = %d\n",
                           goals[recipe->goal], recipe->cores, recipe->handoff_us, recipe->thread_start_us,
                           recipe->process_start_us, recipe->switch_us, recipe->loop_step_us, recipe->ipc_us,
                           recipe->lock, recipe->interval_us, recipe->capacity);
    if (recipe->workers > 0)
        g_string_append_printf(text, "[policy processes]\nworkers = %d\n", recipe->workers);
    write_tasks(text, recipe);
    return g_string_free(text, FALSE);
}

static void change_tasks(Recipe *recipe, WhatKind kind)
{
    for (gint i = 0; i < recipe->n_groups; i++) {
        if (kind == WHAT_HALF_WAITS) {
            recipe->groups[i].wait_us /= 2;
            recipe->groups[i].held_us /= 2;
        } else if (kind == WHAT_HALF_COMPUTING) {
            recipe->groups[i].compute_us /= 2;
        } else if (kind == WHAT_GIVE_WAY) {
            recipe->groups[i].gives_way = TRUE;
        } else if (kind == WHAT_HALF_ALONE && i == 0 && recipe->groups[0].count == 1) {
            recipe->groups[0].compute_us /= 2;
            recipe->groups[0].wait_us /= 2;
            recipe->groups[0].held_us /= 2;
        }
    }
    if (kind == WHAT_HALF_COMPUTING || kind == WHAT_HALF_ALONE)
        recipe->last_us /= 2;
}

/* What KIND stands for, written down once more. */
static Recipe changed(const Recipe *before, WhatKind kind)
{
    Recipe recipe = *before;

    switch (kind) {
    case WHAT_NO_LOCK:
        recipe.lock = "none";
        break;
    case WHAT_SHORT_INTERVAL:
        recipe.interval_us = 100;
        recipe.handoff_us = 0;
        break;
    case WHAT_MANY_CORES:
        recipe.cores = MAX(n_tasks(before), before->cores + 2);
        break;
    case WHAT_CORE_MORE:
        recipe.cores++;
        break;
    case WHAT_WORKER_MORE:
        recipe.workers = (before->workers > 0 ? before->workers : before->cores) + 1;
        break;
    case WHAT_MANY_WORKERS:
        recipe.workers = n_tasks(before);
        break;
    case WHAT_UNIT_MORE:
        recipe.capacity++;
        break;
    case WHAT_NO_START:
        recipe.thread_start_us = recipe.process_start_us = 0;
        break;
    case WHAT_NO_SWITCHING:
        recipe.switch_us = recipe.handoff_us = recipe.loop_step_us = 0;
        break;
    case WHAT_NO_PAYLOAD:
        recipe.ipc_us = 0;
        break;
    default:
        change_tasks(&recipe, kind);
    }
    return recipe;
}

static void assert_equals_separate_run(const Explanation *explanation, const Recipe *recipe,
                                       const WhatIf *what_if)
{
    const Recipe other = changed(recipe, what_if->kind);
    g_autofree char *text = write_recipe(&other);
    g_autoptr(GError) error = NULL;
    g_autoptr(Scenario) scenario = scenario_parse("random.ini", text, strlen(text), NULL, &error);
    g_autoptr(Ranking) ranking = ranking_new();

    if (!scenario)
        fail_msg("%s", error->message);
    table_experiment(scenario, &ranking->sink);
    for (guint i = 0; i < ranking->rows->len; i++) {
        const RankedRow *row = g_ptr_array_index(ranking->rows, i);

        if (what_if->applies[i] &&
            (row->summary.goal != what_if->goals[i] || row->summary.makespan != what_if->makespans[i]))
            fail_msg("%s, %s: %" G_GINT64_FORMAT " is not %" G_GINT64_FORMAT " of a separate run of\n%s",
                     what_if->phrase, explanation->scenario->policies[i], what_if->goals[i],
                     row->summary.goal, text);
    }
}

static void assert_laws_hold(const Explanation *explanation, const char *text)
{
    for (guint p = 0; p < explanation->n_policies; p++) {
        const GArray *laws = explanation->observed[p]->laws;

        assert_true(laws->len >= 5);
        for (guint i = 0; i < laws->len; i++) {
            const Law *law = &g_array_index(laws, Law, i);

            if (!law->holds)
                fail_msg("%s breaks %s (%s) in\n%s", explanation->scenario->policies[p], law->name, law->what,
                         text);
        }
    }
}

static void what_ifs_of_random_scenarios_equal_separate_runs_and_laws_hold(void **state)
{
    GRand *rand = g_rand_new_with_seed(6);
    guint asked[WHAT_HALF_ALONE + 1] = { 0 };
    (void)state;

    for (guint n = 0; n < N_SCENARIOS; n++) {
        const Recipe recipe = random_recipe(rand);
        g_autofree char *text = write_recipe(&recipe);
        g_autoptr(Explanation) explanation = explain_text(text, 0);

        assert_laws_hold(explanation, text);
        for (guint i = 0; i < explanation->what_ifs->len; i++) {
            const WhatIf *what_if = g_ptr_array_index(explanation->what_ifs, i);

            asked[what_if->kind]++;
            assert_equals_separate_run(explanation, &recipe, what_if);
        }
    }
    for (guint kind = 0; kind <= WHAT_HALF_ALONE; kind++)
        assert_true(asked[kind] >= N_SCENARIOS / 5);
    g_rand_free(rand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_scenarios_are_explained_by_the_cause_that_they_state),
        cmocka_unit_test(the_advised_policy_is_the_best_or_as_good),
        cmocka_unit_test(a_convoy_is_told_with_who_waits_behind_whom),
        cmocka_unit_test(an_unknown_cause_is_not_made_up),
        cmocka_unit_test(a_policy_that_does_not_finish_is_told_and_not_advised),
        cmocka_unit_test(an_event_loop_that_nobody_asked_about_is_told),
        cmocka_unit_test(a_convoy_is_a_cause_of_the_makespan_too),
        cmocka_unit_test(workers_are_advised_as_few_as_do),
        cmocka_unit_test(of_several_machines_one_is_explained),
        cmocka_unit_test(json_holds_what_the_explanation_does),
        cmocka_unit_test(what_ifs_of_random_scenarios_equal_separate_runs_and_laws_hold),
    };

    return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
