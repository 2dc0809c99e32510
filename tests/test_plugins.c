/* test_plugins - models built as shared objects: what is loaded, what is refused, and who is to blame for
 * what. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>
#include <glib/gstdio.h>

static const char scenario[] = "[scenario]\n"
                               "policies = free-threaded\n"
                               "[machine]\n"
                               "cores = 1\n"
                               "profile = ideal\n"
                               "slice = 4ms\n"
                               "[task a]\n"
                               "phases = compute 24ms\n"
                               "[task b]\n"
                               "phases = compute 3ms; wait 1ms; compute 3ms\n"
                               "[task c]\n"
                               "count = 2\n"
                               "arrival = 2ms, 2ms\n"
                               "phases = compute 3ms\n";

/* A folder for all tests, with scenario and plug-ins; and what the last call gave. */
typedef struct {
    char *folder, *program, *sources;
    char *out, *messages;
    int status;
} Fixture;

static int setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    const char *given = g_getenv("GILSIM");
    const char *data = g_getenv("GILSIM_DATA");
    fixture->folder = g_dir_make_tmp("gilsim-test-XXXXXX", NULL);
    fixture->program = g_canonicalize_filename(given ? given : "build/gilsim", NULL);
    fixture->sources = g_canonicalize_filename("tests/plugins", NULL);
    g_autofree char *path = g_build_filename(fixture->folder, "t.ini", NULL);
    g_autofree char *tree = g_canonicalize_filename(data ? data : ".", NULL);
    g_setenv("GILSIM_DATA", tree, TRUE);
    *state = fixture;
    return g_file_set_contents(path, scenario, -1, NULL) ? 0 : -1;
}

static int teardown(void **state)
{
    Fixture *fixture = *state;
    GDir *folder = g_dir_open(fixture->folder, 0, NULL);
    const char *name;
    while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
        g_autofree char *path = g_build_filename(fixture->folder, name, NULL);
        g_remove(path);
    }
    g_dir_close(folder);
    g_rmdir(fixture->folder);
    g_free(fixture->folder);
    g_free(fixture->program);
    g_free(fixture->sources);
    g_free(fixture->out);
    g_free(fixture->messages);
    g_free(fixture);
    return 0;
}

/* Runs LINE by a shell in the folder, with $GILSIM the program; the shell outlives it, whatever becomes of
 * it. */
static void shell(Fixture *fixture, const char *line)
{
    const char *const argv[] = { "/bin/sh", "-c", line, NULL };
    g_autoptr(GError) error = NULL;
    g_setenv("GILSIM", fixture->program, TRUE);
    g_clear_pointer(&fixture->out, g_free);
    g_clear_pointer(&fixture->messages, g_free);
    if (!g_spawn_sync(fixture->folder, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &fixture->out,
                      &fixture->messages, &fixture->status, &error))
        fail_msg("%s", error->message);
    if (!WIFEXITED(fixture->status))
        fail_msg("ended by signal %d: %s", WTERMSIG(fixture->status), line);
    fixture->status = WEXITSTATUS(fixture->status);
}

G_GNUC_PRINTF(2, 3) static void call(Fixture *fixture, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *line = g_strdup_vprintf(format, args);
    va_end(args);
    shell(fixture, line);
}

/* SOURCE (a path) as NAME.so, built by the one line that 'plugin flags' is for. */
static void build(Fixture *fixture, const char *source, const char *name)
{
    call(fixture, "${CC:-cc} -Wall -Wextra -Werror $(\"$GILSIM\" plugin flags) -o %s.so '%s'", name, source);
    if (fixture->status != 0)
        fail_msg("%s: %s", name, fixture->messages);
}

static void build_shipped(Fixture *fixture, const char *name)
{
    g_autofree char *file = g_strconcat(name, ".c", NULL);
    g_autofree char *source = g_build_filename(fixture->sources, file, NULL);
    build(fixture, source, name);
}

static void assert_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("'%s' is not in:\n%s", part, text);
}

