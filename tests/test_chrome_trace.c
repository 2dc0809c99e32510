/* test_chrome_trace - the structure of a Chrome trace: tracks, arrows and counters, held against the figures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "report/chrome_trace.h"
#include "tables.h"

static const char scenario_text[] = "[scenario]\n"
                                    "policies = async, threads, processes\n"
                                    "[machine]\n"
                                    "cores = 2\n"
                                    "[task <io>]\n"
                                    "count = 3\n"
                                    "phases = repeat 5 { wait 3ms; compute 500us }\n"
                                    "[task cruncher]\n"
                                    "count = 2\n"
                                    "phases = compute 30ms\n";

/* Keeps the figures of each run. */
typedef struct {
    ResultSink sink;
    GArray *turnarounds; /* of gint64: all tasks', a run's */
    GArray *on_core;     /* of gint64, a run's */
} Kept;

typedef struct {
    JsonParser *parser;
    JsonArray *events;
    Kept kept;
} Fixture;

static gboolean keep(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    Kept *kept = (Kept *)sink;
    const gint64 on_core = (gint64)run->recorder->on_core;
    gint64 turnaround = 0;
    (void)figures, (void)error;

    for (guint32 i = 0; i < run->recorder->n_tasks; i++)
        turnaround += run->recorder->tasks[i].finish - run->recorder->tasks[i].arrival;
    g_array_append_val(kept->turnarounds, turnaround);
    g_array_append_val(kept->on_core, on_core);
    return TRUE;
}

static void write_trace(const char *path, Kept *kept)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Scenario) scenario =
        scenario_parse("a \"b\".ini", scenario_text, strlen(scenario_text), NULL, &error);
    g_autoptr(GPtrArray) sinks = g_ptr_array_new();
    const ExperimentOptions options = { .executor = &executor_sim };
    ChromeTrace *trace = chrome_trace_open(path, &error);

    if (!scenario || !trace)
        fail_msg("%s", error->message);
    g_ptr_array_add(sinks, chrome_trace_sink(trace));
    g_ptr_array_add(sinks, &kept->sink);
    assert_true(experiment_run(scenario, &options, sinks, &error));
    assert_true(chrome_trace_close(trace, &error));
}

static int setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    g_autofree char *path = NULL;
    const gint file = g_file_open_tmp("gilsim-test-XXXXXX.json", &path, NULL);

    assert_true(file >= 0 && g_close(file, NULL));
    fixture->kept = (Kept){ { NULL, NULL, keep },
                            g_array_new(FALSE, FALSE, sizeof(gint64)),
                            g_array_new(FALSE, FALSE, sizeof(gint64)) };
    write_trace(path, &fixture->kept);
    fixture->parser = json_parser_new();
    assert_true(json_parser_load_from_file(fixture->parser, path, NULL));
    fixture->events = json_object_get_array_member(
        json_node_get_object(json_parser_get_root(fixture->parser)), "traceEvents");
    g_unlink(path);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    Fixture *fixture = *state;

    g_object_unref(fixture->parser);
    g_array_unref(fixture->kept.turnarounds);
    g_array_unref(fixture->kept.on_core);
    g_free(fixture);
    return 0;
}

static JsonObject *event_at(const Fixture *fixture, guint i)
{
    return json_array_get_object_element(fixture->events, i);
}

static const char *text_of(JsonObject *event, const char *name)
{
    return json_object_get_string_member(event, name);
}

static gint64 time_of(JsonObject *event, const char *name)
{
    return (gint64)(json_object_get_double_member(event, name) * 1000 + 0.5);
}

static gboolean has_phase(JsonObject *event, const char *phase)
{
    return g_str_equal(text_of(event, "ph"), phase);
}

/* Process 2 x run + 1 has the cores, the one after it the tasks. */
static gint64 process_of(JsonObject *event)
{
    return json_object_get_int_member(event, "pid");
}

static void tracks_have_no_overlap(void **state)
{
    const Fixture *fixture = *state;
    g_autoptr(GHashTable) ends = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

    for (guint i = 0; i < json_array_get_length(fixture->events); i++) {
        JsonObject *event = event_at(fixture, i);
        char *track;
        gint64 end, *before;

        if (!has_phase(event, "X"))
            continue;
        track = g_strdup_printf("%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT, process_of(event),
                                json_object_get_int_member(event, "tid"));
        before = g_hash_table_lookup(ends, track);
        assert_true(!before || time_of(event, "ts") >= *before);
        end = time_of(event, "ts") + time_of(event, "dur");
        g_hash_table_insert(ends, track, g_memdup2(&end, sizeof end));
    }
    assert_true(g_hash_table_size(ends) >= 3 * (5 + 1));
}

/* The length of all stretches of PROCESS; TASKS: without the threads that carry none. */
static gint64 sum_of(const Fixture *fixture, gint64 process, gboolean tasks)
{
    gint64 sum = 0;

    for (guint i = 0; i < json_array_get_length(fixture->events); i++) {
        JsonObject *event = event_at(fixture, i);

        if (has_phase(event, "X") && process_of(event) == process &&
            (!tasks || json_object_get_int_member(event, "tid") <= 5))
            sum += time_of(event, "dur");
    }
    return sum;
}

