/* test_sweep_identity - is a change in anything that a sweep's results depend on noticed, and is what is damaged
 * refused and left alone? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "base/random.h"
#include "sweep/store.h"
#include "workplace.h"

#define CORES "sweep small.ini --vary cores=1:3 -q "
#define HAS_CHANGED "a trace, a plug-in, a profile's costs or the number of cores has changed since"

/* A sweep that was made goes on, until NAME is another file. */
static void assert_noticed(Workplace *place, const char *sweep, const char *name, const char *text)
{
    workplace_succeed(place, sweep);
    workplace_write(place, name, text, -1);
    workplace_call(place, sweep);
    assert_has(place->messages, HAS_CHANGED);
    assert_int_equal(place->status, 1);
}

/* ---- what results depend on ---- */

static void changed_profile_is_noticed_wherever_it_is_varied(void **state)
{
    Workplace *place = *state;
    const char *sweep = "sweep small.ini -q --vary machine.costs=python,native --vary "
                        "machine.profile=ideal,./a.profile,./b.profile";

    workplace_write(place, "a.profile", "[python]\nmigration=1us\n[native]\nmigration=1us\n", -1);
    workplace_write(place, "b.profile", "[python]\nmigration=2us\n[native]\nmigration=2us\n", -1);
    assert_noticed(place, sweep, "b.profile", "[python]\nmigration=2us\n[native]\nmigration=3us\n");
}

static void changed_group_of_a_traces_row_is_noticed(void **state)
{
    Workplace *place = *state;
    const char *head = "task,arrival_ns,kind,duration_ns\n";
    g_autofree char *one = g_strconcat(head, "a.0,0,compute,5\na.1,0,compute,5\nb.0,0,compute,5\n", NULL);
    g_autofree char *other = g_strconcat(head, "a.0,0,compute,5\nb.0,0,compute,5\nb.1,0,compute,5\n", NULL);

    workplace_write(place, "traced.ini", "[trace]\nfile = t.csv\n", -1);
    workplace_write(place, "t.csv", one, -1);
    assert_noticed(place, "sweep traced.ini --vary cores=1:2 -q", "t.csv", other);
}

static void changed_plug_in_is_noticed(void **state)
{
    Workplace *place = *state;
    const char *sweep = "sweep small.ini -q --vary machine.scheduler=fifo,./mine.so";
    g_autofree char *tree = g_canonicalize_filename(".", NULL);
    g_autofree char *first =
        g_strdup_printf("'%s' plugin new scheduler mine >new && ${CC:-cc} $('%s' plugin flags) -o mine.so mine.c && exec",
                        place->program, place->program);
    g_autofree char *second = g_strdup_printf(
        "${CC:-cc} $('%s' plugin flags) -DCHANGED -g -o mine.so mine.c && exec", place->program);

    g_setenv("GILSIM_DATA", tree, FALSE);
    workplace_call_behind(place, first, sweep);
    assert_string_equal(place->messages, "");
    assert_int_equal(place->status, 0);
    workplace_succeed(place, sweep);
    workplace_call_behind(place, second, sweep);
    assert_has(place->messages, HAS_CHANGED);
    assert_int_equal(place->status, 1);
}

static void parts_agree_whatever_folder_their_files_are_in(void **state)
{
    Workplace *place = *state;

    workplace_write(place, "a.profile", "[python]\nmigration=1us\n", -1);
    workplace_succeed(place, CORES "--shard 1/2 --out one -s machine.profile=a.profile");
    workplace_call_behind(place, "mkdir there && cp small.ini a.profile there && cd there && exec",
                          CORES "--shard 2/2 --out ../two -s machine.profile=a.profile");
    assert_int_equal(place->status, 0);
    workplace_succeed(place, "merge one two --out whole");
}

/* ---- one key, two names ---- */

