/* test_page - the parts of the page that `gilsim report` writes: escaping, pictures, stretches, accuracy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "base/csv.h"
#include "page/accuracy.h"
#include "page/html.h"
#include "page/svg.h"
#include "page/timeline.h"
#include "tables.h"
#include "workplace.h"

#define HOSTILE "</script><script>alert(1)</script><!--"

static guint count(const char *text, const char *part)
{
    guint n = 0;

    for (const char *at = text; (at = strstr(at, part)); at++)
        n++;
    return n;
}

/* ---- parts ---- */

static void html_escapes_whatever_could_be_markup(void **state)
{
    g_autoptr(GString) html = g_string_new(NULL);

    (void)state;
    html_text(html, "<a href=\"x\" title='y'>&amp;</a>\001\n\377\303\251");
    assert_string_equal(html->str,
                        "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;\357\277\275\n"
                        "\357\277\275\303\251");
}

static void json_cannot_end_its_element(void **state)
{
    g_autoptr(GString) html = g_string_new(NULL);

    (void)state;
    html_json(html, "{\"a\": \"" HOSTILE "&\"}");
    assert_null(strpbrk(html->str, "<>&"));
    g_autoptr(JsonParser) parser = json_parser_new();
    assert_true(json_parser_load_from_data(parser, html->str, -1, NULL));
    assert_string_equal(
        json_object_get_string_member(json_node_get_object(json_parser_get_root(parser)), "a"), HOSTILE "&");
}

static void svg_keeps_what_draws_and_nothing_else(void **state)
{
    static const char svg[] =
        "<?xml version=\"1.0\"?><svg width=\"10\" height=\"5\" viewBox=\"0 0 10 5\" xmlns=\"http://x\" onload=\"f()\">"
        "<title>Gnuplot</title><script>f()</script><image href=\"http://x/y.png\"/><defs><path id='p' d='M0,0'/></defs>"
        "<foreignObject><g>inner</g></foreignObject><use xlink:href='#p'/><use href='http://x/#p'/>"
        "<g clip-path=\"url(#p)\" fill = 'rgb( 51,  51,  51)' onclick='f()' style='x'><text>a &lt; b</text></g></svg>";
    g_autoptr(GString) html = g_string_new(NULL);

    (void)state;
    assert_true(svg_inline(html, svg, -1, "one-", "A \"label\"", NULL));
    assert_string_equal(
        html->str,
        "<svg width=\"10\" height=\"5\" viewBox=\"0 0 10 5\" role=\"img\" "
        "aria-label=\"A &quot;label&quot;\"><defs><path id=\"one-p\" d=\"M0,0\"></path></defs>"
        "<use href=\"#one-p\"></use><use></use>"
        "<g clip-path=\"url(#one-p)\" fill=\"var(--grey-51, rgb(51,51,51))\"><text>a &lt; b</text></g></svg>");
}

static void svg_that_is_not_well_formed_is_refused(void **state)
{
    g_autoptr(GString) html = g_string_new("before");
    g_autoptr(GError) error = NULL;

    (void)state;
    assert_false(svg_inline(html, "<svg><g></svg>", -1, "a-", "a", &error));
    assert_non_null(error);
    assert_string_equal(html->str, "before");
}

/* ---- the stretches ---- */

typedef struct {
    const guchar *at;
} Packed;

static guint64 packed_number(Packed *packed)
{
    guint64 number = 0;
    guint shift = 0;

    do {
        number |= (guint64)(*packed->at & 127) << shift;
        shift += 7;
    } while (*packed->at++ & 128);
    return number;
}

/* Adds up the time in each state that DATA tells, of tracks below N_TASKS; with RESOLUTION, as it is
 * painted: each multiple of it that a stretch covers is so long. */
static void add_up(const char *data, guint32 n_tasks, gint64 resolution, gint64 sums[N_STATES])
{
    gsize length;
    g_autofree guchar *bytes = g_base64_decode(data, &length);
    Packed packed = { bytes };

    for (guint64 tracks = packed_number(&packed); tracks > 0; tracks--) {
        const guint64 track = packed_number(&packed);
        gint64 begin, end = 0;

        for (guint64 n = packed_number(&packed); n > 0; n--) {
            const guint8 head = *packed.at++;

            begin = end + (gint64)packed_number(&packed);
            end = begin + (gint64)packed_number(&packed);
            if (track < n_tasks)
                sums[head & 15] +=
                    resolution > 0 ? (end / resolution - begin / resolution) * resolution : end - begin;
            if (head & 32)
                packed_number(&packed);
            if (head & 64) {
                packed_number(&packed);
                packed_number(&packed);
            }
        }
    }
    assert_ptr_equal(packed.at, bytes + length);
}

