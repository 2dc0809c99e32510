/* test_bad_scenarios - bad input never gets past the reader: files, and exactly what is said of each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bad_scenarios.h"
#include "scenario/scenario.h"

/* What is said of LENGTH bytes of TEXT, or NULL where they are a good scenario. g_free. */
static char *complaint(const char *text, gsize length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Scenario) scenario = scenario_parse("t.ini", text, length, NULL, &error);
    g_autoptr(Workload) workload = scenario ? scenario_workload(scenario, 1, 1, &error) : NULL;

    assert_true((workload == NULL) == (error != NULL));
    return error ? g_strdup(error->message) : NULL;
}

static void assert_complaint(const char *text, gsize length, const char *expected)
{
    g_autofree char *message = complaint(text, length);

    if (!message)
        fail_msg("'%s' is accepted", text);
    assert_string_equal(message, expected);
}

static void each_bad_file_is_refused_with_its_line_and_reason(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        assert_complaint(bad[i].text, strlen(bad[i].text), bad[i].message);
}

static void a_nul_is_an_error(void **state)
{
    static const char text[] = TASK "\n# \0\n";

    (void)state;
    assert_complaint(text, sizeof text - 1, "t.ini:4: a NUL byte, expected text");
}

static void lines_are_counted_with_crlf_comments_and_blank_lines(void **state)
{
    static const char text[] = "\357\273\277# first\r\n\r\n[task a]\r\nphases = compute 1ms\r\n"
                               "  # between\r\n\r\n# and\r\n  wait 1ms;\r\n  wiat 1ms\r\n";

    (void)state;
    assert_complaint(text, strlen(text), "t.ini:9: unknown phase 'wiat'; did you mean 'wait'?");
}

static void a_long_line_is_refused(void **state)
{
    g_autoptr(GString) text = g_string_new("[scenario]\ntitle = ");

    (void)state;
    for (guint i = 0; i < (1 << 20); i++)
        g_string_append_c(text, 'x');
    assert_complaint(text->str, text->len, "t.ini:2: a line of more than 1 MiB, expected shorter ones");
}

static void a_large_file_is_refused(void **state)
{
    const gsize length = (64 << 20) + 1;
    g_autofree char *text = g_malloc(length);

    (void)state;
    memset(text, '\n', length);
    assert_complaint(text, length,
                     "t.ini: more than 64 MiB, expected a smaller scenario (a trace may be larger)");
}

static void deep_braces_are_refused(void **state)
{
    g_autoptr(GString) text = g_string_new("[task a]\nphases = ");

    (void)state;
    for (guint i = 0; i < 100000; i++)
        g_string_append(text, "repeat 1 {");
    assert_complaint(text->str, text->len, "t.ini:2: braces within braces, 65 deep; expected at most 64");
}

static void names_that_grow_are_refused(void **state)
{
    g_autoptr(GString) text = g_string_new("[let]\nx0 = yield; yield; yield; yield; yield\n");

    (void)state;
    for (guint i = 1; i < 60; i++)
        g_string_append_printf(text, "x%u = $x%u; $x%u\n", i, i - 1, i - 1);
    g_string_append(text, TASK);
    assert_complaint(text->str, text->len,
                     "t.ini:17: x15: with what each $name stands for it has more than 1 MiB, expected less");
}

static void long_chains_are_refused_and_not_walked(void **state)
{
    g_autoptr(GString) text = g_string_new("[let]\n");

    (void)state;
    for (guint i = 0; i < 100000; i++)
        g_string_append_printf(text, "x%u = $x%u\n", i, i + 1);
    g_string_append(text, "x100000 = 1\n" TASK);
    assert_complaint(text->str, text->len,
                     "t.ini:2: x0: names that stand for names, more than 64 deep; expected fewer");
}

static void long_chains_of_tasks_are_no_cycle(void **state)
{
    g_autoptr(GString) text = g_string_new("[task t0]\nphases = yield\n");
    g_autofree char *none = NULL, *message = NULL;

    (void)state;
    for (guint i = 1; i < 100000; i++)
        g_string_append_printf(text, "[task t%u]\nafter = t%u\nphases = yield\n", i, i - 1);
    none = complaint(text->str, text->len);
    assert_null(none);
    g_string_insert(text, strlen("[task t0]\n"), "after = t99999\n");
    message = complaint(text->str, text->len);
    assert_string_equal(
        message, "t.ini:2: after = t99999: t0 after t99999 after t99998 after t99997 after t99996 after "
                 "t99995 after t99994 after t99993 after ... after t0 is a cycle, expected none");
}

static void files_that_are_no_files_are_refused_without_reading_them(void **state)
{
    static const struct {
        const char *path, *message;
    } files[] = {
        { "/", "/: is a folder, expected a scenario file" },
        { "/dev/zero", "/dev/zero: is no regular file, expected a scenario file" },
        { "/nowhere/a.ini",
          "/nowhere/a.ini: cannot be read (No such file or directory), expected a scenario file" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(GError) error = NULL;

        assert_null(scenario_load(files[i].path, NULL, &error));
        assert_string_equal(error->message, files[i].message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_bad_file_is_refused_with_its_line_and_reason),
        cmocka_unit_test(a_nul_is_an_error),
        cmocka_unit_test(lines_are_counted_with_crlf_comments_and_blank_lines),
        cmocka_unit_test(a_long_line_is_refused),
        cmocka_unit_test(a_large_file_is_refused),
        cmocka_unit_test(deep_braces_are_refused),
        cmocka_unit_test(names_that_grow_are_refused),
        cmocka_unit_test(long_chains_are_refused_and_not_walked),
        cmocka_unit_test(long_chains_of_tasks_are_no_cycle),
        cmocka_unit_test(files_that_are_no_files_are_refused_without_reading_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
