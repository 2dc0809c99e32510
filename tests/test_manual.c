/* test_manual - the man page and the shells' completions tell of every command and option that --help has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "folder.h"

/* What ARGV, ends with NULL, prints, messages included; its status must be 0. g_free. */
static char *output_of(const char *const *argv)
{
    char *out = NULL;
    g_autofree char *messages = NULL;
    GError *error = NULL;
    gint status;

    if (!g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &messages, &status,
                      &error))
        fail_msg("%s", error->message);
    if (status != 0 || *messages != '\0')
        fail_msg("%s %s: status %d: %s", argv[0], argv[1], status, messages);
    return out;
}

static char *gilsim(const char *first, const char *second)
{
    g_autofree char *path = called_program();

    return output_of((const char *const[]){ path, first, second, NULL });
}

/* Whether there is a program NAME; where there is none, a test is skipped. */
static gboolean has(const char *name)
{
    g_autofree char *path = g_find_program_in_path(name);

    return path != NULL;
}

/* A new file with TEXT in it; g_free. */
static char *file_with(const char *text)
{
    g_autofree char *folder = g_dir_make_tmp("gilsim-test-XXXXXX", NULL);
    char *path = g_build_filename(folder, "_gilsim", NULL);

    assert_true(g_file_set_contents(path, text, -1, NULL));
    return path;
}

static void remove_file(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);

    g_unlink(path);
    g_rmdir(folder);
}

/* The commands' names, as the overview has them: they stand under "I want to ...". g_strfreev. */
static GStrv command_names(void)
{
    g_autofree char *overview = gilsim("help", NULL);
    g_auto(GStrv) lines = g_strsplit(overview, "\n", -1);
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    gboolean among = FALSE;

    for (guint i = 0; lines[i]; i++) {
        if (g_str_has_prefix(lines[i], "I want to "))
            among = TRUE;
        else if (*lines[i] == '\0')
            among = FALSE;
        else if (among && lines[i][2] != ' ') {
            g_autofree char *name = g_strndup(lines[i] + 2, strcspn(lines[i] + 2, " "));

            g_strv_builder_add(names, name);
        }
    }
    return g_strv_builder_end(names);
}

/* The long options in what --help prints. g_strfreev. */
static GStrv options_of(const char *command)
{
    g_autofree char *help = gilsim(command, "--help");
    g_auto(GStrv) lines = g_strsplit(help, "\n", -1);
    g_autoptr(GStrvBuilder) options = g_strv_builder_new();

    for (guint i = 0; lines[i]; i++) {
        const char *option = g_str_has_prefix(lines[i], "  ") ? strstr(lines[i], "--") : NULL;

        if (!option || option - lines[i] > 6)
            continue;
        g_autofree char *name = g_strndup(option, strcspn(option, "= "));
        g_strv_builder_add(options, name);
    }
    return g_strv_builder_end(options);
}

static void the_overview_has_every_command_and_fits_80_columns(void **state)
{
    g_autofree char *overview = gilsim("help", NULL);
    g_auto(GStrv) lines = g_strsplit(overview, "\n", -1), names = command_names();

    (void)state;
    assert_true(g_strv_length(names) >= 14);
    assert_true(g_strv_contains((const char *const *)names, "run"));
    assert_true(g_strv_contains((const char *const *)names, "watch"));
    for (guint i = 0; lines[i]; i++)
        assert_true(g_utf8_strlen(lines[i], -1) <= 80);
}

static void the_man_page_has_every_command_and_option(void **state)
{
    g_autofree char *page = gilsim("help", "man");
    g_auto(GStrv) names = command_names();

    (void)state;
    for (guint i = 0; names[i]; i++) {
        g_auto(GStrv) options = options_of(names[i]);
        g_autofree char *heading = g_strdup_printf("\n.SS gilsim %s", names[i]);

        assert_true(g_strv_length(options) >= 2); /* --help and --version */
        if (!strstr(page, heading))
            fail_msg("the page has no %s", names[i]);
        for (guint k = 0; options[k]; k++) {
            g_auto(GStrv) parts = g_strsplit(options[k], "-", -1);
            g_autofree char *escaped = g_strjoinv("\\-", parts),
                            *bold = g_strconcat("\\fB", escaped, "\\fR", NULL);

            if (!strstr(page, bold))
                fail_msg("the page has no %s of %s", options[k], names[i]);
        }
    }
}

