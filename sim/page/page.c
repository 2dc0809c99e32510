/* page - the one HTML file that `gilsim report` writes. */
#include "page.h"

#include <string.h>

#include "accuracy.h"
#include "base/digits.h"
#include "base/json.h"
#include "base/shipped.h"
#include "charts.h"
#include "commands/command.h"
#include "explained.h"
#include "html.h"
#include "report/measure.h"
#include "report/why.h"
#include "reproduce.h"
#include "tables.h"

/* ---- style and script ---- */

/* In the order in which one uses the other. */
static const char *const scripts[] = { "stretches.js", "drawing.js", "pointing.js", "timeline.js" };

/* The text of NAME. g_free; NULL with ERROR set. */
static char *part(const char *name, GError **error)
{
    g_autofree char *path = shipped_path("sim/page", name);
    char *text = NULL;

    if (path)
        g_file_get_contents(path, &text, NULL, error);
    else
        g_set_error(error, SHIPPED_ERROR, SHIPPED_ERROR_UNKNOWN,
                    "the page's %s was not found; expected it where gilsim was installed with its files",
                    name);
    return text;
}

/* All scripts as one. g_free; NULL with ERROR set. */
static char *whole_script(GError **error)
{
    g_autoptr(GString) whole = g_string_new(NULL);

    for (guint i = 0; i < G_N_ELEMENTS(scripts); i++) {
        g_autofree char *text = part(scripts[i], error);

        if (!text)
            return NULL;
        g_string_append(whole, text);
    }
    return g_strdup(whole->str);
}

/* What a content security policy calls TEXT: only this very text is let in. */
static void append_hash(GString *html, const char *text)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    guint8 digest[32];
    gsize length = sizeof digest;
    g_autofree char *base64 = NULL;

    g_checksum_update(checksum, (const guchar *)text, -1);
    g_checksum_get_digest(checksum, digest, &length);
    base64 = g_base64_encode(digest, length);
    g_string_append_printf(html, "'sha256-%s'", base64);
}

/* Nothing can be loaded, and no script but the page's own can run. */
static void append_policy(GString *html, const char *style, const char *script)
{
    g_string_append(
        html, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
              "base-uri 'none'; form-action 'none'; style-src ");
    append_hash(html, style);
    g_string_append(html, "; script-src ");
    append_hash(html, script);
    g_string_append(html, "\">\n");
}

