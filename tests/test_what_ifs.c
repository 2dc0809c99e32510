/* test_what_ifs - what-ifs of random scenarios against separate runs with that change, and laws of them all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "explain/laws.h"
#include "explained.h"
#include "tables.h"

#define N_SCENARIOS 200
#define MOST_GROUPS 3

/* What a random scenario is written from; a what-if is a change to it. Times are in microseconds. */
typedef struct {
    const char *lock;
    gint interval_us, handoff_us, cores, capacity, workers; /* workers 0: as many as cores */
    gint threads;    /* of threads and free-threaded; 0: one for each task */
    gint in_process; /* threads of each process; 0: one */
    gint executor;   /* of async */
    gboolean is_executor_processes, has_priorities, is_reversed;
    gboolean is_level; /* scheduler priority, but all have the same */
    const char *policies;
    gint thread_start_us, process_start_us, switch_us, loop_step_us, ipc_us;
    gint n_groups;
    struct {
        gint count, repeats, compute_us, wait_us, held_us, every_us, gives_way, is_offloaded, is_pinned;
    } groups[MOST_GROUPS];
    gint last_us; /* a task that comes after the first group; 0: none */
    gboolean last_gives_way;
    guint goal;
} Recipe;

static Recipe random_recipe(GRand *rand)
{
    static const char *const locks[] = { "cpython3", "fair" };
    Recipe recipe = { .lock = locks[g_rand_int_range(rand, 0, 2)],
                      .interval_us = 1000 * g_rand_int_range(rand, 1, 8),
                      .handoff_us = g_rand_int_range(rand, 0, 4),
                      .cores = g_rand_int_range(rand, 1, 5),
                      .capacity = g_rand_int_range(rand, 1, 3),
                      .workers = g_rand_int_range(rand, 0, 4),
                      .thread_start_us = g_rand_int_range(rand, 0, 100),
                      .process_start_us = g_rand_int_range(rand, 0, 2000),
                      .switch_us = g_rand_int_range(rand, 0, 4),
                      .loop_step_us = g_rand_int_range(rand, 0, 10),
                      .ipc_us = g_rand_int_range(rand, 0, 50),
                      .n_groups = g_rand_int_range(rand, 1, MOST_GROUPS + 1),
                      .goal = (guint)g_rand_int_range(rand, 0, 3),
                      .executor = g_rand_int_range(rand, 0, 3),
                      .has_priorities = g_rand_boolean(rand),
                      .policies = "sequential, async, threads, free-threaded, processes, process-async" };

    for (gint i = 0; i < recipe.n_groups; i++) {
        recipe.groups[i].count = g_rand_int_range(rand, 1, 5);
        recipe.groups[i].repeats = g_rand_int_range(rand, 1, 4);
        recipe.groups[i].compute_us = 2000 * g_rand_int_range(rand, 1, 9);
        recipe.groups[i].wait_us = 2 * g_rand_int_range(rand, 1, 9000);
        recipe.groups[i].held_us = g_rand_int_range(rand, 0, 2) * 2 * g_rand_int_range(rand, 1, 4000);
        recipe.groups[i].every_us = g_rand_int_range(rand, 0, 2) * g_rand_int_range(rand, 1, 9000);
        recipe.groups[i].is_offloaded = g_rand_int_range(rand, 0, 3) == 0;
        recipe.groups[i].is_pinned = g_rand_int_range(rand, 0, 4) == 0;
    }
    recipe.last_us = g_rand_int_range(rand, 0, 2) * 2000 * g_rand_int_range(rand, 1, 5);
    return recipe;
}

static gint n_tasks(const Recipe *recipe)
{
    gint n = recipe->last_us > 0 ? 1 : 0;

    for (gint i = 0; i < recipe->n_groups; i++)
        n += recipe->groups[i].count;
    return n;
}

/* "compute 3000us", or in pieces of a millisecond with a yield between them. */
static void write_compute(GString *text, gint us, gboolean gives_way)
{
    const gint pieces = gives_way ? (us - 1) / 1000 : 0;

    if (pieces > 0)
        g_string_append_printf(text, "repeat %d { compute 1000us; yield }; ", pieces);
    g_string_append_printf(text, "compute %dus", us - 1000 * pieces);
}