static void tracks_add_up_to_turnarounds_and_core_time(void **state)
{
    const Fixture *fixture = *state;

    assert_int_equal(fixture->kept.turnarounds->len, 3);
    for (guint run = 0; run < 3; run++) {
        const gint64 on_core = g_array_index(fixture->kept.on_core, gint64, run);

        /* a switch to a worker that has not begun to receive its task is nobody's time */
        assert_true(sum_of(fixture, 2 * run + 1, FALSE) <= on_core);
        assert_true(sum_of(fixture, 2 * run + 1, FALSE) >= on_core - on_core / 1000);
        assert_int_equal(sum_of(fixture, 2 * run + 2, TRUE),
                         g_array_index(fixture->kept.turnarounds, gint64, run));
    }
}

/* Whether a stretch of EVENT's track has its time: without the last instant, for the begin of an arrow. */
static JsonObject *stretch_at(const Fixture *fixture, JsonObject *arrow)
{
    const gint64 time = time_of(arrow, "ts");

    for (guint i = 0; i < json_array_get_length(fixture->events); i++) {
        JsonObject *event = event_at(fixture, i);

        if (has_phase(event, "X") && process_of(event) == process_of(arrow) &&
            json_object_get_int_member(event, "tid") == json_object_get_int_member(arrow, "tid") &&
            time >= time_of(event, "ts") && time < time_of(event, "ts") + time_of(event, "dur"))
            return event;
    }
    return NULL;
}

static void arrows_lead_from_a_holder_of_the_lock_to_the_next(void **state)
{
    const Fixture *fixture = *state;
    guint n = 0;

    for (guint i = 0; i < json_array_get_length(fixture->events); i++) {
        JsonObject *from = event_at(fixture, i), *to;

        if (!has_phase(from, "s"))
            continue;
        to = event_at(fixture, i + 1);
        assert_true(has_phase(to, "f"));
        assert_int_equal(json_object_get_int_member(from, "id"), json_object_get_int_member(to, "id"));
        assert_int_equal(process_of(from),
                         4); /* an event loop has nobody to hand over to, and so have processes */
        assert_true(time_of(from, "ts") < time_of(to, "ts"));
        assert_int_not_equal(json_object_get_int_member(from, "tid"), json_object_get_int_member(to, "tid"));
        assert_int_equal(json_object_get_int_member(
                             json_object_get_object_member(stretch_at(fixture, from), "args"), "lock"),
                         1);
        assert_int_equal(json_object_get_int_member(
                             json_object_get_object_member(stretch_at(fixture, to), "args"), "lock"),
                         1);
        n++;
    }
    assert_true(n >= 5);
}

/* How many of the tasks' stretches of STATE there are at TIME. */
static gint64 n_in_state(const Fixture *fixture, gint64 process, const char *task_state, gint64 time)
{
    gint64 n = 0;

    for (guint i = 0; i < json_array_get_length(fixture->events); i++) {
        JsonObject *event = event_at(fixture, i);

        n += has_phase(event, "X") && process_of(event) == process &&
             g_str_equal(text_of(event, "name"), task_state) && time >= time_of(event, "ts") &&
             time < time_of(event, "ts") + time_of(event, "dur");
    }
    return n;
}

static void counters_count_who_is_ready_and_who_waits(void **state)
{
    const Fixture *fixture = *state;
    guint n = 0;

    for (guint i = 0; i < json_array_get_length(fixture->events); i++) {
        JsonObject *event = event_at(fixture, i);
        const char *counted;

        if (!has_phase(event, "C"))
            continue;
        counted = g_str_equal(text_of(event, "name"), "lock waiters") ? "lock" : "ready";
        assert_int_equal(json_object_get_int_member(json_object_get_object_member(event, "args"), "threads"),
                         n_in_state(fixture, process_of(event), counted, time_of(event, "ts")));
        n++;
    }
    assert_true(n >= 10);
}

static void names_are_told_as_they_are(void **state)
{
    const Fixture *fixture = *state;
    guint n_tasks = 0, n_processes = 0;

    for (guint i = 0; i < json_array_get_length(fixture->events); i++) {
        JsonObject *event = event_at(fixture, i);
        const char *name;

        if (!has_phase(event, "M"))
            continue;
        name = text_of(json_object_get_object_member(event, "args"), "name");
        n_tasks += g_str_equal(name, "<io>.1");
        n_processes +=
            g_str_equal(text_of(event, "name"), "process_name") && g_str_has_prefix(name, "a \"b\", ");
    }
    assert_int_equal(n_tasks, 3);
    assert_int_equal(n_processes, 6);
}

static void what_cannot_be_written_is_an_error(void **state)
{
    g_autoptr(GError) error = NULL;
    (void)state;

    assert_null(chrome_trace_open("/nowhere/trace.json", &error));
    assert_string_equal(error->message, "cannot write the Chrome trace '/nowhere/trace.json': No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tracks_have_no_overlap),
        cmocka_unit_test(tracks_add_up_to_turnarounds_and_core_time),
        cmocka_unit_test(arrows_lead_from_a_holder_of_the_lock_to_the_next),
        cmocka_unit_test(counters_count_who_is_ready_and_who_waits),
        cmocka_unit_test(names_are_told_as_they_are),
        cmocka_unit_test(what_cannot_be_written_is_an_error),
    };

    return cmocka_run_group_tests_name("chrome trace", tests, setup, teardown);
}
