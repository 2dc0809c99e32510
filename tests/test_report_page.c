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
#include "workplace.h"

#define HOSTILE "</script><script>alert(1)</script><!--"

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

/* The page of `small`. g_free. */
static char *small_page(Workplace *place)
{
    workplace_write(place, "small.ini", small, -1);
    workplace_call(place, "report small.ini --replications 2 -o page.html");
    assert_string_equal(place->messages, "");
    assert_int_equal(place->status, 0);
    return workplace_read(place, "page.html");
}

static guint count(const char *text, const char *part)
{
    guint n = 0;

    for (const char *at = text; (at = strstr(at, part)); at++)
        n++;
    return n;
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
    Workplace *place = *state;
    g_autofree char *page = small_page(place);
    g_autofree char *csv = NULL;
    const char *at;
    g_auto(GStrv) policies = exact_cells(page, "policy");
    g_auto(GStrv) header = NULL;

    workplace_call(place, "run small.ini --quiet --format csv --out results");
    csv = workplace_read(place, "results/summary.csv");
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
    Workplace *place = *state;

    workplace_write(place, "tiny.ini", "[task a]\nphases = compute 1ms\n", -1);
    workplace_call(place, "report ./tiny.ini --replications 0");
    assert_int_equal(place->status, 0);
    assert_string_equal(place->messages, "gilsim: the page is tiny.html\n");
    g_free(workplace_read(place, "tiny.html"));
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
    Workplace *place = *state;

    workplace_write(place, "a.ini", "[task a]\nphases = compute 1ms\n", -1);
    for (guint i = 0; i < G_N_ELEMENTS(calls); i++) {
        workplace_call(place, calls[i].arguments);
        assert_string_equal(place->messages, calls[i].message);
        assert_int_equal(place->status, 2);
    }
    workplace_call(place, "report a.ini -o no/such/a.html");
    assert_int_equal(place->status, 1);
    assert_int_equal(workplace_n_entries(place), 1);
}

static void run_that_stops_early_is_in_the_page(void **state)
{
    Workplace *place = *state;
    g_autofree char *page = NULL;

    workplace_write(place, "stuck.ini",
               "[scenario]\npolicies = sequential, threads\n[machine]\nprofile = ideal\nscheduler = fifo\n"
               "[resource x]\ncapacity = 1\n[resource y]\ncapacity = 1\n"
               "[task a]\nphases = use x { wait 5ms; use y { compute 1ms } }\n"
               "[task b]\nphases = use y { wait 5ms; use x { compute 1ms } }\n", -1);
    workplace_call(place, "report stuck.ini -o page.html");
    assert_int_equal(place->status, 1);
    assert_has(place->messages, "threads: deadlock at ");
    page = workplace_read(place, "page.html");
    assert_has(page, "<small>stopped</small>");
    assert_has(page, "deadlock at ");
}

static void large_scenario_is_not_simulated_again_and_again(void **state)
{
    Workplace *place = *state;
    g_autofree char *page = NULL;

    workplace_write(place, "large.ini",
               "[scenario]\npolicies = sequential\n[task a]\ncount = 1000\n"
               "phases = repeat 2000 { compute 1us }\n", -1);
    workplace_call(place, "report large.ini -o page.html");
    assert_int_equal(place->status, 0);
    page = workplace_read(place, "page.html");
    assert_int_equal(count(page, "Left out: simulating so large a scenario"), 2);
    assert_true(strlen(page) < 15 * 1000 * 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(page_has_all_its_sections, workplace_setup_empty, workplace_teardown),
        cmocka_unit_test_setup_teardown(page_shows_names_and_never_runs_them, workplace_setup_empty, workplace_teardown),
        cmocka_unit_test_setup_teardown(page_refers_to_nothing_outside_it, workplace_setup_empty, workplace_teardown),
        cmocka_unit_test_setup_teardown(ids_of_the_page_are_unique, workplace_setup_empty, workplace_teardown),
        cmocka_unit_test_setup_teardown(figures_are_those_of_the_csv, workplace_setup_empty, workplace_teardown),
        cmocka_unit_test_setup_teardown(same_scenario_gives_the_same_page, workplace_setup_empty, workplace_teardown),
        cmocka_unit_test_setup_teardown(page_without_a_name_is_called_after_the_scenario, workplace_setup_empty, workplace_teardown),
        cmocka_unit_test_setup_teardown(bad_calls_are_refused_and_nothing_is_written, workplace_setup_empty, workplace_teardown),
        cmocka_unit_test_setup_teardown(run_that_stops_early_is_in_the_page, workplace_setup_empty, workplace_teardown),
        cmocka_unit_test_setup_teardown(large_scenario_is_not_simulated_again_and_again, workplace_setup_empty, workplace_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
