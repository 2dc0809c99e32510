/* reproduce - all that is needed to get the same figures again. */
#include "reproduce.h"

#include <string.h>

#include "commands/command.h"
#include "html.h"

#define MOST_TEXT (256 << 10) /* bytes of a scenario that are shown */

/* Letters that no shell takes for anything else stand as they are. */
char *page_shell_word(const char *text)
{
    static const char plain[] = G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_./=,:+@%";

    return *text != '\0' && strspn(text, plain) == strlen(text) ? g_strdup(text) : g_shell_quote(text);
}

static void append_term(GString *html, const char *term, const char *text)
{
    html_element(html, "dt", term);
    html_element(html, "dd", text);
}

static void append_code_term(GString *html, const char *term, const char *text)
{
    html_element(html, "dt", term);
    g_string_append(html, "<dd><code>");
    html_text(html, text);
    g_string_append(html, "</code></dd>\n");
}

static void append_terms(GString *html, const Page *page)
{
    const Scenario *scenario = page->scenario;
    g_autofree char *version = g_strdup_printf("%s, semantics %d", GILSIM_VERSION, GILSIM_SEMANTICS);
    g_autofree char *seed = g_strdup_printf("%" G_GUINT64_FORMAT, scenario->seed);
    g_autofree char *sets = page->sets ? g_strjoinv("  ", page->sets) : g_strdup("");
    g_autofree char *profile = g_strdup_printf("%s, costs of %s code", scenario->profile,
                                               scenario->costs_native ? "native" : "python");

    g_string_append(html, "<dl>\n");
    append_code_term(html, "Command", page->command);
    if (*sets != '\0')
        append_code_term(html, "Changed on the command line", sets);
    append_term(html, "Version", version);
    append_term(html, "Seed", seed);
    append_term(html, "Profile", profile);
    g_string_append(html, "</dl>\n");
}

/* ---- costs ---- */

/* The fewest digits that read back as FACTOR. */
static void append_factor(GString *text, double factor)
{
    static const char *const formats[] = { "%.6g", "%.15g", "%.17g" };
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    guint i = 0;

    while (g_ascii_strtod(g_ascii_formatd(number, sizeof number, formats[i], factor), NULL) != factor &&
           i + 1 < G_N_ELEMENTS(formats))
        i++;
    g_string_append(text, number);
}

static void append_factors(GString *text, const GArray *factors)
{
    for (guint i = 0; factors && i < factors->len; i++) {
        g_string_append(text, i > 0 ? ", " : "");
        append_factor(text, g_array_index(factors, double, i));
    }
}

/* COST of COSTS as one writes it in a scenario; empty where it is not set. */
static char *cost_text(const Option *cost, const Costs *costs)
{
    gconstpointer field = (const char *)costs + cost->offset;
    char duration[SIMTIME_TEXT];
    GString *text = g_string_new(NULL);

    if (cost->type == OPTION_DURATION)
        g_string_append(text, simtime_exact(*(const SimTime *)field, duration));
    else if (cost->type == OPTION_FACTOR)
        append_factor(text, *(const double *)field);
    else
        append_factors(text, *(GArray *const *)field);
    return g_string_free(text, FALSE);
}

static void append_costs(GString *html, const Costs *costs)
{
    g_string_append(
        html, "<details><summary>Costs, as one writes them under [machine]</summary>\n<pre id=\"costs\">");
    for (const Option *cost = costs_options; cost->name; cost++) {
        g_autofree char *text = cost_text(cost, costs);

        if (*text != '\0')
            g_string_append_printf(html, "%s = %s\n", cost->name, text);
    }
    g_string_append(html, "</pre></details>\n");
}

/* ---- the scenario ---- */

static void append_scenario(GString *html, const Scenario *scenario)
{
    const gsize length = MIN(scenario->length, MOST_TEXT);
    g_autofree char *name = g_strconcat(scenario->name, ".ini", NULL);

    g_string_append(html, "<details open><summary>Scenario <code>");
    html_text(html, name);
    g_string_append(html, "</code></summary>\n<pre id=\"scenario\">");
    html_text_length(html, scenario->text, length);
    g_string_append(html, "</pre>\n");
    if (length < scenario->length)
        g_string_append_printf(
            html, "<p class=\"note\">Only the first %d KiB of %" G_GSIZE_FORMAT " bytes are shown.</p>\n",
            MOST_TEXT >> 10, scenario->length);
    g_string_append(html, "</details>\n");
    if (g_strstr_len(scenario->text, (gssize)scenario->length, "[trace]"))
        g_string_append(
            html,
            "<p class=\"note\">The trace that it reads is a file of its own, which is not in this page.</p>\n");
}

void reproduce_write(GString *html, const Page *page)
{
    g_string_append(
        html,
        "<p>Save the text below under its name, and run the command beside it: the figures come out the "
        "same, on any machine.</p>\n");
    append_terms(html, page);
    append_scenario(html, page->scenario);
    append_costs(html, &page->scenario->costs);
}
