/* test_csv - fields as other programs will read them: quotes, 128 bits, ratios; and the same for JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/csv.h"
#include "base/json.h"

/* VALUE as a CSV row of one field. */
static void assert_csv(const char *value, const char *expected)
{
    g_autoptr(GString) text = g_string_new(NULL);

    csv_text(text, value);
    csv_end_row(text);
    assert_string_equal(text->str, expected);
}

static void text_is_quoted_only_where_it_must_be(void **state)
{
    (void)state;
    assert_csv("plain", "plain\n");
    assert_csv("", "\n");
    assert_csv("two words; and more", "two words; and more\n");
    assert_csv("a,b", "\"a,b\"\n");
    assert_csv("say \"hi\"", "\"say \"\"hi\"\"\"\n");
    assert_csv("line\nbreak", "\"line\nbreak\"\n");
    assert_csv("`rm -rf`", "`rm -rf`\n");
    assert_csv("soße", "soße\n");
}

static void numbers_are_plain_digits(void **state)
{
    g_autoptr(GString) text = g_string_new(NULL);
    (void)state;

    csv_integer(text, 0);
    csv_integer(text, -12);
    csv_integer(text, (__int128)G_MAXINT64 * 10);
    csv_ratio(text, 1428571);
    csv_ratio(text, 42);
    csv_ratio(text, 0);
    csv_empty(text);
    csv_end_row(text);
    assert_string_equal(text->str, "0,-12,92233720368547758070,1.428571,0.000042,0.000000,\n");
}

static void fields_come_back_as_they_were_written(void **state)
{
    static const char *const fields[] = { "plain", "", "a,b", "say \"hi\"", "line\nbreak", "" };
    g_autoptr(GString) text = g_string_new(NULL);
    const char *rest;
    (void)state;

    for (guint row = 0; row < 2; row++) {
        for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
            csv_text(text, fields[i]);
        csv_end_row(text);
    }
    rest = text->str;
    for (guint row = 0; row < 2; row++) {
        g_auto(GStrv) read = csv_fields(&rest);

        assert_int_equal(g_strv_length(read), G_N_ELEMENTS(fields));
        for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
            assert_string_equal(read[i], fields[i]);
    }
    assert_string_equal(rest, "");
}

static void assert_json(const char *value, gssize length, const char *expected)
{
    g_autoptr(GString) text = g_string_new(NULL);

    json_text(text, value, length);
    assert_string_equal(text->str, expected);
}

static void json_text_is_escaped(void **state)
{
    (void)state;
    assert_json("plain", -1, "\"plain\"");
    assert_json("say \"hi\" \\ there", -1, "\"say \\\"hi\\\" \\\\ there\"");
    assert_json("a\nb\tc\r\x01", -1, "\"a\\nb\\tc\\u000d\\u0001\"");
    assert_json("soße", -1, "\"soße\"");
    assert_json("cut here", 3, "\"cut\"");
    assert_json("\xff", -1, "\"\357\277\275\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_quoted_only_where_it_must_be),
        cmocka_unit_test(numbers_are_plain_digits),
        cmocka_unit_test(fields_come_back_as_they_were_written),
        cmocka_unit_test(json_text_is_escaped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
