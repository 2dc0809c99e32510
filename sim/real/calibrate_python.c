/* calibrate_python - what an interpreter's moves cost: runs sim/replay/calibrate.py in it and makes costs of its samples. */
#include <string.h>

#include "calibrate.h"
#include "python_process.h"

#define CALIBRATE_PYTHON_ERROR calibrate_python_error_quark()
static G_DEFINE_QUARK(gilsim-calibrate-python-error, calibrate_python_error)

#define PATIENCE (60 * SIMTIME_S)
#define MOST_CORES 16
#define MOST_OTHERS 3 /* waiters beside the one who asked */
#define TURN_BYTECODES 6 /* that a turn of work.spin has */

/* What the script printed: a figure's name -> GArray of its samples. */
typedef struct {
    Calibration *calibration;
    GHashTable *samples;
} Answers;

static GHashTable *parse(const char *output)
{
    GHashTable *all = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
    g_auto(GStrv) lines = g_strsplit(output, "\n", -1);

    for (guint i = 0; lines[i]; i++) {
        g_auto(GStrv) words = g_strsplit(lines[i], " ", -1);
        GArray *samples = g_array_new(FALSE, FALSE, sizeof(SimTime));

        for (guint w = 1; words[0] && words[w]; w++) {
            const SimTime sample = g_ascii_strtoll(words[w], NULL, 10);

            g_array_append_val(samples, sample);
        }
        if (samples->len > 0)
            g_hash_table_insert(all, g_strdup(words[0]), samples);
        else
            g_array_unref(samples);
    }
    return all;
}

static Spread spread_of(const Answers *answers, const char *name)
{
    GArray *samples = g_hash_table_lookup(answers->samples, name);

    return samples ? statistics_spread((SimTime *)samples->data, samples->len) : (Spread){ .n = 0 };
}

/* Notes KEY as the samples of NAME, less LESS, where there are any. */
static gboolean note(const Answers *answers, const char *key, const char *name, SimTime less, const char *what)
{
    GArray *samples = g_hash_table_lookup(answers->samples, name);

    for (guint i = 0; samples && i < samples->len; i++)
        g_array_index(samples, SimTime, i) -= less;
    if (samples)
        calibration_times(answers->calibration, key, (SimTime *)samples->data, samples->len, what);
    return samples != NULL;
}

static void note_unmeasured(const Answers *answers, const char *key, const char *why)
{
    g_autofree char *comment = g_strconcat("not measured, as in profile linux: ", why, NULL);

    calibration_value(answers->calibration, key, costs_of_linux(key, FALSE), comment);
}

/* What the operating system and its locks cost does not depend on who uses them. */
static void copy_native(const Answers *answers)
{
    static const char *const keys[] = { "context_switch", "migration",  "wake_latency", "short_wake",
                                        "short_idle",     "wake_call",  "lock_handoff", "tick",
                                        "base_slice",     "pull_chance", "cache_hot", "cache_cores" };
    GKeyFile *profile = answers->calibration->profile;

    for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
        g_autofree char *value = g_key_file_get_value(profile, "native", keys[i], NULL);

        calibration_value(answers->calibration, keys[i], value, "as natively: the same system and the same lock");
    }
}

static void note_timers(const Answers *answers)
{
    const SimTime wake = answers->calibration->wake_latency;
    const SimTime sleep = spread_of(answers, "sleep").median;
    GArray *late = g_hash_table_lookup(answers->samples, "loop_sleep");

    note(answers, "timer_slack", "sleep", wake, "lateness of time.sleep, less wake_latency");
    /* On average a timer is rounded up by half of what it is rounded to. */
    for (guint i = 0; late && i < late->len; i++)
        g_array_index(late, SimTime, i) = 2 * (g_array_index(late, SimTime, i) - sleep);
    if (!note(answers, "loop_timer", "loop_sleep", 0, "twice the lateness of asyncio.sleep, less that of time.sleep"))
        note_unmeasured(answers, "loop_timer", "this Python has no asyncio");
}

/* As seen in the interpreter: how soon its loop notices a request, and how soon one who asked is asleep again, is its own. */
static void note_requester_wins(const Answers *answers)
{
    double chances[MOST_OTHERS];
    g_autofree char *list = NULL;
    g_autoptr(GString) note = g_string_new("of 3, 4 and 5 threads that compute: how often the one who asked takes the lock");
    guint n = 0;

    for (; n < MOST_OTHERS; n++) {
        g_autofree char *name = g_strdup_printf("wins_%u", n + 3);
        GArray *samples = g_hash_table_lookup(answers->samples, name);
        guint won = 0;

        if (!samples)
            break;
        for (guint i = 0; i < samples->len; i++)
            won += g_array_index(samples, SimTime, i) != 0;
        chances[n] = (double)won / samples->len;
        g_string_append_printf(note, "%s%u of %u", n == 0 ? "; " : ", ", won, samples->len);
    }
    if (n == 0) {
        note_unmeasured(answers, "requester_wins", "nobody asks for this Python's lock");
        return;
    }
    list = calibration_list(chances, n);
    calibration_value(answers->calibration, "requester_wins", list, note->str);
}