static void one_key_under_two_names_is_refused(void **state)
{
    static const char *const cases[][2] = {
        { "--vary interval=1ms --vary lock.interval=2ms",
          "gilsim: --vary lock.interval: lock.interval is varied already, as interval; expected it once\n" },
        { "--vary machine.slice=1ms --vary machine.quantum=2ms",
          "gilsim: --vary machine.quantum: machine.slice is varied already, as machine.slice; expected it once\n" },
        { "--vary idle=1ms --vary let.idle=2ms",
          "gilsim: --vary let.idle: let.idle is varied already, as idle; expected it once\n" },
    };
    Workplace *place = *state;

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *call = g_strconcat("sweep small.ini -q ", cases[i][0], NULL);

        workplace_call(place, call);
        assert_string_equal(place->messages, cases[i][1]);
        assert_int_equal(place->status, 2);
    }
}

/* ---- damage ---- */

/* Both commands refuse the folder "part" with MESSAGE, and its results are as they were. */
static void assert_damage_is_told(Workplace *place, const char *message)
{
    g_autofree char *line = g_strconcat("gilsim: part/sweep.ini", message, "; expected what a sweep wrote\n", NULL);
    g_autofree char *before = workplace_read(place, "part/points.log"), *after = NULL;
    static const char *const calls[] = { "merge part --out whole", CORES "--out part" };

    for (guint i = 0; i < G_N_ELEMENTS(calls); i++) {
        workplace_call(place, calls[i]);
        assert_string_equal(place->messages, line);
        assert_int_equal(place->status, 2);
    }
    after = workplace_read(place, "part/points.log");
    assert_string_equal(after, before);
}

/* TEXT with what stands for KEY replaced by VALUE. */
static char *with_value(const char *text, const char *key, const char *value)
{
    g_autofree char *pattern = g_strdup_printf("(?m)^%s=.*$", key);
    g_autofree char *line = g_strdup_printf("%s=%s", key, value);
    g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);

    return g_regex_replace_literal(regex, text, -1, 0, line, 0, NULL);
}

static void damaged_values_are_told_with_their_line(void **state)
{
    static const char *const cases[][3] = {
        { "repeats", "4294967295", ":8: repeats = 4294967295: not a number from 1 to 100000" },
        { "repeats", "-3", ":8: repeats = -3: not a number from 1 to 100000" },
        { "repeats", "99999999999999999999", ":8: repeats = 99999999999999999999: not a number from 1 to 100000" },
        { "repeats", "many", ":8: repeats = many: not a number from 1 to 100000" },
        { "shard", "0", ":9: shard = 0: not a number from 1 to 1" },
        { "shards", "4294967297", ":10: shards = 4294967297: not a number from 1 to 2147483647" },
        { "higher_is_better", "perhaps", ":12: 'higher_is_better' is neither true nor false" },
        { "vary", "cores=1:99999999;", ":7: 'vary' has no keys and values as --vary takes them" },
    };
    Workplace *place = *state;
    g_autofree char *whole = NULL;

    workplace_succeed(place, CORES "--out part");
    whole = workplace_read(place, "part/sweep.ini");
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = with_value(whole, cases[i][0], cases[i][1]);

        workplace_write(place, "part/sweep.ini", text, -1);
        assert_damage_is_told(place, cases[i][2]);
    }
    workplace_write(place, "part/sweep.ini", "[sweep]\n\0\1\2", 11);
    assert_damage_is_told(place, ": it is damaged");
}

/* The folders are told apart before the one that is there already is begun anew. */
static void damaged_part_leaves_alone_what_was_merged_before(void **state)
{
    Workplace *place = *state;
    g_autofree char *before = NULL, *after = NULL;

    workplace_succeed(place, CORES "--shard 1/2 --out one");
    workplace_succeed(place, CORES "--shard 2/2 --out two");
    workplace_succeed(place, "merge one two --out whole");
    before = workplace_read(place, "whole/points.log");
    workplace_write(place, "two/sweep.ini", "[sweep]\n", -1);
    workplace_call(place, "merge one two --out whole --restart");
    assert_int_equal(place->status, 2);
    after = workplace_read(place, "whole/points.log");
    assert_string_equal(after, before);
}

