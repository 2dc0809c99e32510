/* test_golden - does every shipped scenario still give exactly the figures, and the table, in tests/expected?
 *
 * `make golden` rewrites them; what changed is then for the author to explain. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>

static const char *program(void)
{
    const char *given = g_getenv("GILSIM");
    return given ? given : "build/gilsim";
}

/* What gilsim writes to standard output for ARGUMENTS, which end with NULL. g_free. */
static char *output_of(const char *first, ...)
{
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    g_ptr_array_add(argv, (gpointer)program());
    va_list arguments;
    va_start(arguments, first);
    for (const char *argument = first; argument; argument = va_arg(arguments, const char *))
        g_ptr_array_add(argv, (gpointer)argument);
    va_end(arguments);
    g_ptr_array_add(argv, NULL);

    g_autoptr(GError) error = NULL;
    char *out = NULL;
    int status = -1;
    g_spawn_sync(NULL, (char **)argv->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, &status, &error);
    if (error || !g_spawn_check_wait_status(status, &error))
        fail_msg("%s %s: %s", program(), first, error->message);
    return out;
}

static char *contents(const char *path)
{
    char *text = NULL;
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(path, &text, NULL, &error))
        fail_msg("%s", error->message);
    return text;
}

/* The first line in which the texts differ, for a message. */
static void fail_at_first_difference(const char *path, const char *expected, const char *actual)
{
    g_auto(GStrv) wanted = g_strsplit(expected, "\n", -1);
    g_auto(GStrv) got = g_strsplit(actual, "\n", -1);
    guint line = 0;
    while (wanted[line] && got[line] && g_str_equal(wanted[line], got[line]))
        line++;
    fail_msg("%s:%u\n  expected: %s\n  actual:   %s", path, line + 1, wanted[line] ? wanted[line] : "(end)",
             got[line] ? got[line] : "(end)");
}

static void assert_as_expected(const char *path, const char *actual)
{
    g_autofree char *expected = contents(path);
    if (!g_str_equal(expected, actual))
        fail_at_first_difference(path, expected, actual);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
    return g_strcmp0(*(char *const *)a, *(char *const *)b);
}

/* The names in FOLDER that end in SUFFIX, without it, sorted. */
static GPtrArray *names_in(const char *folder, const char *suffix)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    assert_non_null(dir);
    for (const char *name; (name = g_dir_read_name(dir));)
        if (g_str_has_suffix(name, suffix))
            g_ptr_array_add(names, g_strndup(name, strlen(name) - strlen(suffix)));
    g_ptr_array_sort(names, by_name);
    return names;
}

static void every_scenario_gives_its_golden_figures(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) names = names_in("scenarios", ".ini");
    assert_true(names->len > 20);
    for (guint i = 0; i < names->len; i++) {
        const char *name = names->pdata[i];
        g_autofree char *scenario = g_strdup_printf("scenarios/%s.ini", name);
        g_autofree char *expected = g_strdup_printf("tests/expected/%s.csv", name);
        g_autofree char *actual = output_of("run", scenario, "--format=csv", "--quiet", NULL);
        assert_as_expected(expected, actual);
    }
}

/* The first line asks, the next ones tell what to expect, and one names the cause, in a word that README explains. */
static void every_scenario_states_question_outcome_and_cause(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) names = names_in("scenarios", ".ini");
    g_autofree char *words = contents("scenarios/README.md");
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *path = g_strdup_printf("scenarios/%s.ini", (char *)names->pdata[i]);
        g_autofree char *text = contents(path);
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        const char *cause = strstr(text, "\n# cause: ");
        if (!g_str_has_suffix(lines[0], "?") || !g_str_has_prefix(lines[1], "# Expect: ") || !cause)
            fail_msg("%s: no question, no 'Expect:' or no 'cause:'", path);
        cause += strlen("\n# cause: ");
        g_autofree char *row = g_strdup_printf("\n| %.*s |", (int)strcspn(cause, "\n"), cause);
        if (!strstr(words, row))
            fail_msg("%s: scenarios/README.md does not explain%.*s", path, (int)strlen(row) - 3, row + 2);
    }
}

static void every_golden_file_has_its_scenario(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) scenarios = names_in("scenarios", ".ini");
    g_autoptr(GPtrArray) expected = names_in("tests/expected", ".csv");
    assert_int_equal(expected->len, scenarios->len);
    for (guint i = 0; i < expected->len; i++)
        assert_string_equal(expected->pdata[i], scenarios->pdata[i]);
}

static void table_reads_as_the_golden_one(void **state)
{
    (void)state;
    g_autofree char *actual = output_of("run", "scenarios/mixed.ini", NULL);
    assert_as_expected("tests/expected/mixed.table", actual);
}

/* What stands between the line OPENING and the next ``` of TEXT. g_free. */
static char *block(const char *text, const char *opening)
{
    const char *start = strstr(text, opening);
    assert_non_null(start);
    start += strlen(opening);
    return g_strndup(start, (gsize)(strstr(start, "```\n") - start));
}

static void readme_shows_the_scenario_and_its_table(void **state)
{
    (void)state;
    g_autofree char *readme = contents("README.md");
    g_autofree char *scenario = contents("scenarios/mixed.ini");
    g_autofree char *lines = block(readme, "```ini\n");
    g_autofree char *table = block(readme, "```text\n");
    assert_non_null(strstr(scenario, lines));
    assert_as_expected("tests/expected/mixed.table", table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_scenario_gives_its_golden_figures),
        cmocka_unit_test(every_golden_file_has_its_scenario),
        cmocka_unit_test(every_scenario_states_question_outcome_and_cause),
        cmocka_unit_test(table_reads_as_the_golden_one),
        cmocka_unit_test(readme_shows_the_scenario_and_its_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