/* Groups that arrive together come in the order of the file, or the other way round, a microsecond apart. */
static gint group_delay(const Recipe *recipe, gint group)
{
    const gint n_groups = recipe->n_groups + (recipe->last_us > 0);

    return recipe->is_reversed ? n_groups - 1 - group : 0;
}

static void write_head(GString *text, const Recipe *recipe, gint i)
{
    g_string_append_printf(text, "[task t%d]\ncount = %d\narrival = ", i, recipe->groups[i].count);
    for (gint k = 0; k < recipe->groups[i].count; k++)
        g_string_append_printf(text, "%s%dus", k > 0 ? ", " : "",
                               k * recipe->groups[i].every_us + group_delay(recipe, i));
    if (recipe->groups[i].is_pinned)
        g_string_append(text, "\naffinity = 0");
    if (recipe->has_priorities)
        g_string_append_printf(text, "\npriority = %d", i + 1);
    g_string_append_printf(text, "\nphases = repeat %d { ", recipe->groups[i].repeats);
}

static void write_tasks(GString *text, const Recipe *recipe)
{
    for (gint i = 0; i < recipe->n_groups; i++) {
        write_head(text, recipe, i);
        g_string_append(text, recipe->groups[i].is_offloaded ? "offload { " : "");
        write_compute(text, recipe->groups[i].compute_us, recipe->groups[i].gives_way);
        g_string_append(text, recipe->groups[i].is_offloaded ? " }" : "");
        g_string_append_printf(text, "; wait %dus", recipe->groups[i].wait_us);
        if (recipe->groups[i].held_us > 0)
            g_string_append_printf(text, "; use db { wait %dus }", recipe->groups[i].held_us);
        g_string_append(text, " }\n");
    }
    if (recipe->last_us > 0) {
        g_string_append(text, "[task last]\nafter = t0\nphases = ");
        write_compute(text, recipe->last_us, recipe->last_gives_way);
        g_string_append_c(text, '\n');
    }
}

static void write_policies(GString *text, const Recipe *recipe)
{
    g_string_append(text, "[policy processes]\n");
    if (recipe->workers > 0)
        g_string_append_printf(text, "workers = %d\n", recipe->workers);
    if (recipe->in_process > 0)
        g_string_append_printf(text, "threads = %d\n", recipe->in_process);
    if (recipe->workers > 0)
        g_string_append_printf(text, "[policy process-async]\nworkers = %d\n", recipe->workers);
    if (recipe->threads > 0)
        g_string_append_printf(text, "[policy threads]\nworkers = %d\n[policy free-threaded]\nworkers = %d\n",
                               recipe->threads, recipe->threads);
    g_string_append_printf(text, "[policy async]\nexecutor = %d%s\n", recipe->executor,
                           recipe->is_executor_processes ? " processes" : "");
}

static char *write_recipe(const Recipe *recipe)
{
    static const char *const goals[] = { "makespan", "throughput", "p95 turnaround of t0" };
    GString *text = g_string_new(NULL);

    g_string_append_printf(
        text,
        "[scenario]\npolicies = %s\n"
        "goal = %s\n[machine]\nprofile = ideal\ncores = %d\nscheduler = %s\nlock_handoff = %dus\n"
        "thread_start = %dus\nprocess_start = %dus\ncontext_switch = %dus\n"
        "loop_step = %dus\nipc_call = %dus\n[lock]\nname = %s\ninterval = %dus\n"
        "[resource db]\ncapacity = %d\n",
        recipe->policies, goals[recipe->goal], recipe->cores,
        recipe->has_priorities || recipe->is_level ? "priority" : "eevdf", recipe->handoff_us,
        recipe->thread_start_us, recipe->process_start_us, recipe->switch_us, recipe->loop_step_us,
        recipe->ipc_us, recipe->lock, recipe->interval_us, recipe->capacity);
    write_policies(text, recipe);
    write_tasks(text, recipe);
    return g_string_free(text, FALSE);
}

