/* test_report_page - the page that `gilsim report` writes: its parts, escaping, figures, and what it leaves
 * out. */
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
#include "folder.h"

#define HOSTILE "</script><script>alert(1)</script><!--"

/* A folder of its own for each test, and what the last call of the program gave. */
typedef struct {
    char *folder;
    char *messages;
    int status;
} Fixture;

static const char small[] = "# Which is best?\n"
                            "# Expect: threads.\n"
                            "# cause: waiting\n"
                            "[scenario]\n"
                            "title = A & B < C\n"
                            "policies = sequential, threads, free-threaded\n"
                            "goal = p95 turnaround\n"
                            "[machine]\n"
                            "cores = 2\n"
                            "[task io]\n"
                            "count = 3\n"
                            "phases = repeat 5 { wait exp(3ms); compute 500us }\n"
                            "[task " HOSTILE "]\n"
                            "phases = compute 20ms\n";

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

    if (!g_file_get_contents(path, &text, NULL, NULL))
        fail_msg("there is no %s", name);
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

/* Calls the program in the test's folder; ARGUMENTS as one would type them. */
static void call(Fixture *fixture, const char *arguments)
{
    const char *given = g_getenv("GILSIM");
    g_autofree char *program = g_canonicalize_filename(given ? given : "build/gilsim", NULL);
    g_autofree char *line = g_strconcat("'", program, "' ", arguments, NULL);
    g_auto(GStrv) argv = NULL;

    g_clear_pointer(&fixture->messages, g_free);
    assert_true(g_shell_parse_argv(line, NULL, &argv, NULL));
    assert_true(g_spawn_sync(fixture->folder, argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                             &fixture->messages, &fixture->status, NULL));
    assert_true(WIFEXITED(fixture->status));
    fixture->status = WEXITSTATUS(fixture->status);
}

/* The page of `small`. g_free. */
static char *small_page(Fixture *fixture)
{
    write_file(fixture, "small.ini", small);
    call(fixture, "report small.ini --replications 2 -o page.html");
    assert_string_equal(fixture->messages, "");
    assert_int_equal(fixture->status, 0);
    return read_file(fixture, "page.html");
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is not in the page", part);
}

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
    Fixture *fixture = *state;
    g_autoptr(Scenario) scenario = table_scenario("mixed", "");
    g_autoptr(GString) html = g_string_new(NULL);

    write_file(
        fixture, "validation.csv",
        "scenario,executor,policy,metric,predicted_ns,measured_ns,ci_low_ns,ci_high_ns,error_pct,bound_ns,"
        "bound_error_pct,repeats,verdict\n"
        "mixed,native,threads,makespan,110000000,100000000,99000000,101000000,10.000,,,6,good\n"
        "mixed,native,<async>,makespan,80000000,100000000,99000000,101000000,-20.000,,,6,off\n"
        "other,native,async,makespan,1010000,1000000,900000,1100000,1.000,,,6,good\n"
        "mixed,native,processes,makespan,5,,,,,,,0,\"skipped, \"\"why\"\"\"\n"
        "torn,native\n");
    assert_true(accuracy_write(html, fixture->folder, scenario, "mixed"));
    assert_has(html->str, "Of 3 measured makespans, 2 were predicted to within 10 %");
    assert_has(html->str, "<strong>10.0 %</strong>, the worst to 20.0 %");
    assert_has(html->str, "<th scope=\"row\">&lt;async&gt;</th>");
    assert_has(html->str, "<td>-20.0 %</td>");
    assert_has(html->str, "skipped, &quot;why&quot;");
    assert_int_equal(count(html->str, "<tr><th scope=\"row\">"), 3);
}

static void accuracy_without_measurement_says_how_to_get_it(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(Scenario) scenario = table_scenario("mixed", "");
    g_autoptr(GString) html = g_string_new(NULL);

    assert_false(accuracy_write(html, fixture->folder, scenario, "my file.ini"));
    assert_has(html->str, "gilsim validate &#39;my file.ini&#39; --out ");
    write_file(fixture, "validation.csv", "something,else\n1,2\n");
    assert_false(accuracy_write(html, fixture->folder, scenario, "mixed"));
}

/* ---- the whole page ---- */

