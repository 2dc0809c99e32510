/* test_invariants - laws that hold for whatever is simulated, over random scenarios x policies x locks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "commands/experiment.h"
#include "random_scenario.h"

enum { N_SCENARIOS = 2000 };

/* Keeps the stretches of a run; at its end, asks whether the laws held. */
typedef struct {
    ResultSink sink;
    RowSink rows;
    GArray *stretches;
    GString *digest;  /* of all runs: figures and stretches, as bytes */
    gboolean whole_uses;
    guint32 seed;
    guint n_runs;
} Laws;

#define LAW(condition)                                                                                  \
    do {                                                                                                     \
        if (!(condition))                                                                                    \
            broken(laws, run, #condition);                                                                   \
    } while (0)

static void broken(const Laws *laws, const Run *run, const char *law)
{
    const Combination *combination = &run->combination;
    fail_msg("seed %u%s, %s, lock %s, scheduler %s: %s", laws->seed, laws->whole_uses ? " (whole uses)" : "",
             combination->policy, combination->lock, combination->scheduler, law);
}

static void keep(RowSink *sink, const Stretch *stretch)
{
    Laws *laws = (Laws *)((char *)sink - G_STRUCT_OFFSET(Laws, rows));
    g_array_append_val(laws->stretches, *stretch);
}

static gboolean run_begins(ResultSink *sink, Run *run, GError **error)
{
    Laws *laws = (Laws *)sink;
    (void)error;
    g_array_set_size(laws->stretches, 0);
    recorder_add_sink(run->recorder, &laws->rows);
    return TRUE;
}

/* ---- the laws ---- */

static void every_task_ends_and_its_states_add_up(const Laws *laws, const Run *run)
{
    for (guint32 i = 0; i < run->workload->n_tasks; i++) {
        const Task *task = &run->workload->tasks[i];
        const TaskRecord *record = &run->recorder->tasks[i];
        SimTime computed = 0, waited = 0, all = 0;
        for (guint32 j = 0; j < task->n_phases; j++) {
            computed += phase_on_core(task->phases[j].kind) ? phase_duration(&task->phases[j]) : 0;
            waited += task->phases[j].kind == PHASE_WAIT ? phase_duration(&task->phases[j]) : 0;
        }
        for (guint state = 0; state < N_STATES; state++)
            all += recorder_in_state(run->recorder, i, (TaskState)state);
        LAW(record->arrival >= task->arrival && record->start >= record->arrival && record->finish >= record->start);
        LAW(all == record->finish - record->arrival);
        LAW(recorder_in_state(run->recorder, i, STATE_COMPUTE) == computed);
        LAW(recorder_in_state(run->recorder, i, STATE_WAIT) == waited);
    }
}

static gint compare(gint64 a, gint64 b)
{
    return a < b ? -1 : a > b;
}

static gint by_core(gconstpointer a, gconstpointer b)
{
    const Stretch *first = a, *second = b;
    gint cores = compare(first->where.core, second->where.core);
    return cores != 0 ? cores : compare(first->begin, second->begin);
}

static gint by_interpreter(gconstpointer a, gconstpointer b)
{
    const Stretch *first = a, *second = b;
    gint interpreters = compare(first->where.interpreter, second->where.interpreter);
    return interpreters != 0 ? interpreters : compare(first->begin, second->begin);
}

static void no_core_has_two_threads(const Laws *laws, const Run *run)
{
    g_array_sort(laws->stretches, by_core);
    for (guint i = 1; i < laws->stretches->len; i++) {
        const Stretch *one = &g_array_index(laws->stretches, Stretch, i - 1), *next = one + 1;
        LAW(next->where.core < 0 || next->where.core != one->where.core || next->begin >= one->end);
        LAW(next->where.core < (gint32)run->combination.cores);
    }
}

static void no_lock_has_two_holders(const Laws *laws, const Run *run)
{
    const Stretch *last = NULL;
    g_array_sort(laws->stretches, by_interpreter);
    for (guint i = 0; i < laws->stretches->len; i++) {
        const Stretch *next = &g_array_index(laws->stretches, Stretch, i);
        if (!next->where.lock)
            continue;
        LAW(last == NULL || next->where.interpreter != last->where.interpreter || next->begin >= last->end);
        last = next;
    }
    LAW(last == NULL || run->recorder->n_locks > 0);
}

typedef struct {
    SimTime time;
    gint change;
} Holding;

/* At one instant units are given back before they are taken. */
static gint by_time(gconstpointer a, gconstpointer b)
{
    const Holding *first = a, *second = b;
    return first->time != second->time ? compare(first->time, second->time) : first->change - second->change;
}

static void held(GArray *holdings, SimTime begin, SimTime end, gint change)
{
    const Holding both[] = { { begin, change }, { end, -change } };
    g_array_append_vals(holdings, both, begin < end ? 2 : 0);
}

/* Where a task is one `use db`, it holds a unit from its start to its finish, but for its time in `resource`. */
static void no_resource_has_more_users_than_units(const Laws *laws, const Run *run)
{
    g_autoptr(GArray) holdings = g_array_new(FALSE, FALSE, sizeof(Holding));
    gint n = 0;
    for (guint32 i = 0; i < run->workload->n_tasks; i++)
        held(holdings, run->recorder->tasks[i].start, run->recorder->tasks[i].finish, 1);
    for (guint i = 0; i < laws->stretches->len; i++) {
        const Stretch *stretch = &g_array_index(laws->stretches, Stretch, i);
        if (stretch->state == STATE_RESOURCE)
            held(holdings, stretch->begin, stretch->end, -1);
    }
    g_array_sort(holdings, by_time);
    for (guint i = 0; i < holdings->len; i++) {
        n += g_array_index(holdings, Holding, i).change;
        LAW(n <= (gint)run->workload->resources[0].capacity);
    }
}

static gboolean run_ends(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    Laws *laws = (Laws *)sink;
    const Combination *combination = &run->combination;
    (void)error;
    if (figures->summary.stopped != NULL)
        broken(laws, run, figures->summary.stopped);
    g_string_append_printf(laws->digest, "%s %s %" G_GINT64_FORMAT "\n", combination->policy, combination->lock,
                           figures->summary.makespan);
    for (guint i = 0; i < laws->stretches->len; i++) {
        const Stretch *row = &g_array_index(laws->stretches, Stretch, i);
        g_string_append_printf(laws->digest, "%u %d %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", row->track,
                               row->state, row->where.core, row->begin, row->end);
    }
    every_task_ends_and_its_states_add_up(laws, run);
    no_core_has_two_threads(laws, run);
    no_lock_has_two_holders(laws, run);
    if (laws->whole_uses && run->plan.offload == OFFLOAD_IN_PLACE)
        no_resource_has_more_users_than_units(laws, run);
    LAW(figures->summary.makespan >= figures->summary.bound);
    laws->n_runs++;
    return TRUE;
}

/* ---- the tests ---- */

/* Runs the random scenario SEED, with SETS changed (NULL: none); what all its runs came to, as text. g_free. */
static char *hold(guint32 seed, gboolean whole_uses, GStrv sets, guint *n_runs)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) sinks = g_ptr_array_new();
    g_autofree char *text = random_scenario(seed, whole_uses);
    const Overrides overrides = { .sets = sets };
    g_autoptr(Scenario) scenario = scenario_parse("random.ini", text, strlen(text), &overrides, &error);
    const ExperimentOptions options = { .executor = &executor_sim, .max_events = 1000000 };
    Laws laws = { .sink = { .run_begins = run_begins, .run_ends = run_ends },
                  .rows = { keep },
                  .stretches = g_array_new(FALSE, FALSE, sizeof(Stretch)),
                  .digest = g_string_new(NULL),
                  .whole_uses = whole_uses,
                  .seed = seed };
    g_ptr_array_add(sinks, &laws);
    if (scenario == NULL || !experiment_run(scenario, &options, sinks, &error))
        fail_msg("seed %u: %s\n%s", seed, error->message, text);
    g_array_unref(laws.stretches);
    *n_runs += laws.n_runs;
    return g_string_free(laws.digest, FALSE);
}