static void assert_blames(Fixture *fixture, const char *message, int status)
{
    assert_has(fixture->messages, message);
    assert_int_equal(fixture->status, status);
}

/* ---- at run time ---- */

typedef struct {
    const char *name, *options;
    const char *isolated; /* what is said with --isolate */
    const char *direct;   /* and without; NULL: it is not to be tried */
} Wrong;

/* In the sanitizers' own words and ways: not in the programs that they are built into. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED TRUE
#else
#define SANITIZED FALSE
#endif

static const Wrong wrong_schedulers[] = {
    { "crash", "", "at 4ms: crashed in pick_next",
      "at 4000000ns: crashed in pick_next; --isolate would contain it" },
    { "loop", "", "at 4ms: did not come back from pick_next",
      "at 4000000ns: did not come back from pick_next" },
    { "never", "", "at 4ms: pick_next picks nobody, though b (thread 0.1) is ready and may run",
      "picks nobody" },
    { "twice", "--cores 2", "at 4ms: pick_next returned c.0 (thread 0.2), which has a core already",
      "has a core already" },
    { "frees_twice", "", SANITIZED ? "in pick_next" : "at 4ms: aborted in pick_next",
      SANITIZED ? NULL : "aborted in pick_next" },
    { "leaves", "", SANITIZED ? "in pick_next" : "at 4ms: ended its process (exit status 0) in pick_next",
      "ended the program in pick_next" },
    { "fakes", "", "at 4ms: tried to write to standard output in pick_next", NULL },
    { "kills", "", "at 4ms: tried to call kill in pick_next", NULL },
    { "forks", "", "at 4ms: tried to call fork in pick_next", NULL },
    { "talks", "", "at 4ms: tried to call socket in pick_next", NULL },
    { "writes", "", "at 4ms: tried to open a file for writing in pick_next", NULL },
    { "runs", "", "at 4ms: tried to call exec in pick_next", NULL },
    { "overruns", "", "wrote beyond its own data of b (thread 0.1), 0 bytes",
      "wrote beyond its own data of b" },
    { "meddles", "", "at 4ms: pick_next wrote to the queue, of which only `model` is its own",
      "wrote to the queue" },
    { "invents", "", "at 4ms: pick_next returned a pointer that is no thread",
      "a pointer that is no thread" },
    { "negative", "", "slice gives b (thread 0.1) -1 ns; expected 0 (no slice) or more", "slice gives b" },
    { "quarrels", "", "at 4ms: preempts lets threads displace each other for ever",
      "displace each other for ever" },
    { "moves", "", "at 2ms: runqueue_to_head was called for a thread that is not ready in the queue",
      "not ready in the queue" },
    { "circles", "", "at 4ms: did not come back from pick_next",
      "at 4000000ns: did not come back from pick_next" },
    { "shuffles", "", "at 4ms: runqueue_to_head was called, but the queue is in the order of `virtual_deadline`",
      "but the queue is in the order of" },
    { "late", "", "at 0: boost_at gives -1 ns, which is not later than now", "boost_at gives -1 ns" },
};

static void assert_contained(Fixture *fixture, const Wrong *wrong)
{
    g_autofree char *culprit = g_strdup_printf("scheduler %s (./%s.so) ", wrong->name, wrong->name);
    call(fixture, "\"$GILSIM\" run t.ini --quiet --format=csv --scheduler fifo,./%s.so,rr %s --isolate",
         wrong->name, wrong->options);
    assert_blames(fixture, culprit, 1);
    assert_has(fixture->messages, wrong->isolated);
    assert_has(fixture->out, ",fifo,"); /* the others' rows stand, and nothing else is there */
    assert_has(fixture->out, ",rr,");
    assert_null(strstr(fixture->out, "fake,sim"));
}