static void page_has_all_its_sections(void **state)
{
    g_autofree char *page = small_page(*state);
    static const char *const sections[] = { "advice",   "results",  "timeline", "charts",
                                            "what-ifs", "accuracy", "again" };

    assert_true(g_str_has_prefix(page, "<!DOCTYPE html>\n<html lang=\"en\">"));
    for (guint i = 0; i < G_N_ELEMENTS(sections); i++) {
        g_autofree char *section = g_strdup_printf("<section id=\"%s\"", sections[i]);

        assert_int_equal(count(page, section), 1);
    }
    assert_has(page, "<h1>A &amp; B &lt; C</h1>");
    assert_has(page, "<p>Which is best?</p>");
    assert_has(page, "<p>Expect: threads.</p>");
    assert_null(strstr(page, "<p>cause"));
    assert_has(page, "<code>gilsim report small.ini --replications 2 -o page.html</code>");
    assert_has(page, "<dd>1</dd>");
    assert_has(page, "context_switch = 3us\n");
    assert_has(page, "requester_wins = 0.7, 0.5\n");
    assert_has(page, "<p class=\"lead\">Use ");
}

static void page_shows_names_and_never_runs_them(void **state)
{
    g_autofree char *page = small_page(*state);

    assert_null(strstr(page, HOSTILE));
    assert_null(strstr(page, "<script>alert"));
    assert_int_equal(count(page, "<script"), 2);
    assert_int_equal(count(page, "</script"), 2);
    assert_has(page, "[task &lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;!--]");
    assert_has(page, "\\u003c/script\\u003e\\u003cscript\\u003ealert(1)");
}

/* Attributes that load something, and style sheets' ways to do so. */
static void page_refers_to_nothing_outside_it(void **state)
{
    g_autofree char *page = small_page(*state);
    g_autoptr(GRegex) loading = g_regex_new(
        "(src|href|srcset|action|poster|data)\\s*=\\s*[\"'](?!#|data:)|url\\((?!#)|@import|<base|<iframe|<object",
        G_REGEX_CASELESS, 0, NULL);
    g_autoptr(GMatchInfo) found = NULL;

    if (g_regex_match(loading, page, 0, &found)) {
        g_autofree char *what = g_match_info_fetch(found, 0);

        fail_msg("the page has %s", what);
    }
    assert_has(page, "default-src 'none'");
    assert_has(page, "script-src 'sha256-");
    assert_null(strstr(page, "unsafe-inline"));
}

static void ids_of_the_page_are_unique(void **state)
{
    g_autofree char *page = small_page(*state);
    g_autoptr(GRegex) regex = g_regex_new("<[a-zA-Z][^<>]* id=\"([^\"]*)\"", 0, 0, NULL);
    g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GMatchInfo) match = NULL;

    for (g_regex_match(regex, page, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL)) {
        char *id = g_match_info_fetch(match, 1);

        if (!g_hash_table_add(ids, id))
            fail_msg("the id is there twice: %s", g_match_info_fetch(match, 1));
    }
    assert_true(g_hash_table_size(ids) > 20);
}

/* The cells of ROW of the table of every figure: "<th ...><code>COLUMN</code></th><td>...</td>...". */
static GStrv exact_cells(const char *page, const char *column)
{
    g_autofree char *head = g_strdup_printf("<tr><th scope=\"row\"><code>%s</code></th><td>", column);
    const char *begin = strstr(page, head);
    g_autofree char *cells = NULL;

    if (!begin)
        fail_msg("no row of %s", column);
    begin += strlen(head);
    cells = g_strndup(begin, (gsize)(strstr(begin, "</td>\n</tr>") - begin));
    return g_strsplit(cells, "</td>\n<td>", -1);
}

static void figures_are_those_of_the_csv(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *page = small_page(fixture);
    g_autofree char *csv = NULL;
    const char *at;
    g_auto(GStrv) policies = exact_cells(page, "policy");
    g_auto(GStrv) header = NULL;

    call(fixture, "run small.ini --quiet --format csv --out results");
    csv = read_file(fixture, "results/summary.csv");
    at = csv;
    header = csv_fields(&at);
    assert_int_equal(g_strv_length(policies), 3);
    while (*at != '\0') {
        g_auto(GStrv) row = csv_fields(&at);
        guint p = 0;

        while (!g_str_equal(policies[p], row[2]))
            p++;
        for (guint c = 1; header[c]; c++) {
            g_auto(GStrv) cells = exact_cells(page, header[c]);
            g_autofree char *shown =
                g_strdup_printf("data-column=\"%s\" data-value=\"%s\"", header[c], row[c]);

            assert_string_equal(cells[p], row[c]);
            if (g_str_equal(header[c], "makespan_ns") || g_str_equal(header[c], "speedup"))
                assert_has(page, shown);
        }
    }
}

