/* test_help - the topics of `gilsim help`: they fit the screen, and tell of everything that the reader knows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "commands/help_topics.h"
#include "registry.h"
#include "scenario/draw.h"
#include "scenario/keys.h"
#include "scenario/phases.h"

static GString *text_of(const char *topic)
{
    const HelpTopic *found = help_topics;
    GString *text = g_string_new(NULL);

    while (strcmp(found->name, topic) != 0)
        found++;
    found->write(text);
    return text;
}

/* A line of TEXT that begins with two blanks and NAME. */
static void assert_entry(const GString *text, const char *name)
{
    g_autofree char *line = g_strdup_printf("\n  %s", name);

    if (!strstr(text->str, line))
        fail_msg("the help says nothing of '%s'", name);
}

static void every_line_fits_80_columns(void **state)
{
    (void)state;
    for (const HelpTopic *topic = help_topics; topic->name; topic++) {
        g_autoptr(GString) text = text_of(topic->name);
        g_auto(GStrv) lines = g_strsplit(text->str, "\n", -1);

        assert_true(g_strv_length(lines) > 20);
        for (guint i = 0; lines[i]; i++)
            if (g_utf8_strlen(lines[i], -1) > 80)
                fail_msg("%s, line %u: %s", topic->name, i + 1, lines[i]);
    }
}

static void every_key_of_every_group_is_told(void **state)
{
    g_autoptr(GString) text = text_of("scenario");
    guint n;

    (void)state;
    for (SectionKind kind = 0; kind < N_SECTION_KINDS; kind++) {
        const SectionWord *word = &section_words[kind];
        const Model *const *models = registry_list(word->model, &n);

        for (const Option *option = word->keys; option && option->name; option++)
            assert_entry(text, option->name);
        for (const Option *option = word->costs; option && option->name; option++)
            assert_entry(text, option->name);
        for (guint i = 0; word->of_model && i < n; i++)
            for (const Option *option = models[i]->options; option && option->name; option++)
                assert_entry(text, option->name);
    }
}

static void every_phase_and_distribution_is_told(void **state)
{
    g_autoptr(GString) text = text_of("scenario");

    (void)state;
    for (guint i = 0; i < N_PHASE_WORDS; i++)
        assert_entry(text, phase_words[i].usage);
    for (DrawKind kind = 0; kind < N_DRAW_KINDS; kind++)
        assert_entry(text, draw_words[kind].usage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_fits_80_columns),
        cmocka_unit_test(every_key_of_every_group_is_told),
        cmocka_unit_test(every_phase_and_distribution_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