static void halve_group(Recipe *recipe, gint i)
{
    recipe->groups[i].compute_us /= 2;
    recipe->groups[i].wait_us /= 2;
    recipe->groups[i].held_us /= 2;
}

static gint length_of(const Recipe *recipe, gint i)
{
    return recipe->groups[i].repeats *
           (recipe->groups[i].compute_us + recipe->groups[i].wait_us + recipe->groups[i].held_us);
}

static void halve_longest(Recipe *recipe)
{
    gint longest = -1, most = recipe->last_us;

    for (gint i = 0; i < recipe->n_groups; i++)
        if (length_of(recipe, i) > most) {
            longest = i;
            most = length_of(recipe, i);
        }
    if (longest < 0)
        recipe->last_us /= 2;
    else
        halve_group(recipe, longest);
}

static void change_tasks(Recipe *recipe, const WhatIf *what_if)
{
    for (gint i = 0; i < recipe->n_groups; i++) {
        if (what_if->kind == WHAT_HALF_WAITS) {
            recipe->groups[i].wait_us /= 2;
            recipe->groups[i].held_us /= 2;
        } else if (what_if->kind == WHAT_HALF_COMPUTING) {
            recipe->groups[i].compute_us /= 2;
        } else if (what_if->kind == WHAT_GIVE_WAY) {
            recipe->groups[i].gives_way =
                g_str_equal(what_if->name, "give-way") || !recipe->groups[i].is_offloaded;
        } else if (what_if->kind == WHAT_HALF_ALONE && i == 0 && recipe->groups[0].count == 1) {
            halve_group(recipe, 0);
        }
    }
    if (what_if->kind == WHAT_HALF_COMPUTING || what_if->kind == WHAT_HALF_ALONE)
        recipe->last_us /= 2;
    recipe->last_gives_way = what_if->kind == WHAT_GIVE_WAY;
    if (what_if->kind == WHAT_HALF_LONGEST)
        halve_longest(recipe);
}

static void change_machine(Recipe *recipe, const Recipe *before, WhatKind kind)
{
    const gboolean is_many = kind == WHAT_MANY_CORES || kind == WHAT_MANY_BOTH;
    const gint workers = before->workers > 0 ? before->workers : before->cores;

    recipe->cores = is_many ? MAX(n_tasks(before), before->cores + 2) : before->cores + 1;
    recipe->workers = kind == WHAT_MANY_BOTH ? n_tasks(before) : workers + (kind == WHAT_CORE_AND_WORKER);
    for (gint i = 0; is_many && i < recipe->n_groups; i++)
        recipe->groups[i].is_pinned = FALSE;
}

/* What WHAT_IF stands for, of pools and executors; FALSE: it is not about these. */
static gboolean change_pools(Recipe *recipe, const Recipe *before, WhatKind kind)
{
    const gint workers = before->workers > 0 ? before->workers : before->cores;

    switch (kind) {
    case WHAT_WORKER_MORE:
        recipe->workers = workers + 1;
        break;
    case WHAT_MANY_WORKERS:
        recipe->workers = n_tasks(before);
        break;
    case WHAT_AS_MANY_AS_CORES:
        recipe->threads = before->cores;
        break;
    case WHAT_ONE_QUEUE:
        recipe->policies = "processes";
        recipe->workers = workers;
        recipe->in_process = (n_tasks(before) + workers - 1) / workers;
        break;
    case WHAT_PROCESS_EXECUTOR:
        recipe->executor = before->executor > 0 ? before->executor : before->cores;
        recipe->is_executor_processes = TRUE;
        break;
    default:
        return FALSE;
    }
    return TRUE;
}