static void same_scenario_gives_the_same_page(void **state)
{
    g_autofree char *first = small_page(*state);
    g_autofree char *second = small_page(*state);

    assert_string_equal(first, second);
}

static void page_without_a_name_is_called_after_the_scenario(void **state)
{
    Fixture *fixture = *state;

    write_file(fixture, "tiny.ini", "[task a]\nphases = compute 1ms\n");
    call(fixture, "report ./tiny.ini --replications 0");
    assert_int_equal(fixture->status, 0);
    assert_string_equal(fixture->messages, "gilsim: the page is tiny.html\n");
    g_free(read_file(fixture, "tiny.html"));
}

static void bad_calls_are_refused_and_nothing_is_written(void **state)
{
    static const struct {
        const char *arguments, *message;
    } calls[] = {
        { "report", "gilsim: expected one scenario; 'gilsim help report' tells more\n" },
        { "report a.ini b.ini", "gilsim: expected one scenario; 'gilsim help report' tells more\n" },
        { "report a.ini -o a.ini", "gilsim: -o a.ini: expected a name that ends in .html\n" },
        { "report a.ini --replications -1", "gilsim: --replications=-1: expected 0 to 1000\n" },
        { "report a.ini --cores 0 -o a.html", "gilsim: --cores=0: expected 1 to 4096, or host\n" },
        { "report --jobs 0:1 -o a.html",
          "gilsim: --jobs: expected a scenario's file, which a page can show\n" },
    };
    Fixture *fixture = *state;

    write_file(fixture, "a.ini", "[task a]\nphases = compute 1ms\n");
    for (guint i = 0; i < G_N_ELEMENTS(calls); i++) {
        call(fixture, calls[i].arguments);
        assert_string_equal(fixture->messages, calls[i].message);
        assert_int_equal(fixture->status, 2);
    }
    call(fixture, "report a.ini -o no/such/a.html");
    assert_int_equal(fixture->status, 1);
    assert_int_equal(n_entries(fixture), 1);
}

static void run_that_stops_early_is_in_the_page(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *page = NULL;

    write_file(fixture, "stuck.ini",
               "[scenario]\npolicies = sequential, threads\n[machine]\nprofile = ideal\nscheduler = fifo\n"
               "[resource x]\ncapacity = 1\n[resource y]\ncapacity = 1\n"
               "[task a]\nphases = use x { wait 5ms; use y { compute 1ms } }\n"
               "[task b]\nphases = use y { wait 5ms; use x { compute 1ms } }\n");
    call(fixture, "report stuck.ini -o page.html");
    assert_int_equal(fixture->status, 1);
    assert_has(fixture->messages, "threads: deadlock at ");
    page = read_file(fixture, "page.html");
    assert_has(page, "<small>stopped</small>");
    assert_has(page, "deadlock at ");
}

static void large_scenario_is_not_simulated_again_and_again(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *page = NULL;

    write_file(fixture, "large.ini",
               "[scenario]\npolicies = sequential\n[task a]\ncount = 1000\n"
               "phases = repeat 2000 { compute 1us }\n");
    call(fixture, "report large.ini -o page.html");
    assert_int_equal(fixture->status, 0);
    page = read_file(fixture, "page.html");
    assert_int_equal(count(page, "Left out: simulating so large a scenario"), 2);
    assert_true(strlen(page) < 15 * 1000 * 1000);
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
        cmocka_unit_test_setup_teardown(accuracy_tells_what_was_measured, setup, teardown),
        cmocka_unit_test_setup_teardown(accuracy_without_measurement_says_how_to_get_it, setup, teardown),
        cmocka_unit_test_setup_teardown(page_has_all_its_sections, setup, teardown),
        cmocka_unit_test_setup_teardown(page_shows_names_and_never_runs_them, setup, teardown),
        cmocka_unit_test_setup_teardown(page_refers_to_nothing_outside_it, setup, teardown),
        cmocka_unit_test_setup_teardown(ids_of_the_page_are_unique, setup, teardown),
        cmocka_unit_test_setup_teardown(figures_are_those_of_the_csv, setup, teardown),
        cmocka_unit_test_setup_teardown(same_scenario_gives_the_same_page, setup, teardown),
        cmocka_unit_test_setup_teardown(page_without_a_name_is_called_after_the_scenario, setup, teardown),
        cmocka_unit_test_setup_teardown(bad_calls_are_refused_and_nothing_is_written, setup, teardown),
        cmocka_unit_test_setup_teardown(run_that_stops_early_is_in_the_page, setup, teardown),
        cmocka_unit_test_setup_teardown(large_scenario_is_not_simulated_again_and_again, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
