/* help_topics - what `gilsim help TOPIC` tells. */
#include "help_topics.h"

#include <string.h>

#include "base/paragraph.h"
#include "help_text.h"

#define WIDTH 80
#define TERM 18 /* columns for a term that is explained */

const HelpTopic help_topics[] = {
    { "scenario", "Scenario files: groups, keys, phases, draws, traces", help_scenario },
    { "semantics", "What is simulated, by which rules, and what each figure means", help_semantics },
    { NULL, NULL, NULL },
};

void help_append_entry(GString *text, const char *label, guint width, const char *words)
{
    g_autoptr(GString) wrapped = g_string_new(NULL);
    g_auto(GStrv) lines = NULL;

    paragraph_append(wrapped, words, WIDTH - 2 - width);
    lines = g_strsplit(wrapped->str, "\n", -1);
    if (strlen(label) >= width) { /* no room beside it */
        g_string_append_printf(text, "  %s\n", label);
        label = "";
    }
    for (guint i = 0; lines[i] && *lines[i]; i++)
        g_string_append_printf(text, "  %-*s%s\n", (int)width, i == 0 ? label : "", lines[i]);
}

/* "  term|what it means" */
static void append_term(GString *text, const char *line)
{
    g_auto(GStrv) parts = g_strsplit(line, "|", 2);

    help_append_entry(text, g_strchug(parts[0]), TERM, parts[1]);
}

void help_append_page(GString *text, const char *const *page)
{
    for (; *page; page++) {
        if (**page == ' ' && strchr(*page, '|'))
            append_term(text, *page);
        else if (**page == ' ' || **page == '\0')
            g_string_append_printf(text, "%s\n", *page);
        else
            paragraph_append(text, *page, WIDTH);
    }
}