/* What WHAT_IF stands for, written down once more. */
static Recipe changed(const Recipe *before, const WhatIf *what_if)
{
    Recipe recipe = *before;

    switch (what_if->kind) {
    case WHAT_NO_LOCK:
        recipe.lock = "none";
        break;
    case WHAT_SHORT_INTERVAL:
        recipe.interval_us = 100;
        recipe.handoff_us = 0;
        break;
    case WHAT_MANY_CORES:
    case WHAT_CORE_MORE:
    case WHAT_CORE_AND_WORKER:
    case WHAT_MANY_BOTH:
        change_machine(&recipe, before, what_if->kind);
        break;
    case WHAT_UNIT_MORE:
        recipe.capacity++;
        break;
    case WHAT_NO_START:
        recipe.thread_start_us = recipe.process_start_us = 0;
        break;
    case WHAT_NO_SWITCHING:
        recipe.switch_us = recipe.handoff_us = recipe.loop_step_us = 0;
        break;
    case WHAT_NO_PAYLOAD:
        recipe.ipc_us = 0;
        break;
    case WHAT_NOT_PINNED:
        for (gint i = 0; i < recipe.n_groups; i++)
            recipe.groups[i].is_pinned = FALSE;
        break;
    case WHAT_NO_PRIORITIES:
        recipe.has_priorities = FALSE;
        recipe.is_level = TRUE;
        break;
    case WHAT_OTHER_ORDER:
        recipe.is_reversed = TRUE;
        break;
    default:
        if (!change_pools(&recipe, before, what_if->kind))
            change_tasks(&recipe, what_if);
    }
    return recipe;
}

static void assert_equals_separate_run(const Explanation *explanation, const Recipe *recipe,
                                       const WhatIf *what_if)
{
    const Recipe other = changed(recipe, what_if);
    g_autofree char *text = write_recipe(&other);
    g_autoptr(GError) error = NULL;
    g_autoptr(Scenario) scenario = scenario_parse("random.ini", text, strlen(text), NULL, &error);
    g_autoptr(Ranking) ranking = ranking_new();

    if (!scenario)
        fail_msg("%s", error->message);
    table_experiment(scenario, &ranking->sink);
    for (guint i = 0; i < explanation->n_policies; i++) {
        const RankedRow *row = g_ptr_array_index(ranking->rows, what_if->stand_in ? 0 : i);

        if (what_if->applies[i] &&
            (row->summary.goal != what_if->goals[i] || row->summary.makespan != what_if->makespans[i]))
            fail_msg("%s, %s: %" G_GINT64_FORMAT " is not %" G_GINT64_FORMAT " of a separate run of\n%s",
                     what_if->phrase, explanation->scenario->policies[i], what_if->goals[i],
                     row->summary.goal, text);
    }
}

static void assert_laws_hold(const Explanation *explanation, const char *text)
{
    for (guint p = 0; p < explanation->n_policies; p++) {
        const GArray *laws = explanation->observed[p]->laws;

        assert_true(laws->len >= 5);
        for (guint i = 0; i < laws->len; i++) {
            const Law *law = &g_array_index(laws, Law, i);

            if (!law->holds)
                fail_msg("%s breaks %s (%s) in\n%s", explanation->scenario->policies[p], law->name, law->what,
                         text);
        }
    }
}

static void what_ifs_of_random_scenarios_equal_separate_runs_and_laws_hold(void **state)
{
    GRand *rand = g_rand_new_with_seed(6);
    guint asked[N_WHAT_KINDS] = { 0 };
    (void)state;

    for (guint n = 0; n < N_SCENARIOS; n++) {
        const Recipe recipe = random_recipe(rand);
        g_autofree char *text = write_recipe(&recipe);
        g_autoptr(Explanation) explanation = explain_text(text, 0);

        assert_laws_hold(explanation, text);
        for (guint i = 0; i < explanation->what_ifs->len; i++) {
            const WhatIf *what_if = g_ptr_array_index(explanation->what_ifs, i);

            asked[what_if->kind]++;
            assert_equals_separate_run(explanation, &recipe, what_if);
        }
    }
    for (guint kind = 0; kind < N_WHAT_KINDS; kind++)
        assert_true(asked[kind] >= N_SCENARIOS / 10);
    g_rand_free(rand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_ifs_of_random_scenarios_equal_separate_runs_and_laws_hold),
    };

    return cmocka_run_group_tests_name("what-ifs", tests, NULL, NULL);
}