static void each_wrong_scheduler_is_contained_and_named(void **state)
{
    Fixture *fixture = *state;
    for (guint i = 0; i < G_N_ELEMENTS(wrong_schedulers); i++) {
        build_shipped(fixture, wrong_schedulers[i].name);
        assert_contained(fixture, &wrong_schedulers[i]);
    }
    call(fixture, "test ! -e written-by-a-plug-in");
    assert_int_equal(fixture->status, 0);
}

static void most_wrong_schedulers_are_named_without_isolation(void **state)
{
    Fixture *fixture = *state;
    for (guint i = 0; i < G_N_ELEMENTS(wrong_schedulers); i++) {
        const Wrong *wrong = &wrong_schedulers[i];
        g_autofree char *culprit = g_strdup_printf("scheduler %s (./%s.so) ", wrong->name, wrong->name);
        if (wrong->direct == NULL)
            continue;
        build_shipped(fixture, wrong->name);
        call(fixture, "\"$GILSIM\" run t.ini --quiet --scheduler ./%s.so %s", wrong->name, wrong->options);
        assert_blames(fixture, culprit, 1);
        assert_has(fixture->messages, wrong->direct);
    }
}

static void memory_is_limited_where_a_plug_in_is_isolated(void **state)
{
    Fixture *fixture = *state;
    if (SANITIZED)
        skip(); /* the sanitizer has reserved more address space than any limit */
    build_shipped(fixture, "eats");
    call(fixture, "\"$GILSIM\" run t.ini --quiet --scheduler ./eats.so --isolate");
    assert_blames(fixture, "scheduler eats (./eats.so) at 4ms: aborted in pick_next", 1);
}

static void wrong_locks_and_policies_are_named(void **state)
{
    static const struct {
        const char *name, *option, *message;
    } wrong[] = {
        { "greedy", "--policy threads --lock", "lock greedy (./greedy.so) at 0: may_take lets " },
        { "forgetful", "--policy threads --lock",
          "lock forgetful (./forgetful.so): it woke nobody: deadlock at " },
        { "spins", "--policy threads --lock",
          "lock spins (./spins.so): it looks, or ends turns, for ever: no progress at 0: more than 1000000 "
          "rounds" },
        { "wakes", "--policy threads --lock",
          "lock wakes (./wakes.so) at 0: lock_wake was called for a thread that is "
          "not asleep for the lock" },
        { "nothing", "--policy",
          "policy nothing (./nothing.so): its plan cannot be carried out: n_interpreters is not "
          "from 1 to 100000" },
    };
    Fixture *fixture = *state;
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        build_shipped(fixture, wrong[i].name);
        call(fixture, "\"$GILSIM\" run t.ini --quiet --cores 2 %s ./%s.so", wrong[i].option, wrong[i].name);
        assert_blames(fixture, wrong[i].message, 1);
        call(fixture, "\"$GILSIM\" run t.ini --quiet --cores 2 %s ./%s.so --isolate", wrong[i].option,
             wrong[i].name);
        assert_blames(fixture, wrong[i].message, 1);
    }
}

/* ---- as it is loaded ---- */

static void what_is_no_model_is_refused_in_a_sentence(void **state)
{
    static const struct {
        const char *name, *option, *message;
    } refused[] = {
        { "foreign", "--scheduler", "is not a gilsim model: it exports no gilsim_model" },
        { "old", "--scheduler",
          "was built for version 0 of the interface, and this gilsim has version 5; build it again" },
        { "rr", "--scheduler", "has the name 'rr', which a built-in scheduler has already" },
        { "planless", "--policy", "lacks the hook `plan`, without which a policy is nothing" },
    };
    Fixture *fixture = *state;
    for (guint i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autofree char *message =
            g_strdup_printf("gilsim: plug-in './%s.so' %s", refused[i].name, refused[i].message);
        build_shipped(fixture, refused[i].name);
        call(fixture, "\"$GILSIM\" run t.ini %s ./%s.so", refused[i].option, refused[i].name);
        assert_blames(fixture, message, 2);
        call(fixture, "\"$GILSIM\" run t.ini %s ./%s.so --isolate", refused[i].option, refused[i].name);
        assert_blames(fixture, message, 2);
        assert_string_equal(fixture->out, "");
    }
}