/* Runs the shipped scenario NAME with SETS into TIMELINE, and as rows of a table. */
static Table *run_into(Timeline *timeline, Ranking *ranking, const char *name, const char *sets)
{
    g_autoptr(Scenario) scenario = table_scenario(name, sets);
    g_autoptr(GPtrArray) sinks = g_ptr_array_new();
    const ExperimentOptions options = { .executor = &executor_sim };

    g_ptr_array_add(sinks, &ranking->sink);
    g_ptr_array_add(sinks, timeline_sink(timeline));
    assert_true(experiment_run(scenario, &options, sinks, NULL));
    ranking_sort(ranking);
    return table_run(name, sets);
}

static JsonParser *parse(const Timeline *timeline, const Ranking *ranking)
{
    g_autoptr(GString) json = g_string_new("{");
    JsonParser *parser = json_parser_new();

    timeline_write(json, timeline, ranking);
    g_string_append_c(json, '}');
    assert_true(json_parser_load_from_data(parser, json->str, -1, NULL));
    return parser;
}

static JsonObject *root_of(JsonParser *parser)
{
    return json_node_get_object(json_parser_get_root(parser));
}

static void stretches_add_up_to_the_summary(void **state)
{
    g_autoptr(Timeline) timeline = timeline_new(7);
    g_autoptr(Ranking) ranking = ranking_new();
    g_autoptr(Table) table = run_into(timeline, ranking, "mixed", "");
    g_autoptr(JsonParser) parser = parse(timeline, ranking);
    JsonArray *runs = json_object_get_array_member(root_of(parser), "runs");

    (void)state;
    assert_int_equal(json_array_get_length(runs), 7);
    for (guint i = 0; i < 7; i++) {
        JsonObject *run = json_array_get_object_element(runs, i);
        const Row *row = table_row(table, json_object_get_string_member(run, "policy"), 0);
        gint64 sums[N_STATES] = { 0 };

        add_up(json_object_get_string_member(run, "data"), 24, 0, sums);
        assert_int_equal(json_object_get_int_member(run, "leftOut"), 0);
        assert_int_equal(json_object_get_int_member(run, "makespan"), row->summary.makespan);
        for (guint s = 0; s < N_STATES; s++)
            assert_int_equal(sums[s], (gint64)row->summary.in_state[s]);
    }
}

static void too_many_stretches_are_sampled_and_counted(void **state)
{
    g_autoptr(Timeline) timeline = timeline_new(2);
    g_autoptr(Ranking) ranking = ranking_new();
    g_autoptr(Table) table = NULL;
    g_autoptr(JsonParser) parser = NULL;
    JsonArray *runs;

    (void)state;
    timeline_limit(timeline, 200);
    table = run_into(timeline, ranking, "mixed", "scenario.policies=threads,async");
    parser = parse(timeline, ranking);
    runs = json_object_get_array_member(root_of(parser), "runs");
    for (guint i = 0; i < 2; i++) {
        JsonObject *run = json_array_get_object_element(runs, i);
        const gint64 kept = json_object_get_int_member(run, "kept");
        const gint64 resolution = json_object_get_int_member(run, "resolution");
        gint64 sums[N_STATES] = { 0 }, whole = 0, shown = 0;

        add_up(json_object_get_string_member(run, "data"), 24, resolution, sums);
        assert_in_range(kept, 50, 200);
        assert_true(json_object_get_int_member(run, "leftOut") > 100);
        assert_true(resolution > 0);
        for (guint s = 0; s < N_STATES; s++) {
            whole += (gint64)table_row(table, json_object_get_string_member(run, "policy"), 0)
                         ->summary.in_state[s];
            shown += sums[s];
        }
        assert_true(ABS(shown - whole) < 24 * resolution); /* what is painted covers every task's row */
    }
}

