/* test_engine - events in the order of time, round, step and rank; rounds; when it stops. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "engine.h"

/* A timer that writes its letter, and may set another as it fires. */
typedef struct {
    Timer timer; /* first */
    char letter;
    Timer *sets;
    SimTime delay;
    EventStep step;
} Marked;

typedef struct {
    Engine engine;
    GString *log;
} Fixture;

static void choose(gpointer machine)
{
    g_string_append_c(((Fixture *)machine)->log, '|');
}

static void fire(Timer *timer, Engine *engine)
{
    const Marked *marked = (const Marked *)timer;
    g_string_append_c(((Fixture *)engine->machine)->log, marked->letter);
    if (marked->sets != NULL)
        engine_set(engine, marked->sets, engine->now + marked->delay, marked->step);
}

static Marked mark(char letter)
{
    return (Marked){ .timer.fire = fire, .letter = letter };
}

static int setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    fixture->log = g_string_new(NULL);
    engine_init(&fixture->engine, choose, fixture);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    Fixture *fixture = *state;
    engine_clear(&fixture->engine);
    g_string_free(fixture->log, TRUE);
    g_free(fixture);
    return 0;
}

static void assert_runs(Fixture *fixture, EngineEnd end, const char *log)
{
    assert_int_equal(engine_run(&fixture->engine, 0), end);
    assert_string_equal(fixture->log->str, log);
}

static void events_fire_by_time_then_step_then_as_they_were_set(void **state)
{
    Fixture *fixture = *state;
    Engine *engine = &fixture->engine;
    Marked a = mark('a'), b = mark('b'), c = mark('c'), d = mark('d');
    engine_set(engine, &d.timer, 20, STEP_ARRIVAL);
    engine_set(engine, &c.timer, 10, STEP_SLICE_END);
    engine_set(engine, &a.timer, 10, STEP_TIMER);
    engine_set(engine, &b.timer, 10, STEP_TIMER);
    assert_runs(fixture, ENGINE_DONE, "|abc|d|");
    assert_int_equal(engine->now, 20);
    assert_int_equal(engine->n_events, 4);
}

static void ranks_order_the_events_of_a_step(void **state)
{
    Fixture *fixture = *state;
    Marked a = mark('a'), b = mark('b');
    engine_set_ranked(&fixture->engine, &b.timer, 10, STEP_NOTICE, 7);
    engine_set_ranked(&fixture->engine, &a.timer, 10, STEP_NOTICE, 2);
    assert_runs(fixture, ENGINE_DONE, "|ab|");
}

static void what_is_set_for_a_later_step_of_now_belongs_to_this_round(void **state)
{
    Fixture *fixture = *state;
    Marked a = mark('a'), b = mark('b'), c = mark('c');
    a.sets = &c.timer;
    a.step = STEP_NOTICE;
    engine_set(&fixture->engine, &a.timer, 10, STEP_TIMER);
    engine_set(&fixture->engine, &b.timer, 10, STEP_WORK_END);
    assert_runs(fixture, ENGINE_DONE, "|abc|");
}

static void what_is_set_for_the_present_step_belongs_to_the_next_round(void **state)
{
    Fixture *fixture = *state;
    Marked a = mark('a'), b = mark('b'), c = mark('c');
    a.sets = &c.timer;
    a.step = STEP_TIMER;
    engine_set(&fixture->engine, &a.timer, 10, STEP_TIMER);
    engine_set(&fixture->engine, &b.timer, 10, STEP_WORK_END);
    assert_runs(fixture, ENGINE_DONE, "|ab|c|");
}

static void a_timer_set_anew_or_cancelled_forgets_the_earlier_time(void **state)
{
    Fixture *fixture = *state;
    Engine *engine = &fixture->engine;
    Marked a = mark('a'), b = mark('b'), c = mark('c');
    engine_set(engine, &a.timer, 10, STEP_TIMER);
    engine_set(engine, &b.timer, 20, STEP_TIMER);
    engine_set(engine, &c.timer, 15, STEP_TIMER);
    engine_set(engine, &a.timer, 30, STEP_TIMER);
    engine_cancel(&c.timer);
    assert_false(engine_is_set(&c.timer));
    assert_runs(fixture, ENGINE_DONE, "|b|a|");
    assert_int_equal(engine->n_events, 2);
}

static void a_thousand_events_come_in_order(void **state)
{
    Fixture *fixture = *state;
    g_autofree Marked *marked = g_new0(Marked, 1000);
    GRand *rand = g_rand_new_with_seed(1);
    SimTime last = 0;
    for (guint i = 0; i < 1000; i++) {
        marked[i] = mark('.');
        engine_set(&fixture->engine, &marked[i].timer, g_rand_int_range(rand, 0, 300), STEP_TIMER);
    }
    g_rand_free(rand);
    for (guint n = 1; n <= 1000; n++) {
        assert_int_equal(engine_run(&fixture->engine, n), n < 1000 ? ENGINE_TOO_MANY_EVENTS : ENGINE_DONE);
        assert_true(fixture->engine.now >= last);
        last = fixture->engine.now;
    }
}

static void the_last_instant_is_worked_off_and_no_other(void **state)
{
    Fixture *fixture = *state;
    Marked a = mark('a'), b = mark('b'), c = mark('c');
    a.sets = &b.timer;
    a.step = STEP_TIMER;
    engine_set(&fixture->engine, &a.timer, 10, STEP_TIMER);
    engine_set(&fixture->engine, &c.timer, 11, STEP_TIMER);
    assert_int_equal(engine_run(&fixture->engine, 1), ENGINE_TOO_MANY_EVENTS); /* a has fired */
    fixture->engine.last_instant = TRUE;
    assert_runs(fixture, ENGINE_DONE, "|a|b|");
}

static void an_instant_without_end_is_no_progress(void **state)
{
    Fixture *fixture = *state;
    Marked a = mark('a');
    a.sets = &a.timer;
    a.step = STEP_TIMER;
    engine_set(&fixture->engine, &a.timer, 10, STEP_TIMER);
    assert_int_equal(engine_run(&fixture->engine, 0), ENGINE_NO_PROGRESS);
    assert_int_equal(fixture->engine.now, 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(events_fire_by_time_then_step_then_as_they_were_set, setup, teardown),
        cmocka_unit_test_setup_teardown(ranks_order_the_events_of_a_step, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_set_for_a_later_step_of_now_belongs_to_this_round, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_set_for_the_present_step_belongs_to_the_next_round, setup, teardown),
        cmocka_unit_test_setup_teardown(a_timer_set_anew_or_cancelled_forgets_the_earlier_time, setup, teardown),
        cmocka_unit_test_setup_teardown(a_thousand_events_come_in_order, setup, teardown),
        cmocka_unit_test_setup_teardown(the_last_instant_is_worked_off_and_no_other, setup, teardown),
        cmocka_unit_test_setup_teardown(an_instant_without_end_is_no_progress, setup, teardown),
    };
    return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