static void a_file_that_cannot_be_opened_is_refused_in_a_sentence(void **state)
{
    Fixture *fixture = *state;
    call(fixture, "\"$GILSIM\" run t.ini --scheduler ./nowhere.so");
    assert_blames(fixture, "gilsim: plug-in './nowhere.so' cannot be opened: there is no such file\n", 2);
    call(fixture, "\"$GILSIM\" run t.ini --scheduler ./t.ini");
    assert_blames(fixture, "gilsim: plug-in './t.ini' cannot be opened: ", 2);
}

static void a_model_of_another_kind_is_refused(void **state)
{
    Fixture *fixture = *state;
    build_shipped(fixture, "greedy");
    call(fixture, "\"$GILSIM\" run t.ini --scheduler ./greedy.so");
    assert_blames(fixture, "gilsim: --scheduler=./greedy.so: './greedy.so' is a lock, not a scheduler\n", 2);
}

static void a_scenario_may_not_load_a_plug_in_by_itself(void **state)
{
    static const char asking[] = "[machine]\nscheduler = ./never.so\n[task a]\nphases = compute 1ms\n";
    Fixture *fixture = *state;
    g_autofree char *path = g_build_filename(fixture->folder, "asks.ini", NULL);
    build_shipped(fixture, "never");
    assert_true(g_file_set_contents(path, asking, -1, NULL));
    call(fixture, "\"$GILSIM\" run asks.ini");
    assert_blames(
        fixture,
        "gilsim: asks.ini:2: scheduler = ./never.so: './never.so' is a plug-in, which a scenario may not "
        "load by itself; --plugin ./never.so allows it\n",
        2);
    call(fixture, "\"$GILSIM\" run asks.ini --quiet --plugin never.so");
    assert_int_equal(fixture->status, 0);
    call(fixture, "\"$GILSIM\" run t.ini --quiet --plugin never.so --set machine.scheduler=never --cores 4");
    assert_int_equal(fixture->status, 0);
}

/* ---- the same as built in ---- */

/* models/KIND/NAME.c as plug-in 'own-NAME'. */
static void build_own(Fixture *fixture, const char *kind, const char *name)
{
    g_autofree char *source = g_strdup_printf("%s/../../models/%s/%s.c", fixture->sources, kind, name);
    g_autofree char *own = g_strconcat("own-", name, NULL), *copy = g_strconcat(own, ".c", NULL);
    g_autofree char *from = g_strdup_printf(".name = \"%s\"", name),
                    *to = g_strdup_printf(".name = \"%s\"", own);
    g_autofree char *path = g_build_filename(fixture->folder, copy, NULL);
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(source, &text, NULL, NULL));
    g_autoptr(GString) changed = g_string_new(text);
    assert_true(g_string_replace(changed, from, to, 0) > 0);
    assert_true(g_file_set_contents(path, changed->str, -1, NULL));
    build(fixture, path, own);
}

/* All figures under the model NAME, as OPTION takes it; the name itself is left out. */
static char *figures(Fixture *fixture, const char *option, const char *name, const char *extra)
{
    call(fixture, "\"$GILSIM\" run %s/../../scenarios/crawler.ini --quiet --format=csv --cores 1,2 %s %s %s",
         fixture->sources, option, name, extra);
    if (fixture->status != 0)
        fail_msg("%s: %s", name, fixture->messages);
    assert_has(fixture->out, "\ncrawler,sim,");
    return g_steal_pointer(&fixture->out);
}