static void the_laws_hold_in_random_scenarios(void **state)
{
    guint n_runs = 0;
    (void)state;
    for (guint32 seed = 1; seed <= N_SCENARIOS; seed++)
        g_free(hold(seed, seed % 4 == 0, NULL, &n_runs));
    assert_true(n_runs >= N_SCENARIOS * 20);
}

static void the_same_seed_gives_the_same_rows(void **state)
{
    guint n_runs = 0;
    (void)state;
    for (guint32 seed = 1; seed <= 50; seed++) {
        g_autofree char *first = hold(seed, FALSE, NULL, &n_runs), *second = hold(seed, FALSE, NULL, &n_runs);
        assert_string_equal(first, second);
    }
}

static void a_row_does_not_depend_on_which_others_are_asked_for(void **state)
{
    char *sets[] = { "policies=processes, threads", "lock.name=cpython3", NULL };
    guint n_all = 0, n_few = 0;
    (void)state;
    for (guint32 seed = 1; seed <= 50; seed++) {
        g_autofree char *all = hold(seed, FALSE, NULL, &n_all), *few = hold(seed, FALSE, sets, &n_few);
        const char *threads = strstr(few, "threads cpython3");
        assert_non_null(threads);
        assert_non_null(strstr(all, threads));
        *strstr(few, "threads cpython3") = '\0';
        assert_non_null(strstr(all, few));
    }
    assert_int_equal(n_few, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_laws_hold_in_random_scenarios),
        cmocka_unit_test(the_same_seed_gives_the_same_rows),
        cmocka_unit_test(a_row_does_not_depend_on_which_others_are_asked_for),
    };
    return cmocka_run_group_tests_name("invariants", tests, NULL, NULL);
}