static void note_loop(const Answers *answers)
{
    const Spread turn = spread_of(answers, "turn_ps"), looks = spread_of(answers, "ticks_bytecodes");
    g_autofree char *check = g_strdup_printf("%" G_GINT64_FORMAT "ns", MAX(turn.median / 1000, 1));

    calibration_value(answers->calibration, "check_interval", check, "one turn of the loop: a request is noticed at its end");
    note_requester_wins(answers);
    if (looks.n > 0) {
        g_autofree char *ticks =
            g_strdup_printf("%" G_GINT64_FORMAT "ns", looks.median * turn.median / TURN_BYTECODES / 1000);

        calibration_value(answers->calibration, "ticks", ticks, "sys.getcheckinterval() bytecodes of the loop");
    } else {
        note_unmeasured(answers, "ticks", "this Python's lock counts no bytecodes");
    }
    if (!note(answers, "loop_step", "loop_step", 0, "core time of resuming a task that slept, of 50, looks for due timers included"))
        note_unmeasured(answers, "loop_step", "this Python has no asyncio");
}

static void note_starts(const Answers *answers)
{
    const SimTime call = spread_of(answers, "ipc_call").median;

    note(answers, "thread_start", "thread_start", 0, "core time to start and end a Thread");
    calibration_value(answers->calibration, "start_waits", "yes", "Thread.start() returns when the new thread has run");
    note(answers, "process_start", "process_start", 0, "core time of Process.start(), by fork, and of the child before it runs its target");
    if (!note(answers, "subinterpreter_start", "subinterpreter_start", 0, "core time of a new subinterpreter"))
        note_unmeasured(answers, "subinterpreter_start", "this Python has no subinterpreters with locks of their own");
    note(answers, "ipc_call", "ipc_call", 0, "core time of one end to send or receive an empty message");
    note(answers, "ipc_mib", "ipc_mib", call, "the same of 64 KiB, less ipc_call, sixteen times");
}

static void note_taxes(const Answers *answers)
{
    const double alone = spread_of(answers, "beside_1").mean;
    double factors[MOST_CORES] = { 1 };
    guint n = 1;
    g_autofree char *list = NULL;

    for (; n < MOST_CORES; n++) {
        g_autofree char *name = g_strdup_printf("beside_%u", n + 1);
        const Spread spread = spread_of(answers, name);

        if (spread.n == 0)
            break;
        factors[n] = MAX(spread.mean / alone, 1);
    }
    list = calibration_list(factors, n);
    calibration_value(answers->calibration, "parallel_tax", list,
                      "core time of the same loop with 1, 2, ... cores busy, over that with one");
    note_unmeasured(answers, "free_threaded_tax", "it takes a free-threaded build beside one with a lock");
}

static void note_work(const Answers *answers)
{
    const Spread work = spread_of(answers, "work");

    g_key_file_set_int64(answers->calibration->profile, "host", "python_dispersion", statistics_dispersion(&work));
    g_key_file_set_comment(answers->calibration->profile, "host", "python_dispersion",
                           " of the speed of Python's loop: interquartile range over median, in millionths", NULL);
}

gboolean calibrate_python(Calibration *calibration, const Python *python, GError **error)
{
    g_auto(PythonResult) result = python_process_run(python->program, "calibrate.py", -1, calibration->cpus,
                                                     calibration->n_cpus, PATIENCE);
    g_autoptr(GHashTable) samples = NULL;
    Answers answers = { .calibration = calibration };

    if (result.ended.end == SUPERVISED_EXITED && result.ended.number == EXIT_SUCCESS)
        answers.samples = samples = parse(result.output);
    if (!samples || !g_hash_table_contains(samples, "beside_1")) {
        g_set_error(error, CALIBRATE_PYTHON_ERROR, 0, "--python=%s: it could not be measured: %s", python->program,
                    result.ended.end == SUPERVISED_LATE          ? "it took longer than a minute"
                    : result.ended.end == SUPERVISED_INTERRUPTED ? "interrupted"
                    : result.complaint && result.complaint[0]    ? result.complaint
                                                                 : "it ended early");
        return FALSE;
    }
    note_work(&answers);
    copy_native(&answers);
    note_timers(&answers);
    note_loop(&answers);
    note_starts(&answers);
    note_taxes(&answers);
    return TRUE;
}