static void of_many_tasks_some_of_each_group_have_a_row(void **state)
{
    g_autoptr(Timeline) timeline = timeline_new(1);
    g_autoptr(Ranking) ranking = ranking_new();
    g_autoptr(Table) table = run_into(timeline, ranking, "mixed",
                                      "scenario.policies=async task.fetch.count=3000 task.crunch.count=1");
    g_autoptr(JsonParser) parser = parse(timeline, ranking);
    JsonArray *shown = json_object_get_array_member(root_of(parser), "shown");

    (void)state;
    assert_in_range(json_array_get_length(shown), 499, 501);
    assert_int_equal(json_array_get_int_element(shown, 0), 0);
    assert_int_equal(json_array_get_int_element(shown, json_array_get_length(shown) - 1), 3000);
}

static void of_many_runs_the_best_are_there(void **state)
{
    g_autoptr(Timeline) timeline = timeline_new(24);
    g_autoptr(Ranking) ranking = ranking_new();
    g_autoptr(Table) table =
        run_into(timeline, ranking, "mixed",
                 "scenario.policies=sequential,async,threads machine.cores=1,2,3,4,5,6,7,8");
    g_autoptr(JsonParser) parser = NULL;
    JsonArray *runs;

    (void)state;
    parser = parse(timeline, ranking);
    runs = json_object_get_array_member(root_of(parser), "runs");
    assert_int_equal(json_array_get_length(runs), 16);
    assert_int_equal(json_object_get_int_member(root_of(parser), "runsLeftOut"), 8);
    for (guint i = 0; i < 16; i++) {
        JsonObject *run = json_array_get_object_element(runs, i);

        assert_string_equal(json_object_get_string_member(run, "policy"), i < 8 ? "async" : "threads");
        assert_in_range(json_object_get_int_member(run, "rank"), 1, 16);
    }
}

/* ---- accuracy ---- */

static void accuracy_tells_what_was_measured(void **state)
{
    Workplace *place = *state;
    g_autoptr(Scenario) scenario = table_scenario("mixed", "");
    g_autoptr(GString) html = g_string_new(NULL);

    workplace_write(
        place, "validation.csv",
        "scenario,executor,policy,metric,predicted_ns,measured_ns,ci_low_ns,ci_high_ns,error_pct,bound_ns,"
        "bound_error_pct,repeats,verdict\n"
        "mixed,native,threads,makespan,110000000,100000000,99000000,101000000,10.000,,,6,good\n"
        "mixed,native,<async>,makespan,80000000,100000000,99000000,101000000,-20.000,,,6,off\n"
        "other,native,async,makespan,1010000,1000000,900000,1100000,1.000,,,6,good\n"
        "mixed,native,processes,makespan,5,,,,,,,0,\"skipped, \"\"why\"\"\"\n"
        "torn,native\n", -1);
    assert_true(accuracy_write(html, place->folder, scenario, "mixed"));
    assert_has(html->str, "Of 3 measured makespans, 2 were predicted to within 10 %");
    assert_has(html->str, "<strong>10.0 %</strong>, the worst to 20.0 %");
    assert_has(html->str, "<th scope=\"row\">&lt;async&gt;</th>");
    assert_has(html->str, "<td>-20.0 %</td>");
    assert_has(html->str, "skipped, &quot;why&quot;");
    assert_int_equal(count(html->str, "<tr><th scope=\"row\">"), 3);
}

static void accuracy_without_measurement_says_how_to_get_it(void **state)
{
    Workplace *place = *state;
    g_autoptr(Scenario) scenario = table_scenario("mixed", "");
    g_autoptr(GString) html = g_string_new(NULL);

    assert_false(accuracy_write(html, place->folder, scenario, "my file.ini"));
    assert_has(html->str, "gilsim validate &#39;my file.ini&#39; --out ");
    workplace_write(place, "validation.csv", "something,else\n1,2\n", -1);
    assert_false(accuracy_write(html, place->folder, scenario, "mixed"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html_escapes_whatever_could_be_markup),
        cmocka_unit_test(json_cannot_end_its_element),
        cmocka_unit_test(svg_keeps_what_draws_and_nothing_else),
        cmocka_unit_test(svg_that_is_not_well_formed_is_refused),
        cmocka_unit_test(stretches_add_up_to_the_summary),
        cmocka_unit_test(too_many_stretches_are_sampled_and_counted),
        cmocka_unit_test(of_many_tasks_some_of_each_group_have_a_row),
        cmocka_unit_test(of_many_runs_the_best_are_there),
        cmocka_unit_test_setup_teardown(accuracy_tells_what_was_measured, workplace_setup_empty, workplace_teardown),
        cmocka_unit_test_setup_teardown(accuracy_without_measurement_says_how_to_get_it, workplace_setup_empty, workplace_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