static void assert_same(Fixture *fixture, const char *kind, const char *option, const char *name)
{
    g_autofree char *path = g_strdup_printf("./own-%s.so", name), *own = g_strconcat("own-", name, NULL);
    build_own(fixture, kind, name);
    g_autofree char *built_in = figures(fixture, option, name, "");
    for (guint i = 0; i < 2; i++) {
        g_autofree char *text = figures(fixture, option, path, i == 0 ? "" : "--isolate");
        g_autoptr(GString) plugged = g_string_new(text);
        g_string_replace(plugged, own, name, 0);
        assert_string_equal(plugged->str, built_in);
    }
}

/* Those that draw are left out: what they draw depends on their name. */
static void a_built_in_model_is_the_same_as_plug_in_and_isolated(void **state)
{
    Fixture *fixture = *state;
    assert_same(fixture, "schedulers", "--scheduler", "cfs");
    assert_same(fixture, "schedulers", "--scheduler", "eevdf");
    assert_same(fixture, "schedulers", "--scheduler", "mlfq");
    assert_same(fixture, "schedulers", "--scheduler", "stride");
    assert_same(fixture, "schedulers", "--scheduler", "hrrn");
    assert_same(fixture, "locks", "--set machine.profile=ideal --lock", "cpython3");
    assert_same(fixture, "locks", "--lock", "cpython2");
    assert_same(fixture, "locks", "--lock", "fair");
    assert_same(fixture, "policies", "--policy", "threads");
}

/* ---- writing one ---- */

static void a_new_file_builds_and_runs(void **state)
{
    static const struct {
        const char *kind, *option;
    } kinds[] = { { "scheduler", "--scheduler" },
                  { "lock", "--policy threads --lock" },
                  { "policy", "--policy" } };
    Fixture *fixture = *state;
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autofree char *name = g_strconcat("my-", kinds[i].kind, NULL),
                        *source = g_strconcat(name, ".c", NULL);
        call(fixture, "\"$GILSIM\" plugin new %s %s", kinds[i].kind, name);
        assert_int_equal(fixture->status, 0);
        build(fixture, source, name);
        call(fixture, "\"$GILSIM\" run t.ini --quiet %s ./%s.so", kinds[i].option, name);
        assert_int_equal(fixture->status, 0);
        call(fixture, "\"$GILSIM\" plugin new %s %s", kinds[i].kind, name);
        assert_int_equal(fixture->status, 1); /* what is there is left alone */
    }
}

/* Round robin as a student writes it: the new file, with one hook more. */
static void round_robin_is_a_hook_away(void **state)
{
    Fixture *fixture = *state;
    call(fixture,
         "\"$GILSIM\" plugin new scheduler turns && sed -i "
         "-e '/^static const Scheduler/i static SimTime turns_slice(RunQueue *queue, Thread *thread)\\n"
         "{ (void)thread; return runqueue_slice(queue); }' "
         "-e 's/^    .pick_next/    .slice = turns_slice,\\n&/' turns.c");
    assert_int_equal(fixture->status, 0);
    build(fixture, "turns.c", "turns");
    call(fixture, "\"$GILSIM\" run t.ini --quiet --format=csv --scheduler rr,./turns.so | "
                  "sed -n 's/^t,sim,free-threaded,none,[a-z]*,//p' | uniq | wc -l");
    assert_string_equal(g_strstrip(fixture->out), "1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_wrong_scheduler_is_contained_and_named),
        cmocka_unit_test(most_wrong_schedulers_are_named_without_isolation),
        cmocka_unit_test(memory_is_limited_where_a_plug_in_is_isolated),
        cmocka_unit_test(wrong_locks_and_policies_are_named),
        cmocka_unit_test(what_is_no_model_is_refused_in_a_sentence),
        cmocka_unit_test(a_file_that_cannot_be_opened_is_refused_in_a_sentence),
        cmocka_unit_test(a_model_of_another_kind_is_refused),
        cmocka_unit_test(a_scenario_may_not_load_a_plug_in_by_itself),
        cmocka_unit_test(a_built_in_model_is_the_same_as_plug_in_and_isolated),
        cmocka_unit_test(a_new_file_builds_and_runs),
        cmocka_unit_test(round_robin_is_a_hook_away),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