/* A few bytes of TEXT are others, or it ends early. */
static char *mutated(Stream *stream, const char *text, gsize *length)
{
    char *copy = g_strdup(text);

    *length = strlen(text);
    for (guint64 n = 1 + stream_below(stream, 4); n > 0; n--)
        copy[stream_below(stream, *length)] = (char)stream_below(stream, 256);
    if (stream_below(stream, 4) == 0)
        *length = stream_below(stream, *length);
    return copy;
}

static void what_is_read_of_damaged_files_is_refused_or_sound(void **state)
{
    Workplace *place = *state;
    g_autofree char *whole = NULL, *path = g_build_filename(place->folder, "part", "sweep.ini", NULL);
    Stream stream = stream_new(1, "test", "damage");
    guint n_refused = 0;

    workplace_succeed(place, CORES "--repeats 3 --out part");
    whole = workplace_read(place, "part/sweep.ini");
    for (guint i = 0; i < 2000; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Identity) identity = NULL;
        gsize length;
        g_autofree char *text = mutated(&stream, whole, &length);

        workplace_write(place, "part/sweep.ini", text, (gssize)length);
        identity = identity_read(path, &error);
        n_refused += !identity;
        if (!identity) {
            assert_true(g_error_matches(error, SWEEP_ERROR, SWEEP_ERROR_DAMAGED));
            assert_true(g_str_has_prefix(error->message, path));
            assert_null(strchr(error->message, '\n'));
        } else {
            assert_in_range(identity->repeats, 1, SWEEP_MOST_REPEATS);
            assert_true(identity->shard < identity->n_shards && identity->target >= 0);
        }
        if (i % 50 == 0) {
            workplace_call(place, "merge part --out whole --restart");
            assert_in_range(place->status, 0, 2);
        }
    }
    assert_in_range(n_refused, 100, 1999);
}

/* ---- two at once ---- */

static void folder_is_asked_what_it_holds_with_the_lock(void **state)
{
    Workplace *place = *state;
    g_autofree char *folder = g_build_filename(place->folder, "part", NULL);
    g_autoptr(Identity) identity = NULL, other = NULL;
    g_autoptr(Ledger) first = NULL;
    g_autoptr(GError) error = NULL;

    workplace_succeed(place, CORES "--out part");
    identity = store_identity(folder, NULL);
    other = store_identity(folder, NULL);
    other->repeats++;
    first = store_open(folder, identity, FALSE, NULL);
    assert_non_null(first);
    assert_null(store_open(folder, other, FALSE, &error));
    assert_has(error->message, "is being written by another gilsim");
}

/* Until its identity is known, a ledger is not cut to what this version can read. */
static void ledger_of_another_sweep_is_not_touched(void **state)
{
    Workplace *place = *state;
    g_autofree char *after = NULL;

    workplace_succeed(place, CORES "--out part");
    workplace_write(place, "part/points.log", "records of a later version\n", -1);
    workplace_call(place, CORES "--repeats 2 --out part");
    assert_has(place->messages, "it has another number of repeats");
    after = workplace_read(place, "part/points.log");
    assert_string_equal(after, "records of a later version\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, workplace_setup, workplace_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(changed_profile_is_noticed_wherever_it_is_varied),
        TEST(changed_group_of_a_traces_row_is_noticed),
        TEST(changed_plug_in_is_noticed),
        TEST(parts_agree_whatever_folder_their_files_are_in),
        TEST(one_key_under_two_names_is_refused),
        TEST(damaged_values_are_told_with_their_line),
        TEST(damaged_part_leaves_alone_what_was_merged_before),
        TEST(what_is_read_of_damaged_files_is_refused_or_sound),
        TEST(folder_is_asked_what_it_holds_with_the_lock),
        TEST(ledger_of_another_sweep_is_not_touched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