static void append_head(GString *html, const Page *page, const char *style, const char *script)
{
    g_string_append(html, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    append_policy(html, style, script);
    g_string_append(html, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                          "<meta name=\"color-scheme\" content=\"light dark\">\n"
                          "<meta name=\"generator\" content=\"gilsim " GILSIM_VERSION "\">\n"
                          "<link rel=\"icon\" href=\"data:,\">\n<title>");
    html_text(html, page->scenario->title);
    g_string_append(html, "</title>\n<style>");
    g_string_append(html, style);
    g_string_append(html, "</style>\n</head>\n<body>\n");
}

/* ---- the question ---- */

/* "# " and the like before a line of the comment that a scenario begins with; NULL: the comment has ended. */
static const char *comment_words(const char *line)
{
    return *line == '#' ? line + strspn(line, "# \t") : NULL;
}

static void end_paragraph(GString *html, GString *words)
{
    if (words->len > 0)
        html_element(html, "p", words->str);
    g_string_truncate(words, 0);
}

/* The comment that the file begins with: what is asked, and what its author expects. */
static void append_question(GString *html, const Scenario *scenario)
{
    enum { MOST_LINES = 40 };
    g_auto(GStrv) lines = g_strsplit(scenario->text, "\n", MOST_LINES);
    g_autoptr(GString) words = g_string_new(NULL);
    const char *line;

    for (guint i = 0; lines[i] && (line = comment_words(g_strstrip(lines[i]))); i++) {
        if (g_str_has_prefix(line, "cause:"))
            continue;
        if (*line == '\0' || g_str_has_prefix(line, "Expect"))
            end_paragraph(html, words);
        if (*line != '\0')
            g_string_append_printf(words, "%s%s", words->len > 0 ? " " : "", line);
    }
    end_paragraph(html, words);
}

static void append_totals(GString *html, const Totals *totals)
{
    g_autofree char *computing = measure_time((gint64)MIN(totals->computing, G_MAXINT64));
    g_autofree char *waiting = measure_time((gint64)MIN(totals->waiting, G_MAXINT64));

    g_string_append_printf(html, "%u task%s, computing %s, waiting %s", totals->n_tasks,
                           totals->n_tasks == 1 ? "" : "s", computing, waiting);
}

static void append_list(GString *html, const char *what, char *const *names)
{
    g_autofree char *joined = g_strjoinv(", ", (char **)names);

    g_string_append_printf(html, "; %s ", what);
    html_text(html, joined);
}

/* One line: what was simulated on what. */
static void append_setting(GString *html, const Page *page)
{
    const Scenario *scenario = page->scenario;

    g_string_append(html, "<p class=\"note\">");
    append_totals(html, &page->ranking->totals);
    g_string_append(html, "; goal: ");
    html_text(html, scenario->goal.text);
    if (scenario->target > 0) {
        g_autofree char *target = measure_time(scenario->target);

        g_string_append_printf(html, ", target %s", target);
    }
    g_string_append(html, "; cores ");
    for (guint i = 0; i < scenario->cores->len; i++)
        g_string_append_printf(html, "%s%" G_GINT64_FORMAT, i > 0 ? ", " : "",
                               g_array_index(scenario->cores, gint64, i));
    append_list(html, "scheduler", scenario->schedulers);
    append_list(html, "lock", scenario->locks);
    g_string_append(html, "; profile ");
    html_text(html, scenario->profile);
    g_string_append_printf(html, "; seed %" G_GUINT64_FORMAT ".</p>\n", scenario->seed);
}

static void append_header(GString *html, const Page *page)
{
    g_string_append(html, "<header>\n");
    html_element(html, "h1", page->scenario->title);
    append_question(html, page->scenario);
    append_setting(html, page);
    g_string_append(html,
                    "</header>\n<nav aria-label=\"Sections\"><a href=\"#advice\">Advice</a> "
                    "<a href=\"#results\">Results</a> <a href=\"#timeline\">Timeline</a> "
                    "<a href=\"#charts\">Charts</a> <a href=\"#what-ifs\">What if</a> "
                    "<a href=\"#accuracy\">Accuracy</a> <a href=\"#again\">Reproduce</a></nav>\n<main>\n");
}

/* ---- the answer ---- */

static void begin_section(GString *html, const char *id, const char *heading)
{
    g_string_append_printf(
        html, "<section id=\"%s\" aria-labelledby=\"%s-heading\">\n<h2 id=\"%s-heading\">%s</h2>\n", id, id,
        id, heading);
}

static void end_section(GString *html)
{
    g_string_append(html, "</section>\n");
}

static void append_no_explanation(GString *html)
{
    g_string_append(html, "<p>Left out: simulating so large a scenario again and again would take long. "
                          "<code>gilsim report --all</code> does it.</p>\n");
}

static void append_advice(GString *html, const Page *page)
{
    begin_section(html, "advice", "Advice");
    if (page->explanation)
        explained_write_advice(html, page->explanation, page->advice);
    else
        append_no_explanation(html);
    end_section(html);
}

static void append_why(GString *html, const Ranking *ranking)
{
    g_autoptr(GString) why = g_string_new(NULL);

    why_write(why, ranking, G_MAXINT);
    if (why->len > 0)
        html_element(html, "p", g_strstrip(why->str));
}

static void append_results(GString *html, const Page *page)
{
    begin_section(html, "results", "Results");
    append_why(html, page->ranking);
    tables_write_ranking(html, page->ranking);
    group_rows_write(html, page->groups);
    tables_write_exact(html, page->ranking);
    end_section(html);
}

/* ---- the timeline ---- */

/* The page's script fills this in. */
static void append_timeline(GString *html)
{
    begin_section(html, "timeline", "Timeline");
    g_string_append(
        html,
        "<noscript><p>The timeline is drawn by a script, which does not run here. All else is complete.</p></noscript>\n"
        "<div id=\"timeline-view\" hidden>\n"
        "<fieldset id=\"policies\"><legend>Policies, on one time axis</legend></fieldset>\n"
        "<fieldset id=\"legend\"><legend>States</legend></fieldset>\n"
        "<div id=\"tools\" role=\"toolbar\" aria-label=\"Zoom and pan\"></div>\n"
        "<div id=\"stage\"><canvas id=\"canvas\" tabindex=\"0\"></canvas><div id=\"tip\" hidden></div></div>\n"
        "<p id=\"details\" role=\"status\" aria-live=\"polite\"></p>\n"
        "<p id=\"sampled\" class=\"note\"></p>\n"
        "<p id=\"keys\" class=\"note\"></p>\n"
        "</div>\n");
    end_section(html);
}

static void append_data(GString *html, const Page *page)
{
    g_autoptr(GString) json = g_string_new("{");

    g_string_append(json, "\"title\": ");
    json_text(json, page->scenario->title, -1);
    g_string_append(json, ",\n");
    timeline_write(json, page->timeline, page->ranking);
    g_string_append(json, "}");
    g_string_append(html, "<script type=\"application/json\" id=\"data\">");
    html_json(html, json->str);
    g_string_append(html, "</script>\n");
}

/* ---- the rest ---- */

static void append_charts(GString *html, const Page *page)
{
    begin_section(html, "charts", "Charts");
    g_string_append(html, page->charts);
    end_section(html);
}

static void append_what_ifs(GString *html, const Page *page)
{
    begin_section(html, "what-ifs", "What if");
    if (page->explanation)
        explained_write_what_ifs(html, page->explanation);
    else
        append_no_explanation(html);
    end_section(html);
}

static void append_accuracy(GString *html, const Page *page)
{
    begin_section(html, "accuracy", "Accuracy on this host");
    if (accuracy_write(html, page->validation, page->scenario, page->file))
        charts_draw_validation(html, page->validation);
    end_section(html);
}

gboolean page_write(GString *html, const Page *page, GError **error)
{
    g_autofree char *style = part("report.css", error);
    g_autofree char *script = style ? whole_script(error) : NULL;

    if (!script)
        return FALSE;
    append_head(html, page, style, script);
    append_header(html, page);
    append_advice(html, page);
    append_results(html, page);
    append_timeline(html);
    append_charts(html, page);
    append_what_ifs(html, page);
    append_accuracy(html, page);
    begin_section(html, "again", "Reproduce");
    reproduce_write(html, page);
    end_section(html);
    g_string_append(html, "</main>\n<footer><p>Made by gilsim " GILSIM_VERSION
                          ". Figures are simulated unless it says "
                          "measured.</p></footer>\n");
    append_data(html, page);
    g_string_append_printf(html, "<script>%s</script>\n</body>\n</html>\n", script);
    return TRUE;
}