static void the_man_page_is_well_formed(void **state)
{
    g_autofree char *page = gilsim("help", "man"), *path = file_with(page);

    (void)state;
    if (!has("mandoc")) {
        remove_file(path);
        skip();
    }
    g_autofree char *complaints = output_of((const char *const[]){ "mandoc", "-T", "lint", path, NULL });
    remove_file(path);
    assert_string_equal(complaints, "");
}

/* ---- bash ---- */

/* What bash offers for WORDS, the last of which is being typed: "a|b|". g_free. */
static char *offered(const char *words)
{
    g_autofree char *path = called_program();
    g_autofree char *script = g_strdup_printf(
        "set -u; source <('%s' help bash); compopt() { :; }; COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); "
        "_gilsim; ((${#COMPREPLY[@]} == 0)) || printf '%%s|' \"${COMPREPLY[@]}\"",
        path, words);

    return output_of((const char *const[]){ "bash", "-c", script, NULL });
}

static void bash_completes(void **state)
{
    static const struct {
        const char *words, *offered;
    } cases[] = {
        { "gilsim expl", "explain|" },
        { "gilsim kitchen-k", "kitchen-knife|" },
        { "gilsim run --pol", "--policy|" },
        { "gilsim run --policy = thr", "threads|" },
        { "gilsim run -p async,thr", "async,threads|" },
        { "gilsim run --format = j", "json|" },
        { "gilsim explain --format ''", "table|json|" },
        { "gilsim run --lock cpython", "cpython2|cpython3|" },
        { "gilsim run --scheduler ee", "eevdf|" },
        { "gilsim run --set machine.con", "machine.context_switch=|" },
        { "gilsim run --set machine.cores =", "" },
        { "gilsim run --seed ''", "" },
        { "gilsim watch crawl", "crawler|" },
        { "gilsim watch crawler ''", "" },
        { "gilsim run crawler tin", "tiny|" },
        { "gilsim run --policy = async crawl", "crawler|" },
        { "gilsim plot compar", "compare|" },
        { "gilsim plot compare crawl", "crawler|" },
        { "gilsim list s", "schedulers|scenarios|" },
        { "gilsim help scen", "scenario|" },
        { "gilsim plugin new lo", "lock|" },
        { "gilsim crawler --lock f", "fair|" },
    };

    (void)state;
    if (!has("bash"))
        skip();
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *got = offered(cases[i].words);

        if (strcmp(got, cases[i].offered) != 0)
            fail_msg("%s: bash offers '%s', expected '%s'", cases[i].words, got, cases[i].offered);
    }
}

static void bash_knows_every_option(void **state)
{
    g_autofree char *script = gilsim("help", "bash");
    g_auto(GStrv) names = command_names();

    (void)state;
    for (guint i = 0; names[i]; i++) {
        g_auto(GStrv) options = options_of(names[i]);
        g_autofree char *head = g_strdup_printf("\n_gilsim_%s()\n{\n    options='", names[i]);
        const char *at = strstr(script, head);

        assert_non_null(at);
        g_autofree char *line = g_strndup(at + strlen(head), strcspn(at + strlen(head), "'"));
        g_auto(GStrv) known = g_strsplit(line, " ", -1);
        for (guint k = 0; options[k]; k++)
            if (!g_strv_contains((const char *const *)known, options[k]))
                fail_msg("%s: bash does not know %s", names[i], options[k]);
    }
}

/* ---- zsh ---- */

static void zsh_loads_its_completion(void **state)
{
    g_autofree char *script = gilsim("help", "zsh"), *path = file_with(script),
                    *folder = g_path_get_dirname(path);
    g_autofree char *line = g_strdup_printf("fpath=('%s' $fpath); autoload -Uz compinit; compinit -D -u; "
                                            "print -r -- $_comps[gilsim]; zsh -n '%s'",
                                            folder, path);

    (void)state;
    if (!has("zsh")) {
        remove_file(path);
        skip();
    }
    g_autofree char *shown = output_of((const char *const[]){ "zsh", "-fc", line, NULL });
    remove_file(path);
    assert_string_equal(shown, "_gilsim\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_overview_has_every_command_and_fits_80_columns),
        cmocka_unit_test(the_man_page_has_every_command_and_option),
        cmocka_unit_test(the_man_page_is_well_formed),
        cmocka_unit_test(bash_completes),
        cmocka_unit_test(bash_knows_every_option),
        cmocka_unit_test(zsh_loads_its_completion),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
